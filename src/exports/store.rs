//! Rows of an export, in the order of their ids.
use super::store_kinds::{
    AgencyLine, CaseLine, ContactLine, CustodyLine, ExclusionLine, HandoffLine, LinkLine, LookerLine, MergeLine,
    ObligationLine, PartnerLine, PartyLine, PersonLine, ReferralLine, TeamLine, TimesLine, WishLine,
};
use crate::access::CaseFacts;
use crate::db::schema::{
    agencies, case_custody, case_links, case_merges, cases, contacts, exclusions, handoffs, obligations, parties,
    partners, people, referrals, team, unavailable_times, wishes,
};
use crate::kernel::{AgencyId, CaseId, Compartment, HandoffId, PersonId};
use crate::op::Tx;
use crate::problem::Result;
use diesel::prelude::*;
use std::collections::BTreeSet;

/// Everything of some cases.
pub(super) struct Rows {
    pub(super) cases: Vec<CaseLine>,
    pub(super) parties: Vec<PartyLine>,
    pub(super) team: Vec<TeamLine>,
    pub(super) partners: Vec<PartnerLine>,
    pub(super) exclusions: Vec<ExclusionLine>,
    pub(super) links: Vec<LinkLine>,
    pub(super) merges: Vec<MergeLine>,
    pub(super) custody: Vec<CustodyLine>,
    pub(super) contacts: Vec<ContactLine>,
    pub(super) wishes: Vec<WishLine>,
    pub(super) times: Vec<TimesLine>,
    pub(super) handoffs: Vec<HandoffLine>,
    pub(super) referrals: Vec<ReferralLine>,
    pub(super) obligations: Vec<ObligationLine>,
}

/// The rows of a table that hang on some cases.
macro_rules! of {
    ($tx:expr, $ids:expr, $table:ident as $line:ty, $order:expr) => {
        $table::table
            .filter($table::case_id.eq_any($ids))
            .order($order)
            .select(<$line>::as_select())
            .load::<$line>($tx.conn())?
    };
}

diesel::alias!(cases as wholes: Wholes);

