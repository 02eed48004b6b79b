//! The agencies that work on a case, as teams, handoffs and their own numbers say.
use super::model::Ties;
use super::model_partner::{FileNumber, Kept, Known, Partner, PartnerId, own_standing};
use super::store::{TiesRow, ties};
use crate::access::{Action, CaseState, Facts, Principal};
use crate::db::explain;
use crate::db::schema::{agencies as a, cases as c, handoffs as h, partners as p, team as t};
use crate::kernel::page::After;
use crate::kernel::{AgencyId, CaseId, Compartment, Discipline, Instant, Page, Paging, PersonId};
use crate::op::{Rows, Scope, Stored, Tx};
use crate::problem::{Error, Result};
use crate::vault::{KeyScope, Sealed};
use diesel::prelude::*;
use std::collections::{BTreeMap, BTreeSet};

type Works = BTreeMap<AgencyId, BTreeSet<Compartment>>;
type KeptRow = (AgencyId, Compartment, Option<Vec<u8>>, Option<Vec<u8>>, PersonId, Instant, i64);
const KEPT: (p::agency_id, p::compartment, p::file_number, p::file_key, p::set_by, p::set_at, p::version) =
    (p::agency_id, p::compartment, p::file_number, p::file_key, p::set_by, p::set_at, p::version);

/// A concern for a child is reported in confidence: it makes nobody a partner.
const REPORTS: &str = "protection_concern";

fn kept(case: CaseId, (agency, kind, text, key, set_by, set_at, version): KeptRow) -> (AgencyId, Kept) {
    let place = Partner::place(PartnerId(case, agency), kind);
    let number = text.zip(key).map(|(text, key)| FileNumber { text: Sealed::stored(text, place), key });
    (agency, Kept { kind, number, set_by, set_at, version })
}

/// What says which agencies work on a case. One that is unknown costs as many questions as any other.
pub(super) fn known(tx: &mut Tx<'_>, case: CaseId, who: &Principal, asked: Option<AgencyId>) -> Result<Option<Known>> {
    let tied = c::table.find(case).select(ties(who.person)).first::<TiesRow>(tx.conn()).optional()?.map(Ties::from);
    let works = works(tx, case, tied.map(|ties| ties.centre))?;
    let rows = p::table.filter(p::case_id.eq(case)).select(KEPT).load::<KeptRow>(tx.conn())?;
    let kept: BTreeMap<AgencyId, Kept> = rows.into_iter().map(|row| kept(case, row)).collect();
    let named: BTreeSet<AgencyId> = works.keys().chain(kept.keys()).copied().chain(asked).collect();
    let disciplines = a::table.filter(a::id.eq_any(named)).select((a::id, a::discipline));
    let disciplines = disciplines.load::<(AgencyId, Discipline)>(tx.conn())?.into_iter().collect();
    Ok(tied.map(|ties| Known { ties, works, kept, disciplines }))
}

/// What each agency does on a case: its centre, those whose people are on the team, those that handed something on,
/// and those that said they have what was handed to them.
fn works(tx: &mut Tx<'_>, case: CaseId, centre: Option<AgencyId>) -> Result<Works> {
    let mut all = Works::new();
    let mut does = |agency: AgencyId, kind: Compartment| all.entry(agency).or_default().insert(kind);
    centre.map(|centre| does(centre, Compartment::Identity));
    let team = t::table.filter(t::case_id.eq(case).and(t::ended_at.is_null())).select((t::agency_id, t::compartment));
    for (agency, kind) in team.load::<(AgencyId, Compartment)>(tx.conn())? {
        does(agency, kind);
    }
    let of_case = || h::table.filter(h::case_id.eq(case));
    let stands = h::state.ne_all(["recalled", "in_error"]).and(h::service.ne(REPORTS));
    let sent = of_case().filter(stands).select((h::from_agency, h::compartment)).distinct();
    let answered = h::state.eq_any(["received", "taken_on", "ended", "disputed"]);
    let received = of_case().filter(answered).select((h::to_agency, h::compartment)).distinct();
    for (agency, kind) in sent.load::<(AgencyId, Compartment)>(tx.conn())? {
        does(agency, kind);
    }
    for (agency, kind) in received.load::<(AgencyId, Compartment)>(tx.conn())? {
        does(agency, kind);
    }
    Ok(all)
}

/// A case that has a number, and where it is in its life.
type Numbered = (CaseId, CaseState);
/// The cases of a centre that have one of these numbers in its own files, by the keyed hash of the number.
pub(super) fn numbered(tx: &mut Tx<'_>, centre: AgencyId, keys: &[Vec<u8>]) -> Result<BTreeMap<Vec<u8>, Numbered>> {
    type Row = (Option<Vec<u8>>, Numbered, Option<CaseId>);
    let own = p::table.inner_join(c::table).filter(p::agency_id.eq(centre).and(c::centre_id.eq(centre)));
    let rows = own.filter(p::file_key.eq_any(keys)).select((p::file_key, (p::case_id, c::status), c::merged_into));
    let mut found = BTreeMap::new();
    for (key, case, merged_into) in rows.load::<Row>(tx.conn())? {
        // one that is part of another is found in that one
        let case = match merged_into {
            Some(whole) => c::table.find(whole).select((c::id, c::status)).first(tx.conn())?,
            None => case,
        };
        found.extend(key.map(|key| (key, case)));
    }
    Ok(found)
}

