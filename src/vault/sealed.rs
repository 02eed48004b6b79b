//! A sealed field, and what it opens to: neither can be printed, and only a granted row opens one.
//!
//! A sealed field cannot be written into a log:
//! ```compile_fail,E0277
//! fn log(note: &relais::vault::Sealed<String>) {
//!     println!("{note:?}");
//! }
//! ```
//! nor into an answer:
//! ```compile_fail,E0277
//! fn answer(note: &relais::vault::Sealed<String>) -> String {
//!     serde_json::to_string(note).unwrap()
//! }
//! ```
//! nor can what it opens to:
//! ```compile_fail,E0277
//! fn log(note: &relais::vault::Clear<String>) {
//!     println!("{note:?}");
//! }
//! ```
use crate::kernel::{CaseId, Compartment};
use std::marker::PhantomData;
use std::ops::Deref;
use uuid::Uuid;

/// Whose data key seals a field.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum KeyScope {
    /// One case and one kind of information.
    Case(CaseId, Compartment),
    /// One purpose of the whole deployment.
    Deployment(&'static str),
}
impl KeyScope {
    /// The two columns of `vault_keys` that name it.
    #[must_use]
    pub(crate) fn columns(self) -> (CaseId, &'static str) {
        match self {
            Self::Case(case, compartment) => (case, compartment.name()),
            Self::Deployment(purpose) => (CaseId::from(Uuid::nil()), purpose),
        }
    }
}

/// Where a sealed field lives; it opens nowhere else.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Place {
    /// The table.
    pub table: &'static str,
    /// The row.
    pub row: Uuid,
    /// The key.
    pub scope: KeyScope,
}

/// Ciphertext of a `T`.
pub struct Sealed<T> {
    bytes: Vec<u8>,
    place: Place,
    kind: PhantomData<fn() -> T>,
}
impl<T> Sealed<T> {
    /// Ciphertext as it was stored.
    #[must_use]
    pub(crate) fn stored(bytes: Vec<u8>, place: Place) -> Self {
        Self { bytes, place, kind: PhantomData }
    }
    /// Ciphertext as it is stored.
    #[must_use]
    pub(crate) fn bytes(&self) -> &[u8] {
        &self.bytes
    }
    /// Where it lives.
    #[must_use]
    pub(crate) const fn place(&self) -> Place {
        self.place
    }
}
impl<T> Clone for Sealed<T> {
    fn clone(&self) -> Self {
        Self { bytes: self.bytes.clone(), place: self.place, kind: PhantomData }
    }
}

/// What a sealed field opens to: lent to the one view that shows it.
pub struct Clear<T>(T);
impl<T> Clear<T> {
    pub(crate) const fn new(value: T) -> Self {
        Self(value)
    }
    /// Takes the value out, into the body of an answer.
    #[must_use]
    pub fn into_inner(self) -> T {
        self.0
    }
}
impl<T> Deref for Clear<T> {
    type Target = T;
    fn deref(&self) -> &T {
        &self.0
    }
}
