//! One function per verb: find, decide, save, record.
use super::wire::{RecordAttempt, Withdraw};
use crate::access::{Action, Standing};
use crate::contacts::{self, Outcome};
use crate::handoffs::{Attempt, Handoff, HandoffView, Sheet, Withdrawer, coded, decided, due, happened, review, shown};
use crate::kernel::{HandoffId, Instant};
use crate::op::{Act, Done};
use crate::problem::{Code, Error, FieldCode, Result};
use crate::team;
use chrono::NaiveDate;

/// The family has a place on the list.
pub(super) fn waitlist<'tx>(op: &mut Act<'tx>, id: HandoffId, on: Option<NaiveDate>) -> Done<'tx, HandoffView> {
    let handoff = op.find::<Handoff>(Action::WaitlistReferral, id)?;
    let review = review(op, &handoff, on)?;
    let waiting = decided(op, &handoff, handoff.waitlist(op.by(), op.now(), review))?;
    let saved = op.save(handoff, waiting)?;
    shown(op, saved)
}
/// Somebody tried to reach the family.
pub(super) fn attempt<'tx>(op: &mut Act<'tx>, id: HandoffId, said: RecordAttempt) -> Done<'tx, HandoffView> {
    let handoff = op.find::<Handoff>(Action::RecordAttempt, id)?;
    let code = coded(op, "contact_attempt", said.code)?;
    let at = happened(said.at, op.now(), "/at")?;
    let mut tried = decided(op, &handoff, handoff.tried(at, code.clone()))?;
    let mut sheet = op.unsealed(&handoff, &handoff.sheet)?;
    if sheet.attempts.len() >= MOST_ATTEMPTS {
        sheet.attempts.remove(0);
    }
    sheet.attempts.push(Attempt { at, by: op.by().person, code: code.clone(), note: said.note });
    tried.sheet = op.seal::<Sheet>(Handoff::place(handoff.id, handoff.case, handoff.compartment), &sheet)?;
    contacts::beside(op, &handoff, at, Outcome::Missed(Some(code)))?;
    let saved = op.save(handoff, tried)?;
    shown(op, saved)
}
/// So many are kept with what was said; all are counted, and the access log has each.
const MOST_ATTEMPTS: usize = 50;

/// The family and the service have spoken.
pub(super) fn first_contact<'tx>(op: &mut Act<'tx>, id: HandoffId, at: Option<Instant>) -> Done<'tx, HandoffView> {
    let handoff = op.find::<Handoff>(Action::ReachFamily, id)?;
    let at = happened(at, op.now(), "/at")?;
    let start_due = due(op, "referral.start", handoff.to, &handoff)?;
    let spoken = decided(op, &handoff, handoff.reached_family(op.by().person, at, op.now(), start_due))?;
    contacts::beside(op, &handoff, at, Outcome::Reached)?;
    let saved = op.save(handoff, spoken)?;
    shown(op, saved)
}
/// The service is under way.
pub(super) fn start<'tx>(op: &mut Act<'tx>, id: HandoffId) -> Done<'tx, HandoffView> {
    let handoff = op.find::<Handoff>(Action::StartService, id)?;
    let begun = decided(op, &handoff, handoff.start(op.by().person, op.now()))?;
    let saved = op.save(handoff, begun)?;
    shown(op, saved)
}
/// The service has ended.
pub(super) fn complete<'tx>(op: &mut Act<'tx>, id: HandoffId, outcome: String) -> Done<'tx, HandoffView> {
    let handoff = op.find::<Handoff>(Action::CompleteReferral, id)?;
    let outcome = listed(op, "outcome", outcome)?;
    let ended = decided(op, &handoff, handoff.complete(op.by().person, outcome, op.now()))?;
    let saved = op.save(handoff, ended)?;
    shown(op, saved)
}
/// The service sends it back: whoever decides for the child has to find another.
pub(super) fn send_back<'tx>(op: &mut Act<'tx>, id: HandoffId, code: String) -> Done<'tx, HandoffView> {
    let handoff = op.find::<Handoff>(Action::ReturnReferral, id)?;
    let code = coded(op, "return", code)?;
    let decide_due = due(op, "handoff.decide", handoff.decider(), &handoff)?;
    let back = decided(op, &handoff, handoff.send_back(op.by().person, code, op.now(), decide_due))?;
    team::leave_through(op, handoff.case, handoff.id, "part_ended")?;
    let saved = op.save(handoff, back)?;
    shown(op, saved)
}
/// The family, or the sender, stops it.
pub(super) fn withdraw<'tx>(op: &mut Act<'tx>, id: HandoffId, said: Withdraw) -> Done<'tx, HandoffView> {
    let handoff = op.find::<Handoff>(Action::WithdrawReferral, id)?;
    // the service sends back what it cannot do: it does not speak for whoever asked
    let asks = |standing: Standing| matches!(standing, Standing::Sender | Standing::Coordinator);
    if said.by == Withdrawer::Sender && !handoff.stands(asks) {
        return Err(Code::Forbidden.into());
    }
    let code = coded(op, "withdraw", said.code)?;
    let stopped = decided(op, &handoff, handoff.withdraw(said.by, op.by().person, code, op.now()))?;
    team::leave_through(op, handoff.case, handoff.id, "part_ended")?;
    let saved = op.save(handoff, stopped)?;
    shown(op, saved)
}

fn listed(op: &Act<'_>, list: &str, code: String) -> Result<String> {
    if op.rules().code(list, &code) { Ok(code) } else { Err(Error::field("/outcome", FieldCode::UnknownValue)) }
}
