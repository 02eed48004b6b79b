//! The team in the store. A place that ended is kept, and is not found any more.
use super::model::TeamMember;
use crate::access::{Facts, Principal};
use crate::cases::{Ties, TiesRow, ties};
use crate::db::schema::{cases, handoffs as h, people as p, team as t};
use crate::db::{MultiBackend, unique_columns};
use crate::kernel::page::After;
use crate::kernel::{AgencyId, CaseId, Compartment, HandoffId, Instant, Page, Paging, PersonId, TeamMemberId};
use crate::op::{Scope, Stored, Tx};
use crate::problem::{Code, Error, Result};
use diesel::prelude::*;

#[derive(Queryable, Selectable)]
#[diesel(table_name = t, check_for_backend(MultiBackend))]
struct TeamRow {
    id: TeamMemberId,
    case_id: CaseId,
    person_id: PersonId,
    agency_id: AgencyId,
    compartment: Compartment,
    handoff_id: Option<HandoffId>,
    joined_at: Instant,
    added_by: PersonId,
    ended_at: Option<Instant>,
    ended_code: Option<String>,
    version: i64,
}
impl From<TeamRow> for TeamMember {
    fn from(r: TeamRow) -> Self {
        Self {
            id: r.id,
            case: r.case_id,
            person: r.person_id,
            agency: r.agency_id,
            compartment: r.compartment,
            handoff: r.handoff_id,
            joined_at: r.joined_at,
            added_by: r.added_by,
            ended_at: r.ended_at,
            ended_code: r.ended_code,
            version: r.version,
        }
    }
}

fn met((row, tied): (TeamRow, TiesRow), who: &Principal) -> (TeamMember, Facts) {
    let place = TeamMember::from(row);
    let facts = Ties::from(tied).facts(who, place.compartment, place.own_standing(who));
    (place, facts)
}

/// The place that somebody has on a case now.
pub(super) fn place_of(tx: &mut Tx<'_>, case: CaseId, person: PersonId) -> Result<Option<TeamMemberId>> {
    let now = t::table.filter(t::case_id.eq(case).and(t::person_id.eq(person)).and(t::ended_at.is_null()));
    Ok(now.select(t::id).first(tx.conn()).optional()?)
}

/// What kind of information that place is.
pub(super) fn kind_of_place(tx: &mut Tx<'_>, case: CaseId, person: PersonId) -> Result<Option<Compartment>> {
    let now = t::table.filter(t::case_id.eq(case).and(t::person_id.eq(person)).and(t::ended_at.is_null()));
    Ok(now.select(t::compartment).first(tx.conn()).optional()?)
}

/// Ends the places that a handoff gave, also one that stayed in another file of the child; who works on another handoff
/// of the case has a place through that one.
pub(super) fn leave_through(tx: &mut Tx<'_>, case: CaseId, handoff: HandoffId, code: &str, now: Instant) -> Result<()> {
    let given =
        t::table.filter(t::handoff_id.eq(Some(handoff)).and(t::ended_at.is_null())).select(TeamRow::as_select());
    for row in given.load(tx.conn())? {
        let place = TeamMember::from(row);
        let end = (t::ended_at.eq(Some(now)), t::ended_code.eq(Some(code)), t::version.eq(place.version + 1));
        diesel::update(t::table.find(place.id)).set(end).execute(tx.conn())?;
        if place.case != case {
            continue;
        }
        let taken_on = h::state.eq("taken_on").or(h::state.eq("disputed").and(h::former.eq(Some("taken_on"))));
        let other: Option<(HandoffId, Compartment)> = h::table
            .filter(h::case_id.eq(case).and(h::worker_id.eq(Some(place.person))))
            .filter(h::id.ne(handoff).and(taken_on))
            .order(h::id)
            .select((h::id, h::compartment))
            .first(tx.conn())
            .optional()?;
        if let Some((other, compartment)) = other {
            let id = TeamMemberId::new(now);
            TeamMember { id, compartment, handoff: Some(other), joined_at: now, ..place }.insert(tx)?;
        }
    }
    Ok(())
}

