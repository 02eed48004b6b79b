//! Sessions: one sign-in, in one role, until it is ended or expires.
//!
//! ```text
//! open ──refresh──► open ──► ended (signed out, expired, or a refresh token was used twice)
//! ```
//!
//! The token is only a handle: every operation reads the session, so signing out works at once.
mod model;
mod routes;
mod service;
mod store;
mod wire;

pub use model::Session;
pub use routes::routes;
pub use service::open;
