//! Opening a case towards a centre: find, decide, save, record.
use super::wire::{IntakeView, OpenIntake};
use crate::access::Action;
use crate::agencies::Agency;
use crate::cases::{self, Case, CaseView};
use crate::handoffs::{self, HandoffView, prepare};
use crate::kernel::{CaseId, ChainId, Discipline};
use crate::op::{Act, Done, Op};
use crate::parties;
use crate::problem::{Error, FieldCode};

/// Opens a case towards a centre, with its first handoff.
pub(super) fn open<'tx>(op: &mut Act<'tx>, new: OpenIntake) -> Done<'tx, IntakeView> {
    let (centre, case, around, handoff) = new.parts();
    let unknown = || Error::field("/centre", FieldCode::NoSuchThing);
    let centre = op.find::<Agency>(Action::ReadAgency, centre).map_err(|e| e.or_if_missing(unknown()))?;
    if !centre.active || centre.discipline != Discipline::Centre {
        return Err(unknown());
    }
    if centre.id == op.by().agency {
        return Err(Error::field("/centre", FieldCode::Conflict));
    }
    if around.len() > 20 {
        return Err(Error::field("/parties", FieldCode::TooLong));
    }
    let case = cases::propose(op, case, centre.id, "/case")?;
    for (n, party) in around.into_iter().enumerate() {
        parties::add(op, &case, party, &format!("/parties/{n}"), Action::OpenIntake)?;
    }
    let (handoff, line) = prepare(op, &case, handoff, ChainId::new(op.now()))?;
    let sent = op.also(Action::LogHandoff, &case, &handoff)?;
    let who = op.by().clone();
    op.acted(case, move |case| {
        let handoff = HandoffView::sent(&sent, &who, line)?;
        Ok(IntakeView { case: CaseView::of(case)?, handoff })
    })
}
/// Looks at what was opened.
pub(super) fn read<'tx>(op: &mut Op<'tx>, case: CaseId) -> Done<'tx, IntakeView> {
    let case = op.find::<Case>(Action::ReadCase, case)?;
    let first = handoffs::first_of_case(op, case.id)?;
    let who = op.by().clone();
    op.looked(case, move |case| Ok(IntakeView { case: CaseView::of(case)?, handoff: HandoffView::of(&first, &who)? }))
}
