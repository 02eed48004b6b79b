//! The access log: one entry for every act, look and refusal, durable before the answer leaves.
//!
//! An entry is serialised once; those bytes are stored and hashed as stored. It holds ids and codes, never names or
//! notes. Tables are insert only. A pass numbers entries afterwards (`sequence`), so index order is not time order.
mod append;
mod entry;
mod fold;
mod room;
mod sequence;
mod verify;

pub(crate) use append::append;
pub(crate) use entry::{Draft, Entry, Mark, Recorded};
pub(crate) use fold::Folded;
pub(crate) use room::room;
pub(crate) use sequence::sequence;
pub use verify::{Finding, Report};
pub(crate) use verify::{Verified, verify, verify_last};
