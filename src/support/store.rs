//! Support in the store: handoffs for support that somebody took on, and the list of times of a case.
use super::model::{InCharge, SUPPORTS, Support, SupportId, Time};
use crate::access::{Facts, Principal};
use crate::agencies::Agency;
use crate::cases::{Ties, TiesRow, ties};
use crate::db::schema::{cases as c, handoffs as h, unavailable_times as u};
use crate::kernel::{AgencyId, CaseId, Compartment, Instant, Page, Paging, PersonId};
use crate::op::{Scope, Stored, Tx};
use crate::people::{PEOPLE, Person};
use crate::problem::{Error, Result};
use crate::vault::KeyScope;
use diesel::prelude::*;

type TimesRow = (String, PersonId, Instant, i64);
type ChargeRow = (String, AgencyId, Option<Instant>, Option<PersonId>);

/// Who took on support, who began first first. Only these types of service, which are coordination, are asked for.
fn in_charge(tx: &mut Tx<'_>, case: CaseId, who: &Principal) -> Result<Vec<InCharge>> {
    let disputed = h::state.eq("disputed").and(h::former.eq(Some("taken_on"))).and(h::closing_at.is_null());
    let rows: Vec<ChargeRow> = h::table
        .filter(h::case_id.eq(case).and(h::compartment.eq(Compartment::Coordination)))
        .filter(h::service.eq_any(SUPPORTS).and(h::state.eq("taken_on").or(disputed)))
        .order((h::taken_on_at, h::id))
        .select((h::service, h::to_agency, h::taken_on_at, h::worker_id))
        .load(tx.conn())?;
    rows.into_iter().map(|row| one(tx, row, who)).collect()
}
fn one(tx: &mut Tx<'_>, (service, to, since, worker): ChargeRow, who: &Principal) -> Result<InCharge> {
    let gone = || Error::internal("a handoff without its agency or its worker");
    let (agency, _) = Agency::load(tx, to, who)?.ok_or_else(gone)?;
    let worker = match worker {
        None => None,
        Some(worker) => Some((worker, Person::load(tx, worker, who)?.ok_or_else(gone)?.0.profile)),
    };
    let telephone = agency.after_hours_line(&service).map(str::to_owned);
    Ok(InCharge { service, since, agency: to, agency_name: (agency.name_en, agency.name_fr), telephone, worker })
}

impl Stored for Support {
    type Id = SupportId;
    type Filter = ();

    fn load(tx: &mut Tx<'_>, id: SupportId, who: &Principal) -> Result<Option<(Self, Facts)>> {
        let tied: Option<TiesRow> = c::table.find(id.0).select(ties(who.person)).first(tx.conn()).optional()?;
        let Some(tied) = tied else { return Ok(None) };
        if let Some(into) = Ties::from(tied).merged_into {
            return Self::load(tx, SupportId(into), who);
        }
        let row = u::table.find(id.0).select((u::times, u::set_by, u::set_at, u::version));
        let (unavailable, set, version) = match row.first::<TimesRow>(tx.conn()).optional()? {
            None => (Vec::new(), None, 0),
            Some((times, by, at, version)) => {
                (serde_json::from_str::<Vec<Time>>(&times).map_err(Error::internal)?, Some((by, at)), version)
            }
        };
        let support = Self { id, in_charge: in_charge(tx, id.0, who)?, unavailable, set, version };
        Ok(Some((support, Ties::from(tied).facts(who, Compartment::Identity, []))))
    }
    fn list(_: &mut Tx<'_>, _: &Scope, (): &(), _: &Paging) -> Result<Page<(Self, Facts)>> {
        Err(Error::internal("support is looked at case by case"))
    }
    fn insert(&self, _: &mut Tx<'_>) -> Result<()> {
        Err(Error::internal("support is there with its case"))
    }
    fn swap(tx: &mut Tx<'_>, before: &Self, after: Self) -> Result<Option<Self>> {
        let times = serde_json::to_string(&after.unavailable).map_err(Error::internal)?;
        let (by, at) = after.set.ok_or_else(|| Error::internal("times that nobody set"))?;
        let version = before.version + 1;
        let row = (u::times.eq(times), u::set_by.eq(by), u::set_at.eq(at), u::version.eq(version));
        let case = before.id.0;
        // acts on one case take turns, so that the first list is not set twice
        let changed = if before.version == 0 {
            diesel::insert_into(u::table).values((u::case_id.eq(case), row)).execute(tx.conn())?
        } else {
            diesel::update(u::table.find(case).filter(u::version.eq(before.version))).set(row).execute(tx.conn())?
        };
        Ok((changed == 1).then_some(Self { version, ..after }))
    }
    fn id(&self) -> SupportId {
        self.id
    }
    fn version(&self) -> i64 {
        self.version
    }
    fn sealed(&self) -> Vec<KeyScope> {
        self.in_charge.iter().filter(|one| one.worker.is_some()).map(|_| PEOPLE).collect()
    }
}
