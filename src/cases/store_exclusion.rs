//! Bars in the store.
use super::exclusion::{Exclusion, ExclusionId};
use super::model::Ties;
use super::store::{TiesRow, ties};
use crate::access::{Facts, Principal};
use crate::db::schema::{cases, exclusions as x, team as t};
use crate::kernel::page::After;
use crate::kernel::{CaseId, Compartment, Instant, Page, Paging, PersonId};
use crate::op::{Scope, Stored, Tx};
use crate::problem::Result;
use diesel::dsl::exists;
use diesel::prelude::*;

type Row = (CaseId, PersonId, String, PersonId, Instant, Option<Instant>, i64);
const COLUMNS: (x::case_id, x::person_id, x::code, x::set_by, x::set_at, x::lifted_at, x::version) =
    (x::case_id, x::person_id, x::code, x::set_by, x::set_at, x::lifted_at, x::version);

/// Whether a conflict of interest bars somebody from a case.
pub(crate) fn is_barred(tx: &mut Tx<'_>, case: CaseId, person: PersonId) -> Result<bool> {
    let bar = x::table.find((case, person)).filter(x::lifted_at.is_null());
    Ok(diesel::select(exists(bar)).get_result(tx.conn())?)
}
/// Whether somebody was ever barred from a case.
pub(super) fn is_known(tx: &mut Tx<'_>, id: ExclusionId) -> Result<bool> {
    Ok(diesel::select(exists(x::table.find((id.0, id.1)))).get_result(tx.conn())?)
}
/// Ends the place on the team of somebody who is barred.
pub(super) fn end_team(tx: &mut Tx<'_>, id: ExclusionId, now: Instant) -> Result<()> {
    let place = t::table.filter(t::case_id.eq(id.0).and(t::person_id.eq(id.1)).and(t::ended_at.is_null()));
    diesel::update(place).set((t::ended_at.eq(Some(now)), t::ended_code.eq(Some("conflict")))).execute(tx.conn())?;
    Ok(())
}
/// Lifts the bars of somebody from other files of a child.
pub(super) fn lift_in(tx: &mut Tx<'_>, cases: &[CaseId], person: PersonId, now: Instant) -> Result<()> {
    let bars = x::table.filter(x::case_id.eq_any(cases).and(x::person_id.eq(person)).and(x::lifted_at.is_null()));
    diesel::update(bars).set((x::lifted_at.eq(Some(now)), x::version.eq(x::version + 1))).execute(tx.conn())?;
    Ok(())
}
fn met((row, tied): (Row, TiesRow), who: &Principal) -> (Exclusion, Facts) {
    let (case, person, code, set_by, set_at, lifted_at, version) = row;
    let exclusion = Exclusion { id: ExclusionId(case, person), code, set_by, set_at, lifted_at, version };
    (exclusion, Ties::from(tied).facts(who, Compartment::Identity, []))
}

impl Stored for Exclusion {
    type Id = ExclusionId;
    type Filter = CaseId;

    fn load(tx: &mut Tx<'_>, id: ExclusionId, who: &Principal) -> Result<Option<(Self, Facts)>> {
        let query = x::table.inner_join(cases::table).filter(x::case_id.eq(id.0).and(x::person_id.eq(id.1)));
        let row = query.select((COLUMNS, ties(who.person))).first::<(Row, TiesRow)>(tx.conn()).optional()?;
        Ok(row.map(|row| met(row, who)))
    }
    fn list(tx: &mut Tx<'_>, scope: &Scope, case: &CaseId, page: &Paging) -> Result<Page<(Self, Facts)>> {
        let all = x::table.inner_join(cases::table).filter(x::case_id.eq(*case)).filter(scope.clone());
        let mut query = all.select((COLUMNS, ties(scope.who.person))).into_boxed();
        if let Some(after) = page.after {
            let id = PersonId::from(after.id);
            query = query.filter(x::set_at.ge(after.at).and(x::set_at.gt(after.at).or(x::person_id.gt(id))));
        }
        let rows = query.order((x::set_at, x::person_id)).limit(page.limit + 1).load::<(Row, TiesRow)>(tx.conn())?;
        let rows: Vec<_> = rows.into_iter().map(|row| met(row, &scope.who)).collect();
        Ok(Page::cut(rows, page, |(x, _)| After { rank: 0, at: x.set_at, id: x.id.1.into() }))
    }
    fn insert(&self, tx: &mut Tx<'_>) -> Result<()> {
        let row = (
            (x::case_id.eq(self.id.0), x::person_id.eq(self.id.1), x::code.eq(&self.code), x::version.eq(1_i64)),
            (x::set_by.eq(self.set_by), x::set_at.eq(self.set_at)),
        );
        diesel::insert_into(x::table).values(row).execute(tx.conn())?;
        Ok(())
    }
    fn swap(tx: &mut Tx<'_>, before: &Self, after: Self) -> Result<Option<Self>> {
        let same = x::table.find((before.id.0, before.id.1)).filter(x::version.eq(before.version));
        let row = (
            (x::code.eq(&after.code), x::set_by.eq(after.set_by), x::set_at.eq(after.set_at)),
            (x::lifted_at.eq(after.lifted_at), x::version.eq(before.version + 1)),
        );
        let changed = diesel::update(same).set(row).execute(tx.conn())?;
        Ok((changed == 1).then(|| Self { version: before.version + 1, ..after }))
    }
    fn id(&self) -> ExclusionId {
        self.id
    }
    fn version(&self) -> i64 {
        self.version
    }
}
