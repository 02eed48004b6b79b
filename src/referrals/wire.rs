//! What is sent to move a referral.
use crate::cases::readable;
use crate::handoffs::Withdrawer;
use crate::kernel::{Instant, PersonId};
use chrono::NaiveDate;
use serde::Deserialize;
use utoipa::ToSchema;
use validator::Validate;

/// Who will be in charge.
#[derive(Debug, Deserialize, Validate, ToSchema)]
#[serde(deny_unknown_fields)]
pub(super) struct Accept {
    /// Somebody of the same agency; yourself unless said otherwise.
    pub worker: Option<PersonId>,
}
/// A place on the waiting list.
#[derive(Debug, Deserialize, Validate, ToSchema)]
#[serde(deny_unknown_fields)]
pub(super) struct Waitlist {
    /// The day on which the list is looked at again; as usual unless said otherwise.
    #[schema(value_type = Option<String>, format = Date, example = "2026-12-15")]
    pub review_on: Option<NaiveDate>,
}
/// Somebody tried to reach the family.
#[derive(Debug, Deserialize, Validate, ToSchema)]
#[serde(deny_unknown_fields)]
pub(super) struct RecordAttempt {
    /// What came of it: list `contact_attempt`.
    #[validate(length(min = 1, max = 60))]
    #[schema(min_length = 1, max_length = 60, example = "no_answer")]
    pub code: String,
    /// When; now unless said otherwise.
    #[schema(value_type = Option<String>, format = DateTime)]
    pub at: Option<Instant>,
    /// What whoever tries next should know.
    #[validate(length(min = 1, max = 500), custom(function = readable))]
    #[schema(min_length = 1, max_length = 500, example = "Ask for the grandmother.")]
    pub note: Option<String>,
}
/// The family and the service have spoken.
#[derive(Debug, Deserialize, Validate, ToSchema)]
#[serde(deny_unknown_fields)]
pub(super) struct FirstContact {
    /// When; now unless said otherwise.
    #[schema(value_type = Option<String>, format = DateTime)]
    pub at: Option<Instant>,
}
/// A move about which nothing has to be said.
#[derive(Debug, Deserialize, Validate, ToSchema)]
#[serde(deny_unknown_fields)]
pub(super) struct Start {}
/// How the service ended.
#[derive(Debug, Deserialize, Validate, ToSchema)]
#[serde(deny_unknown_fields)]
pub(super) struct Complete {
    /// What came of it: list `outcome`.
    #[validate(length(min = 1, max = 60))]
    #[schema(min_length = 1, max_length = 60, example = "completed")]
    pub outcome: String,
}
/// Why it is sent back.
#[derive(Debug, Deserialize, Validate, ToSchema)]
#[serde(deny_unknown_fields)]
pub(super) struct SendBack {
    /// A code of the list `return`.
    #[validate(length(min = 1, max = 60))]
    #[schema(min_length = 1, max_length = 60, example = "family_not_reached")]
    pub code: String,
}
/// Who stops it, and why.
#[derive(Debug, Deserialize, Validate, ToSchema)]
#[serde(deny_unknown_fields)]
pub(super) struct Withdraw {
    /// Who stops it.
    pub by: Withdrawer,
    /// A code of the list `withdraw`.
    #[validate(length(min = 1, max = 60))]
    #[schema(min_length = 1, max_length = 60, example = "not_now")]
    pub code: String,
}
