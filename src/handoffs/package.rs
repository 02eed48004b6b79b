//! A transfer to a centre of another installation: what leaves in a package, and what the receipt of it ends here.
//!
//! Such a centre stands here as an agency without accounts, so nobody of it can take the transfer on. What is done at its
//! own command line, and told by its receipt, is known here by word of mouth: the case moves as with every transfer, is
//! closed, and nothing of it waits here any more.
use super::attest::Answered;
use super::model::{Handoff, Sheet, Taken};
use super::referral::Ahead;
use super::store_package::{self as store, CaseNamed};
use super::store_transfer::open_of;
use super::transfer::Package;
use crate::access::Action;
use crate::agencies::Agency;
use crate::cases::{self, Case, coordinates};
use crate::kernel::{AgencyId, HandoffId, Instant, PersonId};
use crate::op::{Act, Done, Granted, Op};
use crate::problem::{Code, Error, FieldCode, Result};
use crate::team;
use crate::vault::Receipt;
use std::collections::BTreeSet;

/// How many packages of one transfer are remembered: who makes more has lost some.
const MOST: usize = 20;

/// What came with a case from another installation.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Arrived {
    /// The number that the case has now.
    pub number: String,
    /// How many handoffs wait for something.
    pub open: usize,
    /// Services that run with the family's consent.
    pub ask_again: BTreeSet<String>,
}
/// A case that has gone to another installation.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Released {
    /// The number that it had.
    pub number: String,
    /// What waited here, or was under way.
    pub ended: Vec<EndedHere>,
    /// How many handoffs that are still open came, or moved, after the package was made.
    pub later: usize,
}
/// Something that waited here for an agency, and goes on elsewhere.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct EndedHere {
    /// What was asked for.
    pub service: String,
    /// Who was asked.
    pub agency: AgencyId,
}

/// Finds the transfer for which a package may be made: to a centre that has nobody here to take it on.
pub(crate) fn leaving<'tx>(op: &mut Act<'tx>, named: CaseNamed, to: AgencyId) -> Result<Granted<'tx, Handoff>> {
    let some = op.peek(|tx| store::waiting(tx, named, None, Some(to)))?;
    let [transfer] = some.as_slice() else {
        let several = || Error::field("/case", FieldCode::Conflict);
        return Err(if some.is_empty() { Code::NoTransferWaits.into() } else { several() });
    };
    let transfer = op.find::<Handoff>(Action::ExportCase, *transfer)?;
    goes(op, &transfer)?;
    Ok(transfer)
}
/// Goes on when the other centre works elsewhere, and nothing is left that has to be looked into here.
fn goes(op: &mut Act<'_>, transfer: &Handoff) -> Result<()> {
    if op.peek(|tx| store::signs_in(tx, transfer.to))? {
        return Err(Code::CentreIsHere.into());
    }
    if op.peek(|tx| store::has_open_incident(tx, transfer.case))? {
        return Err(Code::IncidentNotChecked.into());
    }
    Ok(())
}
/// Remembers by what the receipt of a package is known.
pub(crate) fn packed<'tx>(op: &mut Act<'tx>, transfer: Granted<'tx, Handoff>, package: Package) -> Result<()> {
    let mut sheet = op.unsealed(&transfer, &transfer.sheet)?;
    sheet.packages.push(package);
    let over = sheet.packages.len().saturating_sub(MOST);
    sheet.packages.drain(..over);
    let place = Handoff::place(transfer.id, transfer.case, transfer.compartment);
    let after = Handoff { sheet: op.seal::<Sheet>(place, &sheet)?, ..Handoff::clone(&transfer) };
    op.save(transfer, after).map(drop)
}

