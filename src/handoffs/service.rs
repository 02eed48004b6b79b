//! Looking at handoffs, and the moves of the agency that is asked: find, decide, save, record.
use super::log::deadline;
use super::model::{Handoff, State, answer_rule};
use super::referral::{Ahead, contact_rule};
use super::store::Which;
use super::transfer;
use super::view::{HandoffView, moves};
use crate::access::{Action, CaseState, Principal, Standing};
use crate::agencies::Agency;
use crate::cases::{self, Case};
use crate::kernel::{AgencyId, CaseId, Discipline, HandoffId, Instant, Page, Paging, PersonId};
use crate::ledger::Mark;
use crate::op::{Act, Done, Granted, Op, Rows, Saved};
use crate::people::Person;
use crate::problem::{Code, Error, FieldCode, Refusal, Result};
use crate::team;
use chrono::NaiveDate;
use std::time::Duration;

/// Looks at a handoff; the first look of the addressed agency is kept.
pub fn read<'tx>(op: &mut Op<'tx>, id: HandoffId) -> Done<'tx, HandoffView> {
    let handoff = op.find::<Handoff>(Action::ReadHandoff, id)?;
    seen(op, &handoff);
    let who = op.by().clone();
    op.looked(handoff, move |handoff| HandoffView::of(handoff, &who))
}
/// Lists the handoffs of a case.
pub(super) fn of_case<'tx>(op: &mut Op<'tx>, case: CaseId, page: &Paging) -> Done<'tx, Page<HandoffView>> {
    let case = op.find::<Case>(Action::ReadCase, case)?;
    list(op, Action::ListHandoffs, &Which::Case(case.id), page)
}
/// Lists the referrals of a case.
pub(crate) fn referrals_of_case<'tx>(op: &mut Op<'tx>, case: CaseId, page: &Paging) -> Done<'tx, Page<HandoffView>> {
    let case = op.find::<Case>(Action::ReadCase, case)?;
    list(op, Action::ListReferrals, &Which::Referrals(case.id), page)
}
/// Looks at a referral: a handoff that asks for a service.
pub(crate) fn read_referral<'tx>(op: &mut Op<'tx>, id: HandoffId) -> Done<'tx, HandoffView> {
    let handoff = op.find::<Handoff>(Action::ReadReferral, id)?;
    if handoff.referral.is_none() {
        return Err(Code::NotFound.into());
    }
    seen(op, &handoff);
    let who = op.by().clone();
    op.looked(handoff, move |handoff| HandoffView::of(handoff, &who))
}
/// The handoff with which a case began, as far as the caller may see it.
pub fn first_of_case<'tx>(op: &mut Op<'tx>, case: CaseId) -> Result<Granted<'tx, Handoff>> {
    all_of_case(op, case)?.pop().ok_or_else(|| Code::NotFound.into())
}
/// The handoffs of a case that has just begun, newest first, as far as the caller may see them.
pub fn all_of_case<'tx>(op: &mut Op<'tx>, case: CaseId) -> Result<Vec<Granted<'tx, Handoff>>> {
    let page = Paging { limit: Paging::MOST, after: None };
    Ok(op.list::<Handoff>(Action::ListHandoffs, Rows::Handoffs, &Which::Case(case), &page)?.items)
}
/// Lists what is addressed to the caller's agency.
pub(super) fn inbox<'tx>(op: &mut Op<'tx>, state: Option<State>, page: &Paging) -> Done<'tx, Page<HandoffView>> {
    let mine = Which::To(op.by().agency, state);
    list(op, Action::ReadInbox, &mine, page)
}
/// Lists what the caller's agency sent: what nobody has answered first.
pub(super) fn sent<'tx>(op: &mut Op<'tx>, state: Option<State>, page: &Paging) -> Done<'tx, Page<HandoffView>> {
    let mine = Which::From(op.by().agency, state);
    list(op, Action::ReadSent, &mine, page)
}
fn list<'tx>(op: &mut Op<'tx>, action: Action, which: &Which, page: &Paging) -> Done<'tx, Page<HandoffView>> {
    let handoffs = op.list::<Handoff>(action, Rows::Handoffs, which, page)?;
    handoffs.items.iter().for_each(|handoff| seen(op, handoff));
    let who = op.by().clone();
    op.listed(handoffs, move |handoff| HandoffView::of(handoff, &who))
}
fn seen(op: &mut Op<'_>, handoff: &Granted<'_, Handoff>) {
    if handoff.seen_at.is_none() && handoff.stands(|s| matches!(s, Standing::Receiver(_))) {
        op.mark(Mark::Seen(handoff.id, op.now()));
    }
}

