//! The moves of a handoff: each is pure, and each illegal one says where it stands and what could be done instead.
use super::model::{Closed, Closing, Grade, Handoff, Receipt, State, Status, Taken};
use super::referral::Ahead;
use crate::access::{Action, Principal};
use crate::kernel::{Instant, PersonId};
use crate::problem::{Code, Error, Result};
use std::time::Duration;

/// How long a mistaken answer may be undone without saying why.
const FREELY: Duration = Duration::from_hours(24);

/// Every move: its name in the path, the action that it needs, and where it begins.
pub(super) const MOVES: [(&str, Action); 20] = [
    ("confirm", Action::ConfirmHandoff),
    ("take-on", Action::TakeOnHandoff),
    ("refuse", Action::RefuseHandoff),
    ("retract", Action::RetractHandoff),
    ("recall", Action::RecallHandoff),
    ("acknowledge-recall", Action::AcknowledgeRecall),
    ("end", Action::EndHandoff),
    ("in-error", Action::MarkInError),
    ("incident-check", Action::CheckIncident),
    ("dispute", Action::DisputeHandoff),
    ("uphold", Action::UpholdHandoff),
    ("reroute", Action::RerouteHandoff),
    ("unmet", Action::LeaveUnmet),
    ("waitlist", Action::WaitlistReferral),
    ("attempts", Action::RecordAttempt),
    ("first-contact", Action::ReachFamily),
    ("start", Action::StartService),
    ("complete", Action::CompleteReferral),
    ("return", Action::ReturnReferral),
    ("withdraw", Action::WithdrawReferral),
];

impl Handoff {
    /// Whether a move may begin here.
    #[must_use]
    pub fn may(&self, action: Action) -> bool {
        !self.is_undone_by(action) && self.begins(action)
    }
    fn begins(&self, action: Action) -> bool {
        use State::{Disputed, Ended, InError, Recalled, Received, Refused, Sent, TakenOn};
        let (state, open, seen) = (self.status.state, self.closed.is_none(), self.seen_at.is_some());
        match action {
            Action::ConfirmHandoff => state == Sent || (state == Received && self.may_be_better()),
            Action::TakeOnHandoff => matches!(state, Sent | Received) || (state == TakenOn && self.is_taken_unnamed()),
            Action::RefuseHandoff | Action::RecallHandoff => matches!(state, Sent | Received),
            Action::AttestHandoff => matches!(state, Sent | Received) || self.waits_for_contact(),
            // with the intake that it took on, a centre has opened the case: that is closed, not undone
            Action::RetractHandoff if state == TakenOn && self.of.opener.is_some() && self.to == self.of.centre => {
                false
            }
            Action::RetractHandoff => matches!(state, Received | TakenOn) || (state == Refused && open),
            Action::AcknowledgeRecall => state == Recalled && seen && open,
            Action::EndHandoff => state == TakenOn && self.referral.is_none(),
            Action::MarkInError => state != InError,
            Action::CheckIncident => state == InError && seen && open,
            Action::DisputeHandoff => matches!(state, Received | TakenOn),
            Action::UpholdHandoff => state == Disputed && open,
            Action::RerouteHandoff | Action::LeaveUnmet => matches!(state, Refused | Disputed | Ended) && open,
            _ => self.referral.as_ref().is_some_and(|referral| referral.may(action, state)),
        }
    }
    /// Taken on by word of mouth: nobody with an account is in charge yet.
    pub(super) fn is_taken_unnamed(&self) -> bool {
        self.taken.is_some_and(|taken| taken.worker.is_none())
    }
    /// A weaker word that it was received may be replaced by the receiver's own.
    fn may_be_better(&self) -> bool {
        self.receipt.is_some_and(|receipt| receipt.grade == Grade::Attested)
    }
    /// The addressed agency contradicts only what somebody else recorded for it; its own answers it undoes.
    #[must_use]
    pub fn may_be_contradicted_by(&self, who: &Principal) -> bool {
        who.agency != self.to || self.may_be_better() || self.is_taken_unnamed()
    }
    pub(super) fn check(&self, action: Action) -> Result<()> {
        if self.is_undone_by(action) {
            return Err(Code::CaseHasMoved.into());
        }
        if self.may(action) { Ok(()) } else { Err(self.illegal()) }
    }
    pub(super) fn illegal(&self) -> Error {
        let moves = MOVES.iter().filter(|(_, other)| self.may(*other)).map(|(name, _)| *name).collect();
        Error::illegal_move(Code::HandoffState, self.status.state.name(), moves)
    }
    /// Only the addressed agency answers, and in it never the person who sent or recorded the handoff.
    pub(super) fn check_receiver(&self, who: &Principal) -> Result<()> {
        if who.agency == self.to && !self.is_of(who.person) { Ok(()) } else { Err(Code::NotTheReceiver.into()) }
    }
    pub(super) fn moved(&self, state: State, by: PersonId, now: Instant, code: Option<String>) -> Self {
        Self { status: Status { state, at: now, by, code, former: None }, next_due: None, ..self.clone() }
    }
    /// Moved by the addressed agency, which has seen it then.
    pub(super) fn answered(&self, state: State, by: PersonId, now: Instant, code: Option<String>) -> Self {
        Self { seen_at: self.seen_at.or(Some(now)), ..self.moved(state, by, now, code) }
    }
    pub(super) fn receipt(&self, by: PersonId, grade: Grade, now: Instant) -> Receipt {
        let new = Receipt { at: now, by, grade };
        self.receipt.filter(|first| first.grade <= grade).unwrap_or(new)
    }

