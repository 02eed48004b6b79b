//! The inventory for disclosure, as the access log has it.
use super::disclosure::{Disclosed, Inventory};
use crate::access::{Facts, Principal, Standing};
use crate::db::schema::{agencies as a, ledger_cases, ledger_cases as lc, ledger_entries as l};
use crate::kernel::page::After;
use crate::kernel::{Discipline, EntryId, Instant, Page, Paging};
use crate::op::{Scope, Stored, Tx};
use crate::problem::{Error, Result};
use diesel::dsl::{exists, not};
use diesel::prelude::*;

/// Whose copies are disclosed.
pub(crate) const INVESTIGATE: [Discipline; 3] = [Discipline::Police, Discipline::IceUnit, Discipline::Crown];

diesel::alias! {
    const BESIDE: Alias<Beside> = ledger_cases as beside;
}

impl Stored for Disclosed {
    type Id = EntryId;
    type Filter = Inventory;

    fn load(_: &mut Tx<'_>, _: EntryId, _: &Principal) -> Result<Option<(Self, Facts)>> {
        Err(Error::internal("an inventory is only listed"))
    }
    fn list(tx: &mut Tx<'_>, _: &Scope, of: &Inventory, page: &Paging) -> Result<Page<(Self, Facts)>> {
        let kinds: Vec<&str> = of.kinds.iter().map(|kind| kind.name()).collect();
        let hidden = BESIDE
            .filter(BESIDE.field(lc::entry).eq(l::id).and(BESIDE.field(lc::case_id).eq_any(&of.cases)))
            .filter(not(BESIDE.field(lc::compartment).eq_any(kinds)));
        let mut query = lc::table
            .inner_join(l::table)
            .inner_join(a::table.on(l::agency_id.eq(a::id.nullable())))
            .filter(lc::case_id.eq_any(&of.cases).and(l::out.eq("ok")).and(a::discipline.eq_any(INVESTIGATE)))
            .filter(not(exists(hidden)))
            .select((lc::at, l::id, l::bytes))
            .distinct()
            .into_boxed();
        if let Some(after) = page.after {
            let id = EntryId::from(after.id);
            query = query.filter(lc::at.ge(after.at).and(lc::at.gt(after.at).or(l::id.gt(id))));
        }
        let rows: Vec<(Instant, EntryId, Vec<u8>)> =
            query.order((lc::at, l::id)).limit(page.limit + 1).load(tx.conn())?;
        let line = |(_, id, bytes): (Instant, EntryId, Vec<u8>)| {
            let told = serde_json::from_slice(&bytes).map_err(Error::internal)?;
            Ok((Self { id, told }, Facts { case: None, standings: vec![Standing::Oneself] }))
        };
        let rows: Vec<_> = rows.into_iter().map(line).collect::<Result<_>>()?;
        Ok(Page::cut(rows, page, |(line, _)| After { rank: 0, at: line.told.at, id: line.id.into() }))
    }
    fn insert(&self, _: &mut Tx<'_>) -> Result<()> {
        Err(Error::internal("entries are written by operations alone"))
    }
    fn swap(_: &mut Tx<'_>, _: &Self, _: Self) -> Result<Option<Self>> {
        Err(Error::internal("entries do not change"))
    }
    fn id(&self) -> EntryId {
        self.id
    }
    fn version(&self) -> i64 {
        1
    }
}