/// Ends the places of all the people of an agency.
pub(super) fn leave_with_agency(
    tx: &mut Tx<'_>,
    case: CaseId,
    agency: AgencyId,
    code: &str,
    now: Instant,
) -> Result<()> {
    let theirs = t::table.filter(t::case_id.eq(case).and(t::agency_id.eq(agency)).and(t::ended_at.is_null()));
    let end = (t::ended_at.eq(Some(now)), t::ended_code.eq(Some(code)), t::version.eq(t::version + 1));
    diesel::update(theirs).set(end).execute(tx.conn())?;
    Ok(())
}

/// Ends the places of people who may not sign in.
pub(super) fn leave_without_account(tx: &mut Tx<'_>, case: CaseId, code: &str, now: Instant) -> Result<()> {
    let gone = p::table.filter(p::active.eq(false)).select(p::id);
    let theirs = t::table.filter(t::case_id.eq(case).and(t::ended_at.is_null()).and(t::person_id.eq_any(gone)));
    let end = (t::ended_at.eq(Some(now)), t::ended_code.eq(Some(code)), t::version.eq(t::version + 1));
    diesel::update(theirs).set(end).execute(tx.conn())?;
    Ok(())
}

impl Stored for TeamMember {
    type Id = TeamMemberId;
    type Filter = CaseId;

    fn load(tx: &mut Tx<'_>, id: TeamMemberId, who: &Principal) -> Result<Option<(Self, Facts)>> {
        let query = t::table.inner_join(cases::table).filter(t::id.eq(id).and(t::ended_at.is_null()));
        let row = query.select((TeamRow::as_select(), ties(who.person))).first(tx.conn()).optional()?;
        Ok(row.map(|row| met(row, who)))
    }
    fn list(tx: &mut Tx<'_>, scope: &Scope, case: &CaseId, page: &Paging) -> Result<Page<(Self, Facts)>> {
        let now = t::table.inner_join(cases::table).filter(t::case_id.eq(*case).and(t::ended_at.is_null()));
        let mut query = now.filter(scope.clone()).select((TeamRow::as_select(), ties(scope.who.person))).into_boxed();
        if let Some(after) = page.after {
            let id = TeamMemberId::from(after.id);
            query = query.filter(t::joined_at.ge(after.at).and(t::joined_at.gt(after.at).or(t::id.gt(id))));
        }
        let rows = query.order((t::joined_at, t::id)).limit(page.limit + 1).load(tx.conn())?;
        let rows: Vec<_> = rows.into_iter().map(|row| met(row, &scope.who)).collect();
        Ok(Page::cut(rows, page, |(place, _)| After { rank: 0, at: place.joined_at, id: place.id.into() }))
    }
    fn insert(&self, tx: &mut Tx<'_>) -> Result<()> {
        let row = (
            (t::id.eq(self.id), t::case_id.eq(self.case), t::person_id.eq(self.person), t::agency_id.eq(self.agency)),
            (t::compartment.eq(self.compartment), t::handoff_id.eq(self.handoff), t::joined_at.eq(self.joined_at)),
            (t::added_by.eq(self.added_by), t::version.eq(1_i64)),
        );
        diesel::insert_into(t::table).values(row).execute(tx.conn()).map(drop).map_err(there_already)
    }
    fn swap(tx: &mut Tx<'_>, before: &Self, after: Self) -> Result<Option<Self>> {
        let same = t::table.find(before.id).filter(t::version.eq(before.version));
        let row =
            (t::ended_at.eq(after.ended_at), t::ended_code.eq(&after.ended_code), t::version.eq(before.version + 1));
        let changed = diesel::update(same).set(row).execute(tx.conn())?;
        Ok((changed == 1).then(|| Self { version: before.version + 1, ..after }))
    }
    fn id(&self) -> TeamMemberId {
        self.id
    }
    fn version(&self) -> i64 {
        self.version
    }
}

fn there_already(e: diesel::result::Error) -> Error {
    if unique_columns(&e, "team", &["case_id", "person_id"]) { Code::AlreadyOnTeam.into() } else { e.into() }
}
