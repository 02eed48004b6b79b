//! Contacts: who spoke to the family, or tried to, and what was promised.
//!
//! Every service that calls a family asks the same things again unless it knows who called last. Whoever is on the team
//! records it, and coordinators for their centre; what a service says of its calls on a referral is kept here too. A
//! promise is a code and a day, so that it can be kept. The log is added to and never changed.
//!
//! Where the work of an agency tells something by itself, its contacts are of that kind: that a therapist spoke to a
//! child says that there is therapy. Else they are of the kind of the handoff that they belong to, or of what the
//! caller does on the case. Coordinators always see when and by whom, and nothing that was noted beside it unless they
//! see everything of that kind.
mod model;
mod routes;
mod service;
mod store;
mod wire;

pub use model::{Contact, Outcome};
pub use routes::routes;
pub(crate) use service::{beside, bring_along};
#[doc(hidden)]
pub use store::plans;