    /// The addressed agency has it.
    pub fn confirm(&self, who: &Principal, now: Instant, answer_due: Instant) -> Result<Self> {
        self.check_receiver(who)?;
        self.check(Action::ConfirmHandoff)?;
        let receipt = Some(Receipt { at: now, by: who.person, grade: Grade::InApp });
        let next_due = self.next_due.or(Some(answer_due));
        Ok(Self { receipt, next_due, ..self.answered(State::Received, who.person, now, None) })
    }
    /// The addressed agency works on it, and says who.
    pub fn take_on(&self, who: &Principal, worker: PersonId, now: Instant, ahead: Ahead) -> Result<Self> {
        self.check_receiver(who)?;
        self.check(Action::TakeOnHandoff)?;
        let receipt = Some(self.receipt(who.person, Grade::InApp, now));
        // a name for what was taken on by word of mouth begins nothing anew
        let taken = Some(Taken { at: self.taken.map_or(now, |taken| taken.at), worker: Some(worker) });
        let referral = self.accepted(who.person, now, ahead);
        Ok(Self { receipt, taken, referral, ..self.answered(State::TakenOn, who.person, now, None) })
    }
    /// The addressed agency cannot.
    pub fn refuse(&self, who: &Principal, code: String, now: Instant, decide_due: Instant) -> Result<Self> {
        self.check_receiver(who)?;
        self.check(Action::RefuseHandoff)?;
        Ok(Self { next_due: Some(decide_due), ..self.answered(State::Refused, who.person, now, Some(code)) })
    }
    /// The addressed agency undoes a mistaken answer; the clock goes on from the first time.
    pub fn retract(&self, who: &Principal, code: Option<String>, now: Instant) -> Result<Self> {
        if who.agency != self.to {
            return Err(Code::NotTheReceiver.into());
        }
        self.check(Action::RetractHandoff)?;
        if code.is_none() && now > self.status.at.plus(FREELY) {
            return Err(Code::RetractNeedsCode.into());
        }
        let referral = self.referral.as_ref().map(|referral| referral.again(who.person, now));
        Ok(Self { receipt: None, taken: None, referral, ..self.moved(State::Sent, who.person, now, code) })
    }
    /// The sender takes it back; whoever has seen it is asked to take note.
    pub fn recall(&self, by: PersonId, code: Option<String>, now: Instant, acknowledge_due: Instant) -> Result<Self> {
        self.check(Action::RecallHandoff)?;
        let next_due = self.seen_at.map(|_| acknowledge_due);
        Ok(Self { next_due, ..self.moved(State::Recalled, by, now, code) })
    }
    /// The receiver takes note that it was taken back.
    pub fn acknowledge_recall(&self, who: &Principal, now: Instant) -> Result<Self> {
        if who.agency != self.to {
            return Err(Code::NotTheReceiver.into());
        }
        self.check(Action::AcknowledgeRecall)?;
        Ok(self.closed(Closing::Acknowledged, None, now))
    }
    /// It was done with.
    pub fn end(&self, by: PersonId, code: String, now: Instant) -> Result<Self> {
        self.check(Action::EndHandoff)?;
        Ok(self.moved(State::Ended, by, now, Some(code)))
    }
    /// It was logged by mistake: out of all figures, and nobody sees it any more who only received it.
    pub fn mark_in_error(&self, by: PersonId, code: String, now: Instant, check_due: Instant) -> Result<Self> {
        self.check(Action::MarkInError)?;
        let next_due = self.seen_at.map(|_| check_due);
        Ok(Self { next_due, closed: None, ..self.moved(State::InError, by, now, Some(code)) })
    }
    /// What the receiver had seen by mistake was looked into.
    pub fn check_incident(&self, outcome: String, now: Instant) -> Result<Self> {
        self.check(Action::CheckIncident)?;
        Ok(self.closed(Closing::Checked, Some(outcome), now))
    }
    /// Somebody says that what was answered did not happen.
    ///
    /// The addressed agency itself may say so of an answer that somebody else recorded for it.
    pub fn dispute(&self, who: &Principal, code: String, now: Instant, decide_due: Instant) -> Result<Self> {
        self.check(Action::DisputeHandoff)?;
        if !self.may_be_contradicted_by(who) {
            return Err(Code::Forbidden.into());
        }
        let mut disputed = self.moved(State::Disputed, who.person, now, Some(code));
        disputed.status.former = Some(self.status.state);
        Ok(Self { next_due: Some(decide_due), ..disputed })
    }
    /// It did happen.
    pub fn uphold(&self, by: PersonId, now: Instant, answer_due: Instant) -> Result<Self> {
        self.check(Action::UpholdHandoff)?;
        let former = self.status.former.unwrap_or(State::Received);
        let next_due = (former == State::Received).then_some(answer_due);
        Ok(Self { next_due, ..self.moved(former, by, now, None) })
    }
    /// It goes to another agency.
    pub fn rerouted(&self, now: Instant) -> Result<Self> {
        self.check(Action::RerouteHandoff)?;
        Ok(self.closed(Closing::Rerouted, None, now))
    }
    /// No service exists.
    pub fn left_unmet(&self, code: String, now: Instant) -> Result<Self> {
        self.check(Action::LeaveUnmet)?;
        Ok(self.closed(Closing::Unmet, Some(code), now))
    }
    fn closed(&self, closing: Closing, code: Option<String>, now: Instant) -> Self {
        Self { closed: Some(Closed { closing, code, at: now }), next_due: None, ..self.clone() }
    }
}

