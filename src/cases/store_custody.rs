//! Centres that a case has left, in the store.
use super::custody::{Custody, CustodyId};
use super::model::{Case, Ties};
use super::store::{TiesRow, next_number, ties};
use crate::access::{CaseState, Facts, Principal, Standing};
use crate::db::schema::{case_custody as k, cases as c};
use crate::kernel::{AgencyId, CaseId, Compartment, Instant, Page, Paging};
use crate::op::{Scope, Stored, Tx};
use crate::problem::{Error, Result};
use diesel::prelude::*;

type Row = ((CaseId, AgencyId, Instant), (Instant, AgencyId, i64, i64, CaseState, Instant));
type Columns = (
    (k::case_id, k::centre_id, k::until_at),
    (k::from_at, k::successor_id, k::year, k::number, k::status, k::status_at),
);
const COLUMNS: Columns = (
    (k::case_id, k::centre_id, k::until_at),
    (k::from_at, k::successor_id, k::year, k::number, k::status, k::status_at),
);

fn custody(((case, centre, until), (from, successor, year, number, status, status_at)): Row) -> Custody {
    Custody { id: CustodyId { case, centre, until }, from, successor, year, number, status, status_at }
}

/// Makes another centre that of a case; how it stood before, unless it is that centre's already.
pub(super) fn move_case(
    tx: &mut Tx<'_>,
    case: CaseId,
    to: AgencyId,
    year: i64,
    now: Instant,
) -> Result<Option<Custody>> {
    type Was = (AgencyId, i64, i64, CaseState, Instant, Instant);
    let was = c::table.find(case).filter(c::centre_id.ne(to));
    let was = was.select((c::centre_id, c::year, c::number, c::status, c::status_at, c::created_at));
    let Some((centre, old_year, old, status, status_at, created)) = was.first::<Was>(tx.conn()).optional()? else {
        return Ok(None);
    };
    let before = k::table.filter(k::case_id.eq(case)).select(diesel::dsl::max(k::until_at));
    let from = before.first::<Option<Instant>>(tx.conn())?.unwrap_or(created);
    let number = next_number(tx, to, year)?;
    let moved = (c::centre_id.eq(to), c::year.eq(year), c::number.eq(number), c::version.eq(c::version + 1));
    diesel::update(c::table.find(case)).set(moved).execute(tx.conn())?;
    // the files that are part of it go with it
    let parts: Vec<CaseId> = c::table.filter(c::merged_into.eq(Some(case))).select(c::id).load(tx.conn())?;
    for part in parts {
        let number = next_number(tx, to, year)?;
        let moved = (c::centre_id.eq(to), c::year.eq(year), c::number.eq(number), c::version.eq(c::version + 1));
        diesel::update(c::table.find(part)).set(moved).execute(tx.conn())?;
    }
    let id = CustodyId { case, centre, until: now };
    Ok(Some(Custody { id, from, successor: to, year: old_year, number: old, status, status_at }))
}

/// How a case stood when it last left a centre.
pub(crate) fn last_custody(tx: &mut Tx<'_>, case: CaseId, centre: AgencyId) -> Result<Custody> {
    let of = k::table.filter(k::case_id.eq(case).and(k::centre_id.eq(centre)));
    let last = of.order(k::until_at.desc()).select(COLUMNS).first::<Row>(tx.conn()).optional()?;
    last.map(custody).ok_or_else(|| Error::internal("a case left a centre that never had it"))
}
/// Whether a case belonged to a centre once, and does no more.
pub(crate) fn has_left(tx: &mut Tx<'_>, case: CaseId, centre: AgencyId) -> Result<bool> {
    let of = k::table.inner_join(c::table).filter(k::case_id.eq(case).and(k::centre_id.eq(centre)));
    Ok(diesel::select(diesel::dsl::exists(of.filter(c::centre_id.ne(centre)))).get_result(tx.conn())?)
}
/// To a centre that it has left, a case is as it was then.
pub(super) fn as_known(tx: &mut Tx<'_>, (case, facts): (Case, Facts), who: &Principal) -> Result<(Case, Facts)> {
    if !facts.standings.contains(&Standing::FormerCentre) {
        return Ok((case, facts));
    }
    let left = last_custody(tx, case.id, who.agency)?;
    Ok((case.left_as(&left), facts))
}

impl Stored for Custody {
    type Id = CustodyId;
    type Filter = ();

    fn load(tx: &mut Tx<'_>, id: CustodyId, who: &Principal) -> Result<Option<(Self, Facts)>> {
        let query = k::table.inner_join(c::table).filter(k::case_id.eq(id.case).and(k::centre_id.eq(id.centre)));
        let row = query.filter(k::until_at.eq(id.until)).select((COLUMNS, ties(who.person)));
        let row = row.first::<(Row, TiesRow)>(tx.conn()).optional()?;
        let met = |(row, tied): (Row, TiesRow)| {
            let facts = Ties::from(tied).facts(who, Compartment::Identity, []);
            (custody(row), facts)
        };
        Ok(row.map(met))
    }
    fn list(_: &mut Tx<'_>, _: &Scope, (): &(), _: &Paging) -> Result<Page<(Self, Facts)>> {
        Err(Error::internal("what a case left is told with the case"))
    }
    fn insert(&self, tx: &mut Tx<'_>) -> Result<()> {
        let row = (
            (k::case_id.eq(self.id.case), k::centre_id.eq(self.id.centre), k::until_at.eq(self.id.until)),
            (k::from_at.eq(self.from), k::successor_id.eq(self.successor), k::year.eq(self.year)),
            (k::number.eq(self.number), k::status.eq(self.status), k::status_at.eq(self.status_at)),
        );
        diesel::insert_into(k::table).values(row).execute(tx.conn())?;
        Ok(())
    }
    fn swap(_: &mut Tx<'_>, _: &Self, _: Self) -> Result<Option<Self>> {
        Err(Error::internal("what was does not change"))
    }
    fn id(&self) -> CustodyId {
        self.id
    }
    fn version(&self) -> i64 {
        1
    }
}
