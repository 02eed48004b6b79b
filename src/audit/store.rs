//! Entries in the store: each source one query, answered in order from one index.
use super::model::{About, AuditEntry, EntryName, Key, Narrow, Source, UNCLEAR, Window, merged};
use crate::access::{Action, Facts, Principal, Standing};
use crate::db::schema::{ledger_cases as c, ledger_entries as l, ledger_index as i};
use crate::db::types::SubjectKey;
use crate::db::types::sql::{Guid, Moment};
use crate::db::{DbConnection, MultiBackend, explain};
use crate::kernel::page::After;
use crate::kernel::{AgencyId, CaseId, EntryId, Page, Paging, PersonId};
use crate::ledger::Recorded;
use crate::op::{Db, Scope, Stored, Tx};
use crate::problem::{Error, Result};
use diesel::dsl::{Distinct, InnerJoin, IntoBoxed, Select, exists, not};
use diesel::expression::{AppearsOnTable, Expression, SelectableExpression, ValidGrouping, is_aggregate};
use diesel::prelude::*;
use diesel::query_builder::{AstPass, QueryFragment, QueryId};
use diesel::sql_types::Bool;
use std::collections::BTreeMap;

type Entries<'a> = l::BoxedQuery<'a, MultiBackend, (Moment, Guid)>;
type Cases<'a> = IntoBoxed<'a, Distinct<Select<InnerJoin<c::table, l::table>, (c::at, c::entry)>>, MultiBackend>;

/// The query of one source: over entries, or over the cases that they are about.
enum Found<'a> {
    Entries(Entries<'a>),
    Cases(Cases<'a>),
}

/// One more condition on an id: by column, and never by its index.
///
/// Neither engine knows that cases have one centre and people one agency. Given two indexes to choose from, they read
/// both to the end, or the longer one, and sort; given one, they walk it in order until the page is full.
#[derive(Debug, Clone, Copy)]
struct Only(&'static str, SubjectKey);
impl Expression for Only {
    type SqlType = Bool;
}
impl<Source> AppearsOnTable<Source> for Only {}
impl<Source> SelectableExpression<Source> for Only {}
impl ValidGrouping<()> for Only {
    type IsAggregate = is_aggregate::Never;
}
impl QueryId for Only {
    type QueryId = ();
    const HAS_STATIC_QUERY_ID: bool = false;
}
impl QueryFragment<MultiBackend> for Only {
    fn walk_ast<'b>(&'b self, mut out: AstPass<'_, 'b, MultiBackend>) -> QueryResult<()> {
        out.push_sql("CASE ");
        out.push_sql(self.0);
        out.push_sql(" WHEN ");
        out.push_bind_param::<Guid, _>(&self.1)?;
        out.push_sql(" THEN TRUE ELSE FALSE END");
        Ok(())
    }
}

/// Narrows a query, and takes one page of it from the end of the log.
macro_rules! page {
    ($query:expr, $at:expr, $id:expr, $narrow:expr, $page:expr) => {{
        let mut query = $query;
        if let Some(act) = $narrow.act {
            query = query.filter(l::act.eq(act.name()));
        }
        if let Some(out) = $narrow.out {
            query = query.filter(l::out.eq(out.name()));
        }
        if let Some(person) = $narrow.person {
            query = query.filter(Only("ledger_entries.person_id", SubjectKey(person.into())));
        }
        if let Some(agency) = $narrow.agency {
            query = query.filter(Only("ledger_entries.agency_id", SubjectKey(agency.into())));
        }
        if let Some(from) = $narrow.from {
            query = query.filter($at.ge(from));
        }
        if let Some(to) = $narrow.to {
            query = query.filter($at.lt(to));
        }
        if let Some(After { at, id, .. }) = $page.after {
            query = query.filter($at.le(at).and($at.lt(at).or($id.lt(EntryId::from(id)))));
        }
        query.order(($at.desc(), $id.desc())).limit($page.limit + 1)
    }};
}

/// Where the keys of a source are.
fn found<'a>(source: Source, agency: AgencyId, narrow: &Narrow, page: &Paging) -> Found<'a> {
    let entries = || l::table.select((l::at, l::id)).into_boxed();
    let cases = || c::table.inner_join(l::table).select((c::at, c::entry)).distinct().into_boxed();
    let of = || c::table.filter(c::entry.eq(l::id));
    let over_entries = |query: Entries<'a>| Found::Entries(page!(query, l::at, l::id, narrow, page));
    let over_cases = |query: Cases<'a>| Found::Cases(page!(query, c::at, c::entry, narrow, page));
    let of_agency = Only("ledger_entries.agency_id", SubjectKey(agency.into()));
    let of_centre = Only("ledger_cases.centre_id", SubjectKey(agency.into()));
    match source {
        Source::Own => over_entries(entries().filter(l::agency_id.eq(agency))),
        Source::OwnBy(person) => over_entries(entries().filter(l::person_id.eq(person)).filter(of_agency)),
        Source::Nobody => {
            let aside = l::hidden.eq(true).or(not(exists(of())));
            over_entries(entries().filter(l::person_id.is_null()).filter(aside))
        }
        Source::CentreBy(person) => {
            let mine = exists(of().filter(c::centre_id.eq(agency)));
            over_entries(entries().filter(l::person_id.eq(person)).filter(mine))
        }
        Source::Centre => over_cases(cases().filter(c::centre_id.eq(agency))),
        Source::Case(case) => over_cases(cases().filter(c::case_id.eq(case)).filter(of_centre)),
        Source::OwnOnCase(case) => {
            let [unknown, invalid] = UNCLEAR.map(|code| code.entry().code);
            let clear = l::code.is_null().or(l::code.ne(unknown).and(l::code.ne(invalid)));
            let own = cases().filter(c::case_id.eq(case)).filter(of_agency);
            over_cases(own.filter(l::hidden.eq(false)).filter(clear))
        }
    }
}
impl Found<'_> {
    fn keys(self, conn: &mut DbConnection) -> QueryResult<Vec<Key>> {
        match self {
            Self::Entries(query) => query.load(conn),
            Self::Cases(query) => query.load(conn),
        }
    }
    fn plan(self, conn: &mut DbConnection) -> QueryResult<Vec<String>> {
        match self {
            Self::Entries(query) => explain(query, conn),
            Self::Cases(query) => explain(query, conn),
        }
    }
}

