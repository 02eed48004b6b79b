//! Is the access log still what was written? Every entry: canonical bytes, numbered or waiting, columns that say what
//! the bytes say, and the leaf that belongs to them.
//!
//! It does not find an entry that was removed together with its place in the queue before anybody outside had seen
//! it; witnessed checkpoints are for that.
use super::append::Columns;
use super::entry::{Entry, Recorded};
use super::sequence::leaf;
use crate::db::DbConnection;
use crate::db::schema::{ledger_cases, ledger_entries as l, ledger_index, ledger_queue};
use crate::db::types::SubjectKey;
use crate::kernel::{AgencyId, CaseId, Compartment, EntryId, Instant, PersonId};
use diesel::prelude::*;
use serde::Serialize;
use std::collections::{BTreeMap, BTreeSet};

/// What is wrong with one entry.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Finding {
    /// Which entry, or which number.
    pub entry: String,
    /// What is wrong, for a person.
    pub wrong: &'static str,
}
/// What a verification found.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize)]
pub struct Report {
    /// Entries read.
    pub entries: u64,
    /// Of these, those that wait for a number.
    pub waiting: u64,
    /// What is wrong; empty when the log is sound.
    pub findings: Vec<Finding>,
}
/// A report in progress: where the next batch begins.
#[derive(Default)]
pub(crate) struct Verified {
    pub(crate) report: Report,
    after: Option<EntryId>,
    pub(crate) done: bool,
}

const BATCH: i64 = 1000;
type Row = (
    EntryId,
    Instant,
    String,
    String,
    (bool, Option<PersonId>, Option<AgencyId>),
    (Option<String>, Option<String>, Option<SubjectKey>),
    Vec<u8>,
);
type Cases = BTreeMap<EntryId, BTreeSet<(CaseId, Compartment, AgencyId, Instant)>>;

/// Verifies the next batch; the caller goes on until it is done.
pub(crate) fn verify(conn: &mut DbConnection, so_far: &mut Verified) -> QueryResult<()> {
    if so_far.after.is_none() {
        numbering(conn, &mut so_far.report)?;
    }
    let mut query = l::table
        .select((
            l::id,
            l::at,
            l::act,
            l::out,
            (l::hidden, l::person_id, l::agency_id),
            (l::code, l::subject_kind, l::subject_id),
            l::bytes,
        ))
        .order(l::id)
        .limit(BATCH)
        .into_boxed();
    if let Some(after) = so_far.after {
        query = query.filter(l::id.gt(after));
    }
    let rows: Vec<Row> = query.load(conn)?;
    let ids: Vec<EntryId> = rows.iter().map(|r| r.0).collect();
    let cases = cases_of(conn, &ids)?;
    let leaves: BTreeMap<EntryId, Vec<u8>> = ledger_index::table
        .filter(ledger_index::entry.eq_any(&ids))
        .select((ledger_index::entry, ledger_index::leaf))
        .load(conn)?
        .into_iter()
        .collect();
    let queued: Vec<EntryId> =
        ledger_queue::table.filter(ledger_queue::entry.eq_any(&ids)).select(ledger_queue::entry).load(conn)?;
    let queued: BTreeSet<EntryId> = queued.into_iter().collect();
    for row in &rows {
        let wrong = look(row, cases.get(&row.0), leaves.get(&row.0), queued.contains(&row.0));
        so_far.report.findings.extend(wrong.map(|wrong| Finding { entry: row.0.to_string(), wrong }));
    }
    so_far.report.entries += u64::try_from(rows.len()).unwrap_or_default();
    so_far.report.waiting += u64::try_from(queued.len()).unwrap_or_default();
    so_far.done = i64::try_from(rows.len()).unwrap_or(BATCH) < BATCH;
    so_far.after = rows.last().map(|r| r.0).or(so_far.after);
    Ok(())
}

