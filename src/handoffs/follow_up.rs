//! The moves of a referral, on the handoff that asks for it: pure, like all moves.
use super::model::{Grade, Handoff, Receipt, State};
use super::referral::{Ahead, Progress, Referral, Withdrawer};
use crate::access::{Action, Principal};
use crate::kernel::{Instant, PersonId};
use crate::problem::{Code, Result};

impl Handoff {
    pub(super) fn following(&self, action: Action) -> Result<&Referral> {
        let referral = self.referral.as_ref().ok_or(Code::NotFound)?;
        self.check(action).map(|()| referral)
    }
    /// Somebody is in charge; nothing begins anew where that was known by word of mouth.
    pub(super) fn accepted(&self, by: PersonId, now: Instant, ahead: Ahead) -> Option<Referral> {
        let referral = self.referral.as_ref()?;
        Some(if referral.is_running() { referral.clone() } else { referral.accepted(by, now, ahead) })
    }
    /// The family has a place on the list, which is looked at again by a day.
    pub fn waitlist(&self, who: &Principal, now: Instant, review: Instant) -> Result<Self> {
        self.check_receiver(who)?;
        let referral = Some(self.following(Action::WaitlistReferral)?.waitlisted(who.person, now, review));
        let receipt = Some(self.receipt(who.person, Grade::InApp, now));
        Ok(Self { receipt, referral, ..self.answered(State::Received, who.person, now, None) })
    }
    /// Somebody tried to reach the family.
    pub fn tried(&self, at: Instant, code: String) -> Result<Self> {
        let referral = Some(self.following(Action::RecordAttempt)?.tried(at, code));
        Ok(Self { referral, ..self.clone() })
    }
    /// The family and the service have spoken.
    pub fn reached_family(&self, by: PersonId, at: Instant, now: Instant, start_due: Instant) -> Result<Self> {
        let contact = Receipt { at, by, grade: Grade::InApp };
        let referral = Some(self.following(Action::ReachFamily)?.contacted(contact, now, start_due));
        Ok(Self { referral, ..self.clone() })
    }
    /// The service is under way.
    pub fn start(&self, by: PersonId, now: Instant) -> Result<Self> {
        let referral = Some(self.following(Action::StartService)?.started(by, now));
        Ok(Self { referral, ..self.clone() })
    }
    /// The service has ended.
    pub fn complete(&self, by: PersonId, outcome: String, now: Instant) -> Result<Self> {
        let over = self.following(Action::CompleteReferral)?;
        let referral = Some(over.over(Progress::Completed, by, now, outcome.clone()));
        Ok(Self { referral, ..self.moved(State::Ended, by, now, Some(outcome)) })
    }
    /// The service sends it back, and somebody has to decide what comes next.
    pub fn send_back(&self, by: PersonId, code: String, now: Instant, decide_due: Instant) -> Result<Self> {
        let over = self.following(Action::ReturnReferral)?;
        let referral = Some(over.over(Progress::Returned, by, now, code.clone()));
        Ok(Self { referral, next_due: Some(decide_due), ..self.moved(State::Ended, by, now, Some(code)) })
    }
    /// The family, or the sender, stops it.
    pub fn withdraw(&self, who: Withdrawer, by: PersonId, code: String, now: Instant) -> Result<Self> {
        let stopped = self.following(Action::WithdrawReferral)?;
        let referral = Some(stopped.stopped(who, by, now, code.clone()));
        Ok(Self { referral, ..self.moved(State::Ended, by, now, Some(code)) })
    }
    /// Whether somebody still waits for something of it, works on it, or has to decide what becomes of it.
    #[must_use]
    pub fn is_open(&self) -> bool {
        let undecided = self.closed.is_none();
        match self.status.state {
            State::Sent | State::Received | State::TakenOn => true,
            State::Refused | State::Disputed => undecided,
            State::Ended => undecided && self.is_returned(),
            State::Recalled | State::InError => false,
        }
    }
    /// The family wants nothing of it any more: what nobody works on yet goes back to its sender, the rest ends.
    pub fn decline(&self, by: PersonId, code: String, now: Instant, acknowledge_due: Instant) -> Result<Self> {
        if !self.is_open() {
            return Err(self.illegal());
        }
        let stopped = |referral: &Referral| referral.stopped(Withdrawer::Family, by, now, code.clone());
        let referral = self.referral.as_ref().map(stopped);
        let stood = self.status.former.filter(|_| self.status.state == State::Disputed).unwrap_or(self.status.state);
        if matches!(stood, State::Sent | State::Received) && !self.is_waitlisted() {
            let next_due = self.seen_at.map(|_| acknowledge_due);
            return Ok(Self { next_due, referral, ..self.moved(State::Recalled, by, now, Some(code)) });
        }
        Ok(Self { referral, ..self.moved(State::Ended, by, now, Some(code)) })
    }
}

#[cfg(test)]
mod tests {
    use super::{Handoff, State};
    use crate::handoffs::sample;

    #[test]
    fn what_a_family_declines_leaves_nothing_to_decide() {
        for state in State::ALL {
            let before = sample::in_state(*state, false);
            let (by, now) = (before.recorded_by, before.recorded_at);
            let Ok(after) = before.decline(by, "family_declined".to_owned(), now, now) else {
                assert!(!before.is_open(), "{state}");
                continue;
            };
            let owed: Vec<_> = Handoff::owes(&after).iter().map(|owed| owed.kind).collect();
            let known = matches!(state, State::Sent | State::Received | State::Disputed);
            assert_eq!(owed, if known { vec!["handoff.acknowledge_recall"] } else { vec![] }, "{state}");
            assert!(!after.is_open(), "{state}");
            assert!(after.decline(by, "other".to_owned(), now, now).is_err(), "{state}: declined once");
        }
    }
}