/// The addressed agency acknowledges receipt.
pub(super) fn confirm<'tx>(op: &mut Act<'tx>, id: HandoffId) -> Done<'tx, HandoffView> {
    let handoff = op.find::<Handoff>(Action::ConfirmHandoff, id)?;
    let due = due(op, answer_rule(handoff.urgency), handoff.to, &handoff)?;
    let confirmed = decided(op, &handoff, handoff.confirm(op.by(), op.now(), due))?;
    let saved = op.save(handoff, confirmed)?;
    shown(op, saved)
}
/// The addressed agency takes it on, and names who works on it: that person joins the team.
pub(crate) fn take_on<'tx>(op: &mut Act<'tx>, id: HandoffId, worker: Option<PersonId>) -> Done<'tx, HandoffView> {
    let handoff = op.find::<Handoff>(Action::TakeOnHandoff, id)?;
    let worker = worker.unwrap_or(op.by().person);
    let unknown = || Error::field("/worker", FieldCode::NoSuchThing);
    let worker = op.find::<Person>(Action::ReadPerson, worker).map_err(|e| e.or_if_missing(unknown()))?;
    if worker.agency != handoff.to || !worker.active {
        return Err(unknown());
    }
    let ahead = ahead(op, &handoff)?;
    let taken = decided(op, &handoff, handoff.take_on(op.by(), worker.id, op.now(), ahead))?;
    let (case, proposed) = (handoff.case, handoff.of.state == CaseState::Proposed);
    let saved = op.save(handoff, taken)?;
    let moved = if saved.is_transfer() { Some(transfer::carry(op, &saved, worker.id)?) } else { None };
    if proposed {
        let case = cases::accept(op, case).map_err(|e| e.or_if_missing(Code::Forbidden))?;
        let opener = case.created_by;
        // somebody who has left since does not join
        if let Err(e @ Error::Internal(_)) = team::add(op, &case, opener) {
            return Err(e);
        }
    }
    if !(proposed || moved.is_some()) || worker.id != op.by().person {
        team::join(op, &saved, &worker, saved.compartment, saved.id)?;
    }
    let (who, saved) = (op.by().clone(), op.seen_anew(Action::ReadHandoff, saved)?);
    op.acted(saved, move |handoff| Ok(HandoffView::of(handoff, &who)?.with_moved(moved)))
}
/// The addressed agency cannot.
pub(super) fn refuse<'tx>(op: &mut Act<'tx>, id: HandoffId, code: String) -> Done<'tx, HandoffView> {
    let handoff = op.find::<Handoff>(Action::RefuseHandoff, id)?;
    let code = coded(op, "decline_reason", code)?;
    let due = due(op, "handoff.decide", handoff.decider(), &handoff)?;
    let refused = decided(op, &handoff, handoff.refuse(op.by(), code, op.now(), due))?;
    let saved = op.save(handoff, refused)?;
    shown(op, saved)
}
/// The addressed agency undoes a mistaken answer.
pub(super) fn retract<'tx>(op: &mut Act<'tx>, id: HandoffId, code: Option<String>) -> Done<'tx, HandoffView> {
    let handoff = op.find::<Handoff>(Action::RetractHandoff, id)?;
    let code = code.map(|code| coded(op, "retract", code)).transpose()?;
    let again = decided(op, &handoff, handoff.retract(op.by(), code, op.now()))?;
    team::leave_through(op, handoff.case, handoff.id, "added_by_mistake")?;
    let saved = op.save(handoff, again)?;
    shown(op, saved)
}
/// The addressed agency takes note that the sender took it back.
pub(super) fn acknowledge_recall<'tx>(op: &mut Act<'tx>, id: HandoffId) -> Done<'tx, HandoffView> {
    let handoff = op.find::<Handoff>(Action::AcknowledgeRecall, id)?;
    let noted = decided(op, &handoff, handoff.acknowledge_recall(op.by(), op.now()))?;
    let saved = op.save(handoff, noted)?;
    shown(op, saved)
}

