//! What happened on a case, from the access log: acts alone, and only those whose every kind of information the
//! caller may see. What somebody's own agency did is always there.
use super::model::Case;
use crate::access::{Action, Facts, Principal, Standing};
use crate::db::schema::{ledger_cases, ledger_cases as lc, ledger_entries as l};
use crate::kernel::page::After;
use crate::kernel::{AgencyId, CaseId, Compartment, EntryId, Instant, Page, Paging, PersonId};
use crate::ledger::Recorded;
use crate::op::{Done, Granted, Op, Rows, Scope, Stored, Tx};
use crate::problem::{Error, Result};
use diesel::dsl::{exists, not};
use diesel::prelude::*;
use serde::Serialize;
use utoipa::ToSchema;
use uuid::Uuid;

/// One thing that happened on a case.
pub(super) struct Event {
    id: EntryId,
    told: Recorded,
}
/// Which case, and what of it the caller may see.
pub(super) struct Seen {
    case: CaseId,
    kinds: Vec<Compartment>,
    agency: AgencyId,
}

/// One thing that happened on a case, as it is shown.
#[derive(Debug, Serialize, ToSchema)]
pub(super) struct EventView {
    /// When.
    #[schema(value_type = String, format = DateTime)]
    pub at: Instant,
    /// What.
    #[schema(example = "handoff.confirmed")]
    pub act: String,
    /// By whom.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub person: Option<PersonId>,
    /// Of which agency.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub agency: Option<AgencyId>,
    /// The kind of thing.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub subject_kind: Option<String>,
    /// The thing.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub subject: Option<Uuid>,
    /// From which state.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub from: Option<String>,
    /// To which state.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub to: Option<String>,
}
impl EventView {
    fn of(event: &Granted<'_, Event>) -> Self {
        let told = event.told.clone();
        let (kind, subject) = told.subject.map(|s| (s.kind.into_owned(), s.id)).unzip();
        let (from, to) = told.chg.map_or((None, None), |c| (c.from.map(Into::into), Some(c.to.into_owned())));
        Self {
            at: told.at,
            act: told.act.map(Into::into).unwrap_or_default(),
            person: told.actor.person,
            agency: told.actor.agency,
            subject_kind: kind,
            subject,
            from,
            to,
        }
    }
}

/// Lists what happened on a case, newest first.
pub(super) fn list<'tx>(op: &mut Op<'tx>, case: CaseId, page: &Paging) -> Done<'tx, Page<EventView>> {
    let case = op.find::<Case>(Action::ReadTimeline, case)?;
    let kinds = case.kinds(op.by(), Action::ReadTimeline);
    let seen = Seen { case: case.id, kinds, agency: op.by().agency };
    let events = op.list::<Event>(Action::ReadTimeline, Rows::Deployment, &seen, page)?;
    op.listed(events, |event| Ok(EventView::of(event)))
}

/// The acts that change something: looks are for auditors.
fn changes() -> Vec<&'static str> {
    let look = |name: &str| name.ends_with("read") || name.ends_with("listed");
    Action::ALL.iter().map(|action| action.name()).filter(|name| !look(name)).collect()
}

diesel::alias! {
    const ABOUT: Alias<About> = ledger_cases as about;
}

impl Stored for Event {
    type Id = EntryId;
    type Filter = Seen;

    fn load(_: &mut Tx<'_>, _: EntryId, _: &Principal) -> Result<Option<(Self, Facts)>> {
        Err(Error::internal("events are only listed"))
    }
    fn list(tx: &mut Tx<'_>, _: &Scope, seen: &Seen, page: &Paging) -> Result<Page<(Self, Facts)>> {
        let hidden = ABOUT
            .filter(ABOUT.field(lc::entry).eq(l::id).and(ABOUT.field(lc::case_id).eq(seen.case)))
            .filter(not(ABOUT.field(lc::compartment).eq_any(seen.kinds.iter().map(|k| k.name()).collect::<Vec<_>>())));
        let mut query = lc::table
            .inner_join(l::table)
            .filter(lc::case_id.eq(seen.case))
            .filter(l::out.eq("ok").and(l::act.eq_any(changes())))
            .filter(not(exists(hidden)).or(l::agency_id.eq(Some(seen.agency))))
            .select((lc::at, l::id, l::bytes))
            .distinct()
            .into_boxed();
        if let Some(after) = page.after {
            let id = EntryId::from(after.id);
            query = query.filter(lc::at.le(after.at).and(lc::at.lt(after.at).or(l::id.lt(id))));
        }
        let rows: Vec<(Instant, EntryId, Vec<u8>)> =
            query.order((lc::at.desc(), l::id.desc())).limit(page.limit + 1).load(tx.conn())?;
        let event = |(_, id, bytes): (Instant, EntryId, Vec<u8>)| {
            let told = serde_json::from_slice(&bytes).map_err(Error::internal)?;
            Ok((Self { id, told }, Facts { case: None, standings: vec![Standing::Oneself] }))
        };
        let rows: Vec<_> = rows.into_iter().map(event).collect::<Result<_>>()?;
        Ok(Page::cut(rows, page, |(event, _)| After { rank: 0, at: event.told.at, id: event.id.into() }))
    }
    fn insert(&self, _: &mut Tx<'_>) -> Result<()> {
        Err(Error::internal("events are written by operations alone"))
    }
    fn swap(_: &mut Tx<'_>, _: &Self, _: Self) -> Result<Option<Self>> {
        Err(Error::internal("events do not change"))
    }
    fn id(&self) -> EntryId {
        self.id
    }
    fn version(&self) -> i64 {
        1
    }
}
