//! Who is barred from a case by a conflict of interest: set and lifted by its coordinators, and beating everything.
use super::model::Case;
use super::service::coded;
use super::store::{whole, with_parts};
use super::store_exclusion::{end_team, is_known, lift_in};
use crate::access::Action;
use crate::kernel::{CaseId, Instant, Page, Paging, PersonId, SubjectId};
use crate::op::{Act, Done, Granted, Op, Rows};
use crate::people::Person;
use crate::problem::{Code, Error, FieldCode};
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
    let case = op.find::<Case>(Action::ListExclusions, case)?;
    let barred = op.list::<Exclusion>(Action::ListExclusions, Rows::Cases, &case.id, page)?;
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
    let saved = if op.peek(|tx| is_known(tx, id))? {
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
/// Lifts a bar, also in the files that are part of the case.
pub(super) fn readmit<'tx>(op: &mut Act<'tx>, case: CaseId, person: PersonId, read: i64) -> Done<'tx, ExclusionView> {
    let case = op.peek(|tx| whole(tx, case))?;
    let was = op.find::<Exclusion>(Action::ReadmitPerson, ExclusionId(case, person))?;
    was.expect_version(read)?;
    if was.lifted_at.is_some() {
        return Err(Error::field("/", FieldCode::Conflict));
    }
    let (now, parts) = (op.now(), op.peek(|tx| with_parts(tx, was.id.0))?);
    op.peek(|tx| lift_in(tx, parts.get(1..).unwrap_or_default(), person, now))?;
    let lifted = Exclusion { lifted_at: Some(now), ..Exclusion::clone(&was) };
    let saved = op.save(was, lifted)?;
    op.acted(saved, |bar| Ok(ExclusionView::of(bar)))
}
