//! The people around a child as they are sent and shown.
use super::model::{Details, Party};
use crate::access::View;
use crate::cases::readable;
use crate::kernel::{Compartment, Instant, PartyId};
use crate::op::Granted;
use crate::problem::Result;
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;
use validator::Validate;

/// Somebody around the child.
#[derive(Debug, Clone, Deserialize, Validate, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct CreateParty {
    /// Who they are in the case: list `party_role`.
    #[schema(max_length = 60, example = "caregiver")]
    pub role: String,
    /// Their name.
    #[validate(length(min = 1, max = 200), custom(function = readable))]
    #[schema(min_length = 1, max_length = 200, example = "Marie Tremblay")]
    pub name: String,
    /// Their telephone.
    #[validate(length(min = 1, max = 60), custom(function = readable))]
    #[schema(min_length = 1, max_length = 60, example = "+1 902 555 0134")]
    pub phone: Option<String>,
    /// Who they are to the child, in words.
    #[validate(length(min = 1, max = 200), custom(function = readable))]
    #[schema(min_length = 1, max_length = 200, example = "mother")]
    pub relation: Option<String>,
    /// How they may be reached safely.
    #[validate(length(min = 1, max = 500), custom(function = readable))]
    #[schema(min_length = 1, max_length = 500, example = "Text first, never call after 17:00")]
    pub safe_contact: Option<String>,
    /// Whether they are suspected; whoever is the alleged offender always is.
    pub is_suspect: Option<bool>,
    /// Whether anybody may reach them at all; yes unless they are suspected.
    pub contact_allowed: Option<bool>,
}

/// What changes about somebody around the child; what is left out stays.
#[derive(Debug, Deserialize, Validate, ToSchema)]
#[serde(deny_unknown_fields)]
pub(super) struct UpdateParty {
    /// List `party_role`.
    #[schema(max_length = 60)]
    pub(super) role: Option<String>,
    /// Their name.
    #[validate(length(min = 1, max = 200), custom(function = readable))]
    #[schema(min_length = 1, max_length = 200)]
    pub(super) name: Option<String>,
    /// Their telephone.
    #[validate(length(min = 1, max = 60), custom(function = readable))]
    #[schema(min_length = 1, max_length = 60)]
    pub(super) phone: Option<String>,
    /// Who they are to the child.
    #[validate(length(min = 1, max = 200), custom(function = readable))]
    #[schema(min_length = 1, max_length = 200)]
    pub(super) relation: Option<String>,
    /// How they may be reached safely.
    #[validate(length(min = 1, max = 500), custom(function = readable))]
    #[schema(min_length = 1, max_length = 500)]
    pub(super) safe_contact: Option<String>,
    /// Whether they are suspected.
    pub(super) is_suspect: Option<bool>,
    /// Whether anybody may reach them at all; no longer, when they become suspected.
    pub(super) contact_allowed: Option<bool>,
}

/// Somebody around the child, as they are shown.
#[derive(Debug, Serialize, ToSchema)]
pub struct PartyView {
    /// Their id.
    pub id: PartyId,
    /// Who they are in the case: list `party_role`.
    pub role: String,
    /// What kind of information it is who they are.
    pub kind: Compartment,
    /// Whether they are suspected.
    pub is_suspect: bool,
    /// Whether anybody may reach them at all.
    pub contact_allowed: bool,
    /// Their name.
    pub name: String,
    /// Their telephone: only to whom sees everything.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub phone: Option<String>,
    /// Who they are to the child.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub relation: Option<String>,
    /// How they may be reached safely.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub safe_contact: Option<String>,
    /// When they were added.
    #[schema(value_type = String, format = DateTime)]
    pub created_at: Instant,
    /// The version, as in its `ETag`.
    pub version: i64,
}
impl PartyView {
    /// Shows somebody who was found.
    pub fn of(party: &Granted<'_, Party>) -> Result<Self> {
        let Details { name, phone, relation, safe_contact, contact_allowed } = party.open(&party.details)?.into_inner();
        Ok(Self {
            id: party.id,
            role: party.role.clone(),
            kind: party.compartment,
            is_suspect: party.is_suspect,
            contact_allowed,
            name,
            phone: phone.filter(|_| party.shows(View::Full)),
            relation,
            safe_contact,
            created_at: party.created_at,
            version: party.version,
        })
    }
}
