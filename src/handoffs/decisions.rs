//! The moves of who sent it and of who decides what follows: find, decide, save, record.
use super::attest::Answered;
use super::log::{happened, prepare, reached};
use super::model::{Handoff, Sheet, answer_rule};
use super::service::{ahead, coded, decided, due, review, shown};
use super::view::HandoffView;
use super::wire::{Attest, LogHandoff, PreviewBody, Reroute, VerbalAnswer};
use crate::access::{Action, CaseState};
use crate::agencies::Agency;
use crate::cases::{self, Case};
use crate::kernel::{AgencyId, CaseId, Discipline, HandoffId, PersonId};
use crate::op::{Act, Done, Granted, Saved};
use crate::problem::{Error, FieldCode, Result};
use crate::team;

/// The case that ends with a handoff which comes to nothing: one that no centre has taken on, unless it has gone on to
/// another centre since.
fn over(handoff: &Handoff) -> Option<CaseId> {
    let latest = handoff.to == handoff.of.centre && handoff.closed.is_none();
    (latest && handoff.of.state == CaseState::Proposed).then_some(handoff.case)
}
fn wound_up<'tx>(op: &mut Act<'tx>, saved: Saved<'tx, Handoff>, over: Option<CaseId>) -> Done<'tx, HandoffView> {
    if let Some(case) = over {
        let _ = cases::give_up(op, case)?;
    }
    shown(op, saved)
}

/// The sender takes it back.
pub(super) fn recall<'tx>(op: &mut Act<'tx>, id: HandoffId, code: Option<String>) -> Done<'tx, HandoffView> {
    let handoff = op.find::<Handoff>(Action::RecallHandoff, id)?;
    let code = code.map(|code| coded(op, "recall", code)).transpose()?;
    let due = due(op, "handoff.acknowledge_recall", handoff.to, &handoff)?;
    let recalled = decided(op, &handoff, handoff.recall(op.by().person, code, op.now(), due))?;
    let over = over(&handoff);
    let saved = op.save(handoff, recalled)?;
    wound_up(op, saved, over)
}
/// It was done with.
pub(super) fn end<'tx>(op: &mut Act<'tx>, id: HandoffId, code: String) -> Done<'tx, HandoffView> {
    let handoff = op.find::<Handoff>(Action::EndHandoff, id)?;
    let code = coded(op, "end", code)?;
    let ended = decided(op, &handoff, handoff.end(op.by().person, code, op.now()))?;
    let saved = op.save(handoff, ended)?;
    shown(op, saved)
}
/// It was logged by mistake: whoever only received it sees nothing of it any more.
pub(super) fn mark_in_error<'tx>(op: &mut Act<'tx>, id: HandoffId, code: String) -> Done<'tx, HandoffView> {
    let handoff = op.find::<Handoff>(Action::MarkInError, id)?;
    let code = coded(op, "in_error", code)?;
    let due = due(op, "handoff.incident_check", handoff.of.centre, &handoff)?;
    let marked = decided(op, &handoff, handoff.mark_in_error(op.by().person, code, op.now(), due))?;
    team::leave_through(op, handoff.case, handoff.id, "added_by_mistake")?;
    let over = over(&handoff);
    let saved = op.save(handoff, marked)?;
    wound_up(op, saved, over)
}
/// What a receiver had seen by mistake was looked into.
pub(super) fn check_incident<'tx>(op: &mut Act<'tx>, id: HandoffId, outcome: String) -> Done<'tx, HandoffView> {
    let handoff = op.find::<Handoff>(Action::CheckIncident, id)?;
    let outcome = coded(op, "incident_outcome", outcome)?;
    let checked = decided(op, &handoff, handoff.check_incident(outcome, op.now()))?;
    let saved = op.save(handoff, checked)?;
    shown(op, saved)
}
/// The family, or somebody for them, was not reached.
pub(super) fn dispute<'tx>(op: &mut Act<'tx>, id: HandoffId, code: String) -> Done<'tx, HandoffView> {
    let handoff = op.find::<Handoff>(Action::DisputeHandoff, id)?;
    let code = coded(op, "dispute", code)?;
    let due = due(op, "handoff.decide", handoff.decider(), &handoff)?;
    let disputed = decided(op, &handoff, handoff.dispute(op.by(), code, op.now(), due))?;
    let saved = op.save(handoff, disputed)?;
    shown(op, saved)
}
/// What was disputed did happen.
pub(super) fn uphold<'tx>(op: &mut Act<'tx>, id: HandoffId) -> Done<'tx, HandoffView> {
    let handoff = op.find::<Handoff>(Action::UpholdHandoff, id)?;
    let due = due(op, answer_rule(handoff.urgency), handoff.to, &handoff)?;
    let upheld = decided(op, &handoff, handoff.uphold(op.by().person, op.now(), due))?;
    let saved = op.save(handoff, upheld)?;
    shown(op, saved)
}
/// Records an answer given by word of mouth. Recorded by the sender it moves nothing: it only says who was reached.
pub(super) fn attest<'tx>(op: &mut Act<'tx>, id: HandoffId, said: Attest) -> Done<'tx, HandoffView> {
    let handoff = op.find::<Handoff>(Action::AttestHandoff, id)?;
    let answer = answered(op, &handoff, &said)?;
    let spoken = reached(said.reached, op, "/reached/at")?;
    let mut sheet = op.unsealed(&handoff, &handoff.sheet)?;
    let own = handoff.is_of(op.by().person);
    let mut after = if own {
        decided(op, &handoff, handoff.check(Action::AttestHandoff).map(|()| Handoff::clone(&handoff)))?;
        if sheet.reached.len() >= MOST_CALLS {
            return Err(Error::field("/reached", FieldCode::TooLong));
        }
        sheet.reached.push(spoken);
        Handoff::clone(&handoff)
    } else {
        sheet.attested = Some(spoken);
        decided(op, &handoff, handoff.attest(answer, op.by().person, op.now()))?
    };
    after.sheet = op.seal::<Sheet>(Handoff::place(handoff.id, handoff.case, handoff.compartment), &sheet)?;
    let saved = op.save(handoff, after)?;
    shown(op, saved)
}
/// The most calls that a sender notes on one handoff.
const MOST_CALLS: usize = 20;

