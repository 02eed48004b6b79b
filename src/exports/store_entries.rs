//! The entries of the access log about a centre's cases, as they were written, in the order of their time.
use crate::db::schema::{ledger_cases as lc, ledger_entries as l, ledger_index as n};
use crate::kernel::{AgencyId, EntryId, Instant, PersonId};
use crate::op::Tx;
use crate::problem::{Error, Result};
use diesel::prelude::*;
use serde::Serialize;
use std::collections::BTreeMap;

/// The most entries of one look.
const MOST: i64 = 2000;

/// Where the next look begins.
pub type After = (Instant, EntryId);

/// An entry as it was written.
#[derive(Serialize)]
pub(super) struct EntryLine {
    /// Its number, once it has one.
    number: Option<i64>,
    /// Its bytes, to the letter.
    bytes: String,
}

/// The next entries that were written before a moment, and who is named by each.
pub(super) fn next(
    tx: &mut Tx<'_>,
    centre: AgencyId,
    before: Instant,
    after: Option<After>,
) -> Result<Vec<(After, EntryLine, Option<PersonId>)>> {
    let mut query = lc::table.filter(lc::centre_id.eq(centre).and(lc::at.lt(before))).into_boxed();
    if let Some((at, id)) = after {
        query = query.filter(lc::at.ge(at).and(lc::at.gt(at).or(lc::entry.gt(id))));
    }
    let order: Vec<After> =
        query.select((lc::at, lc::entry)).distinct().order((lc::at, lc::entry)).limit(MOST).load(tx.conn())?;
    let ids: Vec<EntryId> = order.iter().map(|(_, id)| *id).collect();
    let told: BTreeMap<EntryId, (Vec<u8>, Option<PersonId>)> = l::table
        .filter(l::id.eq_any(&ids))
        .select((l::id, (l::bytes, l::person_id)))
        .load::<(EntryId, (Vec<u8>, Option<PersonId>))>(tx.conn())?
        .into_iter()
        .collect();
    let numbers: BTreeMap<EntryId, i64> = n::table
        .filter(n::entry.eq_any(&ids))
        .select((n::entry, n::idx))
        .load::<(EntryId, i64)>(tx.conn())?
        .into_iter()
        .collect();
    let line = |at: After| {
        let told = told.get(&at.1).cloned();
        let (bytes, person) = told.ok_or_else(|| Error::internal("an entry without its bytes"))?;
        Ok((
            at,
            EntryLine {
                number: numbers.get(&at.1).copied(),
                bytes: String::from_utf8(bytes).map_err(Error::internal)?,
            },
            person,
        ))
    };
    order.into_iter().map(line).collect()
}
