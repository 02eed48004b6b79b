//! Who is barred from a case by a conflict of interest: set and lifted by its coordinators, and beating everything.
use super::model::{Case, Ties};
use super::service::coded;
use super::store::{TiesRow, ties};
use crate::access::{Action, Facts, Principal};
use crate::db::schema::{cases, exclusions as x, team as t};
use crate::kernel::page::After;
use crate::kernel::{CaseId, Compartment, Instant, Page, Paging, PersonId, SubjectId};
use crate::op::{Act, Done, Granted, Op, Rows, Scope, Stored, Tx};
use crate::people::Person;
use crate::problem::{Code, Error, FieldCode, Result};
use diesel::prelude::*;
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;
use validator::Validate;

/// Somebody's bar from a case.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Exclusion {
    /// From which case, and who.
    pub id: ExclusionId,
    /// Why: list `exclusion_reason`.
    pub code: String,
    /// Who set it.
    pub set_by: PersonId,
    /// When.
    pub set_at: Instant,
    /// When it was lifted.
    pub lifted_at: Option<Instant>,
    /// Counted from 1.
    pub version: i64,
}
/// A person barred from a case.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct ExclusionId(pub CaseId, pub PersonId);
impl From<ExclusionId> for SubjectId {
    fn from(id: ExclusionId) -> Self {
        Self { kind: "exclusion", ..id.1.into() }
    }
}

/// Why somebody is barred.
#[derive(Debug, Deserialize, Validate, ToSchema)]
#[serde(deny_unknown_fields)]
pub(super) struct ExcludePerson {
    /// List `exclusion_reason`.
    #[schema(max_length = 60, example = "relative")]
    pub code: String,
}
/// A bar as it is shown.
#[derive(Debug, Serialize, ToSchema)]
pub(super) struct ExclusionView {
    /// Who is barred.
    pub person: PersonId,
    /// Why: list `exclusion_reason`.
    pub code: String,
    /// Who set it.
    pub set_by: PersonId,
    /// When.
    #[schema(value_type = String, format = DateTime)]
    pub set_at: Instant,
    /// When it was lifted.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schema(value_type = Option<String>, format = DateTime)]
    pub lifted_at: Option<Instant>,
    /// The version, as in its `ETag`.
    pub version: i64,
}
impl ExclusionView {
    fn of(exclusion: &Granted<'_, Exclusion>) -> Self {
        let Exclusion { id, code, set_by, set_at, lifted_at, version } = Exclusion::clone(exclusion);
        Self { person: id.1, code, set_by, set_at, lifted_at, version }
    }
}

/// Lists who is barred from a case.
pub(super) fn list<'tx>(op: &mut Op<'tx>, case: CaseId, page: &Paging) -> Done<'tx, Page<ExclusionView>> {
    let _ = op.find::<Case>(Action::ListExclusions, case)?;
    let barred = op.list::<Exclusion>(Action::ListExclusions, Rows::Cases, &case, page)?;
    op.listed(barred, |bar| Ok(ExclusionView::of(bar)))
}
/// Bars somebody from a case, and ends their place on its team.
pub(super) fn exclude<'tx>(
    op: &mut Act<'tx>,
    case: CaseId,
    person: PersonId,
    read: Option<i64>,
    code: String,
) -> Done<'tx, ExclusionView> {
    let case = op.find::<Case>(Action::ExcludePerson, case)?;
    let code = coded(op, "exclusion_reason", code)?;
    let barred = op.find::<Person>(Action::ReadPerson, person)?;
    if barred.id == op.by().person {
        // whoever bars themselves would no longer see the bar: another coordinator does it
        return Err(Code::Forbidden.into());
    }
    let (id, now, me) = (ExclusionId(case.id, person), op.now(), op.by().person);
    op.peek(|tx| end_team(tx, id, now))?;
    let set = Exclusion { id, code, set_by: me, set_at: now, lifted_at: None, version: 1 };
    let saved = if op.peek(|tx| Ok(load(tx, id)?.is_some()))? {
        let was = op.find::<Exclusion>(Action::ExcludePerson, id)?;
        match read {
            Some(version) => was.expect_version(version)?,
            None if was.lifted_at.is_none() => return Err(Code::StaleVersion.into()),
            None => {}
        }
        op.save(was, set)?
    } else if read.is_some() {
        return Err(Code::StaleVersion.into());
    } else {
        op.create(Action::ExcludePerson, &case, &set)?
    };
    op.acted(saved, |bar| Ok(ExclusionView::of(bar)))
}
/// Lifts a bar.
pub(super) fn readmit<'tx>(op: &mut Act<'tx>, case: CaseId, person: PersonId, read: i64) -> Done<'tx, ExclusionView> {
    let was = op.find::<Exclusion>(Action::ReadmitPerson, ExclusionId(case, person))?;
    was.expect_version(read)?;
    if was.lifted_at.is_some() {
        return Err(Error::field("/", FieldCode::Conflict));
    }
    let lifted = Exclusion { lifted_at: Some(op.now()), ..Exclusion::clone(&was) };
    let saved = op.save(was, lifted)?;
    op.acted(saved, |bar| Ok(ExclusionView::of(bar)))
}

