//! People who have an account: their agency, their roles, and what they are marked for.
//!
//! Names and addresses are sealed; an address is found again by its keyed hash. Everybody who is signed in may read
//! names, because a team is made of people; addresses and roles are for administrators and for oneself.
mod model;
mod routes;
mod service;
mod store;
mod wire;

pub use model::{Credentials, PEOPLE, Person, Profile};
pub use routes::routes;
pub(crate) use service::credentials;
pub use service::{email_key, enrol, list};
pub use wire::{CreatePerson, PersonView, long_enough};
