//! What follows receipt, and who was spoken to, as it is shown.
use super::model::{Attempt, Grade, Reached};
use super::referral::{Progress, Referral, Withdrawer};
use crate::kernel::{AgencyId, Instant, PersonId};
use serde::Serialize;
use utoipa::ToSchema;

/// What follows receipt of a handoff that asks for a service.
#[derive(Debug, Serialize, ToSchema)]
pub struct ReferralView {
    /// How far it has come.
    pub state: Progress,
    /// Since when.
    #[schema(value_type = String, format = DateTime)]
    pub since: Instant,
    /// Why it ended, from the list of that move.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub code: Option<String>,
    /// Who stopped it.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub withdrawn_by: Option<Withdrawer>,
    /// By when the next step is due: the list looked at again, the first contact, the start.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schema(value_type = Option<String>, format = DateTime)]
    pub next_due: Option<Instant>,
    /// The agency that helps the family to call, where it is not the service that calls alone.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub helper_agency: Option<AgencyId>,
    /// When the family and the service first spoke.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schema(value_type = Option<String>, format = DateTime)]
    pub first_contact_at: Option<Instant>,
    /// Who recorded that.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub first_contact_by: Option<PersonId>,
    /// How that is known.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub first_contact_grade: Option<Grade>,
    /// How often somebody tried to reach the family.
    pub attempts: i64,
    /// When somebody tried last.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schema(value_type = Option<String>, format = DateTime)]
    pub last_attempt_at: Option<Instant>,
    /// What came of it: list `contact_attempt`.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub last_attempt: Option<String>,
}
impl ReferralView {
    pub(super) fn of(referral: &Referral) -> Self {
        Self {
            state: referral.progress,
            since: referral.at,
            code: referral.code.clone(),
            withdrawn_by: referral.withdrawn_by,
            next_due: referral.due,
            helper_agency: referral.helper,
            first_contact_at: referral.contact.map(|c| c.at),
            first_contact_by: referral.contact.map(|c| c.by),
            first_contact_grade: referral.contact.map(|c| c.grade),
            attempts: referral.attempts,
            last_attempt_at: referral.attempted.as_ref().map(|(at, _)| *at),
            last_attempt: referral.attempted.as_ref().map(|(_, code)| code.clone()),
        }
    }
}

/// Somebody tried to reach the family.
#[derive(Debug, Serialize, ToSchema)]
pub struct AttemptView {
    /// When.
    #[schema(value_type = String, format = DateTime)]
    pub at: Instant,
    /// Who tried.
    pub by: PersonId,
    /// What came of it: list `contact_attempt`.
    pub code: String,
    /// What whoever tries next should know.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub note: Option<String>,
}
impl From<Attempt> for AttemptView {
    fn from(Attempt { at, by, code, note }: Attempt) -> Self {
        Self { at, by, code, note }
    }
}

/// Somebody at the agency who was spoken to.
#[derive(Debug, Serialize, ToSchema)]
pub struct ReachedView {
    /// Their name.
    pub who: String,
    /// The number that was called.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub number: Option<String>,
    /// When.
    #[schema(value_type = String, format = DateTime)]
    pub at: Instant,
    /// Recorded by.
    pub by: PersonId,
}
impl From<Reached> for ReachedView {
    fn from(Reached { who, number, at, by }: Reached) -> Self {
        Self { who, number, at, by }
    }
}
