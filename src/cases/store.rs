//! Cases in the store.
use super::model::{Case, CodedFacts, Identity, Ties};
use super::store_contact::ContactRow;
use super::store_custody::as_known;
use crate::access::{CaseState, Facts, Principal};
use crate::db::MultiBackend;
use crate::db::conn::lock_rows;
use crate::db::schema::{agencies, case_custody as k, cases as c, handoffs, parties, referrals};
use crate::kernel::page::After;
use crate::kernel::{AgencyId, CaseId, ChildId, Compartment, Instant, Page, Paging, PersonId};
use crate::op::{FamilyReached, Left, Scope, StateKnown, Stored, Tie, Tx};
use crate::problem::Result;
use crate::vault::{KeyScope, Sealed};
use diesel::prelude::*;

#[derive(Queryable, Selectable)]
#[diesel(table_name = c, check_for_backend(MultiBackend))]
struct CaseRow {
    id: CaseId,
    centre_id: AgencyId,
    year: i64,
    number: i64,
    child_id: ChildId,
    status: CaseState,
    status_at: Instant,
    status_code: Option<String>,
    opener_id: Option<AgencyId>,
    abuse_type: Option<String>,
    relationship: Option<String>,
    gender: Option<String>,
    origin: Option<String>,
    age_band: Option<String>,
    languages: String,
    region: Option<String>,
    youth_accused: bool,
    identity: Vec<u8>,
    created_by: PersonId,
    created_at: Instant,
    version: i64,
    #[diesel(embed)]
    contact: ContactRow,
}
impl From<CaseRow> for Case {
    fn from(r: CaseRow) -> Self {
        let facts = CodedFacts {
            abuse_type: r.abuse_type,
            relationship: r.relationship,
            gender: r.gender,
            origin: r.origin,
            age_band: r.age_band,
            languages: r.languages.split_whitespace().map(str::to_owned).collect(),
            region: r.region,
            youth_accused: r.youth_accused,
        };
        Self {
            id: r.id,
            centre: r.centre_id,
            year: r.year,
            number: r.number,
            child: r.child_id,
            status: r.status,
            status_at: r.status_at,
            status_code: r.status_code,
            opener: r.opener_id,
            facts,
            identity: Sealed::<Identity>::stored(r.identity, Self::place(r.id)),
            contact: r.contact.into(),
            family_reached_at: None,
            created_by: r.created_by,
            created_at: r.created_at,
            left_at: None,
            version: r.version,
        }
    }
}

/// How somebody is tied to the case of a row, as selected beside it.
pub(crate) type TiesRow =
    (CaseId, AgencyId, Option<AgencyId>, (CaseState, Option<CaseId>), bool, bool, Option<Instant>);
type TiesColumns = (c::id, c::centre_id, c::opener_id, (c::status, c::merged_into), Tie, Tie, Left);

/// What to select beside a row that joins `cases`.
pub(crate) const fn ties(me: PersonId) -> TiesColumns {
    let state = (c::status, c::merged_into);
    (c::id, c::centre_id, c::opener_id, state, Tie::on_team(me), Tie::barred(me), Left::centre_of(me))
}
impl From<TiesRow> for Ties {
    fn from((case, centre, opener, (status, merged_into), on_team, barred, left): TiesRow) -> Self {
        let state = if merged_into.is_some() { CaseState::Merged } else { status };
        Self { case, centre, opener, state, on_team, barred, left, merged_into }
    }
}

type Found = (CaseRow, TiesRow, Option<Instant>);

fn met((row, ties, family_reached_at): Found, who: &Principal) -> (Case, Facts) {
    let (case, ties) = (Case { family_reached_at, ..Case::from(row) }, Ties::from(ties));
    let facts = ties.facts(who, Compartment::Identity, ties.former(who, case.created_at));
    (case, facts)
}