/// What was said, with the clocks that it starts.
fn answered(op: &mut Act<'_>, handoff: &Granted<'_, Handoff>, said: &Attest) -> Result<Answered> {
    let wrong = |name: &str, code| Err(Error::field(format!("/{name}"), code));
    let refused = said.answer == VerbalAnswer::Refused;
    if said.code.is_some() != refused {
        return wrong("code", if refused { FieldCode::Required } else { FieldCode::Conflict });
    }
    if said.review_on.is_some() && said.answer != VerbalAnswer::Waitlisted {
        return wrong("review_on", FieldCode::Conflict);
    }
    if said.answer == VerbalAnswer::TakenOn && handoff.is_transfer() {
        // a case moves only when somebody of the other centre says so here
        return wrong("answer", FieldCode::Conflict);
    }
    let follows = matches!(said.answer, VerbalAnswer::Waitlisted | VerbalAnswer::FirstContact);
    if follows && handoff.referral.is_none() {
        return wrong("answer", FieldCode::Conflict);
    }
    Ok(match said.answer {
        VerbalAnswer::Received => {
            Answered::Received { answer_due: due(op, answer_rule(handoff.urgency), handoff.to, handoff)? }
        }
        VerbalAnswer::TakenOn => Answered::TakenOn(ahead(op, handoff)?),
        VerbalAnswer::Refused => Answered::Refused {
            code: coded(op, "decline_reason", said.code.clone().unwrap_or_default())?,
            decide_due: due(op, "handoff.decide", handoff.decider(), handoff)?,
        },
        VerbalAnswer::Waitlisted => Answered::Waitlisted { review: review(op, handoff, said.review_on)? },
        VerbalAnswer::FirstContact => Answered::FirstContact {
            at: happened(said.reached.at, op.now(), "/reached/at")?,
            start_due: due(op, "referral.start", handoff.to, handoff)?,
        },
    })
}