/// What is kept of one agency.
pub(super) fn number_of(tx: &mut Tx<'_>, id: PartnerId) -> Result<Option<Kept>> {
    let row = p::table.find((id.0, id.1)).select(KEPT).first::<KeptRow>(tx.conn()).optional()?;
    Ok(row.map(|row| kept(id.0, row).1))
}
/// The number of an agency is one of another case from now on.
pub(super) fn bring_number(tx: &mut Tx<'_>, id: PartnerId, to: CaseId, text: &[u8]) -> Result<()> {
    // of one that was taken away there, only the row is left
    let empty = p::table.find((to, id.1)).filter(p::file_number.is_null());
    diesel::delete(empty).execute(tx.conn())?;
    let row = (p::case_id.eq(to), p::file_number.eq(Some(text)), p::version.eq(p::version + 1));
    diesel::update(p::table.find((id.0, id.1))).set(row).execute(tx.conn())?;
    Ok(())
}

/// The agencies that work on a case.
pub(super) fn of_case(tx: &mut Tx<'_>, case: CaseId, who: &Principal) -> Result<Vec<(Partner, Facts)>> {
    Ok(known(tx, case, who, None)?.map(|known| known.partners(who)).unwrap_or_default())
}

/// The query of a search by number: run by `list`, and explained by `explained`.
macro_rules! numbered {
    ($scope:expr, $number:expr, $page:expr) => {{
        let cases = Scope::of(&$scope.who, Action::SearchCases, Rows::Cases);
        let numbered = p::table.inner_join(c::table).filter(p::file_key.eq(Some($number.as_slice())));
        let seen = numbered.filter($scope.clone()).filter(cases).select((p::case_id, KEPT, ties($scope.who.person)));
        seen.order((p::case_id.desc(), p::agency_id)).limit($page.limit + 1)
    }};
}
/// How the engine answers a search by number.
pub(super) fn explained(tx: &mut Tx<'_>, scope: &Scope, number: &[u8; 32], page: &Paging) -> Result<Vec<String>> {
    Ok(explain(numbered!(scope, number, page), tx.conn())?)
}

type Columns<'a> = (
    diesel::dsl::Eq<p::compartment, Compartment>,
    diesel::dsl::Eq<p::file_number, Option<&'a [u8]>>,
    diesel::dsl::Eq<p::file_key, Option<&'a [u8]>>,
    diesel::dsl::Eq<p::set_by, PersonId>,
    diesel::dsl::Eq<p::set_at, Instant>,
);
fn columns(partner: &Partner) -> Result<Columns<'_>> {
    let kept = partner.kept.as_ref().ok_or_else(|| Error::internal("a partner of whom nothing is kept"))?;
    let number = kept.number.as_ref();
    Ok((
        p::compartment.eq(kept.kind),
        p::file_number.eq(number.map(|n| n.text.bytes())),
        p::file_key.eq(number.map(|n| n.key.as_slice())),
        p::set_by.eq(kept.set_by),
        p::set_at.eq(kept.set_at),
    ))
}

impl Stored for Partner {
    type Id = PartnerId;
    type Filter = [u8; 32];

    fn load(tx: &mut Tx<'_>, id: PartnerId, who: &Principal) -> Result<Option<(Self, Facts)>> {
        Ok(known(tx, id.0, who, Some(id.1))?.and_then(|known| known.partner(id.1, who)))
    }
    /// Those that have a number, on cases that may be searched.
    fn list(tx: &mut Tx<'_>, scope: &Scope, number: &Self::Filter, page: &Paging) -> Result<Page<(Self, Facts)>> {
        let rows = numbered!(scope, number, page).load::<(CaseId, KeptRow, TiesRow)>(tx.conn())?;
        let met = |(case, row, tied)| {
            let ((agency, kept), ties) = (kept(case, row), Ties::from(tied));
            let facts = ties.facts(&scope.who, kept.kind, own_standing(&ties, agency, &scope.who));
            (Self { id: PartnerId(case, agency), kind: kept.kind, widest: kept.kind, kept: Some(kept) }, facts)
        };
        let rows = rows.into_iter().map(met).collect();
        Ok(Page::cut(rows, page, |(partner, _)| After {
            rank: 0,
            at: Instant::from_millis(0),
            id: partner.id.0.into(),
        }))
    }
    fn insert(&self, tx: &mut Tx<'_>) -> Result<()> {
        let id = (p::case_id.eq(self.id.0), p::agency_id.eq(self.id.1), p::version.eq(1_i64));
        diesel::insert_into(p::table).values((id, columns(self)?)).execute(tx.conn())?;
        Ok(())
    }
    fn swap(tx: &mut Tx<'_>, before: &Self, after: Self) -> Result<Option<Self>> {
        let version = before.version() + 1;
        let same = p::table.find((before.id.0, before.id.1)).filter(p::version.eq(before.version()));
        let changed = diesel::update(same).set((columns(&after)?, p::version.eq(version))).execute(tx.conn())?;
        let kept = after.kept.map(|kept| Kept { version, ..kept });
        Ok((changed == 1).then_some(Self { kept, ..after }))
    }
    fn id(&self) -> PartnerId {
        self.id
    }
    fn version(&self) -> i64 {
        self.kept.as_ref().map_or(0, |kept| kept.version)
    }
    fn sealed(&self) -> Vec<KeyScope> {
        let shown = self.numbered().filter(|kept| kept.kind == self.kind);
        shown.and_then(|kept| kept.number.as_ref()).map(|n| n.text.place().scope).into_iter().collect()
    }
}
