//! Intakes as they are sent and shown.
use crate::cases::{CaseView, CreateCase, readable};
use crate::handoffs::{HandoffView, LogHandoff, Mode, PreviewBody, ReachedBody};
use crate::kernel::{AgencyId, Instant, Urgency};
use crate::parties::CreateParty;
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;
use validator::Validate;

/// A case towards a centre, and what is asked of that centre.
#[derive(Debug, Deserialize, Validate, ToSchema)]
#[serde(deny_unknown_fields)]
pub(super) struct OpenIntake {
    /// The centre.
    pub centre: AgencyId,
    /// The case.
    #[validate(nested)]
    pub case: CreateCase,
    /// The people around the child.
    #[serde(default)]
    #[validate(nested)]
    #[schema(max_items = 20)]
    pub parties: Vec<CreateParty>,
    /// What is asked for; to look at it together unless said otherwise.
    #[validate(length(min = 1, max = 60))]
    #[schema(min_length = 1, max_length = 60, example = "triage_to_cac")]
    pub service: Option<String>,
    /// How soon; as usual for the service unless said otherwise.
    pub urgency: Option<Urgency>,
    /// When it happened, if it is recorded later.
    #[schema(value_type = Option<String>, format = DateTime)]
    pub occurred_at: Option<Instant>,
    /// How it was handed over; in Relais unless said otherwise.
    pub mode: Option<Mode>,
    /// For the referral sheet.
    #[validate(length(min = 1, max = 2000), custom(function = readable))]
    #[schema(min_length = 1, max_length = 2000)]
    pub note: Option<String>,
    /// What the centre sees before it answers.
    #[serde(default)]
    #[validate(nested)]
    pub preview: PreviewBody,
    /// Who was reached by telephone, and when.
    #[validate(nested)]
    pub reached: Option<ReachedBody>,
}
impl OpenIntake {
    /// The case, the people around the child, and the first handoff.
    pub(super) fn parts(self) -> (AgencyId, CreateCase, Vec<CreateParty>, LogHandoff) {
        let triage = LogHandoff::triage(self.centre, self.note);
        let handoff = LogHandoff {
            service: self.service.unwrap_or_else(|| triage.service.clone()),
            urgency: self.urgency,
            occurred_at: self.occurred_at,
            mode: self.mode,
            preview: self.preview,
            reached: self.reached,
            ..triage
        };
        (self.centre, self.case, self.parties, handoff)
    }
}

/// What was opened.
#[derive(Debug, Serialize, ToSchema)]
pub(super) struct IntakeView {
    /// The case: its status, until the centre takes it on.
    pub case: CaseView,
    /// The handoff to the centre.
    pub handoff: HandoffView,
}
