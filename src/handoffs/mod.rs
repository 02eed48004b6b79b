//! Handoffs: what passes from one agency to another, and whether its receiver confirmed it.
//!
//! ```text
//!             confirm            take-on            end(code)
//!   sent ───────────────► received ────────► taken_on ────────► ended
//!    │  ▲                  │   │               │
//!    │  └── retract ───────┴───┼───────────────┘        (the same agency; the clock goes on from the first time)
//!    │                         │
//!    ├── refuse(code) ─────────┴──► refused ──► reroute (a new handoff of the chain) | unmet(code)
//!    ├── recall ───────────────────► recalled ──► acknowledge-recall, once it was seen
//!    │
//!   received, taken_on ── dispute ─► disputed ──► uphold (back) | reroute | unmet
//!   any ── in-error(code) ─────────► in_error ──► incident-check, once it was seen
//!   any that is open ── declined by the family ──► recalled, while nobody works on it; else ended
//! ```
//!
//! The right to answer comes only from belonging to the addressed agency, never from a role, and never to the person
//! who sent or recorded the handoff. A transfer to another centre moves the case when it is taken on. Everything that comes from a handoff inherits its kind of information.
mod attest;
mod check;
mod decisions;
mod declined;
mod follow_up;
mod import;
mod log;
mod machine;
mod model;
mod package;
mod referral;
mod routes;
#[cfg(test)]
mod sample;
mod sender_routes;
mod service;
mod store;
mod store_import;
mod store_package;
mod store_referral;
mod store_transfer;
mod transfer;
mod view;
mod view_referral;
#[cfg(test)]
mod walks;
mod wire;

pub use check::disagreements;
pub(crate) use declined::{Declined, decline_all, declined};
pub use import::{ImportHandoff, ImportedHandoff, Same, import, known};
pub(crate) use log::happened;
pub use log::prepare;
pub(crate) use model::{Attempt, Closing, Grade, Sheet};
pub use model::{Beneficiary, Handoff, Mode, State};
pub use package::{Arrived, EndedHere, Released, release};
pub(crate) use package::{arrive, leaving, packed};
pub use referral::{Progress, Withdrawer};
pub use routes::routes;
pub use sender_routes::routes as sender_routes;
pub use service::{all_of_case, first_of_case, read};
pub(crate) use service::{coded, decided, due, read_referral, referrals_of_case, review, shown, take_on};
pub(crate) use store::Which;
#[doc(hidden)]
pub use store::plans;
pub use store_package::CaseNamed;
pub(crate) use transfer::{Package, TRANSFER, is_moving};
pub use view::HandoffView;
pub use wire::{LogHandoff, PreviewBody, ReachedBody};
