//! Handoffs in the store, each with what follows its receipt.
use super::model::{CaseOf, Closed, Closing, Grade, Handoff, Mode, Preview, Receipt, Sheet, State, Status, Taken};
use super::store_referral::{self, ReferralRow};
use super::store_transfer::as_known;
use crate::access::{Action, Facts, Principal, Stage, Standing};
use crate::cases::{Case, ContactRow, Ties, TiesRow, ties};
use crate::db::schema::{cases as c, handoffs as h, referrals as r};
use crate::db::types::words_as_text;
use crate::db::{MultiBackend, explain};
use crate::kernel::page::After;
use crate::kernel::{AgencyId, CaseId, ChainId, Compartment, HandoffId, Instant, Page, Paging, PersonId, Urgency};
use crate::op::{Db, Rows, Scope, Stored, Tx};
use crate::problem::{Error, Result};
use crate::rules::Owed;
use crate::vault::{KeyScope, Sealed};
use diesel::dsl::sql;
use diesel::prelude::*;
use diesel::sql_types::Bool;

/// Which handoffs are listed.
pub enum Which {
    /// Those of a case.
    Case(CaseId),
    /// Those of a case that ask for a service.
    Referrals(CaseId),
    /// Those addressed to an agency.
    To(AgencyId, Option<State>),
    /// Those sent by an agency: what nobody has answered first.
    From(AgencyId, Option<State>),
}

words_as_text!(State, Grade, Mode, Closing);

#[derive(Queryable, Selectable, Insertable, AsChangeset)]
#[diesel(table_name = h, check_for_backend(MultiBackend), treat_none_as_null = true)]
struct HandoffRow {
    id: HandoffId,
    case_id: CaseId,
    chain_id: ChainId,
    compartment: Compartment,
    service: String,
    urgency: Urgency,
    mode: Mode,
    from_agency: AgencyId,
    to_agency: AgencyId,
    sent_by: Option<PersonId>,
    recorded_by: PersonId,
    occurred_at: Instant,
    recorded_at: Instant,
    preview: String,
    sheet: Vec<u8>,
    state: State,
    state_at: Instant,
    state_by: Option<PersonId>,
    code: Option<String>,
    former: Option<State>,
    received_at: Option<Instant>,
    received_by: Option<PersonId>,
    grade: Option<Grade>,
    taken_on_at: Option<Instant>,
    worker_id: Option<PersonId>,
    seen_at: Option<Instant>,
    confirm_due: Instant,
    next_due: Option<Instant>,
    closing: Option<Closing>,
    closing_code: Option<String>,
    closing_at: Option<Instant>,
    version: i64,
}

impl HandoffRow {
    fn of(handoff: &Handoff, version: i64) -> Result<Self> {
        let (status, receipt, taken, closed) =
            (&handoff.status, handoff.receipt.as_ref(), handoff.taken.as_ref(), handoff.closed.as_ref());
        Ok(Self {
            id: handoff.id,
            case_id: handoff.case,
            chain_id: handoff.chain,
            compartment: handoff.compartment,
            service: handoff.service.clone(),
            urgency: handoff.urgency,
            mode: handoff.mode,
            from_agency: handoff.from,
            to_agency: handoff.to,
            sent_by: handoff.sent_by,
            recorded_by: handoff.recorded_by,
            occurred_at: handoff.occurred_at,
            recorded_at: handoff.recorded_at,
            preview: serde_json::to_string(&handoff.preview).map_err(Error::internal)?,
            sheet: handoff.sheet.bytes().to_vec(),
            state: status.state,
            state_at: status.at,
            state_by: Some(status.by),
            code: status.code.clone(),
            former: status.former,
            received_at: receipt.map(|r| r.at),
            received_by: receipt.map(|r| r.by),
            grade: receipt.map(|r| r.grade),
            taken_on_at: taken.map(|t| t.at),
            worker_id: taken.and_then(|t| t.worker),
            seen_at: handoff.seen_at,
            confirm_due: handoff.confirm_due,
            next_due: handoff.next_due,
            closing: closed.map(|c| c.closing),
            closing_code: closed.and_then(|c| c.code.clone()),
            closing_at: closed.map(|c| c.at),
            version,
        })
    }
    fn handoff(self, referral: Option<ReferralRow>, of: CaseOf) -> Result<Handoff> {
        let impossible = || Error::internal("an impossible handoff in a row");
        let receipt = match (self.received_at, self.received_by, self.grade) {
            (Some(at), Some(by), Some(grade)) => Some(Receipt { at, by, grade }),
            (None, None, None) => None,
            _ => return Err(impossible()),
        };
        let closed = match (self.closing, self.closing_at) {
            (Some(closing), Some(at)) => Some(Closed { closing, code: self.closing_code, at }),
            (None, None) => None,
            _ => return Err(impossible()),
        };
        let by = self.state_by.ok_or_else(impossible)?;
        Ok(Handoff {
            id: self.id,
            case: self.case_id,
            chain: self.chain_id,
            compartment: self.compartment,
            service: self.service,
            urgency: self.urgency,
            mode: self.mode,
            from: self.from_agency,
            to: self.to_agency,
            sent_by: self.sent_by,
            recorded_by: self.recorded_by,
            occurred_at: self.occurred_at,
            recorded_at: self.recorded_at,
            preview: serde_json::from_str::<Preview>(&self.preview).map_err(Error::internal)?,
            sheet: Sealed::<Sheet>::stored(self.sheet, Handoff::place(self.id, self.case_id, self.compartment)),
            status: Status { state: self.state, at: self.state_at, by, code: self.code, former: self.former },
            receipt,
            taken: self.taken_on_at.map(|at| Taken { at, worker: self.worker_id }),
            seen_at: self.seen_at,
            confirm_due: self.confirm_due,
            next_due: self.next_due,
            closed,
            referral: referral.map(ReferralRow::referral).transpose()?,
            version: self.version,
            of,
        })
    }
}

