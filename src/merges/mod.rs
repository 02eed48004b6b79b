//! Merges: two case files of one child that were opened by mistake become one, and apart again when that was the mistake.
//!
//! One of them stays; the other becomes another name for it. What hangs on the other one comes along: handoffs with
//! what is owed for them, the people around the child, the team, wishes, links. Nothing is rewritten in the access log,
//! where each file keeps its own history. What both have, such as two numbers of one agency, stays where it was, out of
//! sight. A bar holds in both files, and is lifted in both.
//!
//! Undone, everything goes back that came along, with what has been added to its handoffs since. What the family has
//! said meanwhile, about contact or services, holds in both.
mod model;
mod routes;
mod service;
mod store;
mod store_moves;
mod wire;

pub use model::{Merge, Moved};
pub use routes::routes;
