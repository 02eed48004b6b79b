//! One function: find the case, ask for the others, record.
use super::model::Open;
use super::store;
use super::wire::OpenView;
use crate::access::Action;
use crate::cases::Case;
use crate::kernel::page::After;
use crate::kernel::{CaseId, Page, Paging};
use crate::op::{Done, Op};

/// Lists what is open to police and the Crown, oldest first, as a document is read.
pub(super) fn list<'tx>(op: &mut Op<'tx>, case: CaseId, page: &Paging) -> Done<'tx, Page<OpenView>> {
    let case = op.find::<Case>(Action::ReadDisclosure, case)?;
    let kinds = case.kinds(op.by(), Action::ReadTimeline);
    let all = op.peek(|tx| store::open_now(tx, case.id))?;
    let key = |open: &Open| After { rank: 0, at: open.since, id: open.subject.id };
    let mut told = store::told(all, &kinds);
    told.retain(|(open, _)| page.after.is_none_or(|after| (open.since, open.subject.id) > (after.at, after.id)));
    let seen = op.sifted(Action::ReadDisclosure, told, page, key)?;
    op.listed(seen, |open| Ok(OpenView::of(open)))
}
