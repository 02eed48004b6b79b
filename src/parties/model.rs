//! Somebody around a child.
use crate::kernel::{CaseId, Compartment, Instant, PartyId};
use crate::vault::{KeyScope, Place, Sealed};
use serde::{Deserialize, Serialize};

/// The code of list `party_role` for who is accused.
pub(crate) const ALLEGED_OFFENDER: &str = "alleged_offender";

/// Somebody around a child.
#[derive(Clone)]
pub struct Party {
    /// Their id.
    pub id: PartyId,
    /// The case.
    pub case: CaseId,
    /// What kind of information it is who they are.
    pub compartment: Compartment,
    /// Who they are in the case: list `party_role`.
    pub role: String,
    /// Whether they are suspected.
    pub is_suspect: bool,
    /// Who they are, and how they may be reached.
    pub details: Sealed<Details>,
    /// When they were added.
    pub created_at: Instant,
    /// Counted from 1.
    pub version: i64,
}

/// Who somebody is, and how they may be reached.
#[derive(Clone, Serialize, Deserialize)]
pub struct Details {
    /// Their name.
    pub name: String,
    /// Their telephone.
    #[serde(default)]
    pub phone: Option<String>,
    /// Who they are to the child, in words.
    #[serde(default)]
    pub relation: Option<String>,
    /// How they may be reached safely.
    #[serde(default)]
    pub safe_contact: Option<String>,
    /// Whether anybody may reach them at all.
    pub contact_allowed: bool,
}

impl Party {
    /// Where their details are sealed: under the key of the child's identity, whatever kind the row is of, so that a
    /// case whose accused turns out to be a youth hides them by the row alone.
    #[must_use]
    pub fn place(case: CaseId, id: PartyId) -> Place {
        Place { table: "parties", row: id.into(), scope: KeyScope::Case(case, Compartment::Identity) }
    }
}

/// What kind of information it is who somebody is: of an accused youth, the law's own.
pub(super) fn compartment_of(role: &str, youth_accused: bool) -> Compartment {
    if youth_accused && role == ALLEGED_OFFENDER { Compartment::YouthAccused } else { Compartment::Identity }
}
/// Whether somebody is suspected: who is accused always is. Nothing, when what was said does not go with the role.
pub(super) fn is_suspect(role: &str, said: Option<bool>, otherwise: bool) -> Option<bool> {
    match said {
        Some(false) if role == ALLEGED_OFFENDER => None,
        Some(said) => Some(said),
        None => Some(otherwise || role == ALLEGED_OFFENDER),
    }
}

#[cfg(test)]
mod tests {
    use super::{compartment_of, is_suspect};
    use crate::kernel::Compartment;

    #[test]
    fn only_an_accused_youth_is_hidden() {
        assert_eq!(compartment_of("alleged_offender", true), Compartment::YouthAccused);
        assert_eq!(compartment_of("alleged_offender", false), Compartment::Identity);
        assert_eq!(compartment_of("caregiver", true), Compartment::Identity);
    }
    #[test]
    fn who_is_accused_is_suspected() {
        assert_eq!(is_suspect("alleged_offender", None, false), Some(true));
        assert_eq!(is_suspect("alleged_offender", Some(false), true), None);
        assert_eq!(is_suspect("caregiver", None, false), Some(false));
        assert_eq!(is_suspect("caregiver", Some(true), false), Some(true));
        assert_eq!(is_suspect("witness", None, true), Some(true));
    }
}
