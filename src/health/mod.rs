//! Is it alive, is it ready, how much has it done: for whoever starts, stops and watches the server. Nothing here
//! touches a case.
mod metrics;
mod routes;

pub use metrics::metrics;
pub use routes::{Ready, routes};