/// When a waiting list is looked at again: at the end of a day, or as usual.
pub(crate) fn review(op: &mut Act<'_>, handoff: &Handoff, on: Option<NaiveDate>) -> Result<Instant> {
    let Some(day) = on else { return due(op, "referral.review", handoff.to, handoff) };
    let to = op.find::<Agency>(Action::ReadAgency, handoff.to)?;
    let end = to.hours(&handoff.service).end_of(day);
    let soon = end.filter(|end| *end > op.now() && *end < op.now().plus(LATEST_REVIEW));
    soon.ok_or_else(|| Error::field("/review_on", FieldCode::OutOfRange))
}
/// A place on a list that nobody looks at within a year is no place.
const LATEST_REVIEW: Duration = Duration::from_hours(24 * 366);

/// The first contact that is owed once somebody is in charge, and who helps the family to call.
pub(super) fn ahead(op: &mut Act<'_>, handoff: &Handoff) -> Result<Ahead> {
    let due = due(op, contact_rule(handoff.urgency), handoff.to, handoff)?;
    if matches!(handoff.preview.contact_mode.as_deref(), None | Some("receiver_calls")) {
        return Ok(Ahead { due, helper: None });
    }
    let sender = op.find::<Agency>(Action::ReadAgency, handoff.from)?;
    let helps = matches!(sender.discipline, Discipline::Advocate | Discipline::VictimServices);
    Ok(Ahead { due, helper: Some(if helps { sender.id } else { handoff.of.centre }) })
}
/// Ends a move: the handoff as this caller sees it now.
pub(crate) fn shown<'tx>(op: &mut Act<'tx>, saved: Saved<'tx, Handoff>) -> Done<'tx, HandoffView> {
    let (who, saved) = (op.by().clone(), op.seen_anew(Action::ReadHandoff, saved)?);
    op.acted(saved, move |handoff| HandoffView::of(handoff, &who))
}
/// A refused move names only the moves that this caller may make.
pub(crate) fn decided(op: &Op<'_>, handoff: &Granted<'_, Handoff>, move_: Result<Handoff>) -> Result<Handoff> {
    move_.map_err(|e| narrowed(e, handoff, op.by()))
}
fn narrowed(e: Error, handoff: &Granted<'_, Handoff>, who: &Principal) -> Error {
    match e {
        Error::Refused(Refusal { code, about: Some(mut about), lang }) => {
            about.moves = moves(handoff, who);
            Error::Refused(Refusal { code, about: Some(about), lang })
        }
        other => other,
    }
}
/// By when an agency owes the next step of a handoff that moves now.
pub(crate) fn due(op: &mut Act<'_>, rule: &str, agency: AgencyId, handoff: &Handoff) -> Result<Instant> {
    let agency = op.find::<Agency>(Action::ReadAgency, agency)?;
    let now = op.now();
    deadline(op, rule, &agency, &handoff.service, now)
}
/// Finds a code in its list.
pub(crate) fn coded(op: &Op<'_>, list: &str, code: String) -> Result<String> {
    if op.rules().code(list, &code) { Ok(code) } else { Err(Error::field("/code", FieldCode::UnknownValue)) }
}
