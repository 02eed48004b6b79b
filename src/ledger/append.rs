//! Entries into the store: in the act's own transaction, or many looks in one commit.
use super::entry::{Entry, Mark};
use crate::db::schema::{handoffs, ledger_cases, ledger_entries, ledger_queue};
use crate::db::types::SubjectKey;
use crate::db::types::sql::{Guid, Moment};
use crate::db::{Begin, DbConnection};
use crate::kernel::{AgencyId, CaseId, EntryId, Instant, PersonId};
use diesel::pg::Pg;
use diesel::prelude::*;
use diesel::query_builder::{AstPass, QueryFragment, QueryId};
use diesel::sql_types::{Array, Binary, Bool, Nullable, Text};

/// Appends entries, their cases, their place in the queue, and what looks leave behind.
///
/// Inside a transaction it is part of it; outside, on PostgreSQL, it is one statement, which is its own transaction.
pub(crate) fn append(conn: &mut DbConnection, entries: &[Entry]) -> QueryResult<()> {
    let marked = entries.iter().any(|e| !e.marks.is_empty());
    if marked {
        conn.begin(Begin::Nested)?;
    }
    match conn {
        DbConnection::Postgres(c) => AppendPg::of(entries).execute(c).map(drop)?,
        DbConnection::Sqlite(c) => entries.iter().try_for_each(|e| append_one(c, e))?,
    }
    if marked {
        // in one order everywhere, so that two batches never wait for each other
        let mut marks: Vec<Mark> = entries.iter().flat_map(|e| e.marks.iter().copied()).collect();
        marks.sort_unstable_by_key(|Mark::Seen(id, _)| *id);
        marks.into_iter().try_for_each(|mark| leave(conn, mark))?;
        conn.commit()?;
    }
    Ok(())
}

fn leave(conn: &mut DbConnection, mark: Mark) -> QueryResult<()> {
    match mark {
        Mark::Seen(id, at) => {
            // the version goes up, so that no act writes back what it read before
            let open = handoffs::state.ne_all(["recalled", "in_error"]);
            let unseen = handoffs::table.find(id).filter(handoffs::seen_at.is_null()).filter(open);
            let seen = (handoffs::seen_at.eq(at), handoffs::version.eq(handoffs::version + 1));
            diesel::update(unseen).set(seen).execute(conn).map(drop)
        }
    }
}

/// Single rows: their statements stay prepared.
fn append_one(c: &mut SqliteConnection, e: &Entry) -> QueryResult<()> {
    use ledger_entries as l;
    let columns = Columns::of(e);
    diesel::insert_into(l::table)
        .values((
            (l::id.eq(columns.id), l::at.eq(columns.at), l::act.eq(columns.act), l::out.eq(columns.out)),
            (l::hidden.eq(columns.hidden), l::person_id.eq(columns.person), l::agency_id.eq(columns.agency)),
            (l::code.eq(columns.code), l::subject_kind.eq(columns.kind), l::subject_id.eq(columns.subject)),
            l::bytes.eq(columns.bytes),
        ))
        .execute(c)?;
    for (case, compartment, centre) in &e.met {
        diesel::insert_into(ledger_cases::table)
            .values((
                ledger_cases::entry.eq(columns.id),
                ledger_cases::case_id.eq(*case),
                ledger_cases::compartment.eq(compartment.name()),
                ledger_cases::centre_id.eq(*centre),
                ledger_cases::at.eq(columns.at),
            ))
            .execute(c)?;
    }
    diesel::insert_into(ledger_queue::table).values(ledger_queue::entry.eq(columns.id)).execute(c).map(drop)
}

/// What is found again by a column.
pub(super) struct Columns<'a> {
    pub(super) id: EntryId,
    pub(super) at: Instant,
    pub(super) act: &'a str,
    pub(super) out: &'a str,
    pub(super) hidden: bool,
    pub(super) person: Option<PersonId>,
    pub(super) agency: Option<AgencyId>,
    pub(super) code: Option<&'a str>,
    pub(super) kind: Option<&'a str>,
    pub(super) subject: Option<SubjectKey>,
    pub(super) bytes: &'a [u8],
}
impl<'a> Columns<'a> {
    pub(super) fn of(e: &'a Entry) -> Self {
        Self {
            id: e.told.id,
            at: e.told.at,
            act: e.told.act.as_deref().unwrap_or("unknown"),
            out: &e.told.out,
            hidden: e.told.is_hidden(),
            person: e.told.actor.person,
            agency: e.told.actor.agency,
            code: e.told.code.as_deref(),
            kind: e.told.subject.as_ref().map(|s| &*s.kind),
            subject: e.told.subject.as_ref().map(|s| SubjectKey(s.id)),
            bytes: &e.bytes,
        }
    }
}