/// The cases of a centre. One that is part of a case which has left the centre has left with it.
pub(super) fn ids(tx: &mut Tx<'_>, centre: AgencyId) -> Result<Vec<CaseId>> {
    let here = wholes.filter(wholes.field(cases::centre_id).eq(centre)).select(wholes.field(cases::id).nullable());
    let whole = cases::merged_into.is_null().or(cases::merged_into.eq_any(here));
    let own = cases::table.filter(cases::centre_id.eq(centre)).filter(whole);
    Ok(own.order(cases::id).select(cases::id).load(tx.conn())?)
}
/// Everything of those of these cases that are the centre's.
pub(super) fn rows(tx: &mut Tx<'_>, centre: AgencyId, some: &[CaseId]) -> Result<Rows> {
    let own = cases::table.filter(cases::centre_id.eq(centre).and(cases::id.eq_any(some))).order(cases::id);
    let found = own.select(CaseLine::as_select()).load::<CaseLine>(tx.conn())?;
    let mut rows = of_cases(tx, found)?;
    // what was owed once for a handoff that has left the centre since has left with it
    let subjects: Vec<HandoffId> = rows.obligations.iter().map(|row| HandoffId::from(row.subject_id.0)).collect();
    let here = handoffs::table.inner_join(cases::table).filter(cases::centre_id.eq(centre));
    let here = here.filter(handoffs::id.eq_any(subjects)).select(handoffs::id).load::<HandoffId>(tx.conn())?;
    let here: BTreeSet<HandoffId> = here.into_iter().collect();
    rows.obligations.retain(|row| here.contains(&row.subject_id.0.into()));
    Ok(rows)
}
/// Everything of a case and of those that are part of it, whose centre ever they were opened at.
pub(super) fn rows_of(tx: &mut Tx<'_>, case: CaseId) -> Result<Rows> {
    let own = cases::table.filter(cases::id.eq(case).or(cases::merged_into.eq(Some(case)))).order(cases::id);
    let found = own.select(CaseLine::as_select()).load::<CaseLine>(tx.conn())?;
    let mut rows = of_cases(tx, found)?;
    let here: BTreeSet<HandoffId> = rows.handoffs.iter().map(|handoff| handoff.id).collect();
    rows.obligations.retain(|row| here.contains(&row.subject_id.0.into()));
    Ok(rows)
}
fn of_cases(tx: &mut Tx<'_>, found: Vec<CaseLine>) -> Result<Rows> {
    let ids: &Vec<CaseId> = &found.iter().map(|case| case.id).collect();
    let sent = handoffs::table.filter(handoffs::case_id.eq_any(ids)).select(handoffs::id);
    Ok(Rows {
        parties: of!(tx, ids, parties as PartyLine, parties::id),
        team: of!(tx, ids, team as TeamLine, team::id),
        partners: of!(tx, ids, partners as PartnerLine, (partners::case_id, partners::agency_id)),
        exclusions: of!(tx, ids, exclusions as ExclusionLine, (exclusions::case_id, exclusions::person_id)),
        links: of!(tx, ids, case_links as LinkLine, (case_links::case_id, case_links::other_id)),
        merges: of!(tx, ids, case_merges as MergeLine, (case_merges::case_id, case_merges::other_id)),
        contacts: of!(tx, ids, contacts as ContactLine, contacts::id),
        custody: of!(tx, ids, case_custody as CustodyLine, (case_custody::case_id, case_custody::until_at)),
        wishes: of!(tx, ids, wishes as WishLine, wishes::id),
        times: of!(tx, ids, unavailable_times as TimesLine, unavailable_times::case_id),
        handoffs: of!(tx, ids, handoffs as HandoffLine, handoffs::id),
        obligations: of!(tx, ids, obligations as ObligationLine, obligations::id),
        referrals: referrals::table
            .filter(referrals::handoff_id.eq_any(sent))
            .order(referrals::handoff_id)
            .select(ReferralLine::as_select())
            .load(tx.conn())?,
        cases: found,
    })
}
/// People, by their ids.
pub(super) fn people_of(tx: &mut Tx<'_>, some: &[PersonId]) -> Result<Vec<PersonLine>> {
    let rows = people::table.filter(people::id.eq_any(some)).order(people::id);
    Ok(rows.select(PersonLine::as_select()).load(tx.conn())?)
}
/// People, by their ids, and what their agencies are called in English and French.
pub(super) fn lookers_of(tx: &mut Tx<'_>, some: &[PersonId]) -> Result<Vec<(LookerLine, (String, String))>> {
    let rows = people::table.inner_join(agencies::table).filter(people::id.eq_any(some)).order(people::id);
    let names = (agencies::name_en, agencies::name_fr);
    Ok(rows.select((LookerLine::as_select(), names)).load(tx.conn())?)
}
/// Everybody who works at a centre.
pub(super) fn staff(tx: &mut Tx<'_>, centre: AgencyId) -> Result<Vec<PersonId>> {
    Ok(people::table.filter(people::agency_id.eq(centre)).select(people::id).load(tx.conn())?)
}
/// Agencies, by their ids.
pub(super) fn agencies_of(tx: &mut Tx<'_>, some: &[AgencyId]) -> Result<Vec<AgencyLine>> {
    let rows = agencies::table.filter(agencies::id.eq_any(some)).order(agencies::id);
    Ok(rows.select(AgencyLine::as_select()).load(tx.conn())?)
}

impl Rows {
    /// Leaves out what speaks of other cases: links, and what is left of handoffs that came here by mistake and went back.
    pub(super) fn keep_to_themselves(&mut self) {
        let here: BTreeSet<HandoffId> = self.handoffs.iter().map(|row| row.id).collect();
        self.links.clear();
        self.obligations.retain(|row| here.contains(&HandoffId::from(row.subject_id.0)));
        for through in self.team.iter_mut().map(|row| &mut row.handoff_id) {
            *through = through.filter(|id| here.contains(id));
        }
        for through in self.contacts.iter_mut().map(|row| &mut row.handoff_id) {
            *through = through.filter(|id| here.contains(id));
        }
    }
    /// The cases, each with every kind of information that is taken out of it.
    pub(super) fn facts(&self) -> Vec<CaseFacts> {
        let mut kinds: BTreeSet<(CaseId, Compartment)> = BTreeSet::new();
        kinds.extend(self.cases.iter().map(|case| (case.id, Compartment::Identity)));
        kinds.extend(self.parties.iter().map(|row| (row.case_id, row.compartment)));
        kinds.extend(self.team.iter().map(|row| (row.case_id, row.compartment)));
        kinds.extend(self.partners.iter().map(|row| (row.case_id, row.compartment)));
        kinds.extend(self.contacts.iter().map(|row| (row.case_id, row.compartment)));
        kinds.extend(self.wishes.iter().map(|row| (row.case_id, row.compartment)));
        kinds.extend(self.handoffs.iter().map(|row| (row.case_id, row.compartment)));
        kinds.extend(self.obligations.iter().map(|row| (row.case_id, row.compartment)));
        let case = |id: CaseId| self.cases.iter().find(|case| case.id == id);
        let facts = |(id, compartment): (CaseId, Compartment)| {
            let case = case(id)?;
            Some(CaseFacts { id, centre: case.centre_id, compartment, state: case.status })
        };
        kinds.into_iter().filter_map(facts).collect()
    }
}
