//! One function per verb: find, decide, save, record. Handoffs and intakes come in through `join`, `add` and
//! `leave_through`.
use super::model::TeamMember;
use super::store;
use super::wire::TeamMemberView;
use crate::access::{Action, kind_of};
use crate::agencies::Agency;
use crate::cases::{Case, is_barred, whole};
use crate::kernel::{AgencyId, CaseId, Compartment, HandoffId, Page, Paging, PersonId, TeamMemberId};
use crate::op::{Act, Done, Granted, Op, Rows, Stored};
use crate::people::Person;
use crate::problem::{Code, Error, FieldCode, Result};
use uuid::Uuid;

/// Looks at one place.
pub(super) fn read<'tx>(op: &mut Op<'tx>, id: TeamMemberId) -> Done<'tx, TeamMemberView> {
    let place = op.find::<TeamMember>(Action::ReadTeam, id)?;
    op.looked(place, TeamMemberView::of)
}
/// Lists who works on a case.
pub(super) fn list<'tx>(op: &mut Op<'tx>, case: CaseId, page: &Paging) -> Done<'tx, Page<TeamMemberView>> {
    let case = op.find::<Case>(Action::ListTeam, case)?;
    let places = op.list::<TeamMember>(Action::ListTeam, Rows::Team, &case.id, page)?;
    op.listed(places, TeamMemberView::of)
}
/// A coordinator puts somebody on the team.
pub(super) fn create<'tx>(op: &mut Act<'tx>, case: CaseId, person: PersonId) -> Done<'tx, TeamMemberView> {
    let case = op.find::<Case>(Action::JoinTeam, case)?;
    let place = by_hand(op, case.id, person)?;
    let saved = op.create(Action::JoinTeam, &case, &place)?;
    op.acted(saved, TeamMemberView::of)
}
/// Takes somebody off the team.
pub(super) fn remove<'tx>(op: &mut Act<'tx>, case: CaseId, person: PersonId, read: i64) -> Done<'tx, TeamMemberView> {
    op.about(Action::LeaveTeam, person);
    let case = op.peek(|tx| whole(tx, case))?;
    let place = op.peek(|tx| store::place_of(tx, case, person))?;
    // who has no place is told what they are told of a place that they may not see
    let place = place.unwrap_or_else(|| TeamMemberId::from(Uuid::from(person)));
    let place = op.find::<TeamMember>(Action::LeaveTeam, place)?;
    place.expect_version(read)?;
    let ended = place.ended(op.now());
    let saved = op.save(place, ended)?;
    op.acted(saved, TeamMemberView::of)
}

/// Puts the worker of a handoff that was taken on onto the team; somebody who is there already stays as they are.
pub fn join<'tx, P: Stored>(
    op: &mut Act<'tx>,
    under: &Granted<'tx, P>,
    worker: &Person,
    compartment: Compartment,
    handoff: HandoffId,
) -> Result<()> {
    let case = under.case()?;
    refuse_barred(op, case, worker.id)?;
    if op.peek(|tx| store::place_of(tx, case, worker.id))?.is_some() {
        return Ok(());
    }
    let place = TeamMember { handoff: Some(handoff), ..place(op, case, worker, compartment) };
    op.also(Action::JoinTeam, under, &place).map(drop)
}
/// Ends the places that a handoff gave, but for workers who took on another one of the same case: they stay with it.
pub(crate) fn leave_through(op: &mut Act<'_>, case: CaseId, handoff: HandoffId, code: &str) -> Result<()> {
    let now = op.now();
    op.peek(|tx| store::leave_through(tx, case, handoff, code, now))
}
/// Ends the places of all the people of an agency: their part in a case has gone to another one.
pub(crate) fn leave_with_agency(op: &mut Act<'_>, case: CaseId, agency: AgencyId, code: &str) -> Result<()> {
    let now = op.now();
    op.peek(|tx| store::leave_with_agency(tx, case, agency, code, now))
}
/// Ends the places of everybody who has no account in this installation: they cannot work on a case here.
pub(crate) fn leave_without_account(op: &mut Act<'_>, case: CaseId, code: &str) -> Result<()> {
    let now = op.now();
    op.peek(|tx| store::leave_without_account(tx, case, code, now))
}
/// What kind of information the work of somebody on a case is, when they are on its team.
pub(crate) fn kind_of_place(op: &mut Op<'_>, case: CaseId, person: PersonId) -> Result<Option<Compartment>> {
    op.peek(|tx| store::kind_of_place(tx, case, person))
}
/// Puts somebody onto the team by the coordinator's hand, within an act about something else.
pub fn add<'tx, P: Stored>(op: &mut Act<'tx>, under: &Granted<'tx, P>, person: PersonId) -> Result<()> {
    let place = by_hand(op, under.case()?, person)?;
    op.also(Action::JoinTeam, under, &place).map(drop)
}

fn by_hand(op: &mut Act<'_>, case: CaseId, person: PersonId) -> Result<TeamMember> {
    let unknown = || Error::field("/person", FieldCode::NoSuchThing);
    let person = op.find::<Person>(Action::ReadPerson, person).map_err(|e| e.or_if_missing(unknown()))?;
    let agency = op.find::<Agency>(Action::ReadAgency, person.agency)?;
    if !(person.active && agency.active) {
        return Err(unknown());
    }
    refuse_barred(op, case, person.id)?;
    if op.peek(|tx| store::place_of(tx, case, person.id))?.is_some() {
        return Err(Code::AlreadyOnTeam.into());
    }
    Ok(place(op, case, &person, kind_of(agency.discipline)))
}
fn refuse_barred(op: &mut Act<'_>, case: CaseId, person: PersonId) -> Result<()> {
    if op.peek(|tx| is_barred(tx, case, person))? { Err(Code::PersonExcluded.into()) } else { Ok(()) }
}
fn place(op: &Act<'_>, case: CaseId, person: &Person, compartment: Compartment) -> TeamMember {
    TeamMember {
        id: TeamMemberId::new(op.now()),
        case,
        person: person.id,
        agency: person.agency,
        compartment,
        handoff: None,
        joined_at: op.now(),
        added_by: op.by().person,
        ended_at: None,
        ended_code: None,
        version: 1,
    }
}
