//! HTTP and nothing but HTTP: who calls, what is read, how answers and refusals look.
mod answer;
mod caller;
mod guard;
mod headers;
mod listing;
mod polish;
mod problem;
pub mod spec;
mod token;
mod valid;

pub use answer::Reply;
pub use caller::network;
pub use guard::guard;
pub use headers::{IfMatch, IfMatchOrNone};
pub use listing::{Anything, Listing, PageOf};
pub use problem::{Heard, Problem, problem, unknown_path};
pub use token::Tokens;
pub use valid::{PathId, PathIds, Valid};
