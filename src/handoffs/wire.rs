//! What is sent to make and to move a handoff.
use super::model::{Beneficiary, Flag, Mode, State};
use crate::cases::readable;
use crate::kernel::{AgencyId, Instant, PersonId, Urgency};
use chrono::NaiveDate;
use serde::Deserialize;
use utoipa::{IntoParams, ToSchema};
use validator::Validate;

/// A new handoff. The case is in the path; `to_agency` and `service` are all that has to be said besides.
#[derive(Debug, Clone, Deserialize, Validate, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct LogHandoff {
    /// The agency that is asked.
    pub to_agency: AgencyId,
    /// What is asked for: a type of service.
    #[validate(length(min = 1, max = 60))]
    #[schema(min_length = 1, max_length = 60, example = "medical_exam")]
    pub service: String,
    /// Whom it is for; the child unless said otherwise.
    #[serde(rename = "for")]
    pub whom: Option<Beneficiary>,
    /// How soon; as usual for the service unless said otherwise.
    pub urgency: Option<Urgency>,
    /// When it happened, if it is recorded later: clocks begin there.
    #[schema(value_type = Option<String>, format = DateTime)]
    pub occurred_at: Option<Instant>,
    /// How it was handed over; in Relais unless said otherwise.
    pub mode: Option<Mode>,
    /// For the referral sheet: what the receiver needs to know, and no more.
    #[validate(length(min = 1, max = 2000), custom(function = readable))]
    #[schema(min_length = 1, max_length = 2000, example = "Mother works nights; call before 15:00.")]
    pub note: Option<String>,
    /// The sender, when it is recorded for a partner of the case.
    pub from_agency: Option<AgencyId>,
    /// What the agency sees before it answers.
    #[serde(default)]
    #[validate(nested)]
    pub preview: PreviewBody,
    /// Who was reached by telephone, and when: for what concerns safety.
    #[validate(nested)]
    pub reached: Option<ReachedBody>,
}

impl LogHandoff {
    /// To a centre, so that it looks at a case together with its partners.
    #[must_use]
    pub fn triage(centre: AgencyId, note: Option<String>) -> Self {
        Self {
            to_agency: centre,
            service: "triage_to_cac".to_owned(),
            whom: None,
            urgency: None,
            occurred_at: None,
            mode: None,
            note,
            from_agency: None,
            preview: PreviewBody::default(),
            reached: None,
        }
    }
}

/// What the agency sees before it answers; what is not said is not known, or taken from the case.
#[derive(Debug, Clone, Default, Deserialize, Validate, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct PreviewBody {
    /// Where the service may be given: list `delivery`.
    #[schema(max_length = 60, example = "in_person")]
    pub delivery: Option<String>,
    /// Who calls whom: list `contact_mode`.
    #[schema(max_length = 60, example = "receiver_calls")]
    pub contact_mode: Option<String>,
    /// The programme that pays.
    #[validate(length(min = 1, max = 80), custom(function = readable))]
    #[schema(min_length = 1, max_length = 80)]
    pub funding: Option<String>,
    /// Safe from the alleged offender.
    pub safe_from_offender: Option<Flag>,
    /// An acute risk.
    pub acute_risk: Option<Flag>,
    /// A dispute about custody.
    pub custody_dispute: Option<Flag>,
    /// The family has consented.
    pub consent_obtained: Option<Flag>,
    /// Something is needed for accessibility.
    pub accessibility: Option<Flag>,
}

/// Somebody at the addressed agency who was spoken to.
#[derive(Debug, Clone, Deserialize, Validate, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct ReachedBody {
    /// Their name.
    #[validate(length(min = 1, max = 200), custom(function = readable))]
    #[schema(min_length = 1, max_length = 200, example = "Nurse on call, Hélène Roy")]
    pub who: String,
    /// The number that was called, from the directory.
    #[validate(length(min = 3, max = 40), custom(function = readable))]
    #[schema(min_length = 3, max_length = 40, example = "+1 902 555 0100")]
    pub number: Option<String>,
    /// When.
    #[schema(value_type = Option<String>, format = DateTime)]
    pub at: Option<Instant>,
}

/// Who will work on it.
#[derive(Debug, Deserialize, Validate, ToSchema)]
#[serde(deny_unknown_fields)]
pub(super) struct TakeOn {
    /// Somebody of the same agency; yourself unless said otherwise.
    pub worker: Option<PersonId>,
}
/// A move that has to say why.
#[derive(Debug, Deserialize, Validate, ToSchema)]
#[serde(deny_unknown_fields)]
pub(super) struct Because {
    /// A code from the list of that move.
    #[validate(length(min = 1, max = 60))]
    #[schema(min_length = 1, max_length = 60, example = "other")]
    pub code: String,
}
/// A move that may say why.
#[derive(Debug, Deserialize, Validate, ToSchema)]
#[serde(deny_unknown_fields)]
pub(super) struct Perhaps {
    /// A code from the list of that move.
    #[validate(length(min = 1, max = 60))]
    #[schema(min_length = 1, max_length = 60, example = "other")]
    pub code: Option<String>,
}
/// A move about which nothing has to be said.
#[derive(Debug, Deserialize, Validate, ToSchema)]
#[serde(deny_unknown_fields)]
pub(super) struct Plainly {}

/// What was answered by word of mouth.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Deserialize, ToSchema)]
#[serde(rename_all = "snake_case")]
pub(super) enum VerbalAnswer {
    /// They have it.
    Received,
    /// They work on it.
    TakenOn,
    /// They cannot.
    Refused,
    /// The family has a place on their waiting list.
    Waitlisted,
    /// They have spoken with the family.
    FirstContact,
}
/// An answer given by word of mouth.
#[derive(Debug, Deserialize, Validate, ToSchema)]
#[serde(deny_unknown_fields)]
pub(super) struct Attest {
    /// What was answered.
    pub answer: VerbalAnswer,
    /// Who answered.
    #[validate(nested)]
    pub reached: ReachedBody,
    /// Why they cannot: list `decline_reason`.
    #[validate(length(min = 1, max = 60))]
    #[schema(min_length = 1, max_length = 60, example = "no_capacity")]
    pub code: Option<String>,
    /// When the waiting list is looked at again; as usual unless said otherwise.
    #[schema(value_type = Option<String>, format = Date)]
    pub review_on: Option<NaiveDate>,
}
/// Where it goes instead.
#[derive(Debug, Deserialize, Validate, ToSchema)]
#[serde(deny_unknown_fields)]
pub(super) struct Reroute {
    /// The agency that is asked now.
    pub to_agency: AgencyId,
    /// Another type of service, if it is another.
    #[validate(length(min = 1, max = 60))]
    #[schema(min_length = 1, max_length = 60)]
    pub service: Option<String>,
    /// How soon; as before unless said otherwise.
    pub urgency: Option<Urgency>,
}

/// What narrows the lists of what was sent and received.
#[derive(Debug, Deserialize, IntoParams)]
#[serde(deny_unknown_fields)]
#[into_params(parameter_in = Query)]
pub(super) struct HandoffFilter {
    /// Only those in this state.
    pub state: Option<State>,
}
