//! Bringing in what another installation has taken out: all of it in one act, or nothing.
use super::file::{At, Brought, Mistake, Rows};
use super::store_back as store;
use super::store_kinds::{CaseLine, ContactLine, HandoffLine, PartnerLine, PartyLine, PersonLine};
use super::wire::{InCase, InContact, InHandoff, InPartner, InParty, InPerson};
use crate::access::{Action, CaseFacts};
use crate::agencies::Agency;
use crate::cases::{Case, contact_place, normal_number, number_place};
use crate::contacts::Contact;
use crate::handoffs::Handoff;
use crate::kernel::{CaseId, Compartment, Email};
use crate::op::{Act, Done, Op, Stored};
use crate::parties::Party;
use crate::people::{Person, email_key};
use crate::problem::{Error, FieldCode, Result};
use crate::team::TeamMember;
use crate::vault::Purpose;
use std::collections::{BTreeMap, BTreeSet};
use std::mem::take;

/// What of a file cannot be kept here: what is here already, and services that are not known.
pub fn misfits<'tx>(op: &mut Op<'tx>, brought: &Brought) -> Done<'tx, Vec<Mistake>> {
    op.may(Action::CheckImport, Some(brought.centre.into()))?;
    let (mut wrong, rows) = (Vec::new(), &brought.rows);
    let mut clash = |line: u64, field: &str, why| wrong.push(Mistake { line, field: field.to_owned(), why });
    macro_rules! not_here {
        ($($list:ident by $known:ident,)*) => {$(
            for some in rows.$list.chunks(500) {
                let ids: Vec<_> = some.iter().map(|(_, row, _)| row.id).collect();
                let known = op.peek(|tx| store::$known(tx, &ids))?;
                some.iter().filter(|(_, row, _)| known.contains(&row.id)).for_each(|(line, ..)| clash(*line, "id", HERE));
            }
        )*};
    }
    not_here! { cases by cases_here, }
    // with one case that moves, those whom this installation knows stay as they are, and nobody brings an address
    let centre = brought.moving.is_none();
    if centre {
        not_here! { agencies by agencies_here, people by people_here, }
    }
    for some in rows.people.chunks(500).filter(|_| centre) {
        let keys = some.iter().map(|(_, _, inside)| key_of(op, &inside.profile.email)).collect::<Result<Vec<_>>>()?;
        let taken = op.peek(|tx| store::addresses_here(tx, &keys))?;
        let theirs = some.iter().zip(&keys).filter(|(_, key)| taken.contains(*key));
        theirs.for_each(|((line, ..), _)| clash(*line, "profile/email", "is the address of somebody here"));
    }
    for (line, handoff, _) in &rows.handoffs {
        if op.rules().service(&handoff.service).is_none() {
            clash(*line, "service", "is not known to this program");
        }
    }
    Ok(op.looked_up(wrong))
}
const HERE: &str = "is here already, from an earlier import or from elsewhere";
fn key_of(op: &Op<'_>, email: &str) -> Result<Vec<u8>> {
    let email = Email::parse(email).ok_or_else(|| Error::field("/email", FieldCode::NotAnEmail))?;
    email_key(&op.shared().ring, &email)
}

/// Keeps everything of a file: ids, versions, moments and numbers as they were. Nobody of it has a password.
pub fn bring<'tx>(op: &mut Act<'tx>, brought: Brought, password: &str, mut one_more: impl FnMut()) -> Done<'tx, usize> {
    op.may(Action::ImportCentre, Some(brought.centre.into()))?;
    let Brought { rows, earlier, sha256, .. } = brought;
    let (cases, met) = (facts(&rows), met(&rows));
    let mut many = 0;
    let mut counted = || {
        many += 1;
        one_more();
    };
    kept(op, rows, password, &mut counted)?;
    reads(op, &met)?;
    for (case, kinds) in &cases {
        op.arrived(*case, kinds, &sha256, earlier.get(case).copied().unwrap_or_default())?;
    }
    Ok(op.brought(many, &sha256, many))
}