/// Some cases, newest first.
pub(super) fn some(tx: &mut Tx<'_>, ids: &[CaseId], who: &Principal) -> Result<Vec<(Case, Facts)>> {
    let columns = (CaseRow::as_select(), ties(who.person), FamilyReached::known_to(who));
    let some = c::table.filter(c::id.eq_any(ids)).select(columns);
    let rows = some.order((c::created_at.desc(), c::id.desc())).load(tx.conn())?;
    Ok(rows.into_iter().map(|row| met(row, who)).collect())
}
/// The id under which a case is found: its own, or that of the case which it is part of.
pub(crate) fn whole(tx: &mut Tx<'_>, case: CaseId) -> Result<CaseId> {
    let into = c::table.find(case).select(c::merged_into).first::<Option<CaseId>>(tx.conn()).optional()?;
    Ok(into.flatten().unwrap_or(case))
}
/// A case, and those that are part of it: each has its own history.
pub(super) fn with_parts(tx: &mut Tx<'_>, case: CaseId) -> Result<Vec<CaseId>> {
    let parts = c::table.filter(c::merged_into.eq(Some(case))).order(c::id).select(c::id);
    let parts: Vec<CaseId> = parts.load(tx.conn())?;
    Ok(std::iter::once(case).chain(parts).collect())
}
/// How many handoffs of a case wait for something: an answer, a decision, an end.
pub(super) fn open_handoffs(tx: &mut Tx<'_>, case: CaseId) -> Result<i64> {
    use handoffs as h;
    // the case has moved with a transfer that was taken on, and nothing more is expected of it
    let moved = h::service.eq("transfer").and(h::state.eq("taken_on"));
    let live = h::state.eq_any(["sent", "received", "taken_on"]).and(diesel::dsl::not(moved));
    let undecided = h::state.eq_any(["refused", "disputed"]).and(h::closing.is_null());
    let unchecked = h::state.eq_any(["recalled", "in_error"]).and(h::seen_at.is_not_null()).and(h::closing.is_null());
    let sent_back = referrals::table.filter(referrals::state.eq("returned")).select(referrals::handoff_id);
    let returned = h::state.eq("ended").and(h::closing.is_null()).and(h::id.eq_any(sent_back));
    let open = h::table.filter(h::case_id.eq(case)).filter(live.or(undecided).or(unchecked).or(returned));
    Ok(open.count().get_result(tx.conn())?)
}

/// Makes who is accused a matter of the law on youth from now on. The way back is not taken here: it would show them.
pub(super) fn hide_accused_youth(tx: &mut Tx<'_>, case: CaseId) -> Result<()> {
    use parties as p;
    let accused = p::table.filter(p::case_id.eq(case).and(p::role.eq("alleged_offender")));
    let hidden = (p::compartment.eq(Compartment::YouthAccused), p::version.eq(p::version + 1));
    diesel::update(accused).set(hidden).execute(tx.conn())?;
    Ok(())
}
/// The next number of a centre in a year; whoever else opens a case there waits.
pub(super) fn next_number(tx: &mut Tx<'_>, centre: AgencyId, year: i64) -> Result<i64> {
    lock_rows(agencies::table.find(centre).select(agencies::id)).get_result::<AgencyId>(tx.conn())?;
    let last: Option<i64> = c::table
        .filter(c::centre_id.eq(centre).and(c::year.eq(year)))
        .select(diesel::dsl::max(c::number))
        .first(tx.conn())?;
    // nor is a number given again that a case had there before it moved
    let moved: Option<i64> = k::table
        .filter(k::centre_id.eq(centre).and(k::year.eq(year)))
        .select(diesel::dsl::max(k::number))
        .first(tx.conn())?;
    Ok(last.max(moved).unwrap_or(0) + 1)
}

impl Stored for Case {
    type Id = CaseId;
    type Filter = Option<CaseState>;

