//! A handoff as it is shown: no more than the caller's view of it.
use super::machine::MOVES;
use super::model::{Beneficiary, Closing, Flag, Grade, Handoff, Mode, State};
use super::transfer::Moved;
use super::view_referral::{AttemptView, ReachedView, ReferralView};
use crate::access::{Principal, View};
use crate::cases::{ChildBody, ContactRule};
use crate::kernel::text::initials;
use crate::kernel::{AgencyId, CaseId, ChainId, Compartment, HandoffId, Instant, Lang, PersonId, Urgency};
use crate::op::Granted;
use crate::problem::Result;
use chrono::NaiveDate;
use serde::Serialize;
use utoipa::ToSchema;

/// A handoff. The preview is always there; the rest is for who may see its status, its sheet, or all of it.
#[derive(Debug, Serialize, ToSchema)]
pub struct HandoffView {
    /// Its id.
    pub id: HandoffId,
    /// How much of it this is.
    pub view: View,
    /// Where it stands.
    pub state: State,
    /// What is asked for.
    #[schema(example = "medical_exam")]
    pub service: String,
    /// How soon.
    pub urgency: Urgency,
    /// The agency that is asked.
    pub to_agency: AgencyId,
    /// By when receipt should be acknowledged.
    #[schema(value_type = String, format = DateTime)]
    pub confirm_due: Instant,
    /// What this caller may do with it now.
    pub moves: Vec<&'static str>,
    /// Whether the family may be contacted now, and by whom.
    pub contact: ContactRule,
    /// The agency through which alone it may be contacted.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub contact_through: Option<AgencyId>,
    /// The last day of that.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schema(value_type = Option<String>, format = Date)]
    pub contact_until: Option<NaiveDate>,
    /// What the agency sees before it answers.
    pub preview: PreviewView,
    /// Who, when, and how it stands.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub status: Option<StatusView>,
    /// What follows receipt, when it asks for a service.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub referral: Option<ReferralView>,
    /// The referral sheet.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub sheet: Option<SheetView>,
    /// To read back before hanging up, on the answer to what was just sent: initials, age, case number.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schema(example = "L.T., 9 ans, dossier 2026-0017")]
    pub read_back: Option<String>,
    /// What came with the case, in the answer to the take-on of its transfer.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub moved: Option<MovedView>,
    /// The telephone that is answered now, for what concerns safety: call first.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schema(example = "+1 902 555 0100")]
    pub after_hours_line: Option<String>,
    /// The version, as in its `ETag`.
    pub version: i64,
}
/// What came with a case that was taken over, as far as you may know it.
#[derive(Debug, Serialize, ToSchema)]
pub struct MovedView {
    /// The number of the case in its new centre.
    #[schema(example = "2026-0003")]
    pub case_number: String,
    /// How many handoffs wait for something: an answer, a decision, an end.
    pub open_handoffs: usize,
    /// The services under way that the family may decline: each needs their consent again.
    #[schema(example = json!(["victim_support"]))]
    pub ask_consent_again: Vec<String>,
}
/// What the agency sees before it answers: no name.
#[derive(Debug, Serialize, ToSchema)]
pub struct PreviewView {
    /// Whom it is for.
    #[serde(rename = "for")]
    pub whom: Beneficiary,
    /// The case number.
    #[schema(example = "2026-0017")]
    pub case_number: String,
    /// The child's initials.
    #[schema(example = "L.T.")]
    pub initials: String,
    /// List `age_band`.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub age_band: Option<String>,
    /// The languages of the family.
    pub languages: Vec<String>,
    /// The region where the child lives.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub region: Option<String>,
    /// List `delivery`.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub delivery: Option<String>,
    /// List `contact_mode`.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub contact_mode: Option<String>,
    /// The programme that pays.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub funding: Option<String>,
    /// Safe from the alleged offender.
    pub safe_from_offender: Flag,
    /// An acute risk.
    pub acute_risk: Flag,
    /// A dispute about custody.
    pub custody_dispute: Flag,
    /// The family has consented.
    pub consent_obtained: Flag,
    /// Something is needed for accessibility.
    pub accessibility: Flag,
}
/// Who, when, and how it stands.
#[derive(Debug, Serialize, ToSchema)]
pub struct StatusView {
    /// The case.
    pub case: CaseId,
    /// All the attempts to have this done.
    pub chain: ChainId,
    /// The kind of information.
    pub kind: Compartment,
    /// Who sends.
    pub from_agency: AgencyId,
    /// Who sent it, unless it was recorded for a partner.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub sent_by: Option<PersonId>,
    /// Who recorded it.
    pub recorded_by: PersonId,
    /// How it was handed over.
    pub mode: Mode,
    /// When it happened.
    #[schema(value_type = String, format = DateTime)]
    pub occurred_at: Instant,
    /// When it was recorded.
    #[schema(value_type = String, format = DateTime)]
    pub recorded_at: Instant,
    /// Since when it stands so.
    #[schema(value_type = String, format = DateTime)]
    pub since: Instant,
    /// Why, from the list of that move.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub code: Option<String>,
    /// When the agency looked at it first.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schema(value_type = Option<String>, format = DateTime)]
    pub seen_at: Option<Instant>,
    /// When it was received.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schema(value_type = Option<String>, format = DateTime)]
    pub received_at: Option<Instant>,
    /// Who said so.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub received_by: Option<PersonId>,
    /// How that is known.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub grade: Option<Grade>,
    /// Since when somebody works on it.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schema(value_type = Option<String>, format = DateTime)]
    pub taken_on_at: Option<Instant>,
    /// How that is known.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub taken_on_grade: Option<Grade>,
    /// Who is in charge.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub in_charge: Option<PersonId>,
    /// By when the next step is due.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schema(value_type = Option<String>, format = DateTime)]
    pub next_due: Option<Instant>,
    /// What was decided afterwards.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub closing: Option<Closing>,
    /// Its code.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub closing_code: Option<String>,
}
/// The referral sheet.
#[derive(Debug, Serialize, ToSchema)]
pub struct SheetView {
    /// Who the child is, and how the family may be reached safely.
    pub child: ChildBody,
    /// The sender's note.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub note: Option<String>,
    /// Who was reached by telephone.
    pub reached: Vec<ReachedView>,
    /// Who answered by word of mouth.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub attested: Option<ReachedView>,
    /// Who tried to reach the family, and what came of it.
    pub attempts: Vec<AttemptView>,
}
impl HandoffView {
    /// Shows a granted handoff to somebody.
    pub fn of(handoff: &Granted<'_, Handoff>, who: &Principal) -> Result<Self> {
        let contact = handoff.of.contact.on(handoff.now());
        Ok(Self {
            id: handoff.id,
            view: handoff.view(),
            state: handoff.status.state,
            service: handoff.service.clone(),
            urgency: handoff.urgency,
            to_agency: handoff.to,
            confirm_due: handoff.confirm_due,
            moves: moves(handoff, who),
            contact: contact.rule,
            contact_through: contact.through,
            contact_until: contact.until,
            preview: preview(handoff)?,
            status: handoff.shows(View::Status).then(|| status(handoff)),
            referral: handoff.referral.as_ref().filter(|_| handoff.shows(View::Status)).map(ReferralView::of),
            sheet: handoff.shows(View::Minimum).then(|| sheet(handoff)).transpose()?,
            read_back: None,
            moved: None,
            after_hours_line: None,
            version: handoff.version,
        })
    }
    /// A handoff that was just sent: with the child to read back, so that a wrong one is noticed, and the telephone
    /// that is answered now.
    pub fn sent(handoff: &Granted<'_, Handoff>, who: &Principal, after_hours_line: Option<String>) -> Result<Self> {
        let day = handoff.recorded_at.utc().date_naive();
        let (initials, age) = handoff.glimpse(&handoff.of.identity, |id| (initials(&id.name), id.age_on(day)))?;
        let number = &handoff.of.number;
        let read_back = match (age, who.lang) {
            (Some(age), Lang::Fr) => format!("{initials}, {age} ans, dossier {number}"),
            (Some(age), Lang::En) => format!("{initials}, age {age}, case file {number}"),
            (None, Lang::Fr) => format!("{initials}, dossier {number}"),
            (None, Lang::En) => format!("{initials}, case file {number}"),
        };
        Ok(Self { read_back: Some(read_back), after_hours_line, ..Self::of(handoff, who)? })
    }
    /// With what came with its case.
    #[must_use]
    pub(super) fn with_moved(self, moved: Option<Moved>) -> Self {
        let moved = moved.map(|Moved { number, open, ask_again }| MovedView {
            case_number: number,
            open_handoffs: open,
            ask_consent_again: ask_again.into_iter().collect(),
        });
        Self { moved, ..self }
    }
}

