//! Support: what police and the Crown see of a case where they see nothing of therapy.
//!
//! Who supports the child and family, with a telephone, and when they cannot come, without a reason. It is made of the
//! handoffs for support that somebody took on, and of a list of times: no row of therapy, advocacy or culture is asked,
//! so that nothing of these can be read from it. The list is kept by coordinators, advocates and victim services.
mod model;
mod routes;
mod service;
mod store;
mod wire;

pub use model::Support;
pub use routes::routes;
