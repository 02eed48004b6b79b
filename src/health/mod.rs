//! Is it alive, is it ready: for whoever starts, stops and watches the server. Nothing here touches a case.
mod routes;

pub use routes::{Ready, routes};
