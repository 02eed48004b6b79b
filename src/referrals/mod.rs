//! Referrals: what follows when a handoff asks for a service. A referral has the id of its handoff, and its version.
//!
//! ```text
//!   pending ──► waitlisted ──► accepted ──► first_contact ──► in_service ──► completed(outcome)
//!      └───────────────────────►┘    │            │  └────────────┬─────────────►┘
//!                                    └────────────┴───────────────┴──► returned(code) | withdrawn(by, code)
//! ```
//!
//! Accepting is taking on the handoff. Whatever ends a referral ends its handoff; one that was returned waits for a
//! decision: another service, or that there is none.
mod routes;
mod service;
mod wire;

pub use routes::routes;
