//! Rows of an export into the store: as they were, under the keys of this installation.
use super::store_kinds::{
    AgencyLine, CaseLine, ContactLine, CustodyLine, ExclusionLine, HandoffLine, LinkLine, MergeLine, ObligationLine,
    PartnerLine, PartyLine, PersonLine, ReferralLine, TeamLine, TimesLine, WishLine,
};
use crate::db::schema::{
    agencies, case_custody, case_links, case_merges, cases, contacts, exclusions, handoffs, obligations, parties,
    partners, people, referrals, team, unavailable_times, wishes,
};
use crate::kernel::{AgencyId, CaseId, PersonId};
use crate::op::Tx;
use crate::problem::{Error, FieldCode, Result};
use diesel::prelude::*;
use diesel::result::{DatabaseErrorKind as Kind, Error as Failure};
use std::collections::BTreeSet;

/// What the store itself refuses is a mistake of the line.
fn kept(line: u64, done: QueryResult<usize>) -> Result<()> {
    match done {
        Err(Failure::DatabaseError(
            Kind::UniqueViolation | Kind::ForeignKeyViolation | Kind::CheckViolation | Kind::NotNullViolation,
            _,
        )) => Err(Error::field(line.to_string(), FieldCode::Conflict)),
        done => Ok(done.map(drop)?),
    }
}

/// What the rest of the program cannot read is a mistake of the line, unless the store itself failed.
pub(super) fn unread(line: u64, e: Error) -> Error {
    match e {
        Error::Internal(cause) if !cause.is::<Failure>() => Error::field(line.to_string(), FieldCode::WrongType),
        e => e,
    }
}

macro_rules! kept_as_it_is {
    ($($name:ident: $row:ty => $table:ident;)*) => {$(
        /// A row as it was.
        pub(super) fn $name(tx: &mut Tx<'_>, line: u64, row: $row) -> Result<()> {
            kept(line, diesel::insert_into($table::table).values(row).execute(tx.conn()))
        }
    )*};
}
kept_as_it_is! {
    case: CaseLine => cases;
    party: PartyLine => parties;
    member: TeamLine => team;
    exclusion: ExclusionLine => exclusions;
    merge: MergeLine => case_merges;
    contact: ContactLine => contacts;
    custody: CustodyLine => case_custody;
    wish: WishLine => wishes;
    times: TimesLine => unavailable_times;
    handoff: HandoffLine => handoffs;
    referral: ReferralLine => referrals;
    obligation: ObligationLine => obligations;
}

/// Which case it is part of, once both are there.
pub(super) fn part_of(tx: &mut Tx<'_>, line: u64, case: CaseId, whole: CaseId) -> Result<()> {
    let row = cases::merged_into.eq(Some(whole));
    kept(line, diesel::update(cases::table.find(case)).set(row).execute(tx.conn()))
}
/// An agency; it does not run this installation, whatever it ran elsewhere.
pub(super) fn agency(tx: &mut Tx<'_>, line: u64, row: AgencyLine) -> Result<()> {
    let row = (row, agencies::runs_deployment.eq(false));
    kept(line, diesel::insert_into(agencies::table).values(row).execute(tx.conn()))
}
/// Somebody, found by their address here.
pub(super) fn person(tx: &mut Tx<'_>, line: u64, row: PersonLine, email_key: &[u8], password: &str) -> Result<()> {
    let row = (row, people::email_key.eq(email_key), people::password.eq(password));
    kept(line, diesel::insert_into(people::table).values(row).execute(tx.conn()))
}
/// The number of an agency, found by its hash here.
pub(super) fn partner(tx: &mut Tx<'_>, line: u64, row: PartnerLine, file_key: Option<Vec<u8>>) -> Result<()> {
    let row = (row, partners::file_key.eq(file_key));
    kept(line, diesel::insert_into(partners::table).values(row).execute(tx.conn()))
}
/// A link, a row each way.
pub(super) fn link(tx: &mut Tx<'_>, line: u64, row: LinkLine) -> Result<()> {
    let LinkLine { case_id, other_id, kind, set_by, set_at, lifted_at, version } = row;
    let turned = LinkLine { case_id: other_id, other_id: case_id, kind, set_by, set_at, lifted_at, version };
    kept(line, diesel::insert_into(case_links::table).values(row).execute(tx.conn()))?;
    kept(line, diesel::insert_into(case_links::table).values(turned).execute(tx.conn()))
}

/// Which of these agencies, people and cases are here already.
pub(super) fn agencies_here(tx: &mut Tx<'_>, some: &[AgencyId]) -> Result<BTreeSet<AgencyId>> {
    let found = agencies::table.filter(agencies::id.eq_any(some)).select(agencies::id);
    Ok(found.load(tx.conn())?.into_iter().collect())
}
/// Which of these people are here already.
pub(super) fn people_here(tx: &mut Tx<'_>, some: &[PersonId]) -> Result<BTreeSet<PersonId>> {
    let found = people::table.filter(people::id.eq_any(some)).select(people::id);
    Ok(found.load(tx.conn())?.into_iter().collect())
}
/// Which of these addresses are somebody's here already.
pub(super) fn addresses_here(tx: &mut Tx<'_>, some: &[Vec<u8>]) -> Result<BTreeSet<Vec<u8>>> {
    let found = people::table.filter(people::email_key.eq_any(some)).select(people::email_key);
    Ok(found.load(tx.conn())?.into_iter().collect())
}
/// The centre of a case, if that is here.
pub(super) fn centre_of(tx: &mut Tx<'_>, case: CaseId) -> Result<Option<AgencyId>> {
    Ok(cases::table.find(case).select(cases::centre_id).first(tx.conn()).optional()?)
}
/// Which of these cases are here already.
pub(super) fn cases_here(tx: &mut Tx<'_>, some: &[CaseId]) -> Result<BTreeSet<CaseId>> {
    let found = cases::table.filter(cases::id.eq_any(some)).select(cases::id);
    Ok(found.load(tx.conn())?.into_iter().collect())
}
