//! A transfer: the handoff with which a case moves to another centre, and what it takes along.
//!
//! The case moves when the other centre takes it on, never before, and what was open goes with it. From then on that
//! handoff is not undone, because two centres would have worked on the case: it can only be transferred back.
use super::model::{Closed, Closing, Handoff, State, Taken};
use super::store::Which;
use super::store_transfer;
use crate::access::{Action, CaseState};
use crate::agencies::Agency;
use crate::cases::{self, Case};
use crate::kernel::{AgencyId, CaseId, Instant, Page, Paging, PersonId, Role};
use crate::op::{Act, Granted, Rows};
use crate::problem::{Code, Result};
use crate::team;
use serde::{Deserialize, Serialize};
use std::collections::BTreeSet;
use uuid::Uuid;

/// The type of service that moves a case.
pub(crate) const TRANSFER: &str = "transfer";

/// What came with a case, as far as its new coordinator may know it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Moved {
    /// The number that the case has now.
    pub(super) number: String,
    /// How many handoffs wait for something.
    pub(super) open: usize,
    /// Services that run with the family's consent.
    pub(super) ask_again: BTreeSet<String>,
}

/// A package for another installation.
#[derive(Debug, Clone, Serialize, Deserialize)]
pub struct Package {
    /// Its id.
    pub id: Uuid,
    /// When it was made.
    pub at: Instant,
    /// The hash of the receipt that it is answered with.
    pub receipt: String,
}

impl Handoff {
    /// Asks another centre to take the case over.
    #[must_use]
    pub fn is_transfer(&self) -> bool {
        self.service == TRANSFER
    }
    /// The case has moved with it.
    #[must_use]
    pub fn has_moved_case(&self) -> bool {
        self.is_transfer() && self.taken.is_some()
    }
    /// Whether a move would undo that the case has moved.
    pub(super) fn is_undone_by(&self, action: Action) -> bool {
        use Action as A;
        let undoes = matches!(
            action,
            A::RetractHandoff
                | A::MarkInError
                | A::DisputeHandoff
                | A::UpholdHandoff
                | A::RerouteHandoff
                | A::LeaveUnmet
        );
        undoes && self.has_moved_case()
    }
    /// Waits for something: an answer, a decision, an end.
    pub(super) fn goes_along(&self) -> bool {
        let undecided = self.closed.is_none();
        match self.status.state {
            State::Sent | State::Received | State::TakenOn => !self.has_moved_case(),
            State::Refused | State::Disputed => undecided,
            State::Recalled | State::InError => undecided && self.seen_at.is_some(),
            State::Ended => undecided && self.is_returned(),
        }
    }
    /// Somebody works on it.
    pub(super) fn runs(&self) -> bool {
        let disputed = self.status.state == State::Disputed && self.closed.is_none();
        let state = self.status.former.filter(|_| disputed).unwrap_or(self.status.state);
        state == State::TakenOn
    }
    /// The same for the centre that the case has moved to, where the one that it left had something to do with it.
    pub(super) fn carried(&self, (left, to): (AgencyId, AgencyId), worker: PersonId, now: Instant) -> Option<Self> {
        let asked = self.to == left && self.goes_along() && self.status.state != State::Ended;
        let helped = self.referral.as_ref().is_some_and(|r| r.helper == Some(left) && r.is_running());
        if self.to == left && self.has_moved_case() && self.status.state == State::TakenOn {
            return Some(self.moved(State::Ended, self.status.by, now, Some("continued_elsewhere".to_owned())));
        }
        if !asked && !helped {
            return None;
        }
        let mut carried = self.clone();
        if asked {
            carried.to = to;
            carried.taken = self.taken.map(|t| Taken { worker: t.worker.map(|_| worker), ..t });
            carried.seen_at = self.seen_at.filter(|_| self.status.state != State::Sent);
        }
        if let Some(referral) = carried.referral.as_mut().filter(|_| helped) {
            referral.helper = Some(to);
        }
        Some(carried)
    }
    /// The same where a case is worked on no more, because it has gone to another installation: nothing waits here.
    pub(super) fn gone_elsewhere(&self, left: AgencyId, by: PersonId, now: Instant) -> Option<Self> {
        let elsewhere = || Some("continued_elsewhere".to_owned());
        let brought_it = self.to == left && self.has_moved_case() && self.status.state == State::TakenOn;
        if !(brought_it || self.goes_along()) {
            return None;
        }
        let referral = self.referral.as_ref().map(|referral| referral.gone_elsewhere(by, now));
        let undecided = matches!(self.status.state, State::Refused | State::Disputed | State::Ended);
        if undecided {
            let closed = Some(Closed { closing: Closing::Rerouted, code: elsewhere(), at: now });
            return Some(Self { closed, next_due: None, ..self.clone() });
        }
        Some(Self { referral, ..self.moved(State::Ended, by, now, elsewhere()) })
    }
    /// As it stood when its case left a centre: what came later is not for that centre.
    pub(super) fn before(self, left: Instant) -> Self {
        let by_then = |at: Instant| at <= left;
        let taken = self.taken.filter(|t| by_then(t.at));
        let receipt = self.receipt.filter(|r| by_then(r.at));
        let (mut status, mut next_due) = (self.status, self.next_due);
        if !by_then(status.at) {
            (status.state, status.at) = match (taken, receipt) {
                (Some(taken), _) => (State::TakenOn, taken.at),
                (None, Some(receipt)) => (State::Received, receipt.at),
                (None, None) => (State::Sent, self.recorded_at),
            };
            (status.by, status.code, status.former, next_due) = (self.recorded_by, None, None, None);
        }
        let untouched = |r: &super::referral::Referral| {
            by_then(r.at)
                && r.contact.is_none_or(|c| by_then(c.at))
                && r.attempted.as_ref().is_none_or(|a| by_then(a.0))
        };
        Self {
            status,
            receipt,
            taken,
            next_due,
            seen_at: self.seen_at.filter(|at| by_then(*at)),
            closed: self.closed.filter(|closed| by_then(closed.at)),
            referral: self.referral.filter(untouched),
            version: 1,
            ..self
        }
    }
}

