//! Taking a whole centre out: everything of its cases, as lines that other programs can read; and bringing such lines
//! into another installation, whole or not at all.
//!
//! Only whoever sits at the server's command line may, and every case that is taken out has an entry of the access log
//! that says so. What each kind of line holds is in `api-spec/export.md`.
mod file;
mod file_check;
mod service;
mod service_back;
mod service_case;
mod service_in;
mod store;
mod store_back;
mod store_entries;
mod store_kinds;
mod wire;

pub use file::{Brought, Mistake, Moving, read};
pub use service::{agencies, cases, entries, ids, lookers, people};
pub use service_back::{bring, misfits};
pub use service_case::{Packed, pack};
pub use service_in::{TakenIn, case_of, kept_from, take_in};
pub use store_entries::After;
pub use wire::Taken;
