//! The people around a child: caregivers, guardians, witnesses, who supports, and who is accused.
//!
//! They are part of a child's identity and are seen like it, but for an accused youth: from the moment that a case
//! says that the accused is a youth, whoever the law does not name sees nothing of that person, neither that there
//! is a row. Moving somebody back is left to those who still see them.
mod model;
mod routes;
mod service;
mod store;
mod wire;

pub use model::{Details, Party};
pub use routes::routes;
pub use service::add;
pub use wire::{CreateParty, PartyView};