/// Goes on when the sender may transfer this case: for its own centre, as a coordinator, and one transfer at a time.
pub(super) fn may_begin(op: &mut Act<'_>, case: &Case, from: AgencyId) -> Result<()> {
    let by = op.by();
    let own = by.role == Role::Coordinator && by.agency == case.centre && from == case.centre;
    if !own || case.status == CaseState::Proposed {
        return Err(Code::ServiceNotSent.into());
    }
    if is_moving(op, case.id)? { Err(Code::TransferPending.into()) } else { Ok(()) }
}
/// Whether a transfer of a case waits for an answer, or for a decision.
pub(crate) fn is_moving(op: &mut Act<'_>, case: CaseId) -> Result<bool> {
    op.peek(|tx| store_transfer::has_open_transfer(tx, case))
}

/// Moves the case to the centre that took on its transfer, and all that is open with it.
pub(super) fn carry<'tx>(op: &mut Act<'tx>, transfer: &Granted<'tx, Handoff>, worker: PersonId) -> Result<Moved> {
    let (case, left, to, now) = (transfer.case, transfer.of.centre, transfer.to, op.now());
    let centre = op.find::<Agency>(Action::ReadAgency, to)?;
    cases::take_over(op, transfer, &centre)?;
    team::leave_with_agency(op, case, left, "reassigned")?;
    for id in op.peek(|tx| store_transfer::open_of(tx, case))? {
        op.bring_along::<Handoff>(id, |_, handoff| Ok(handoff.carried((left, to), worker, now)))?;
    }
    moved(op, case)
}
fn moved(op: &mut Act<'_>, case: CaseId) -> Result<Moved> {
    let mut moved = Moved { number: String::new(), open: 0, ask_again: BTreeSet::new() };
    let mut page = Paging { limit: Paging::MOST, after: None };
    loop {
        let Page { items, next } =
            op.list::<Handoff>(Action::ListHandoffs, Rows::Handoffs, &Which::Case(case), &page)?;
        for handoff in &items {
            moved.number.clone_from(&handoff.of.number);
            moved.open += usize::from(handoff.goes_along());
            let voluntary = op.rules().service(&handoff.service).is_some_and(|service| service.voluntary);
            if voluntary && handoff.runs() {
                moved.ask_again.insert(handoff.service.clone());
            }
        }
        if next.is_none() {
            return Ok(moved);
        }
        page.after = next;
    }
}
