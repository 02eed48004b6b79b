//! Wishes as they are sent and shown.
use super::model::{Whose, Wish};
use crate::cases::{ContactRule, SetContactRule};
use crate::handoffs::{Declined, State, Withdrawer};
use crate::kernel::{AgencyId, CaseId, Compartment, HandoffId, Instant, PersonId};
use chrono::NaiveDate;
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;
use validator::Validate;

/// That a family wants no voluntary service any more.
#[derive(Debug, Deserialize, Validate, ToSchema)]
#[serde(deny_unknown_fields)]
pub(super) struct WithdrawVoluntary {
    /// Why: list `withdraw`.
    #[validate(length(min = 1, max = 60))]
    #[schema(min_length = 1, max_length = 60, example = "family_declined")]
    pub code: String,
    /// Who stops them: the family, the young person included.
    #[schema(example = "family")]
    pub by: Option<Withdrawer>,
    /// Whose wish it is; the parents' unless said otherwise. A young person's own is kept apart.
    pub whose: Option<Whose>,
    /// From which day on services may be offered again.
    #[schema(value_type = Option<String>, format = Date, example = "2026-12-15")]
    pub reoffer_on: Option<NaiveDate>,
    /// How the family may be contacted from now on; by nobody unless said otherwise.
    #[validate(nested)]
    pub contact: Option<SetContactRule>,
}
/// A wish as it is shown.
#[derive(Debug, Serialize, ToSchema)]
pub(super) struct WishView {
    /// Whose it is.
    pub whose: Whose,
    /// Why: list `withdraw`.
    pub code: String,
    /// From which day on services may be offered again.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schema(value_type = Option<String>, format = Date)]
    pub reoffer_on: Option<NaiveDate>,
    /// When it was said.
    #[schema(value_type = String, format = DateTime)]
    pub said_at: Instant,
    /// Who recorded it.
    pub recorded_by: PersonId,
}
impl From<&Wish> for WishView {
    fn from(wish: &Wish) -> Self {
        let Wish { whose, code, reoffer_on, said_at, recorded_by, .. } = wish.clone();
        Self { whose, code, reoffer_on, said_at, recorded_by }
    }
}

/// What became of the services of a family.
#[derive(Debug, Serialize, ToSchema)]
pub(super) struct WithdrawnView {
    /// The case.
    pub case: CaseId,
    /// What was wished.
    pub wish: WishView,
    /// Whether the family may be contacted now, and by whom.
    pub contact: ContactRule,
    /// What ended with that wish.
    pub withdrawn: Vec<ServiceView>,
    /// What goes on: what the law or a protocol asks for, and what was offered since.
    pub stays: Vec<ServiceView>,
}
/// A handoff, in so many words.
#[derive(Debug, Serialize, ToSchema)]
pub(super) struct ServiceView {
    /// The handoff.
    pub handoff: HandoffId,
    /// What it asks for.
    #[schema(example = "caregiver_support")]
    pub service: String,
    /// The agency that was asked.
    pub to_agency: AgencyId,
    /// The kind of information.
    pub kind: Compartment,
    /// Where it stands.
    pub state: State,
}
impl From<Declined> for ServiceView {
    fn from(Declined { id, service, to, kind, state, .. }: Declined) -> Self {
        Self { handoff: id, service, to_agency: to, kind, state }
    }
}
