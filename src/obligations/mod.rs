//! Expected steps: what is without an answer, and what is due next. One table, written by operations alone, read here.
//!
//! A coordinator sees all of the centre's cases, one line a chain of attempts; everybody else what their own agency
//! owes. Towards police and the Crown the word is *awaited*: their lists can be disclosed.
mod model;
mod routes;
mod service;
mod store;
mod wire;

pub use model::{Expected, Worklist};
pub use routes::routes;
#[doc(hidden)]
pub use store::plans;
