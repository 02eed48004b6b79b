//! Intakes: a partner opens a case towards a centre, with its first handoff, in one call.
//!
//! Until the centre has received it, the centre sees the preview; taking it on opens the case. While it is proposed,
//! the agency that opened it sees its status, and decides what follows a refusal: another centre, or the end.
mod family;
mod family_routes;
mod family_wire;
mod routes;
mod service;
mod wire;

pub use family_routes::routes as family_routes;
pub use routes::routes;
