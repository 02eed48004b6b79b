//! Agencies: partner organizations and centres, what they receive, and when they can be reached.
//!
//! Everybody who is signed in may read them, because a handoff has to be addressed; only administrators change them.
mod model;
mod routes;
mod service;
mod store;
mod wire;

pub use model::{Agency, ServiceHours};
pub use routes::routes;
pub use service::{install, list};
pub use wire::{AgencyView, CreateAgency, ServiceHoursBody};
