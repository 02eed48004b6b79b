//! What happened on a case, as the access log has it.
use super::timeline::{Event, Seen};
use crate::access::{Action, Facts, Principal, Standing};
use crate::db::schema::{ledger_cases, ledger_cases as lc, ledger_entries as l};
use crate::kernel::page::After;
use crate::kernel::{EntryId, Instant, Page, Paging};
use crate::op::{Scope, Stored, Tx};
use crate::problem::{Error, Result};
use diesel::dsl::{exists, not};
use diesel::prelude::*;

/// The acts that change something: looks are for auditors.
fn changes(bars: bool) -> Vec<&'static str> {
    let look = |name: &str| name.ends_with("read") || name.ends_with("listed") || name.ends_with("searched");
    // an export names every kind of information that there is, and is for auditors
    let exports = [Action::ExportCentre.name(), Action::ExportCase.name()];
    let shown = |name: &&str| !look(name) && !exports.contains(name) && (bars || !name.starts_with("exclusion."));
    Action::ALL.iter().map(|action| action.name()).filter(shown).collect()
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
            .filter(ABOUT.field(lc::entry).eq(l::id).and(ABOUT.field(lc::case_id).eq_any(&seen.cases)))
            .filter(not(ABOUT.field(lc::compartment).eq_any(seen.kinds.iter().map(|k| k.name()).collect::<Vec<_>>())));
        let mut query = lc::table
            .inner_join(l::table)
            .filter(lc::case_id.eq_any(&seen.cases))
            .filter(l::out.eq("ok").and(l::act.eq_any(changes(seen.bars))))
            // that a case was brought in says nothing of what is in it, whatever that is
            .filter(not(exists(hidden)).or(l::agency_id.eq(Some(seen.agency))).or(l::act.eq(Action::ImportCase.name())))
            .select((lc::at, l::id, l::bytes))
            .distinct()
            .into_boxed();
        if let Some(until) = seen.until {
            query = query.filter(lc::at.le(until));
        }
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
