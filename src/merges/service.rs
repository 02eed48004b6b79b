//! One function per verb: find, decide, save, record.
use super::model::{Merge, MergeId, Moved};
use super::wire::MergeView;
use super::{store, store_moves};
use crate::access::{Action, CaseState};
use crate::cases::{self, Case};
use crate::contacts;
use crate::handoffs::{self, Handoff};
use crate::kernel::{CaseId, Page, Paging};
use crate::op::{Act, Done, Op, Rows};
use crate::parties::Party;
use crate::problem::{Code, Error, FieldCode, Result};

/// Lists the case files that are, or were, one with a case.
pub(super) fn list<'tx>(op: &mut Op<'tx>, case: CaseId, page: &Paging) -> Done<'tx, Page<MergeView>> {
    let case = op.find::<Case>(Action::ListMerges, case)?;
    let merges = op.list::<Merge>(Action::ListMerges, Rows::Cases, &case.id, page)?;
    op.listed(merges, MergeView::of)
}
/// Makes two case files one.
pub(super) fn merge<'tx>(op: &mut Act<'tx>, id: MergeId, read: Option<i64>) -> Done<'tx, MergeView> {
    let case = op.find::<Case>(Action::MergeCases, id.0)?;
    if op.peek(|tx| store::is_part(tx, MergeId(case.id, id.1)))? {
        // asked again, it is done already
        let merge = op.find::<Merge>(Action::MergeCases, MergeId(case.id, id.1))?;
        read.map_or(Ok(()), |version| merge.expect_version(version))?;
        return op.looked(merge, MergeView::of);
    }
    let unknown = || Error::field("/other", FieldCode::NoSuchThing);
    let other = op.find::<Case>(Action::MergeCases, id.1).map_err(|e| e.or_if_missing(unknown()))?;
    if other.id == case.id || other.centre != case.centre {
        return Err(unknown());
    }
    fit(op, &case, &other)?;
    let id = MergeId(case.id, other.id);
    let closed = other.status == CaseState::Closed;
    let moved = op.peek(|tx| store_moves::all(tx, other.id, case.id, closed))?;
    bring(op, &moved, other.id, case.id)?;
    let (merged_at, merged_by) = (op.now(), op.by().person);
    let made = Merge { id, number: other.spoken_number(), merged_at, merged_by, undone_at: None, moved, version: 1 };
    let saved = if op.peek(|tx| store::is_known(tx, id))? {
        let was = op.find::<Merge>(Action::MergeCases, id)?;
        read.map_or(Ok(()), |version| was.expect_version(version))?;
        op.save(was, made)?
    } else if read.is_some() {
        return Err(Code::StaleVersion.into());
    } else {
        op.create(Action::MergeCases, &case, &made)?
    };
    if case.facts.youth_accused || other.facts.youth_accused {
        cases::accuse_youth(op, case)?;
    }
    op.acted(saved, MergeView::of)
}
/// Takes them apart again.
pub(super) fn undo<'tx>(op: &mut Act<'tx>, id: MergeId, read: i64) -> Done<'tx, MergeView> {
    let was = op.find::<Merge>(Action::UnmergeCases, id)?;
    was.expect_version(read)?;
    if was.undone_at.is_some() {
        return Err(Error::field("/", FieldCode::Conflict));
    }
    stayed(op, id)?;
    let (other, case, now) = (id.1, id.0, op.now());
    let back = op.peek(|tx| store_moves::back(tx, &was.moved, case))?;
    let undone = Merge { undone_at: Some(now), ..Merge::clone(&was) };
    let (doubles, since) = (was.moved.clone(), was.merged_at);
    let saved = op.save(was, undone)?;
    op.peek(|tx| store_moves::end_absent(tx, &doubles, case, now))?;
    bring(op, &back, case, other)?;
    op.peek(|tx| store_moves::wish_alike(tx, [case, other], since, now))?;
    cases::contact_alike(op, case, other, since)?;
    cases::reopen_if_open(op, other)?;
    op.acted(saved, MergeView::of)
}

/// Whether two files can be one, and undone could be two again.
fn fit(op: &mut Act<'_>, case: &Case, other: &Case) -> Result<()> {
    case.takes_in()?;
    stayed(op, MergeId(case.id, other.id))?;
    if handoffs::is_moving(op, case.id)? || handoffs::is_moving(op, other.id)? {
        return Err(Code::TransferPending.into());
    }
    if op.peek(|tx| store::has_merges(tx, other.id))? {
        return Err(Code::CaseHasMerges.into());
    }
    // what a family asked for is never lost on the way
    if cases::contact_differs(op, other.id, case.id)? {
        return Err(Code::ContactRulesDiffer.into());
    }
    Ok(())
}
/// A centre that a case has left goes on seeing what was there before: it must stay apart from what was not.
fn stayed(op: &mut Act<'_>, id: MergeId) -> Result<()> {
    if op.peek(|tx| store::was_transferred(tx, id))? { Err(Code::CaseWasTransferred.into()) } else { Ok(()) }
}
/// Brings along what hangs on one file to another, and what is owed with it.
fn bring(op: &mut Act<'_>, moved: &Moved, from: CaseId, to: CaseId) -> Result<()> {
    for id in &moved.handoffs {
        op.bring_along::<Handoff>(*id, |op, handoff| {
            let sheet = op.moved(&handoff.sheet, Handoff::place(handoff.id, to, handoff.compartment))?;
            Ok(Some(Handoff { case: to, sheet, ..handoff.clone() }))
        })?;
    }
    for id in &moved.parties {
        op.bring_along::<Party>(*id, |op, party| {
            let details = op.moved(&party.details, Party::place(to, party.id))?;
            Ok(Some(Party { case: to, details, ..party.clone() }))
        })?;
    }
    for id in &moved.contacts {
        contacts::bring_along(op, *id, to)?;
    }
    for agency in &moved.numbers {
        cases::move_number(op, *agency, from, to)?;
    }
    let (by, now) = (op.by().person, op.now());
    op.peek(|tx| store_moves::bring(tx, moved, from, to, (by, now)))
}
