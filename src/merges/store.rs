//! Merges in the store: the row, and the other file's own word that it is part of another.
use super::model::{Merge, MergeId, Moved};
use crate::access::{Facts, Principal};
use crate::cases::{Ties, TiesRow, spoken_number, ties};
use crate::db::schema::{case_custody as k, case_merges as m, cases};
use crate::kernel::page::After;
use crate::kernel::{CaseId, Compartment, Instant, Page, Paging, PersonId};
use crate::op::{Scope, Stored, Tx};
use crate::problem::{Error, Result};
use diesel::dsl::exists;
use diesel::prelude::*;

diesel::alias!(cases as others: Others);

type Row = ((CaseId, CaseId, Instant, PersonId, Option<Instant>, String, i64), (i64, i64));
const COLUMNS: (m::case_id, m::other_id, m::merged_at, m::merged_by, m::undone_at, m::moved, m::version) =
    (m::case_id, m::other_id, m::merged_at, m::merged_by, m::undone_at, m::moved, m::version);

/// Whether two files ever were one.
pub(super) fn is_known(tx: &mut Tx<'_>, id: MergeId) -> Result<bool> {
    Ok(diesel::select(exists(m::table.find((id.0, id.1)))).get_result(tx.conn())?)
}
/// Whether a file is part of another now.
pub(super) fn is_part(tx: &mut Tx<'_>, id: MergeId) -> Result<bool> {
    let part = cases::table.find(id.1).filter(cases::merged_into.eq(Some(id.0)));
    Ok(diesel::select(exists(part)).get_result(tx.conn())?)
}
/// Whether another file is part of this one.
pub(super) fn has_merges(tx: &mut Tx<'_>, case: CaseId) -> Result<bool> {
    let parts = cases::table.filter(cases::merged_into.eq(Some(case)));
    Ok(diesel::select(exists(parts)).get_result(tx.conn())?)
}
/// Whether one of two files has ever left a centre.
pub(super) fn was_transferred(tx: &mut Tx<'_>, id: MergeId) -> Result<bool> {
    let left = k::table.filter(k::case_id.eq_any([id.0, id.1]));
    Ok(diesel::select(exists(left)).get_result(tx.conn())?)
}
fn met((row, (year, number)): Row, tied: TiesRow, who: &Principal) -> Result<(Merge, Facts)> {
    let (case, other, merged_at, merged_by, undone_at, moved, version) = row;
    let moved = serde_json::from_str::<Moved>(&moved).map_err(Error::internal)?;
    let number = spoken_number(year, number);
    let merge = Merge { id: MergeId(case, other), number, merged_at, merged_by, undone_at, moved, version };
    Ok((merge, Ties::from(tied).facts(who, Compartment::Identity, [])))
}
/// The other file says of itself what it is part of.
fn say(tx: &mut Tx<'_>, merge: &Merge) -> Result<bool> {
    let into = merge.undone_at.is_none().then_some(merge.id.0);
    let row = (cases::merged_into.eq(into), cases::version.eq(cases::version + 1));
    Ok(diesel::update(cases::table.find(merge.id.1)).set(row).execute(tx.conn())? == 1)
}

macro_rules! asked {
    ($who:expr) => {
        m::table
            .inner_join(cases::table.on(cases::id.eq(m::case_id)))
            .inner_join(others.on(others.field(cases::id).eq(m::other_id)))
            .select(((COLUMNS, (others.field(cases::year), others.field(cases::number))), ties($who)))
    };
}

impl Stored for Merge {
    type Id = MergeId;
    type Filter = CaseId;

    fn load(tx: &mut Tx<'_>, id: MergeId, who: &Principal) -> Result<Option<(Self, Facts)>> {
        let query = asked!(who.person).filter(m::case_id.eq(id.0).and(m::other_id.eq(id.1)));
        let row = query.first::<(Row, TiesRow)>(tx.conn()).optional()?;
        row.map(|(row, tied)| met(row, tied, who)).transpose()
    }
    fn list(tx: &mut Tx<'_>, scope: &Scope, case: &CaseId, page: &Paging) -> Result<Page<(Self, Facts)>> {
        let all = asked!(scope.who.person).filter(m::case_id.eq(*case));
        let mut query = all.filter(scope.clone()).into_boxed();
        if let Some(after) = page.after {
            let id = CaseId::from(after.id);
            query = query.filter(m::merged_at.ge(after.at).and(m::merged_at.gt(after.at).or(m::other_id.gt(id))));
        }
        let rows = query.order((m::merged_at, m::other_id)).limit(page.limit + 1).load::<(Row, TiesRow)>(tx.conn())?;
        let rows: Vec<_> = rows.into_iter().map(|(row, tied)| met(row, tied, &scope.who)).collect::<Result<_>>()?;
        Ok(Page::cut(rows, page, |(merge, _)| After { rank: 0, at: merge.merged_at, id: merge.id.1.into() }))
    }
    fn insert(&self, tx: &mut Tx<'_>) -> Result<()> {
        let moved = serde_json::to_string(&self.moved).map_err(Error::internal)?;
        let row = (
            (m::case_id.eq(self.id.0), m::other_id.eq(self.id.1), m::merged_at.eq(self.merged_at)),
            (m::merged_by.eq(self.merged_by), m::moved.eq(moved), m::version.eq(1_i64)),
        );
        diesel::insert_into(m::table).values(row).execute(tx.conn())?;
        say(tx, self).map(drop)
    }
    fn swap(tx: &mut Tx<'_>, before: &Self, after: Self) -> Result<Option<Self>> {
        let version = before.version + 1;
        let same = m::table.find((before.id.0, before.id.1)).filter(m::version.eq(before.version));
        let moved = serde_json::to_string(&after.moved).map_err(Error::internal)?;
        let row = (
            (m::merged_at.eq(after.merged_at), m::merged_by.eq(after.merged_by), m::undone_at.eq(after.undone_at)),
            (m::moved.eq(moved), m::version.eq(version)),
        );
        let changed = diesel::update(same).set(row).execute(tx.conn())?;
        Ok((changed == 1 && say(tx, &after)?).then_some(Self { version, ..after }))
    }
    fn id(&self) -> MergeId {
        self.id
    }
    fn version(&self) -> i64 {
        self.version
    }
}