impl Handoff {
    /// The same handoff, recorded by the agency that it is addressed to: it has it already.
    #[must_use]
    pub fn born_received(self, by: PersonId, now: Instant, answer_due: Instant) -> Self {
        let receipt = Some(Receipt { at: now, by, grade: Grade::InApp });
        Self { receipt, seen_at: Some(now), next_due: Some(answer_due), ..self.moved(State::Received, by, now, None) }
    }
}

#[cfg(test)]
mod tests {
    use super::super::model::State;
    use super::MOVES;
    use crate::handoffs::sample;

    /// Which moves may begin in each state: seen and not closed, then closed.
    const TABLE: [(State, &[&str], &[&str]); 8] = [
        (State::Sent, &["confirm", "take-on", "refuse", "recall", "in-error"], &[]),
        (State::Received, &["take-on", "refuse", "retract", "recall", "in-error", "dispute"], &[]),
        (State::TakenOn, &["retract", "end", "in-error", "dispute"], &[]),
        (State::Refused, &["retract", "in-error", "reroute", "unmet"], &["in-error"]),
        (State::Ended, &["in-error", "reroute", "unmet"], &["in-error"]),
        (State::Recalled, &["acknowledge-recall", "in-error"], &["in-error"]),
        (State::InError, &["incident-check"], &[]),
        (State::Disputed, &["in-error", "uphold", "reroute", "unmet"], &["in-error"]),
    ];

    #[test]
    fn every_state_knows_its_moves() {
        assert_eq!(TABLE.len(), State::ALL.len());
        let begins = |handoff: &super::Handoff| -> Vec<&str> {
            MOVES.iter().filter(|(_, action)| handoff.may(*action)).map(|(name, _)| *name).collect()
        };
        for (state, open, closed) in TABLE {
            assert_eq!(begins(&sample::in_state(state, false)), open, "{state}");
            if !closed.is_empty() {
                assert_eq!(begins(&sample::in_state(state, true)), closed, "{state}, decided");
            }
        }
    }

    #[test]
    fn what_is_open_and_waits_for_somebody_is_owed_once() {
        for (state, ..) in TABLE {
            let owed = sample::in_state(state, false).owes().len();
            let waits = !matches!(state, State::TakenOn | State::Ended);
            assert_eq!(owed, usize::from(waits), "{state}");
            let decided = matches!(state, State::Refused | State::Recalled | State::InError | State::Disputed);
            if decided {
                assert!(sample::in_state(state, true).owes().is_empty(), "{state}, decided");
            }
        }
    }
}