/// Lets a case go: the centre of another installation has said by its receipt that it works on it.
pub fn release<'tx>(
    op: &mut Act<'tx>,
    (named, left): (CaseNamed, AgencyId),
    receipt: Receipt,
    by: PersonId,
) -> Done<'tx, Released> {
    op.may(Action::ReleaseCase, Some(left.into()))?;
    coordinates(op, by, left)?;
    let (transfer, made_at) = answered(op, named, left, receipt)?;
    goes(op, &transfer)?;
    let (case, number, now) = (transfer.case, transfer.of.number.clone(), op.now());
    let centre = op.find::<Agency>(Action::ReadAgency, transfer.to)?;
    let moved = taken_on(&transfer, by, now)?;
    let saved = op.save(transfer, moved)?;
    cases::take_over(op, &saved, &centre)?;
    team::leave_with_agency(op, case, left, "reassigned")?;
    let (mut ended, mut later) = (Vec::new(), 0);
    for id in op.peek(|tx| open_of(tx, case))? {
        op.bring_along::<Handoff>(id, |_, handoff| {
            let gone = handoff.gone_elsewhere(left, by, now);
            if gone.is_some() && !handoff.is_transfer() {
                ended.push(EndedHere { service: handoff.service.clone(), agency: handoff.to });
            }
            later += usize::from(handoff.status.at > made_at && handoff.id != saved.id);
            Ok(gone)
        })?;
    }
    op.bring_along::<Case>(case, |_, case| Ok(Some(case.gone_elsewhere(now))))?;
    op.acted(saved, |_| Ok(Released { number, ended, later }))
}
/// The transfer whose package this is the receipt of, and when that was made.
fn answered<'tx>(
    op: &mut Act<'tx>,
    named: CaseNamed,
    left: AgencyId,
    receipt: Receipt,
) -> Result<(Granted<'tx, Handoff>, Instant)> {
    let some = op.peek(|tx| store::waiting(tx, named, Some(left), None))?;
    let none = if some.is_empty() { Code::NoTransferWaits } else { Code::WrongReceipt };
    for id in some {
        let transfer = op.find::<Handoff>(Action::ReleaseCase, id)?;
        let packages = op.unsealed(&transfer, &transfer.sheet)?.packages;
        if let Some(package) = packages.iter().find(|package| package.receipt == receipt.hash()) {
            return Ok((transfer, package.at));
        }
    }
    Err(none.into())
}
fn taken_on(transfer: &Handoff, by: PersonId, now: Instant) -> Result<Handoff> {
    transfer.attest(Answered::TakenOn(Ahead { due: now, helper: None }), by, now)
}

/// Brings a case to the centre that its transfer was addressed to, for one of its coordinators, and all that is open.
pub(crate) fn arrive(op: &mut Act<'_>, transfer: HandoffId, coordinator: PersonId) -> Result<Arrived> {
    let transfer = op.find::<Handoff>(Action::TakeInCase, transfer)?;
    let (case, left, to, now) = (transfer.case, transfer.of.centre, transfer.to, op.now());
    coordinates(op, coordinator, to)?;
    let centre = op.find::<Agency>(Action::ReadAgency, to)?;
    let moved = taken_on(&transfer, coordinator, now)?;
    let moved = Handoff { taken: Some(Taken { at: now, worker: Some(coordinator) }), ..moved };
    let saved = op.save(transfer, moved)?;
    cases::take_over(op, &saved, &centre)?;
    team::leave_with_agency(op, case, left, "reassigned")?;
    team::leave_without_account(op, case, "reassigned")?;
    let mut arrived = Arrived { number: String::new(), open: 0, ask_again: BTreeSet::new() };
    for id in op.peek(|tx| open_of(tx, case))? {
        op.bring_along::<Handoff>(id, |op, handoff| {
            arrived.number.clone_from(&handoff.of.number);
            arrived.open += usize::from(handoff.goes_along());
            arrived.ask_again.extend(asks_again(op, handoff).then(|| handoff.service.clone()));
            Ok(handoff.carried((left, to), coordinator, now))
        })?;
    }
    Ok(arrived)
}
fn asks_again(op: &Op<'_>, handoff: &Handoff) -> bool {
    handoff.runs() && op.rules().service(&handoff.service).is_some_and(|service| service.voluntary)
}