#[derive(Queryable, Selectable)]
#[diesel(table_name = c, check_for_backend(MultiBackend))]
struct Beside {
    year: i64,
    number: i64,
    identity: Vec<u8>,
    #[diesel(embed)]
    contact: ContactRow,
}
type Found = (HandoffRow, Option<ReferralRow>, TiesRow, Beside);

fn met((row, referral, case_ties, beside): Found, who: &Principal) -> Result<(Handoff, Facts)> {
    let ties = Ties::from(case_ties);
    let of = CaseOf {
        centre: ties.centre,
        opener: ties.opener,
        state: ties.state,
        number: crate::cases::spoken_number(beside.year, beside.number),
        identity: Sealed::stored(beside.identity, Case::place(row.case_id)),
        contact: beside.contact.into(),
    };
    let handoff = row.handoff(referral, of)?;
    let facts = ties.facts(who, handoff.compartment, standings(&handoff, who, &ties));
    Ok((handoff, facts))
}

/// How somebody stands to a handoff besides what the case gives; the counterpart of `op::scope`.
fn standings(handoff: &Handoff, who: &Principal, ties: &Ties) -> Vec<Standing> {
    let on_team = ties.on_team;
    let mut all = Vec::from_iter(ties.former(who, handoff.recorded_at));
    // whoever sent it for a centre that the case has left does not move it any more
    let behind = ties.is_behind(handoff.recorded_at);
    if !behind && (handoff.sent_by == Some(who.person) || (handoff.from == who.agency && on_team)) {
        all.push(Standing::Sender);
    }
    let works = on_team && handoff.taken.is_some_and(|t| t.worker == Some(who.person));
    let stage = stage(handoff).filter(|stage| *stage != Stage::TakenOn || who.receives_handoffs || works);
    all.extend(stage.filter(|_| handoff.to == who.agency).map(Standing::Receiver));
    all
}
fn stage(handoff: &Handoff) -> Option<Stage> {
    let state = match handoff.status.state {
        State::Disputed if handoff.closed.is_some() => return None,
        State::Disputed => handoff.status.former?,
        state => state,
    };
    match state {
        State::Sent => Some(Stage::Invited),
        State::Received => Some(Stage::Received),
        State::TakenOn => Some(Stage::TakenOn),
        State::Refused => Some(Stage::Declined),
        State::Recalled if handoff.seen_at.is_some() && handoff.closed.is_none() => Some(Stage::Recalled),
        _ => None,
    }
}

/// Whether an agency is a partner of a case: somebody of it is on the team, or it sent or was sent something.
pub(super) fn is_partner(tx: &mut Tx<'_>, case: CaseId, agency: AgencyId) -> Result<bool> {
    use crate::db::schema::team as t;
    let member = t::table.filter(t::case_id.eq(case).and(t::agency_id.eq(agency)).and(t::ended_at.is_null()));
    if diesel::select(diesel::dsl::exists(member)).get_result(tx.conn())? {
        return Ok(true);
    }
    let party = h::table.filter(h::case_id.eq(case).and(h::from_agency.eq(agency).or(h::to_agency.eq(agency))));
    Ok(diesel::select(diesel::dsl::exists(party)).get_result(tx.conn())?)
}

/// What every stored handoff owes, for the check that the open obligations say the same.
pub(super) fn all_owed(tx: &mut Tx<'_>, mut each: impl FnMut(HandoffId, AgencyId, Vec<Owed>)) -> Result<()> {
    let query = h::table.inner_join(c::table).left_join(r::table).select((
        HandoffRow::as_select(),
        Option::<ReferralRow>::as_select(),
        ties(PersonId::from(uuid::Uuid::nil())),
        Beside::as_select(),
    ));
    for row in query.load::<Found>(tx.conn())? {
        let (handoff, _) = met(row, &Principal::nobody())?;
        each(handoff.id, handoff.of.centre, handoff.owes());
    }
    Ok(())
}

