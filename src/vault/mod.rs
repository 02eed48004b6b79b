//! Sealed fields: names, contacts and all free text are ciphertext before they reach the store.
//!
//! ```text
//! root key (a file, outside the database) ──wraps──► data keys (table vault_keys) ──seal──► fields
//! ```
//! A data key belongs to one case and one kind of information, or to one purpose of the deployment. Destroying the
//! wrapped keys of a case destroys its content everywhere.
mod envelope;
mod file;
mod keyring;
mod package;
mod password;
mod sealed;

pub use file::{RingFileError, create_ring_file, read_private, read_ring_file};
pub use keyring::{DataKey, KeyRing, Purpose};
pub use package::{PackageKey, Receipt, package_id};
pub use password::Passwords;
pub use sealed::{Clear, KeyScope, Place, Sealed};