/// Each case, with every kind of information that is kept of it.
pub(super) fn facts(rows: &Rows) -> BTreeMap<CaseId, Vec<CaseFacts>> {
    let mut kinds: BTreeSet<(CaseId, Compartment)> = BTreeSet::new();
    kinds.extend(rows.cases.iter().map(|(_, row, _)| (row.id, Compartment::Identity)));
    kinds.extend(rows.parties.iter().map(|(_, row, _)| (row.case_id, row.compartment)));
    kinds.extend(rows.team.iter().map(|(_, row, _)| (row.case_id, row.compartment)));
    kinds.extend(rows.partners.iter().map(|(_, row, _)| (row.case_id, row.compartment)));
    kinds.extend(rows.contacts.iter().map(|(_, row, _)| (row.case_id, row.compartment)));
    kinds.extend(rows.wishes.iter().map(|(_, row, _)| (row.case_id, row.compartment)));
    kinds.extend(rows.handoffs.iter().map(|(_, row, _)| (row.case_id, row.compartment)));
    let of = |kind: Compartment, id, centre, state| CaseFacts { id, centre, compartment: kind, state };
    let case = |row: &CaseLine| {
        let own = kinds.range((row.id, *Compartment::ALL.first()?)..).take_while(|(id, _)| *id == row.id);
        Some((row.id, own.map(|(id, kind)| of(*kind, *id, row.centre_id, row.status)).collect()))
    };
    rows.cases.iter().filter_map(|(_, row, _)| case(row)).collect()
}

/// Rows that the rest of the program reads, and the lines they came from.
pub(super) struct Met {
    agencies: Vec<(u64, <Agency as Stored>::Id)>,
    people: Vec<(u64, <Person as Stored>::Id)>,
    cases: Vec<(u64, <Case as Stored>::Id)>,
    parties: Vec<(u64, <Party as Stored>::Id)>,
    team: Vec<(u64, <TeamMember as Stored>::Id)>,
    handoffs: Vec<(u64, <Handoff as Stored>::Id)>,
}
pub(super) fn met(rows: &Rows) -> Met {
    Met {
        agencies: rows.agencies.iter().map(|(line, row, _)| (*line, row.id)).collect(),
        people: rows.people.iter().map(|(line, row, _)| (*line, row.id)).collect(),
        cases: rows.cases.iter().map(|(line, row, _)| (*line, row.id)).collect(),
        parties: rows.parties.iter().map(|(line, row, _)| (*line, row.id)).collect(),
        // nobody looks for a place that has ended
        team: rows
            .team
            .iter()
            .filter(|(_, row, _)| row.ended_at.is_none())
            .map(|(line, row, _)| (*line, row.id))
            .collect(),
        handoffs: rows.handoffs.iter().map(|(line, row, _)| (*line, row.id)).collect(),
    }
}
/// Reads what was kept as the rest of the program does, and settles what is owed: by this program's own rules.
pub(super) fn reads(op: &mut Act<'_>, met: &Met) -> Result<()> {
    fn each<T: Stored>(op: &mut Act<'_>, rows: &[(u64, T::Id)]) -> Result<()> {
        let read =
            |(line, id): &(u64, T::Id)| op.bring_along::<T>(*id, |_, _| Ok(None)).map_err(|e| store::unread(*line, e));
        rows.iter().try_for_each(read)
    }
    each::<Agency>(op, &met.agencies)?;
    each::<Person>(op, &met.people)?;
    each::<Case>(op, &met.cases)?;
    each::<Party>(op, &met.parties)?;
    each::<TeamMember>(op, &met.team)?;
    each::<Handoff>(op, &met.handoffs)
}