/// The query of a list: run by `list`, and explained by `plans`.
macro_rules! asked {
    ($scope:expr, $which:expr, $page:expr) => {{
        let referral = Option::<ReferralRow>::as_select();
        let columns = (HandoffRow::as_select(), referral, ties($scope.who.person), Beside::as_select());
        let mut query =
            h::table.inner_join(c::table).left_join(r::table).select(columns).filter($scope.clone()).into_boxed();
        let ranked = matches!($which, Which::From(..));
        let unanswered = || sql::<Bool>("(handoffs.state = 'sent')");
        query = match $which {
            Which::Case(case) => query.filter(h::case_id.eq(*case)),
            Which::Referrals(case) => query.filter(h::case_id.eq(*case).and(r::handoff_id.is_not_null())),
            Which::To(agency, _) => query.filter(h::to_agency.eq(*agency)),
            Which::From(agency, _) => query.filter(h::from_agency.eq(*agency)),
        };
        if let Which::To(_, Some(state)) | Which::From(_, Some(state)) = $which {
            query = query.filter(h::state.eq(*state));
        }
        if let Some(after) = $page.after {
            let id = HandoffId::from(after.id);
            let later = h::recorded_at.le(after.at).and(h::recorded_at.lt(after.at).or(h::id.lt(id)));
            query = match (ranked, after.rank) {
                (false, _) => query.filter(later),
                (true, 0) => query.filter(unanswered().eq(false)).filter(later),
                (true, _) => query.filter(unanswered().eq(false).or(later)),
            };
        }
        if ranked {
            query = query.order(unanswered().desc()).then_order_by((h::recorded_at.desc(), h::id.desc()));
        } else {
            query = query.order((h::recorded_at.desc(), h::id.desc()));
        }
        query.limit($page.limit + 1)
    }};
}

impl Stored for Handoff {
    type Id = HandoffId;
    type Filter = Which;

    fn load(tx: &mut Tx<'_>, id: HandoffId, who: &Principal) -> Result<Option<(Self, Facts)>> {
        let query = h::table.inner_join(c::table).left_join(r::table).filter(h::id.eq(id));
        let columns =
            (HandoffRow::as_select(), Option::<ReferralRow>::as_select(), ties(who.person), Beside::as_select());
        let row = query.select(columns).first::<Found>(tx.conn());
        let row = row.optional()?;
        row.map(|row| met(row, who).and_then(|found| as_known(tx, found, who))).transpose()
    }
    fn list(tx: &mut Tx<'_>, scope: &Scope, which: &Which, page: &Paging) -> Result<Page<(Self, Facts)>> {
        let rows = asked!(scope, which, page).load::<Found>(tx.conn())?;
        let known = |row| met(row, &scope.who).and_then(|found| as_known(tx, found, &scope.who));
        let rows: Vec<_> = rows.into_iter().map(known).collect::<Result<_>>()?;
        Ok(Page::cut(rows, page, |(handoff, _)| After {
            rank: i64::from(handoff.status.state == State::Sent),
            at: handoff.recorded_at,
            id: handoff.id.into(),
        }))
    }
    fn insert(&self, tx: &mut Tx<'_>) -> Result<()> {
        diesel::insert_into(h::table).values(HandoffRow::of(self, 1)?).execute(tx.conn())?;
        self.referral.as_ref().map_or(Ok(()), |referral| store_referral::insert(tx, self.id, referral))
    }
    fn swap(tx: &mut Tx<'_>, before: &Self, after: Self) -> Result<Option<Self>> {
        let version = before.version + 1;
        let same = h::table.find(before.id).filter(h::version.eq(before.version));
        let changed = diesel::update(same).set(HandoffRow::of(&after, version)?).execute(tx.conn())?;
        if changed != 1 {
            return Ok(None);
        }
        if let Some(referral) = after.referral.as_ref().filter(|_| after.referral != before.referral) {
            store_referral::update(tx, before.id, referral)?;
        }
        Ok(Some(Self { version, ..after }))
    }
    fn id(&self) -> HandoffId {
        self.id
    }
    fn version(&self) -> i64 {
        self.version
    }
    fn state(&self) -> Option<&'static str> {
        Some(self.stands())
    }
    fn owes(&self) -> Vec<Owed> {
        Self::owes(self)
    }
    fn chain(&self) -> Option<ChainId> {
        Some(self.chain)
    }
    fn sealed(&self) -> Vec<KeyScope> {
        vec![self.sheet.place().scope, self.of.identity.place().scope]
    }
}

/// How the engine answers the lists of an agency: first page and later ones. For tests that hold it to the indexes.
pub async fn plans(db: &Db, who: Principal) -> Result<Vec<(&'static str, Vec<String>)>> {
    let now = db.shared().clock.now();
    let later = Paging { after: Some(After { rank: 1, at: now, id: HandoffId::new(now).into() }), ..Paging::first() };
    db.examine(move |tx| {
        let mut all = Vec::new();
        for (name, action, which, page) in [
            ("inbox", Action::ReadInbox, Which::To(who.agency, None), Paging::first()),
            ("inbox, later", Action::ReadInbox, Which::To(who.agency, None), later),
            ("sent", Action::ReadSent, Which::From(who.agency, None), Paging::first()),
            ("sent, later", Action::ReadSent, Which::From(who.agency, None), later),
        ] {
            let scope = Scope::of(&who, action, Rows::Handoffs);
            all.push((name, explain(asked!(&scope, &which, &page), tx.conn())?));
        }
        Ok(all)
    })
    .await
}
