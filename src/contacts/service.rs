//! One function per verb: find, decide, save, record.
use super::model::{Contact, Outcome, Promise, kind};
use super::store;
use super::wire::{ContactView, LogContact};
use crate::access::{Action, View};
use crate::cases::Case;
use crate::handoffs::{Handoff, happened};
use crate::kernel::{CaseId, Compartment, ContactId, HandoffId, Instant, Page, Paging, Role};
use crate::op::{Act, Done, Op, Rows, Stored};
use crate::problem::{Code, Error, FieldCode, Result};
use crate::team;

/// Looks at one contact.
pub(super) fn read<'tx>(op: &mut Op<'tx>, id: ContactId) -> Done<'tx, ContactView> {
    let contact = op.find::<Contact>(Action::ReadContact, id)?;
    op.looked(contact, ContactView::of)
}
/// Lists who spoke to the family of a case, last first.
pub(super) fn list<'tx>(op: &mut Op<'tx>, case: CaseId, page: &Paging) -> Done<'tx, Page<ContactView>> {
    let case = op.find::<Case>(Action::ListContacts, case)?;
    let contacts = op.list::<Contact>(Action::ListContacts, Rows::Contacts, &case.id, page)?;
    op.listed(contacts, ContactView::of)
}
/// Records that somebody spoke to the family, or tried to.
pub(super) fn log<'tx>(op: &mut Act<'tx>, case: CaseId, new: LogContact) -> Done<'tx, ContactView> {
    let case = op.find::<Case>(Action::LogContact, case)?;
    let contact = made(op, case.id, new)?;
    let saved = op.create(Action::LogContact, &case, &contact).map_err(|e| e.or_if_missing(Code::Forbidden))?;
    if saved.note.is_some() && !saved.shows(View::Full) {
        // nobody writes down what they may not read
        return Err(Error::field("/note", FieldCode::Conflict));
    }
    op.acted(saved, ContactView::of)
}

/// Keeps beside a move of a handoff that somebody spoke to the family, or tried to. The decision was about the move.
pub(crate) fn beside(op: &mut Act<'_>, handoff: &Handoff, at: Instant, outcome: Outcome) -> Result<()> {
    let (id, by) = (ContactId::new(op.now()), op.by().clone());
    let contact = Contact {
        id,
        case: handoff.case,
        kind: handoff.compartment,
        at,
        by: by.person,
        agency: by.agency,
        handoff: Some(handoff.id),
        whom: "family".to_owned(),
        channel: "not_said".to_owned(),
        outcome,
        promise: None,
        note: None,
        recorded_at: op.now(),
    };
    op.peek(|tx| contact.insert(tx))
}
/// Takes a contact along to the case that its own has become part of.
pub(crate) fn bring_along(op: &mut Act<'_>, id: ContactId, to: CaseId) -> Result<()> {
    let Some((kind, note)) = op.peek(|tx| store::note_of(tx, id))? else { return Ok(()) };
    let note = note.map(|note| op.moved(&note, Contact::place(id, to, kind))).transpose()?;
    op.peek(|tx| store::bring(tx, id, to, note.as_ref()))
}

fn made(op: &mut Act<'_>, case: CaseId, new: LogContact) -> Result<Contact> {
    new.check(op.rules())?;
    let (now, at) = (op.now(), happened(new.at, op.now(), "/at")?);
    let promise = new.promised.map(|code| Promise { code, by: new.promised_by });
    if promise.as_ref().is_some_and(|promise| !promise.fits(at, now)) {
        return Err(Error::field("/promised_by", FieldCode::OutOfRange));
    }
    let named = new.handoff.map(|handoff| named(op, case, handoff)).transpose()?;
    let place = place(op, case)?;
    let kind = match named {
        // everything that comes from a handoff is of its kind
        Some((of_handoff, true)) => of_handoff,
        named => kind(op.by().discipline, named.map(|(of_handoff, _)| of_handoff), place),
    };
    let id = ContactId::new(now);
    Ok(Contact {
        id,
        case,
        kind,
        at,
        by: op.by().person,
        agency: op.by().agency,
        handoff: new.handoff,
        whom: new.whom,
        channel: new.channel,
        outcome: if new.reached { Outcome::Reached } else { Outcome::Missed(new.attempt) },
        promise,
        note: new.note.map(|note| op.seal(Contact::place(id, case, kind), &note)).transpose()?,
        recorded_at: now,
    })
}
/// The kind of information of a handoff of this case, as far as the caller sees it; and whether it is of their agency.
fn named(op: &mut Act<'_>, case: CaseId, id: HandoffId) -> Result<(Compartment, bool)> {
    let unknown = || Error::field("/handoff", FieldCode::NoSuchThing);
    let handoff = op.find::<Handoff>(Action::ReadHandoff, id).map_err(|e| e.or_if_missing(unknown()))?;
    let own = [handoff.from, handoff.to].contains(&op.by().agency);
    if handoff.case == case { Ok((handoff.compartment, own)) } else { Err(unknown()) }
}
/// What kind of information the caller's own work on the case is; coordinators speak for the centre.
fn place(op: &mut Act<'_>, case: CaseId) -> Result<Option<Compartment>> {
    let me = op.by().person;
    if op.by().role == Role::Coordinator { Ok(None) } else { team::kind_of_place(op, case, me) }
}
