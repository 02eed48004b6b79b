//! What police, units against online exploitation and the Crown can see of a case now.
//!
//! Beside the inventory of what they looked at or wrote, which the access log tells (`cases`), the Crown has to know what
//! else is open to them: it may have to be disclosed too. The policy is asked for each of them, as for themselves; of
//! what the coordinator who asks may not know, nothing is told.
mod model;
mod routes;
mod service;
mod store;
mod wire;

pub use routes::routes;
