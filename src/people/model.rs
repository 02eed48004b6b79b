//! Somebody with an account.
use crate::kernel::{AgencyId, Instant, Lang, PersonId, Role};
use crate::vault::{KeyScope, Place, Sealed};
use serde::{Deserialize, Serialize};

/// The key that seals who people are.
pub const PEOPLE: KeyScope = KeyScope::Deployment("people");

/// Somebody with an account.
#[derive(Clone)]
#[expect(clippy::struct_excessive_bools, reason = "independent marks of one account")]
pub struct Person {
    /// Their id.
    pub id: PersonId,
    /// Where they work.
    pub agency: AgencyId,
    /// Name and address.
    pub profile: Sealed<Profile>,
    /// The keyed hash of their address.
    pub email_key: Vec<u8>,
    /// The roles that they may sign in with.
    pub roles: Vec<Role>,
    /// Receives handoffs for the agency.
    pub receives_handoffs: bool,
    /// Looks after the protection of personal information.
    pub privacy_officer: bool,
    /// Supervises.
    pub supervisor: bool,
    /// The language of the account.
    pub lang: Lang,
    /// May sign in.
    pub active: bool,
    /// The hash of their password.
    pub password: String,
    /// Since when the account exists.
    pub created_at: Instant,
    /// Counted from 1.
    pub version: i64,
}

/// An account as a sign-in finds it: whose and of which agency, and the hash of its password.
pub type Credentials = ((PersonId, AgencyId), String);

/// Who somebody is.
#[derive(Serialize, Deserialize)]
pub struct Profile {
    /// Their name, as they write it.
    pub name: String,
    /// Their address.
    pub email: String,
}

impl Person {
    /// Where a person's profile lives.
    #[must_use]
    pub fn place(id: PersonId) -> Place {
        Place { table: "people", row: id.into(), scope: PEOPLE }
    }
}