type Row = (CaseId, PersonId, String, PersonId, Instant, Option<Instant>, i64);
const COLUMNS: (x::case_id, x::person_id, x::code, x::set_by, x::set_at, x::lifted_at, x::version) =
    (x::case_id, x::person_id, x::code, x::set_by, x::set_at, x::lifted_at, x::version);

/// Whether a conflict of interest bars somebody from a case.
pub(crate) fn is_barred(tx: &mut Tx<'_>, case: CaseId, person: PersonId) -> Result<bool> {
    let bar = x::table.find((case, person)).filter(x::lifted_at.is_null());
    Ok(diesel::select(diesel::dsl::exists(bar)).get_result(tx.conn())?)
}
fn load(tx: &mut Tx<'_>, id: ExclusionId) -> Result<Option<Row>> {
    Ok(x::table.find((id.0, id.1)).select(COLUMNS).first(tx.conn()).optional()?)
}
fn end_team(tx: &mut Tx<'_>, id: ExclusionId, now: Instant) -> Result<()> {
    let place = t::table.filter(t::case_id.eq(id.0).and(t::person_id.eq(id.1)).and(t::ended_at.is_null()));
    diesel::update(place).set((t::ended_at.eq(Some(now)), t::ended_code.eq(Some("conflict")))).execute(tx.conn())?;
    Ok(())
}
fn met((row, tied): (Row, TiesRow), who: &Principal) -> (Exclusion, Facts) {
    let (case, person, code, set_by, set_at, lifted_at, version) = row;
    let exclusion = Exclusion { id: ExclusionId(case, person), code, set_by, set_at, lifted_at, version };
    (exclusion, Ties::from(tied).facts(who, Compartment::Identity, []))
}

impl Stored for Exclusion {
    type Id = ExclusionId;
    type Filter = CaseId;

    fn case_of(_: &mut Tx<'_>, id: ExclusionId) -> Result<Option<CaseId>> {
        Ok(Some(id.0))
    }
    fn load(tx: &mut Tx<'_>, id: ExclusionId, who: &Principal) -> Result<Option<(Self, Facts)>> {
        let query = x::table.inner_join(cases::table).filter(x::case_id.eq(id.0).and(x::person_id.eq(id.1)));
        let row = query.select((COLUMNS, ties(who.person))).first::<(Row, TiesRow)>(tx.conn()).optional()?;
        Ok(row.map(|row| met(row, who)))
    }
    fn list(tx: &mut Tx<'_>, scope: &Scope, case: &CaseId, page: &Paging) -> Result<Page<(Self, Facts)>> {
        let all = x::table.inner_join(cases::table).filter(x::case_id.eq(*case)).filter(scope.clone());
        let mut query = all.select((COLUMNS, ties(scope.who.person))).into_boxed();
        if let Some(after) = page.after {
            let id = PersonId::from(after.id);
            query = query.filter(x::set_at.ge(after.at).and(x::set_at.gt(after.at).or(x::person_id.gt(id))));
        }
        let rows = query.order((x::set_at, x::person_id)).limit(page.limit + 1).load::<(Row, TiesRow)>(tx.conn())?;
        let rows: Vec<_> = rows.into_iter().map(|row| met(row, &scope.who)).collect();
        Ok(Page::cut(rows, page, |(x, _)| After { rank: 0, at: x.set_at, id: x.id.1.into() }))
    }
    fn insert(&self, tx: &mut Tx<'_>) -> Result<()> {
        let row = (
            (x::case_id.eq(self.id.0), x::person_id.eq(self.id.1), x::code.eq(&self.code), x::version.eq(1_i64)),
            (x::set_by.eq(self.set_by), x::set_at.eq(self.set_at)),
        );
        diesel::insert_into(x::table).values(row).execute(tx.conn())?;
        Ok(())
    }
    fn swap(tx: &mut Tx<'_>, before: &Self, after: Self) -> Result<Option<Self>> {
        let same = x::table.find((before.id.0, before.id.1)).filter(x::version.eq(before.version));
        let row = (
            (x::code.eq(&after.code), x::set_by.eq(after.set_by), x::set_at.eq(after.set_at)),
            (x::lifted_at.eq(after.lifted_at), x::version.eq(before.version + 1)),
        );
        let changed = diesel::update(same).set(row).execute(tx.conn())?;
        Ok((changed == 1).then(|| Self { version: before.version + 1, ..after }))
    }
    fn id(&self) -> ExclusionId {
        self.id
    }
    fn version(&self) -> i64 {
        self.version
    }
}
