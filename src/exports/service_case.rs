//! One case for a centre of another installation: everything of it in one act, and by what its receipt is known.
use super::file::Moving;
use super::service::written;
use super::store;
use super::wire::{InPerson, Taken, first_of_case, last};
use crate::access::Action;
use crate::handoffs::{self, CaseNamed, Package};
use crate::kernel::{AgencyId, CaseId, PersonId};
use crate::op::{Act, Done, Leave};
use crate::people::{Person, Profile};
use crate::problem::Result;
use crate::vault::{PackageKey, Sealed};
use std::collections::BTreeSet;
use uuid::Uuid;
use zeroize::Zeroizing;

/// A case as the text of a package.
pub struct Packed {
    /// The number that it has here.
    pub number: String,
    /// How many lines the text has.
    pub lines: usize,
    /// The text.
    pub text: Zeroizing<String>,
}

/// Takes out a case that its coordinator transfers to a centre without accounts here.
pub fn pack<'tx>(
    op: &mut Act<'tx>,
    named: CaseNamed,
    to: AgencyId,
    (key, package): (&PackageKey, Uuid),
) -> Done<'tx, Packed> {
    op.may(Action::ExportCase, Some(to.into()))?;
    let transfer = handoffs::leaving(op, named, to)?;
    let (case, centre, number) = (transfer.case, transfer.of.centre, transfer.of.number.clone());
    let mut rows = op.peek(|tx| store::rows_of(tx, case))?;
    let leave = op.leave(Action::ExportCase, case, &rows.facts())?;
    let all: BTreeSet<CaseId> = rows.cases.iter().map(|case| case.id).collect();
    rows.keep_to_themselves();
    let mut out = Taken::default();
    written(op, &leave, &rows, (&all, false), &mut out)?;
    let people = named_people(op, &leave, &out.people)?;
    out.agencies.extend(people.agencies);
    out.agencies.extend([centre, to]);
    let mut agencies = Taken::default();
    let ids: Vec<AgencyId> = out.agencies.iter().copied().collect();
    for row in op.peek(|tx| store::agencies_of(tx, &ids))? {
        agencies.row("agency", &row)?;
    }
    let made_at = op.now();
    let receipt = key.receipt(package, case.into())?.hash();
    let first = first_of_case(centre, made_at, &Moving { case, handoff: transfer.id, to, package })?;
    handoffs::packed(op, transfer, Package { id: package, at: made_at, receipt })?;
    let lines = [vec![first], agencies.lines, people.lines, out.lines].concat();
    let many = lines.len();
    let end = last(many);
    let text = Zeroizing::new(format!("{}\n{end}\n", lines.join("\n")));
    Ok(op.taken(&leave, Packed { number, lines: many + 1, text }, many))
}

/// Those whom the case names: as names. How they sign in here is nobody's business elsewhere.
fn named_people(op: &mut Act<'_>, leave: &Leave, some: &BTreeSet<PersonId>) -> Result<Taken> {
    let mut out = Taken::default();
    for ids in some.iter().copied().collect::<Vec<_>>().chunks(500) {
        for person in op.peek(|tx| store::people_of(tx, ids))? {
            let sealed = Sealed::<Profile>::stored(person.profile.clone(), Person::place(person.id));
            let profile = Profile { email: nowhere(person.id), ..op.take(leave, &sealed)? };
            out.opened("person", &person, &InPerson { profile })?;
        }
    }
    Ok(out)
}
/// The address of somebody who has none that matters: no letter ever arrives there (RFC 2606).
pub(super) fn nowhere(person: PersonId) -> String {
    format!("{person}@elsewhere.invalid")
}
