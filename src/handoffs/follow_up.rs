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
}