/// Verifies the numbering and the newest entries only: quick, for whoever asks how things are.
pub(crate) fn verify_last(conn: &mut DbConnection, entries: i64) -> QueryResult<Report> {
    let mut state = Verified::default();
    let before: Option<EntryId> = l::table.select(l::id).order(l::id.desc()).offset(entries).first(conn).optional()?;
    if before.is_some() {
        numbering(conn, &mut state.report)?;
        state.after = before;
    }
    while !state.done {
        verify(conn, &mut state)?;
    }
    Ok(state.report)
}

fn cases_of(conn: &mut DbConnection, ids: &[EntryId]) -> QueryResult<Cases> {
    use ledger_cases as c;
    let rows: Vec<(EntryId, CaseId, Compartment, AgencyId, Instant)> = c::table
        .filter(c::entry.eq_any(ids))
        .select((c::entry, c::case_id, c::compartment, c::centre_id, c::at))
        .load(conn)?;
    let mut cases = Cases::new();
    for (entry, case, compartment, centre, at) in rows {
        cases.entry(entry).or_default().insert((case, compartment, centre, at));
    }
    Ok(cases)
}

/// Numbers begin at 0 and leave no gap; nothing in the queue or the index is without its entry.
fn numbering(conn: &mut DbConnection, report: &mut Report) -> QueryResult<()> {
    let count: i64 = ledger_index::table.count().get_result(conn)?;
    let last: Option<i64> = ledger_index::table.select(diesel::dsl::max(ledger_index::idx)).first(conn)?;
    let first: Option<i64> = ledger_index::table.select(diesel::dsl::min(ledger_index::idx)).first(conn)?;
    let whole = first.unwrap_or(0) == 0 && last.map_or(0, |l| l + 1) == count;
    if !whole {
        report.findings.push(Finding { entry: "index".to_owned(), wrong: "the numbers have a gap" });
    }
    Ok(())
}

fn look(
    row: &Row,
    cases: Option<&BTreeSet<(CaseId, Compartment, AgencyId, Instant)>>,
    numbered: Option<&Vec<u8>>,
    queued: bool,
) -> Option<&'static str> {
    let Ok(told) = serde_json::from_slice::<Recorded>(&row.6) else { return Some("its bytes are not an entry") };
    match serde_json::to_vec(&told) {
        Ok(again) if again == row.6 => {}
        _ => return Some("its bytes are not canonical"),
    }
    match (numbered, queued) {
        (Some(stored), false) if *stored == leaf(&row.6) => {}
        (Some(_), false) => return Some("its leaf is not that of its bytes"),
        (None, true) => {}
        (Some(_), true) => return Some("it is numbered and waits for a number"),
        (None, false) => return Some("it has no number and does not wait for one"),
    }
    if !columns_agree(row, &told) {
        return Some("a column says something else than its bytes");
    }
    let met = cases.cloned().unwrap_or_default();
    let case_ids: Vec<CaseId> = met.iter().map(|m| m.0).collect::<BTreeSet<_>>().into_iter().collect();
    let kinds: Vec<Compartment> = met.iter().map(|m| m.1).collect::<BTreeSet<_>>().into_iter().collect();
    let agree = case_ids == told.cases && kinds == told.cmp && met.iter().all(|m| m.3 == told.at);
    (!agree).then_some("its rows of cases say something else than its bytes")
}

fn columns_agree(row: &Row, told: &Recorded) -> bool {
    let entry = Entry { told: told.clone(), bytes: Vec::new(), met: Vec::new(), marks: Vec::new() };
    let c = Columns::of(&entry);
    let identity = (row.0, row.1, row.2.as_str(), row.3.as_str()) == (c.id, c.at, c.act, c.out);
    let actor = (row.4.1, row.4.2) == (c.person, c.agency);
    let subject = (row.5.0.as_deref(), row.5.1.as_deref(), row.5.2) == (c.code, c.kind, c.subject);
    identity && actor && subject && row.4.0 == c.hidden
}
