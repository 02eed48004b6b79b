//! The API description as a page for people, at `/docs`: readable without network, without scripts and without a session.
//!
//! It is made from the description that `/openapi.json` serves, so it cannot say anything else. The viewers that could
//! be had for this need scripts of 0.9 to 3.6 MB, and styles inside their pages, which our Content-Security-Policy
//! refuses; this page needs one stylesheet. Its frame speaks French or English; what it says of operations is English.
mod html;
mod operations;
mod page;
mod routes;
mod shapes;
mod words;

pub use page::Pages;
pub use routes::routes;
