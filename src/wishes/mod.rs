//! Wishes: what a family, or a young person, does not want any more.
//!
//! One act ends every service that may be declined: what nobody works on yet goes back to its sender, what is waited
//! for or under way ends, whoever joined the team through it leaves, and everybody who goes on working with the child
//! reads that the family is not to be contacted. What the law or a protocol asks for stays. Nothing in it can be undone
//! in one act: what is offered again is a new handoff.
//!
//! What a young person wants is kept apart from what the parents want. Coordinators record it; who speaks for the
//! family, the Crown and court support read it.
mod model;
mod routes;
mod service;
mod store;
mod wire;

pub use model::{Whose, Wish};
pub use routes::routes;
