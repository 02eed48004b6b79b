//! The two worklists.
use super::model::{Expected, Worklist};
use super::wire::LineView;
use crate::access::Action;
use crate::kernel::{Page, Paging};
use crate::op::{Done, Op, Rows};

/// What is past its time: safety first, then what is due longest, one line a chain.
pub(super) fn missed<'tx>(op: &mut Op<'tx>, all: bool, page: &Paging) -> Done<'tx, Page<LineView>> {
    let now = op.now();
    let lines = op.list::<Expected>(Action::ReadMissed, Rows::Obligations, &Worklist::Missed { now, all }, page)?;
    op.listed(lines, move |line| LineView::of(line, now))
}
/// What is still to come.
pub(super) fn due<'tx>(op: &mut Op<'tx>, page: &Paging) -> Done<'tx, Page<LineView>> {
    let now = op.now();
    let lines = op.list::<Expected>(Action::ReadDue, Rows::Obligations, &Worklist::Due { now }, page)?;
    op.listed(lines, move |line| LineView::of(line, now))
}