/// The entries of these ids as an auditor may read them, in the same order.
fn seen(conn: &mut DbConnection, window: &Window, ids: &[EntryId]) -> Result<Vec<Option<AuditEntry>>> {
    let bytes: Vec<(EntryId, Vec<u8>)> = l::table.filter(l::id.eq_any(ids)).select((l::id, l::bytes)).load(conn)?;
    let numbers: Vec<(EntryId, i64)> = i::table.filter(i::entry.eq_any(ids)).select((i::entry, i::idx)).load(conn)?;
    let numbers: BTreeMap<EntryId, i64> = numbers.into_iter().collect();
    let rows: Vec<(EntryId, CaseId, crate::kernel::Compartment, AgencyId)> = c::table
        .filter(c::entry.eq_any(ids))
        .select((c::entry, c::case_id, c::compartment, c::centre_id))
        .load(conn)?;
    let mut about: BTreeMap<EntryId, Vec<About>> = BTreeMap::new();
    for (entry, case, kind, centre) in rows {
        about.entry(entry).or_default().push(About { case, kind, centre });
    }
    let mut told: BTreeMap<EntryId, Recorded> = BTreeMap::new();
    for (id, bytes) in bytes {
        told.insert(id, serde_json::from_slice(&bytes).map_err(Error::internal)?);
    }
    let read = |id: &EntryId| {
        let about = about.get(id).map_or(&[][..], Vec::as_slice);
        told.remove(id).and_then(|told| window.through(numbers.get(id).copied(), told, about))
    };
    Ok(ids.iter().map(read).collect())
}

fn met(entry: AuditEntry) -> (AuditEntry, Facts) {
    (entry, Facts { case: None, standings: vec![Standing::Anybody] })
}

impl Stored for AuditEntry {
    type Id = EntryName;
    type Filter = Narrow;

    fn load(tx: &mut Tx<'_>, name: EntryName, who: &Principal) -> Result<Option<(Self, Facts)>> {
        let id = match name {
            EntryName::Number(n) => i::table.find(n).select(i::entry).first(tx.conn()).optional()?,
            EntryName::Waiting(id) => Some(id),
        };
        let ids: Vec<EntryId> = id.into_iter().collect();
        Ok(seen(tx.conn(), &Window::of(who), &ids)?.pop().flatten().map(met))
    }
    fn list(tx: &mut Tx<'_>, scope: &Scope, narrow: &Narrow, page: &Paging) -> Result<Page<(Self, Facts)>> {
        let window = Window::of(&scope.who);
        let of = |source| found(source, window.agency, narrow, page).keys(tx.conn());
        let keys = window.sources(narrow).into_iter().map(of).collect::<QueryResult<Vec<_>>>()?;
        let ids: Vec<EntryId> = merged(keys, page.limit).into_iter().map(|(_, id)| id).collect();
        let other = || Error::internal("the columns of an entry say something else than its bytes");
        let entries = seen(tx.conn(), &window, &ids)?.into_iter();
        let rows: Vec<_> = entries.map(|entry| entry.map(met).ok_or_else(other)).collect::<Result<_>>()?;
        Ok(Page::cut(rows, page, |(e, _)| After { rank: 0, at: e.told.at, id: e.told.id.into() }))
    }
    fn insert(&self, _: &mut Tx<'_>) -> Result<()> {
        Err(Error::internal("entries are written by doors alone"))
    }
    fn swap(_: &mut Tx<'_>, _: &Self, _: Self) -> Result<Option<Self>> {
        Err(Error::internal("entries are never changed"))
    }
    fn id(&self) -> EntryName {
        self.name()
    }
    fn version(&self) -> i64 {
        1
    }
}

/// How the engine answers each source: first page, later ones, and narrowed. For tests that hold it to the indexes.
pub async fn plans(db: &Db, agency: AgencyId, case: CaseId, person: PersonId) -> Result<Vec<(String, Vec<String>)>> {
    use Source::{Case, Centre, CentreBy, Nobody, Own, OwnBy, OwnOnCase};
    let now = db.shared().clock.now();
    let later = Paging { after: Some(After { rank: 0, at: now, id: EntryId::new(now).into() }), ..Paging::first() };
    let narrowed =
        Narrow { agency: Some(agency), person: Some(person), act: Some(Action::ReadCase), ..Narrow::default() };
    let asked = [
        ("first", Narrow::default(), Paging::first()),
        ("later", Narrow::default(), later),
        ("narrowed", narrowed, later),
    ];
    db.examine(move |tx| {
        let mut all = Vec::new();
        for source in [Own, OwnBy(person), Centre, CentreBy(person), Case(case), OwnOnCase(case), Nobody] {
            for (name, narrow, page) in &asked {
                let plan = found(source, agency, narrow, page).plan(tx.conn())?;
                all.push((format!("{source:?}, {name}"), plan));
            }
        }
        Ok(all)
    })
    .await
}
