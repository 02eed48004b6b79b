//! Cases: one child, one cluster of facts.
//!
//! ```text
//! proposed ──► open ◄─► monitoring ──► closed
//!    │           ▲                        │ reopen (coordinator)
//!    │           └────────────────────────┘
//!    └──► closed, `not_taken`: no centre took it on
//! ```
//!
//! Partners are the agencies that work on a case: each may keep its own file number here. Who must not know of a
//! child's therapy does not find the clinic among them.
//!
//! How the family may be contacted is kept beside the case and shown with every handoff of it, so that a receiver who
//! has only a preview does not call a family that asked for peace.
//!
//! A case is seen by its team and by the coordinators of its centre; while it is proposed, its status by the agency
//! that opened it. Another centre may take it over; the one that it left goes on seeing how it stood then. Whoever a
//! conflict of interest bars from it sees nothing of it.
mod contact;
mod custody;
mod disclosure;
mod exclusion;
mod import;
mod link;
mod model;
mod model_contact;
mod model_partner;
mod model_search;
mod moves;
mod partner;
mod routes;
mod routes_contact;
mod routes_partner;
mod search;
mod service;
mod store;
mod store_contact;
mod store_custody;
mod store_disclosure;
mod store_exclusion;
mod store_link;
mod store_partner;
mod store_search;
mod store_timeline;
mod timeline;
mod wire;

pub use contact::{SetContactRule, contact_now, leave_in_peace};
pub(crate) use contact::{contact_alike, contact_differs};
pub use custody::{Custody, CustodyId, take_over};
pub use exclusion::Exclusion;
pub(crate) use import::coordinates;
pub use import::{ImportCase, ImportedCase, KnownCase, Reference, import, known};
pub(crate) use link::LinkKind;
pub use link::siblings;
pub use model::{Case, Identity, Ties, spoken_number};
pub(crate) use model_contact::contact_place;
pub use model_contact::{ContactRule, ContactTerms};
pub(crate) use model_partner::{normal as normal_number, number_place};
pub(crate) use moves::reopen_if_open;
pub(crate) use partner::move_number;
pub use routes::routes;
pub(crate) use service::accuse_youth;
pub use service::{accept, found, give_up, pass_on, propose, read};
pub(crate) use store::{TiesRow, ties, whole};
pub(crate) use store_contact::ContactRow;
pub(crate) use store_custody::{has_left, last_custody};
pub(crate) use store_disclosure::INVESTIGATE;
pub(crate) use store_exclusion::is_barred;
pub use store_search::plans;
pub(crate) use wire::readable;
pub use wire::{CaseView, ChildBody, CreateCase};
