//! The team: who works on a case, and through what.
//!
//! ```text
//! (joined) ──► on the team ──► ended
//! ```
//! A coordinator puts people on the team and takes them off; whoever takes on a handoff joins with it and leaves with
//! it. A place is as visible as the work that it stands for: who must not know of a child's therapy does not see that
//! a therapist is on the team. Who left and comes back has a new place.
mod model;
mod routes;
mod service;
mod store;
mod wire;

pub use model::TeamMember;
pub use routes::routes;
pub use service::{add, join};
pub(crate) use service::{kind_of_place, leave_through, leave_with_agency, leave_without_account};
pub use wire::TeamMemberView;
