//! The rows that the scopes of those who investigate or prosecute reach: the same scopes as when they list them.
use super::model::Open;
use crate::access::{Action, Decision, Facts, Principal, Standing, judge};
use crate::cases::{Case, INVESTIGATE};
use crate::contacts::Contact;
use crate::db::schema::{agencies as a, handoffs as h, people as p, team as t};
use crate::handoffs::{Handoff, Which};
use crate::kernel::{AgencyId, CaseId, Compartment, Discipline, Instant, Page, Paging, PersonId, SubjectId};
use crate::op::{Rows, Scope, Stored, Tx};
use crate::parties::Party;
use crate::problem::{Error, Result};
use crate::wishes::Wish;
use diesel::prelude::*;
use std::collections::BTreeMap;

/// Everything of a case that is open to one of them, oldest first.
pub(super) fn open_now(tx: &mut Tx<'_>, case: CaseId) -> Result<Vec<Open>> {
    let mut found = Found::default();
    for who in investigators(tx, case)? {
        if let Some((row, facts)) = Case::load(tx, case, &who)? {
            found.meets(&who, Action::ReadCase, row.id.into(), row.created_at, &facts);
        }
        let handoffs = all::<Handoff>(tx, &who, Action::ListHandoffs, Rows::Handoffs, &Which::Case(case))?;
        for (row, facts) in handoffs {
            found.meets(&who, Action::ReadHandoff, row.id.into(), row.recorded_at, &facts);
        }
        for (row, facts) in all::<Party>(tx, &who, Action::ListParties, Rows::Of("parties"), &case)? {
            found.meets(&who, Action::ReadParty, row.id.into(), row.created_at, &facts);
        }
        for (row, facts) in all::<Contact>(tx, &who, Action::ListContacts, Rows::Contacts, &case)? {
            found.meets(&who, Action::ReadContact, row.id.into(), row.recorded_at, &facts);
        }
        for (row, facts) in all::<Wish>(tx, &who, Action::ListWishes, Rows::Of("wishes"), &case)? {
            found.meets(&who, Action::ListWishes, row.id.into(), row.said_at, &facts);
        }
    }
    let mut all: Vec<Open> = found.0.into_values().collect();
    all.sort_by_key(|open| (open.since, open.subject.id));
    Ok(all)
}

#[derive(Default)]
struct Found(BTreeMap<SubjectId, Open>);
impl Found {
    fn meets(&mut self, who: &Principal, action: Action, subject: SubjectId, since: Instant, facts: &Facts) {
        let Some(kind) = facts.case.map(|case| case.compartment) else { return };
        if let Decision::Allow(view, _) = judge(who, action, facts) {
            let new = Open { subject, kind, since, to: BTreeMap::new() };
            self.0.entry(subject).or_insert(new).also(who.agency, who.discipline, view);
        }
    }
}

/// Those of them who are on the team or sent something themselves; and, for each of their agencies that sent or was sent something, somebody who
/// receives handoffs there.
fn investigators(tx: &mut Tx<'_>, case: CaseId) -> Result<Vec<Principal>> {
    type Member = (PersonId, bool, AgencyId, Discipline);
    let member = |(person, receives_handoffs, agency, discipline): Member| {
        let nobody = Principal::nobody();
        Principal { kind: "person", person, agency, discipline, receives_handoffs, ..nobody }
    };
    let of_case = || h::table.filter(h::case_id.eq(case));
    let now = t::table.filter(t::case_id.eq(case).and(t::ended_at.is_null())).select(t::person_id);
    let senders = of_case().filter(h::sent_by.is_not_null()).select(h::sent_by.assume_not_null());
    let mine = p::id.eq_any(now).or(p::id.eq_any(senders));
    let team = p::table.inner_join(a::table).filter(p::active.eq(true).and(a::discipline.eq_any(INVESTIGATE)));
    let team = team.filter(mine).select((p::id, p::receives_handoffs, a::id, a::discipline));
    let team = team.load::<Member>(tx.conn())?;
    let sent = of_case().select(h::from_agency);
    let received = of_case().select(h::to_agency);
    let party = a::id.eq_any(sent).or(a::id.eq_any(received));
    let agencies = a::table.filter(a::discipline.eq_any(INVESTIGATE)).filter(party).select((a::id, a::discipline));
    let agencies: Vec<(AgencyId, Discipline)> = agencies.load(tx.conn())?;
    let nobody = Principal::nobody().person;
    let desks = agencies.into_iter().map(|(agency, discipline)| (nobody, true, agency, discipline));
    Ok(team.into_iter().chain(desks).map(member).collect())
}
/// Every page of a list, as somebody else is shown it.
fn all<T: Stored>(
    tx: &mut Tx<'_>,
    who: &Principal,
    action: Action,
    rows: Rows,
    filter: &T::Filter,
) -> Result<Vec<(T, Facts)>> {
    let (scope, mut page, mut found) =
        (Scope::of(who, action, rows), Paging { limit: Paging::MOST, after: None }, Vec::new());
    loop {
        let Page { items, next } = T::list(tx, &scope, filter, &page)?;
        found.extend(items);
        if next.is_none() {
            return Ok(found);
        }
        page.after = next;
    }
}

/// What the coordinator who asks may know of it: the case was found for this before.
pub(super) fn told(all: Vec<Open>, kinds: &[Compartment]) -> Vec<(Open, Facts)> {
    let known = all.into_iter().filter(|open| kinds.contains(&open.kind));
    known.map(|open| (open, Facts { case: None, standings: vec![Standing::Oneself] })).collect()
}

impl Stored for Open {
    type Id = SubjectId;
    type Filter = ();

    fn load(_: &mut Tx<'_>, _: SubjectId, _: &Principal) -> Result<Option<(Self, Facts)>> {
        Err(Error::internal("what is open to others is only listed"))
    }
    fn list(_: &mut Tx<'_>, _: &Scope, (): &(), _: &Paging) -> Result<Page<(Self, Facts)>> {
        Err(Error::internal("what is open to others is told by their scopes"))
    }
    fn insert(&self, _: &mut Tx<'_>) -> Result<()> {
        Err(Error::internal("what is open to others is told by the policy"))
    }
    fn swap(_: &mut Tx<'_>, _: &Self, _: Self) -> Result<Option<Self>> {
        Err(Error::internal("what is open to others is told by the policy"))
    }
    fn id(&self) -> SubjectId {
        self.subject
    }
    fn version(&self) -> i64 {
        1
    }
}