/// What somebody may do with a handoff where it stands.
pub(super) fn moves(handoff: &Granted<'_, Handoff>, who: &Principal) -> Vec<&'static str> {
    let may =
        |(_, action): &&(_, _)| handoff.may(*action) && handoff.allows(who, *action) && answers(handoff, who, *action);
    MOVES.iter().filter(may).map(|(name, _)| *name).collect()
}
/// Nobody answers what they sent or recorded themselves, nor contradicts their own answer.
fn answers(handoff: &Handoff, who: &Principal, action: crate::access::Action) -> bool {
    use crate::access::Action::{ConfirmHandoff, DisputeHandoff, RefuseHandoff, TakeOnHandoff, WaitlistReferral};
    match action {
        ConfirmHandoff | TakeOnHandoff | RefuseHandoff | WaitlistReferral => !handoff.is_of(who.person),
        DisputeHandoff => handoff.may_be_contradicted_by(who),
        _ => true,
    }
}

fn preview(handoff: &Granted<'_, Handoff>) -> Result<PreviewView> {
    let p = handoff.preview.clone();
    Ok(PreviewView {
        whom: p.whom,
        case_number: handoff.of.number.clone(),
        initials: handoff.glimpse(&handoff.of.identity, |identity| initials(&identity.name))?,
        age_band: p.age_band,
        languages: p.languages,
        region: p.region,
        delivery: p.delivery,
        contact_mode: p.contact_mode,
        funding: p.funding,
        safe_from_offender: p.safe_from_offender,
        acute_risk: p.acute_risk,
        custody_dispute: p.custody_dispute,
        consent_obtained: p.consent_obtained,
        accessibility: p.accessibility,
    })
}
fn status(handoff: &Handoff) -> StatusView {
    StatusView {
        case: handoff.case,
        chain: handoff.chain,
        kind: handoff.compartment,
        from_agency: handoff.from,
        sent_by: handoff.sent_by,
        recorded_by: handoff.recorded_by,
        mode: handoff.mode,
        occurred_at: handoff.occurred_at,
        recorded_at: handoff.recorded_at,
        since: handoff.status.at,
        code: handoff.status.code.clone(),
        seen_at: handoff.seen_at,
        received_at: handoff.receipt.map(|r| r.at),
        received_by: handoff.receipt.map(|r| r.by),
        grade: handoff.receipt.map(|r| r.grade),
        taken_on_at: handoff.taken.map(|t| t.at),
        // somebody of the agency names who is in charge; by word of mouth nobody is named
        taken_on_grade: handoff.taken.map(|t| if t.worker.is_some() { Grade::InApp } else { Grade::Attested }),
        in_charge: handoff.taken.and_then(|t| t.worker),
        next_due: handoff.next_due,
        closing: handoff.closed.as_ref().map(|c| c.closing),
        closing_code: handoff.closed.as_ref().and_then(|c| c.code.clone()),
    }
}
fn sheet(handoff: &Granted<'_, Handoff>) -> Result<SheetView> {
    let identity = handoff.open(&handoff.of.identity)?.into_inner();
    let sheet = handoff.open(&handoff.sheet)?.into_inner();
    Ok(SheetView {
        child: ChildBody {
            name: identity.name,
            birth_date: identity.birth_date,
            age: identity.age,
            safe_contact: identity.safe_contact,
        },
        note: sheet.note,
        reached: sheet.reached.into_iter().map(ReachedView::from).collect(),
        attested: sheet.attested.map(ReachedView::from),
        attempts: sheet.attempts.into_iter().map(AttemptView::from).collect(),
    })
}