    fn load(tx: &mut Tx<'_>, id: CaseId, who: &Principal) -> Result<Option<(Self, Facts)>> {
        let columns = (CaseRow::as_select(), ties(who.person), FamilyReached::known_to(who));
        let row: Option<Found> = c::table.find(id).select(columns).first(tx.conn()).optional()?;
        if let Some(into) = row.as_ref().and_then(|(_, tied, _)| Ties::from(*tied).merged_into) {
            // its id is known elsewhere, and leads to the one that it is part of
            return Self::load(tx, into, who);
        }
        row.map(|row| as_known(tx, met(row, who), who)).transpose()
    }
    fn list(tx: &mut Tx<'_>, scope: &Scope, status: &Self::Filter, page: &Paging) -> Result<Page<(Self, Facts)>> {
        let select = (CaseRow::as_select(), ties(scope.who.person), FamilyReached::known_to(&scope.who));
        let mut query = c::table.select(select).filter(scope.clone()).into_boxed();
        if let Some(status) = status {
            let known = StateKnown::to(scope.who.person);
            query = match status {
                CaseState::Closed => query.filter(known.eq(CaseState::Closed).or(known.eq(CaseState::NotTaken))),
                status => query.filter(known.eq(*status)),
            };
        }
        if let Some(after) = page.after {
            let id = CaseId::from(after.id);
            query = query.filter(c::created_at.le(after.at).and(c::created_at.lt(after.at).or(c::id.lt(id))));
        }
        let rows = query.order((c::created_at.desc(), c::id.desc())).limit(page.limit + 1).load(tx.conn())?;
        let known = |row| as_known(tx, met(row, &scope.who), &scope.who);
        let rows: Vec<_> = rows.into_iter().map(known).collect::<Result<_>>()?;
        Ok(Page::cut(rows, page, |(case, _)| After { rank: 0, at: case.created_at, id: case.id.into() }))
    }
    fn insert(&self, tx: &mut Tx<'_>) -> Result<()> {
        let number = next_number(tx, self.centre, self.year)?;
        let row = (
            (c::id.eq(self.id), c::centre_id.eq(self.centre), c::year.eq(self.year), c::number.eq(number)),
            (c::child_id.eq(self.child), c::opener_id.eq(self.opener), c::created_by.eq(self.created_by)),
            (c::created_at.eq(self.created_at), c::version.eq(1_i64), columns(self)),
        );
        diesel::insert_into(c::table).values(row).execute(tx.conn())?;
        Ok(())
    }
    fn swap(tx: &mut Tx<'_>, before: &Self, after: Self) -> Result<Option<Self>> {
        let moved = (after.centre, after.year) != (before.centre, before.year);
        let number = if moved { next_number(tx, after.centre, after.year)? } else { before.number };
        let same = c::table.find(before.id).filter(c::version.eq(before.version));
        let row = (
            (c::centre_id.eq(after.centre), c::year.eq(after.year), c::number.eq(number), c::child_id.eq(after.child)),
            (c::version.eq(before.version + 1), columns(&after)),
        );
        let changed = diesel::update(same).set(row).execute(tx.conn())?;
        Ok((changed == 1).then(|| Self { version: before.version + 1, number, ..after }))
    }
    fn id(&self) -> CaseId {
        self.id
    }
    fn version(&self) -> i64 {
        self.version
    }
    fn state(&self) -> Option<&'static str> {
        Some(self.status.name())
    }
    fn sealed(&self) -> Vec<KeyScope> {
        vec![self.identity.place().scope]
    }
}

type Columns<'a> = (
    (
        diesel::dsl::Eq<c::status, CaseState>,
        diesel::dsl::Eq<c::status_at, Instant>,
        diesel::dsl::Eq<c::status_code, Option<&'a str>>,
        diesel::dsl::Eq<c::abuse_type, Option<&'a str>>,
        diesel::dsl::Eq<c::relationship, Option<&'a str>>,
        diesel::dsl::Eq<c::gender, Option<&'a str>>,
        diesel::dsl::Eq<c::origin, Option<&'a str>>,
    ),
    (
        diesel::dsl::Eq<c::age_band, Option<&'a str>>,
        diesel::dsl::Eq<c::languages, String>,
        diesel::dsl::Eq<c::region, Option<&'a str>>,
        diesel::dsl::Eq<c::youth_accused, bool>,
        diesel::dsl::Eq<c::identity, &'a [u8]>,
    ),
);
/// The columns that change in the life of a case.
fn columns(case: &Case) -> Columns<'_> {
    let f = &case.facts;
    (
        (
            c::status.eq(case.status),
            c::status_at.eq(case.status_at),
            c::status_code.eq(case.status_code.as_deref()),
            c::abuse_type.eq(f.abuse_type.as_deref()),
            c::relationship.eq(f.relationship.as_deref()),
            c::gender.eq(f.gender.as_deref()),
            c::origin.eq(f.origin.as_deref()),
        ),
        (
            c::age_band.eq(f.age_band.as_deref()),
            c::languages.eq(f.languages.join(" ")),
            c::region.eq(f.region.as_deref()),
            c::youth_accused.eq(f.youth_accused),
            c::identity.eq(case.identity.bytes()),
        ),
    )
}
