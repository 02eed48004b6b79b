//! One case from another installation: kept whole under its centre there, and moved to the one here in the same act.
use super::file::{Brought, Mistake, read};
use super::service_back::{facts, kept, met, reads};
use super::service_case::nowhere;
use super::store_back as store;
use super::wire::addressee;
use crate::access::{Action, CaseFacts};
use crate::handoffs::{self, Arrived};
use crate::kernel::{AgencyId, CaseId, PersonId, Role};
use crate::op::{Act, Done, Op};
use crate::problem::{Code, Result};

/// A case that has come from another installation.
pub struct TakenIn {
    /// What came with it.
    pub arrived: Arrived,
    /// What organizations are called that nobody here knew, in English.
    pub strangers: Vec<String>,
    /// How many lines were kept.
    pub lines: usize,
}

/// Reads the text of a package for a centre here, which it names as the other installation does.
pub fn case_of(text: &str, centre: AgencyId, sha256: &str) -> Result<Brought, Vec<Mistake>> {
    let none = || vec![Mistake { line: 1, field: "case".to_owned(), why: "is missing: this is no case that moves" }];
    let to = addressee(text).ok_or_else(none)?;
    // an id stands for nothing else anywhere
    let here = text.replace(&format!("\"{to}\""), &format!("\"{centre}\""));
    let read = read(&here)?;
    if read.moving.is_some() { Ok(Brought { sha256: sha256.to_owned(), ..read }) } else { Err(none()) }
}
/// Whether a case is here, of another centre than the one that sends it.
pub fn kept_from<'tx>(op: &mut Op<'tx>, case: CaseId, centre: AgencyId) -> Done<'tx, bool> {
    op.may(Action::CheckImport, Some(case.into()))?;
    let here = op.peek(|tx| store::centre_of(tx, case))?;
    Ok(op.looked_up(here.is_some_and(|here| here != centre)))
}

/// Keeps everything of the file, and lets a coordinator of the centre here take the case over.
pub fn take_in<'tx>(
    op: &mut Act<'tx>,
    brought: Brought,
    centre: AgencyId,
    coordinator: PersonId,
    password: &str,
) -> Done<'tx, TakenIn> {
    op.may(Action::TakeInCase, Some(centre.into()))?;
    let Brought { mut rows, sha256, moving, .. } = brought;
    let moving = moving.ok_or(Code::NotFound)?;
    let strangers = only_strangers(op, &mut rows)?;
    let (cases, met) = (facts(&rows), met(&rows));
    let mut lines = 0;
    kept(op, rows, password, &mut || lines += 1)?;
    reads(op, &met)?;
    for (case, kinds) in &cases {
        let kinds: Vec<CaseFacts> = kinds.iter().map(|of| CaseFacts { centre, ..*of }).collect();
        op.arrived(*case, &kinds, &sha256, 0)?;
    }
    let arrived = handoffs::arrive(op, moving.handoff, coordinator)?;
    Ok(op.brought(TakenIn { arrived, strangers, lines }, &sha256, lines))
}
/// Leaves out whom this installation knows; the others are names here, which nobody can sign in with or send to.
fn only_strangers(op: &mut Act<'_>, rows: &mut super::file::Rows) -> Result<Vec<String>> {
    let ids: Vec<AgencyId> = rows.agencies.iter().map(|(_, agency, _)| agency.id).collect();
    let known = op.peek(|tx| store::agencies_here(tx, &ids))?;
    rows.agencies.retain(|(_, agency, _)| !known.contains(&agency.id));
    let ids: Vec<PersonId> = rows.people.iter().map(|(_, person, _)| person.id).collect();
    let known = op.peek(|tx| store::people_here(tx, &ids))?;
    rows.people.retain(|(_, person, _)| !known.contains(&person.id));
    for (_, agency, _) in &mut rows.agencies {
        agency.active = false;
    }
    for (_, person, inside) in &mut rows.people {
        (person.active, person.receives_handoffs, person.privacy_officer, person.supervisor) =
            (false, false, false, false);
        Role::Member.name().clone_into(&mut person.roles);
        inside.profile.email = nowhere(person.id);
    }
    Ok(rows.agencies.iter().map(|(_, agency, _)| agency.name_en.clone()).collect())
}
