//! The team as it is sent and shown.
use super::model::TeamMember;
use crate::kernel::{AgencyId, Compartment, HandoffId, Instant, PersonId};
use crate::op::Granted;
use crate::problem::Result;
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;
use validator::Validate;

/// Who joins.
#[derive(Debug, Deserialize, Validate, ToSchema)]
#[serde(deny_unknown_fields)]
pub(super) struct JoinTeam {
    /// Who joins.
    pub person: PersonId,
}

/// One person's place on the team; names are read with people.
#[derive(Debug, Serialize, ToSchema)]
pub struct TeamMemberView {
    /// Who.
    pub person: PersonId,
    /// Of which agency.
    pub agency: AgencyId,
    /// What kind of information their work is.
    pub kind: Compartment,
    /// The handoff through which they joined.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub handoff: Option<HandoffId>,
    /// Since when.
    #[schema(value_type = String, format = DateTime)]
    pub joined_at: Instant,
    /// Until when.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schema(value_type = Option<String>, format = DateTime)]
    pub ended_at: Option<Instant>,
    /// The version, as in its `ETag`.
    pub version: i64,
}
impl TeamMemberView {
    /// Shows a granted place.
    pub fn of(place: &Granted<'_, TeamMember>) -> Result<Self> {
        Ok(Self {
            person: place.person,
            agency: place.agency,
            kind: place.compartment,
            handoff: place.handoff,
            joined_at: place.joined_at,
            ended_at: place.ended_at,
            version: place.version,
        })
    }
}
