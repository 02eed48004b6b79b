//! Closing, reopening and keeping for court alone: one function per verb.
use super::model::Case;
use super::service::coded;
use super::store;
use super::wire::CaseView;
use crate::access::{Action, CaseState};
use crate::kernel::CaseId;
use crate::op::{Act, Done};
use crate::problem::Result;

/// Closes a case that has no open handoff.
pub(super) fn close<'tx>(op: &mut Act<'tx>, id: CaseId, code: String) -> Done<'tx, CaseView> {
    let case = op.find::<Case>(Action::CloseCase, id)?;
    let code = coded(op, "closure_reason", code)?;
    let open = op.peek(|tx| store::open_handoffs(tx, case.id))?;
    let closed = case.close(code, open, op.now())?;
    let saved = op.save(case, closed)?;
    op.acted(saved, CaseView::of)
}
/// Works on a case again.
pub(super) fn reopen<'tx>(op: &mut Act<'tx>, id: CaseId) -> Done<'tx, CaseView> {
    let case = op.find::<Case>(Action::ReopenCase, id)?;
    let reopened = case.reopen(op.now())?;
    let saved = op.save(case, reopened)?;
    op.acted(saved, CaseView::of)
}
/// Keeps a case for court alone.
pub(super) fn monitor<'tx>(op: &mut Act<'tx>, id: CaseId) -> Done<'tx, CaseView> {
    let case = op.find::<Case>(Action::MonitorCase, id)?;
    let monitored = case.monitor(op.now())?;
    let saved = op.save(case, monitored)?;
    op.acted(saved, CaseView::of)
}
/// Works on a closed case again when a handoff of it waits for something.
pub(crate) fn reopen_if_open(op: &mut Act<'_>, id: CaseId) -> Result<()> {
    let case = op.find::<Case>(Action::ReopenCase, id)?;
    if case.status != CaseState::Closed || op.peek(|tx| store::open_handoffs(tx, id))? == 0 {
        return Ok(());
    }
    let reopened = case.reopen(op.now())?;
    op.save(case, reopened).map(drop)
}
