//! Expected steps in the store: by index, one line a chain.
use super::model::{Expected, Worklist};
use crate::access::{Action, CaseFacts, CaseState, Facts, Principal, Standing};
use crate::db::explain;
use crate::db::schema::{agencies as a, cases as c, handoffs as h, obligations as o};
use crate::db::types::SubjectKey;
use crate::db::types::sql::{Guid, Moment};
use crate::kernel::page::After;
use crate::kernel::{
    AgencyId, CaseId, ChainId, Compartment, Discipline, Instant, ObligationId, Page, Paging, Role, Tier, Urgency,
};
use crate::op::{Db, Rows, Scope, Stored, Tie, Tx};
use crate::problem::{Error, Result};
use diesel::dsl::sql;
use diesel::prelude::*;
use diesel::sql_types::{BigInt, Bool};

type Row = (
    (ObligationId, String, String, Tier, i64, CaseId, ChainId, Compartment),
    (AgencyId, SubjectKey, Instant, Instant, Discipline, String, Urgency),
    (AgencyId, i64, i64, CaseState, bool),
);

fn met(((id, kind, rule, tier, rank, case, chain, compartment), owed, of): Row, who: &Principal) -> (Expected, Facts) {
    let (agency, handoff, opened_at, due_at, discipline, service, urgency) = owed;
    let (centre, year, number, state, barred) = of;
    let coordinates = who.role == Role::Coordinator && who.agency == centre;
    let held =
        [(barred, Standing::Excluded), (coordinates, Standing::Coordinator), (agency == who.agency, Standing::Owing)];
    let standings = held.into_iter().filter_map(|(is, standing)| is.then_some(standing)).collect();
    let facts = Facts { case: Some(CaseFacts { id: case, centre, compartment, state }), standings };
    let expected = Expected {
        id,
        kind,
        rule,
        tier,
        rank,
        case,
        case_number: format!("{year}-{number:04}"),
        chain,
        compartment,
        agency,
        awaited: matches!(discipline, Discipline::Police | Discipline::IceUnit | Discipline::Crown),
        handoff: handoff.0,
        service,
        urgency,
        opened_at,
        due_at,
    };
    (expected, facts)
}

/// Where lines are found: each is answered in order from one index.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Source {
    /// Those of a centre's cases.
    Centre,
    /// Those that an agency owes.
    Owing,
    /// Those that a centre owes on the case of another one, as when a case is to be transferred to it.
    Elsewhere,
}
/// Whose lines: those of a coordinator's centre, else of the agency that owes; together they hold each line once.
const fn sources(who: &Principal) -> &'static [Source] {
    match who.role {
        Role::Coordinator => &[Source::Centre, Source::Elsewhere],
        _ => &[Source::Owing],
    }
}

/// Leaves out a line when its chain has a worse one in the same list.
const WORST: [&str; 3] = [
    "NOT EXISTS (SELECT 1 FROM obligations other WHERE other.chain_id = obligations.chain_id \
     AND other.closed_at IS NULL AND other.due_at < ",
    " AND other.centre_id = obligations.centre_id AND (",
    " OR other.agency_id = obligations.agency_id) AND (other.rank < obligations.rank OR (other.rank = obligations.rank \
     AND (other.due_at < obligations.due_at OR (other.due_at = obligations.due_at AND other.id < obligations.id)))))",
];

