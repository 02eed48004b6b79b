//! Some cases at a time: find what they hold, decide on each, open it, record it.
use super::store::{self, Rows};
use super::store_entries::{self, After};
use super::store_kinds::{HandoffLine, PartyLine};
use super::wire::{InCase, InContact, InHandoff, InLooker, InPartner, InParty, InPerson, Taken};
use crate::access::Action;
use crate::cases::{Case, Identity, contact_place, number_place};
use crate::contacts::Contact;
use crate::handoffs::{Handoff, Sheet};
use crate::kernel::{AgencyId, CaseId, Instant, PersonId};
use crate::op::{Done, Leave, Op};
use crate::parties::{Details, Party};
use crate::people::{Person, Profile};
use crate::problem::Result;
use crate::vault::Sealed;
use std::collections::BTreeSet;

/// The cases of a centre.
pub fn ids<'tx>(op: &mut Op<'tx>, centre: AgencyId) -> Done<'tx, Vec<CaseId>> {
    let leave = op.leave(Action::ExportCentre, centre, &[])?;
    let ids = op.peek(|tx| store::ids(tx, centre))?;
    Ok(op.taken(&leave, ids, 0))
}
/// Everything of some cases of a centre; links only to cases that are taken out too.
pub fn cases<'tx>(op: &mut Op<'tx>, centre: AgencyId, some: &[CaseId], all: &BTreeSet<CaseId>) -> Done<'tx, Taken> {
    let rows = op.peek(|tx| store::rows(tx, centre, some))?;
    let leave = op.leave(Action::ExportCentre, centre, &rows.facts())?;
    let mut out = Taken::default();
    written(op, &leave, &rows, (all, true), &mut out)?;
    let many = out.lines.len();
    Ok(op.taken(&leave, out, many))
}
/// Writes everything of some cases; links and merges only with cases that are written too.
pub(super) fn written(
    op: &mut Op<'_>,
    leave: &Leave,
    rows: &Rows,
    (all, whole): (&BTreeSet<CaseId>, bool),
    out: &mut Taken,
) -> Result<()> {
    for case in &rows.cases {
        let sealed = Sealed::<Identity>::stored(case.identity.clone(), Case::place(case.id));
        let note = case.contact_note.clone().map(|bytes| Sealed::<String>::stored(bytes, contact_place(case.id)));
        let contact_note = note.map(|sealed| op.take(leave, &sealed)).transpose()?;
        out.opened("case", case, &InCase { identity: op.take(leave, &sealed)?, contact_note })?;
        let own = |id: &CaseId| *id == case.id;
        for party in rows.parties.iter().filter(|row| own(&row.case_id)) {
            let sealed = details(party);
            out.opened("party", party, &InParty { details: op.take(leave, &sealed)? })?;
        }
        rows.team.iter().filter(|row| own(&row.case_id)).try_for_each(|row| out.row("team", row))?;
        for partner in rows.partners.iter().filter(|row| own(&row.case_id)) {
            let place = number_place(partner.case_id, partner.agency_id, partner.compartment);
            let sealed = partner.file_number.clone().map(|bytes| Sealed::<String>::stored(bytes, place));
            let file_number = sealed.map(|sealed| op.take(leave, &sealed)).transpose()?;
            out.opened("partner", partner, &InPartner { file_number })?;
        }
        rows.exclusions.iter().filter(|row| own(&row.case_id)).try_for_each(|row| out.row("exclusion", row))?;
        let here = |other: &CaseId| *other > case.id && all.contains(other);
        let links = rows.links.iter().filter(|row| own(&row.case_id) && here(&row.other_id));
        links.into_iter().try_for_each(|row| out.row("link", row))?;
        let merges = rows.merges.iter().filter(|row| own(&row.case_id) && all.contains(&row.other_id));
        merges.into_iter().try_for_each(|row| out.row("merge", row))?;
        rows.custody.iter().filter(|row| own(&row.case_id)).try_for_each(|row| out.row("custody", row))?;
        for contact in rows.contacts.iter().filter(|row| own(&row.case_id)) {
            let place = Contact::place(contact.id, contact.case_id, contact.compartment);
            let sealed = contact.note.clone().map(|bytes| Sealed::<String>::stored(bytes, place));
            let note = sealed.map(|sealed| op.take(leave, &sealed)).transpose()?;
            out.opened("contact", contact, &InContact { note })?;
        }
        rows.wishes.iter().filter(|row| own(&row.case_id)).try_for_each(|row| out.row("wish", row))?;
        rows.times.iter().filter(|row| own(&row.case_id)).try_for_each(|row| out.row("unavailable", row))?;
        for handoff in rows.handoffs.iter().filter(|row| own(&row.case_id)) {
            let mut sheet: Sheet = op.take(leave, &sheet(handoff))?;
            if !whole {
                // by what a receipt is known stays with whoever waits for it
                sheet.packages.clear();
            }
            out.opened("handoff", handoff, &InHandoff { sheet })?;
            let follows = rows.referrals.iter().filter(|row| row.handoff_id == handoff.id);
            follows.into_iter().try_for_each(|row| out.row("referral", row))?;
        }
        rows.obligations.iter().filter(|row| own(&row.case_id)).try_for_each(|row| out.row("obligation", row))?;
    }
    Ok(())
}
fn details(party: &PartyLine) -> Sealed<Details> {
    Sealed::stored(party.details.clone(), Party::place(party.case_id, party.id))
}
fn sheet(handoff: &HandoffLine) -> Sealed<Sheet> {
    Sealed::stored(handoff.sheet.clone(), Handoff::place(handoff.id, handoff.case_id, handoff.compartment))
}