/// Inserts everything, what others name first.
pub(super) fn kept(op: &mut Act<'_>, mut rows: Rows, password: &str, one_more: &mut impl FnMut()) -> Result<()> {
    for (line, row, _) in take(&mut rows.agencies) {
        op.peek(|tx| store::agency(tx, line, row))?;
        one_more();
    }
    for person in take(&mut rows.people) {
        kept_person(op, person, password)?;
        one_more();
    }
    let mut parts = Vec::new();
    for mut case in take(&mut rows.cases) {
        parts.extend(case.1.merged_into.take().map(|whole| (case.0, case.1.id, whole)));
        kept_case(op, case)?;
        one_more();
    }
    for (line, case, whole) in parts {
        op.peek(|tx| store::part_of(tx, line, case, whole))?;
    }
    kept_of_cases(op, rows, one_more)
}
fn kept_of_cases(op: &mut Act<'_>, rows: Rows, one_more: &mut impl FnMut()) -> Result<()> {
    let mut each_of = |kept: Result<()>| kept.map(|()| one_more());
    rows.handoffs.into_iter().try_for_each(|handoff| each_of(kept_handoff(op, handoff)))?;
    rows.parties.into_iter().try_for_each(|party| each_of(kept_party(op, party)))?;
    rows.partners.into_iter().try_for_each(|partner| each_of(kept_partner(op, partner)))?;
    rows.contacts.into_iter().try_for_each(|contact| each_of(kept_contact(op, contact)))?;
    macro_rules! as_they_are {
        ($($list:ident: $keep:ident,)*) => {$(
            rows.$list.into_iter().try_for_each(|(line, row, _)| each_of(op.peek(|tx| store::$keep(tx, line, row))))?;
        )*};
    }
    as_they_are! {
        referrals: referral, team: member, exclusions: exclusion, links: link, merges: merge, custody: custody,
        wishes: wish, times: times, obligations: obligation,
    }
    Ok(())
}
fn kept_person(op: &mut Act<'_>, (line, mut row, inside): At<PersonLine, InPerson>, password: &str) -> Result<()> {
    row.profile = op.seal(Person::place(row.id), &inside.profile)?.bytes().to_vec();
    let key = key_of(op, &inside.profile.email)?;
    op.peek(|tx| store::person(tx, line, row, &key, password))
}
fn kept_case(op: &mut Act<'_>, (line, mut row, inside): At<CaseLine, InCase>) -> Result<()> {
    row.identity = op.seal(Case::place(row.id), &inside.identity)?.bytes().to_vec();
    let note = inside.contact_note.map(|note| op.seal(contact_place(row.id), &note)).transpose()?;
    row.contact_note = note.map(|note| note.bytes().to_vec());
    op.peek(|tx| store::case(tx, line, row))
}
fn kept_handoff(op: &mut Act<'_>, (line, mut row, inside): At<HandoffLine, InHandoff>) -> Result<()> {
    let place = Handoff::place(row.id, row.case_id, row.compartment);
    row.sheet = op.seal(place, &inside.sheet)?.bytes().to_vec();
    op.peek(|tx| store::handoff(tx, line, row))
}
fn kept_contact(op: &mut Act<'_>, (line, mut row, inside): At<ContactLine, InContact>) -> Result<()> {
    let place = Contact::place(row.id, row.case_id, row.compartment);
    let note = inside.note.map(|note| op.seal(place, &note)).transpose()?;
    row.note = note.map(|note| note.bytes().to_vec());
    op.peek(|tx| store::contact(tx, line, row))
}
fn kept_party(op: &mut Act<'_>, (line, mut row, inside): At<PartyLine, InParty>) -> Result<()> {
    row.details = op.seal(Party::place(row.case_id, row.id), &inside.details)?.bytes().to_vec();
    op.peek(|tx| store::party(tx, line, row))
}
fn kept_partner(op: &mut Act<'_>, (line, mut row, inside): At<PartnerLine, InPartner>) -> Result<()> {
    let place = number_place(row.case_id, row.agency_id, row.compartment);
    let normal = inside.file_number.as_deref().and_then(normal_number);
    let key = normal.map(|normal| op.shared().ring.mac(Purpose::FileNumber, &[normal.as_bytes()])).transpose()?;
    let sealed = inside.file_number.map(|number| op.seal(place, &number)).transpose()?;
    row.file_number = sealed.map(|number| number.bytes().to_vec());
    op.peek(|tx| store::partner(tx, line, row, key.map(|key| key.to_vec())))
}