/// The query of a worklist: run by `list`, and explained by `plans`.
macro_rules! asked {
    ($source:expr, $scope:expr, $which:expr, $page:expr) => {{
        let (centre, agency) = ($source == Source::Centre, $scope.who.agency);
        let mut query = o::table
            .inner_join(c::table)
            .inner_join(a::table.on(a::id.eq(o::agency_id)))
            .inner_join(h::table.on(h::id.eq(o::subject_id)))
            .select((
                (o::id, o::kind, o::rule, o::tier, o::rank, o::case_id, o::chain_id, o::compartment),
                (o::agency_id, o::subject_id, o::opened_at, o::due_at, a::discipline, h::service, h::urgency),
                (c::centre_id, c::year, c::number, c::status, Tie::barred($scope.who.person)),
            ))
            .filter(o::closed_at.is_null())
            .filter($scope.clone())
            .into_boxed();
        query = match $source {
            Source::Centre => query.filter(o::centre_id.eq(agency)),
            Source::Owing => query.filter(o::agency_id.eq(agency)),
            Source::Elsewhere => query.filter(o::agency_id.eq(agency)).filter(o::centre_id.ne(o::agency_id)),
        };
        query = match $which {
            Worklist::Due { now } => query.filter(o::due_at.ge(*now)),
            Worklist::Missed { now, all } => {
                let [chain, list, order] = WORST;
                let worst = sql::<Bool>(chain).bind::<Moment, _>(*now).sql(list).bind::<Bool, _>(centre).sql(order);
                let query = query.filter(o::due_at.lt(*now)).filter(worst);
                if *all { query } else { query.filter(o::rank.lt(2)) }
            }
        };
        if let Some(after) = $page.after {
            let id = ObligationId::from(after.id);
            let later = sql::<Bool>("(obligations.rank, obligations.due_at, obligations.id) > (");
            let later = later.bind::<BigInt, _>(after.rank).sql(", ").bind::<Moment, _>(after.at).sql(", ");
            query = query.filter(later.bind::<Guid, _>(id).sql(")"));
        }
        query.order((o::rank, o::due_at, o::id)).limit($page.limit + 1)
    }};
}

impl Stored for Expected {
    type Id = ObligationId;
    type Filter = Worklist;

    fn load(_: &mut Tx<'_>, _: ObligationId, _: &Principal) -> Result<Option<(Self, Facts)>> {
        Err(Error::internal("expected steps are only listed"))
    }
    fn list(tx: &mut Tx<'_>, scope: &Scope, which: &Worklist, page: &Paging) -> Result<Page<(Self, Facts)>> {
        let mut rows = Vec::new();
        for source in sources(&scope.who) {
            let some = asked!(*source, scope, which, page).load::<Row>(tx.conn())?;
            rows.extend(some.into_iter().map(|row| met(row, &scope.who)));
        }
        rows.sort_by_key(|(e, _)| (e.rank, e.due_at, e.id));
        rows.truncate(usize::try_from(page.limit + 1).unwrap_or(usize::MAX));
        Ok(Page::cut(rows, page, |(e, _)| After { rank: e.rank, at: e.due_at, id: e.id.into() }))
    }
    fn insert(&self, _: &mut Tx<'_>) -> Result<()> {
        Err(Error::internal("expected steps are opened by operations alone"))
    }
    fn swap(_: &mut Tx<'_>, _: &Self, _: Self) -> Result<Option<Self>> {
        Err(Error::internal("expected steps are closed by operations alone"))
    }
    fn id(&self) -> ObligationId {
        self.id
    }
    fn version(&self) -> i64 {
        1
    }
}

/// How the engine answers the worklists of somebody. For tests that hold it to the indexes.
pub async fn plans(db: &Db, who: Principal) -> Result<Vec<(String, Vec<String>)>> {
    let now = db.shared().clock.now();
    let later =
        Paging { after: Some(After { rank: 1, at: now, id: ObligationId::new(now).into() }), ..Paging::first() };
    db.examine(move |tx| {
        let scope = Scope::of(&who, Action::ReadMissed, Rows::Obligations);
        let mut all = Vec::new();
        let asks = [
            ("missed", Worklist::Missed { now, all: false }, Paging::first()),
            ("missed, later", Worklist::Missed { now, all: false }, later),
            ("due", Worklist::Due { now: Instant::from_millis(0) }, Paging::first()),
        ];
        for (source, (name, which, page)) in sources(&who).iter().flat_map(|source| asks.map(|ask| (*source, ask))) {
            let name = if source == Source::Elsewhere { format!("elsewhere: {name}") } else { name.to_owned() };
            all.push((name, explain(asked!(source, &scope, &which, &page), tx.conn())?));
        }
        Ok(all)
    })
    .await
}