/// One prepared statement, one round trip, any number of entries.
#[derive(Default)]
struct AppendPg<'a> {
    id: Vec<EntryId>,
    at: Vec<Instant>,
    act: Vec<&'a str>,
    out: Vec<&'a str>,
    hidden: Vec<bool>,
    person: Vec<Option<PersonId>>,
    agency: Vec<Option<AgencyId>>,
    code: Vec<Option<&'a str>>,
    kind: Vec<Option<&'a str>>,
    subject: Vec<Option<SubjectKey>>,
    bytes: Vec<&'a [u8]>,
    case_entry: Vec<EntryId>,
    case: Vec<CaseId>,
    compartment: Vec<&'a str>,
    centre: Vec<AgencyId>,
    case_at: Vec<Instant>,
}
impl<'a> AppendPg<'a> {
    fn of(entries: &'a [Entry]) -> Self {
        let mut all = Self::default();
        for e in entries {
            let c = Columns::of(e);
            all.id.push(c.id);
            all.at.push(c.at);
            all.act.push(c.act);
            all.out.push(c.out);
            all.hidden.push(c.hidden);
            all.person.push(c.person);
            all.agency.push(c.agency);
            all.code.push(c.code);
            all.kind.push(c.kind);
            all.subject.push(c.subject);
            all.bytes.push(c.bytes);
            for (case, compartment, centre) in &e.met {
                all.case_entry.push(c.id);
                all.case.push(*case);
                all.compartment.push(compartment.name());
                all.centre.push(*centre);
                all.case_at.push(c.at);
            }
        }
        all
    }
}
impl QueryId for AppendPg<'_> {
    type QueryId = AppendPg<'static>;
    const HAS_STATIC_QUERY_ID: bool = true;
}
impl QueryFragment<Pg> for AppendPg<'_> {
    fn walk_ast<'b>(&'b self, mut out: AstPass<'_, 'b, Pg>) -> QueryResult<()> {
        out.push_sql(
            "WITH e AS (INSERT INTO ledger_entries (id, at, act, out, hidden, person_id, agency_id, code, \
             subject_kind, subject_id, bytes) SELECT * FROM unnest(",
        );
        out.push_bind_param::<Array<Guid>, _>(&self.id)?;
        out.push_sql(", ");
        out.push_bind_param::<Array<Moment>, _>(&self.at)?;
        out.push_sql(", ");
        out.push_bind_param::<Array<Text>, _>(&self.act)?;
        out.push_sql(", ");
        out.push_bind_param::<Array<Text>, _>(&self.out)?;
        out.push_sql(", ");
        out.push_bind_param::<Array<Bool>, _>(&self.hidden)?;
        out.push_sql(", ");
        out.push_bind_param::<Array<Nullable<Guid>>, _>(&self.person)?;
        out.push_sql(", ");
        out.push_bind_param::<Array<Nullable<Guid>>, _>(&self.agency)?;
        out.push_sql(", ");
        out.push_bind_param::<Array<Nullable<Text>>, _>(&self.code)?;
        out.push_sql(", ");
        out.push_bind_param::<Array<Nullable<Text>>, _>(&self.kind)?;
        out.push_sql(", ");
        out.push_bind_param::<Array<Nullable<Guid>>, _>(&self.subject)?;
        out.push_sql(", ");
        out.push_bind_param::<Array<Binary>, _>(&self.bytes)?;
        out.push_sql(
            ") RETURNING id), c AS (INSERT INTO ledger_cases (entry, case_id, compartment, centre_id, at) \
             SELECT * FROM unnest(",
        );
        out.push_bind_param::<Array<Guid>, _>(&self.case_entry)?;
        out.push_sql(", ");
        out.push_bind_param::<Array<Guid>, _>(&self.case)?;
        out.push_sql(", ");
        out.push_bind_param::<Array<Text>, _>(&self.compartment)?;
        out.push_sql(", ");
        out.push_bind_param::<Array<Guid>, _>(&self.centre)?;
        out.push_sql(", ");
        out.push_bind_param::<Array<Moment>, _>(&self.case_at)?;
        out.push_sql(")) INSERT INTO ledger_queue SELECT id FROM e");
        Ok(())
    }
}
impl RunQueryDsl<PgConnection> for AppendPg<'_> {}
