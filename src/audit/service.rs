//! One function per verb: may they, find, record.
use super::model::{AuditEntry, EntryName, Narrow};
use super::wire::EntryView;
use crate::access::Action;
use crate::kernel::{Page, Paging};
use crate::op::{Done, Op, Rows};
use std::sync::Arc;

/// Looks at one entry.
pub(super) fn read<'tx>(op: &mut Op<'tx>, name: EntryName) -> Done<'tx, EntryView> {
    op.may(Action::ReadEntry, Some(name.into()))?;
    let entry = op.find::<AuditEntry>(Action::ReadEntry, name)?;
    let shared = Arc::clone(op.shared());
    op.looked(entry, |entry| Ok(EntryView::of(entry, &shared.rules)))
}
/// Looks through the log, newest first.
pub(super) fn list<'tx>(op: &mut Op<'tx>, narrow: &Narrow, page: &Paging) -> Done<'tx, Page<EntryView>> {
    op.may(Action::ReadAudit, narrow.subject())?;
    let entries = op.list::<AuditEntry>(Action::ReadAudit, Rows::Deployment, narrow, page)?;
    let shared = Arc::clone(op.shared());
    op.listed(entries, |entry| Ok(EntryView::of(entry, &shared.rules)))
}