/// It goes to another agency: a new handoff of the same chain; the first agency stays the sender.
pub(super) fn reroute<'tx>(op: &mut Act<'tx>, id: HandoffId, to: Reroute) -> Done<'tx, HandoffView> {
    let handoff = op.find::<Handoff>(Action::RerouteHandoff, id)?;
    let rerouted = decided(op, &handoff, handoff.rerouted(op.now()))?;
    let (case, chain) = (handoff.case, handoff.chain);
    let (from, sent_by) = sender_of_next(op, &handoff)?;
    let proposed = handoff.of.state == CaseState::Proposed;
    let note = op.unsealed(&handoff, &handoff.sheet)?.note;
    let preview = same_preview(&handoff);
    let new = LogHandoff {
        to_agency: to.to_agency,
        service: to.service.unwrap_or_else(|| handoff.service.clone()),
        urgency: Some(to.urgency.unwrap_or(handoff.urgency)),
        whom: Some(handoff.preview.whom),
        occurred_at: None,
        mode: None,
        note,
        from_agency: Some(from),
        preview,
        reached: None,
    };
    team::leave_through(op, handoff.case, handoff.id, "reassigned")?;
    let _ = op.save(handoff, rerouted)?;
    let case = if proposed {
        let unknown = || Error::field("/to_agency", FieldCode::NoSuchThing);
        let centre = op.find::<Agency>(Action::ReadAgency, to.to_agency).map_err(|e| e.or_if_missing(unknown()))?;
        if centre.discipline != Discipline::Centre {
            return Err(unknown());
        }
        cases::pass_on(op, case, &centre)?.into_granted()
    } else {
        op.find::<Case>(Action::LogHandoff, case)?
    };
    let (mut next, line) = prepare(op, &case, new, chain)?;
    next.sent_by = sent_by;
    let saved = op.also(Action::RerouteHandoff, &case, &next)?;
    let who = op.by().clone();
    op.acted(saved, move |handoff| HandoffView::sent(handoff, &who, line))
}
/// Who sends the next one: still the first agency, unless it is a centre that the case has left, which sends no more.
fn sender_of_next(op: &mut Act<'_>, handoff: &Handoff) -> Result<(AgencyId, Option<PersonId>)> {
    let (case, from) = (handoff.case, handoff.from);
    let left = op.peek(|tx| cases::has_left(tx, case, from))?;
    Ok(if left { (handoff.of.centre, Some(op.by().person)) } else { (from, handoff.sent_by) })
}
fn same_preview(handoff: &Handoff) -> PreviewBody {
    let p = handoff.preview.clone();
    PreviewBody {
        delivery: p.delivery,
        contact_mode: p.contact_mode,
        funding: p.funding,
        safe_from_offender: Some(p.safe_from_offender),
        acute_risk: Some(p.acute_risk),
        custody_dispute: Some(p.custody_dispute),
        consent_obtained: Some(p.consent_obtained),
        accessibility: Some(p.accessibility),
    }
}
/// No service exists; a case that no centre took on ends with it.
pub(super) fn leave_unmet<'tx>(op: &mut Act<'tx>, id: HandoffId, code: String) -> Done<'tx, HandoffView> {
    let handoff = op.find::<Handoff>(Action::LeaveUnmet, id)?;
    let code = coded(op, "unmet", code)?;
    let unmet = decided(op, &handoff, handoff.left_unmet(code, op.now()))?;
    team::leave_through(op, handoff.case, handoff.id, "part_ended")?;
    let over = over(&handoff);
    let saved = op.save(handoff, unmet)?;
    wound_up(op, saved, over)
}