/// Those who work at the centre, and those whom the cases name: without passwords.
pub fn people<'tx>(op: &mut Op<'tx>, centre: AgencyId, mut some: BTreeSet<PersonId>) -> Done<'tx, Taken> {
    let leave = op.leave(Action::ExportCentre, centre, &[])?;
    some.extend(op.peek(|tx| store::staff(tx, centre))?);
    let mut out = Taken::default();
    for ids in some.iter().copied().collect::<Vec<_>>().chunks(500) {
        for person in op.peek(|tx| store::people_of(tx, ids))? {
            let sealed = Sealed::<Profile>::stored(person.profile.clone(), Person::place(person.id));
            out.opened("person", &person, &InPerson { profile: op.take(&leave, &sealed)? })?;
        }
    }
    out.people.extend(some);
    let many = out.lines.len();
    Ok(op.taken(&leave, out, many))
}
/// The agencies that cases and people name.
pub fn agencies<'tx>(op: &mut Op<'tx>, centre: AgencyId, some: &[AgencyId]) -> Done<'tx, Taken> {
    let leave = op.leave(Action::ExportCentre, centre, &[])?;
    let rows = op.peek(|tx| some.chunks(500).map(|ids| store::agencies_of(tx, ids)).collect::<Result<Vec<_>>>())?;
    let mut out = Taken::default();
    rows.iter().flatten().try_for_each(|row| out.row("agency", row))?;
    let many = out.lines.len();
    Ok(op.taken(&leave, out, many))
}
/// The next entries of the access log about the cases of a centre, and where those after them begin.
pub fn entries<'tx>(
    op: &mut Op<'tx>,
    centre: AgencyId,
    before: Instant,
    after: Option<After>,
) -> Done<'tx, (Taken, Option<After>)> {
    let leave = op.leave(Action::ExportCentre, centre, &[])?;
    let rows = op.peek(|tx| store_entries::next(tx, centre, before, after))?;
    let mut out = Taken::default();
    rows.iter().try_for_each(|(_, row, _)| out.row("entry", row))?;
    out.people.extend(rows.iter().filter_map(|(_, _, person)| *person));
    let (many, last) = (rows.len(), rows.last().map(|(at, ..)| *at));
    Ok(op.taken(&leave, (out, last), many))
}
/// Those whom the entries alone name: so that they can be read without this installation.
pub fn lookers<'tx>(op: &mut Op<'tx>, centre: AgencyId, some: &[PersonId]) -> Done<'tx, Taken> {
    let leave = op.leave(Action::ExportCentre, centre, &[])?;
    let mut out = Taken::default();
    for ids in some.chunks(500) {
        for (person, (agency_name_en, agency_name_fr)) in op.peek(|tx| store::lookers_of(tx, ids))? {
            let sealed = Sealed::<Profile>::stored(person.profile.clone(), Person::place(person.id));
            let inside = InLooker { agency_name_en, agency_name_fr, profile: op.take(&leave, &sealed)? };
            out.opened("looker", &person, &inside)?;
        }
    }
    let many = out.lines.len();
    Ok(op.taken(&leave, out, many))
}
