//! Contacts as they are sent and shown.
use super::model::{Contact, Outcome, Promise};
use crate::access::View;
use crate::cases::readable;
use crate::kernel::{AgencyId, CaseId, Compartment, ContactId, HandoffId, Instant, PersonId};
use crate::op::Granted;
use crate::problem::{Error, FieldCode, FieldError, Result};
use crate::rules::Rules;
use crate::vault::Clear;
use chrono::NaiveDate;
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;
use validator::Validate;

/// That you spoke to the family, or tried to.
#[derive(Debug, Deserialize, Validate, ToSchema)]
#[serde(deny_unknown_fields)]
pub(super) struct LogContact {
    /// When, if it is recorded later; at most a year ago.
    #[schema(value_type = Option<String>, format = DateTime)]
    pub at: Option<Instant>,
    /// Whom you spoke to, or tried to: list `contact_with`.
    #[serde(rename = "with")]
    #[schema(max_length = 60, example = "caregiver")]
    pub whom: String,
    /// By what means: list `contact_channel`.
    #[schema(max_length = 60, example = "phone")]
    pub channel: String,
    /// Whether you spoke to them.
    #[schema(example = true)]
    pub reached: bool,
    /// What came of it when you did not: list `contact_attempt`.
    #[schema(max_length = 60)]
    pub attempt: Option<String>,
    /// What you promised, if you did: list `contact_promise`.
    #[schema(max_length = 60, example = "call_back")]
    pub promised: Option<String>,
    /// By which day, within a year: with `promised`.
    #[schema(value_type = Option<String>, format = Date)]
    pub promised_by: Option<NaiveDate>,
    /// What whoever speaks to them next should know. It is read by who sees everything of that kind of information.
    #[validate(length(min = 1, max = 500), custom(function = readable))]
    #[schema(min_length = 1, max_length = 500, example = "She would rather be called after school.")]
    pub note: Option<String>,
    /// The handoff of this case that it belongs to; the contact is of the same kind of information.
    pub handoff: Option<HandoffId>,
}
impl LogContact {
    /// Finds the codes that are not in their lists, and the fields that do not go together.
    pub(super) fn check(&self, rules: &Rules) -> Result<()> {
        let lists = [
            ("with", "contact_with", Some(&self.whom)),
            ("channel", "contact_channel", Some(&self.channel)),
            ("attempt", "contact_attempt", self.attempt.as_ref()),
            ("promised", "contact_promise", self.promised.as_ref()),
        ];
        let unknown = lists.into_iter().filter(|(_, list, code)| code.is_some_and(|code| !rules.code(list, code)));
        let unknown = unknown.map(|(field, ..)| FieldError::new(format!("/{field}"), FieldCode::UnknownValue));
        let apart = [
            ("/attempt", self.reached && self.attempt.is_some()),
            ("/promised_by", self.promised.is_none() && self.promised_by.is_some()),
        ];
        let apart = apart.into_iter().filter(|(_, wrong)| *wrong);
        let wrong: Vec<_> = unknown.chain(apart.map(|(at, _)| FieldError::new(at, FieldCode::Conflict))).collect();
        if wrong.is_empty() { Ok(()) } else { Err(Error::Invalid(wrong)) }
    }
}

/// One time that somebody spoke to the family, or tried to, as it is shown.
#[derive(Debug, Serialize, ToSchema)]
pub(super) struct ContactView {
    /// Its id.
    pub id: ContactId,
    /// The case.
    pub case: CaseId,
    /// What kind of information it is.
    pub kind: Compartment,
    /// When it was.
    #[schema(value_type = String, format = DateTime)]
    pub at: Instant,
    /// Who spoke to them.
    pub by: PersonId,
    /// For which agency.
    pub agency: AgencyId,
    /// Whom: list `contact_with`.
    #[serde(rename = "with")]
    #[schema(example = "caregiver")]
    pub whom: String,
    /// By what means: list `contact_channel`.
    #[schema(example = "phone")]
    pub channel: String,
    /// Whether they spoke.
    pub reached: bool,
    /// What came of it when they did not: list `contact_attempt`.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub attempt: Option<String>,
    /// What was promised: list `contact_promise`.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub promised: Option<String>,
    /// By which day.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schema(value_type = Option<String>, format = Date)]
    pub promised_by: Option<NaiveDate>,
    /// What whoever speaks to them next should know: only to whom sees everything of that kind of information.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub note: Option<String>,
    /// The handoff that it belongs to.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub handoff: Option<HandoffId>,
    /// When it was recorded.
    #[schema(value_type = String, format = DateTime)]
    pub recorded_at: Instant,
    /// How much of it this is.
    pub view: View,
}
impl ContactView {
    /// Shows a granted contact.
    pub(super) fn of(contact: &Granted<'_, Contact>) -> Result<Self> {
        let note = contact.note.as_ref().filter(|_| contact.shows(View::Full));
        let attempt = match &contact.outcome {
            Outcome::Reached => None,
            Outcome::Missed(code) => code.clone(),
        };
        let (promised, promised_by) = contact.promise.clone().map(|Promise { code, by }| (code, by)).unzip();
        Ok(Self {
            id: contact.id,
            case: contact.case,
            kind: contact.kind,
            at: contact.at,
            by: contact.by,
            agency: contact.agency,
            whom: contact.whom.clone(),
            channel: contact.channel.clone(),
            reached: contact.outcome == Outcome::Reached,
            attempt,
            promised,
            promised_by: promised_by.flatten(),
            note: note.map(|note| contact.open(note)).transpose()?.map(Clear::into_inner),
            handoff: contact.handoff,
            recorded_at: contact.recorded_at,
            view: contact.view(),
        })
    }
}
