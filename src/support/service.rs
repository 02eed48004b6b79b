//! One function per verb: find, decide, save, record.
use super::model::{Support, SupportId, Time};
use super::wire::{SupportView, UnavailableTimesView};
use crate::access::Action;
use crate::kernel::CaseId;
use crate::op::{Act, Done, Op};

/// Looks at who supports a child, and when the family cannot come.
pub(super) fn read<'tx>(op: &mut Op<'tx>, case: CaseId) -> Done<'tx, SupportView> {
    let support = op.find::<Support>(Action::ReadSupport, SupportId(case))?;
    op.looked(support, SupportView::of)
}
/// Looks at when the family cannot come.
pub(super) fn times<'tx>(op: &mut Op<'tx>, case: CaseId) -> Done<'tx, UnavailableTimesView> {
    let support = op.find::<Support>(Action::ReadUnavailableTimes, SupportId(case))?;
    op.looked(support, UnavailableTimesView::of)
}
/// Sets when the family cannot come: the whole list, over the version that was read, or over nothing.
pub(super) fn set_times<'tx>(
    op: &mut Act<'tx>,
    case: CaseId,
    read: Option<i64>,
    times: Vec<Time>,
) -> Done<'tx, UnavailableTimesView> {
    let support = op.find::<Support>(Action::SetUnavailableTimes, SupportId(case))?;
    support.expect_version(read.unwrap_or(0))?;
    let set = support.unavailable_at(times, op.by().person, op.now());
    let saved = op.save(support, set)?;
    op.acted(saved, UnavailableTimesView::of)
}
