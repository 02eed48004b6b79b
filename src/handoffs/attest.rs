//! Answers by word of mouth, recorded by somebody who neither sent nor recorded the handoff.
use super::model::{Grade, Handoff, Receipt, State, Taken};
use super::referral::{Ahead, Progress};
use crate::access::Action;
use crate::kernel::{Instant, PersonId};
use crate::problem::Result;

/// What was answered by word of mouth.
#[derive(Debug, Clone)]
pub enum Answered {
    /// They have it, and owe an answer.
    Received {
        /// By when.
        answer_due: Instant,
    },
    /// They work on it.
    TakenOn(Ahead),
    /// They cannot.
    Refused {
        /// Why.
        code: String,
        /// By when somebody has to decide what comes next.
        decide_due: Instant,
    },
    /// The family has a place on a list.
    Waitlisted {
        /// When that list is looked at again.
        review: Instant,
    },
    /// The family and the service have spoken.
    FirstContact {
        /// When they did.
        at: Instant,
        /// By when the service should begin.
        start_due: Instant,
    },
}

impl Handoff {
    /// An answer by word of mouth.
    pub fn attest(&self, answer: Answered, by: PersonId, now: Instant) -> Result<Self> {
        self.check(Action::AttestHandoff)?;
        let receipt = Some(self.receipt(by, Grade::Attested, now));
        let taken = self.taken.or(Some(Taken { at: now, worker: None }));
        let begun = self.status.state == State::TakenOn;
        Ok(match answer {
            Answered::FirstContact { at, start_due } => {
                let contact = Receipt { at, by, grade: Grade::Attested };
                let referral = self.referral.as_ref().map(|referral| referral.contacted(contact, now, start_due));
                let moved = if begun { self.clone() } else { self.moved(State::TakenOn, by, now, None) };
                Self { receipt, taken, referral, ..moved }
            }
            _ if begun => return Err(self.illegal()),
            Answered::Received { answer_due } if self.status.state == State::Sent => {
                Self { receipt, next_due: Some(answer_due), ..self.moved(State::Received, by, now, None) }
            }
            Answered::Received { .. } => self.clone(),
            Answered::TakenOn(ahead) => {
                let referral = self.accepted(by, now, ahead);
                Self { receipt, taken, referral, ..self.moved(State::TakenOn, by, now, None) }
            }
            Answered::Refused { code, decide_due } => {
                Self { receipt, next_due: Some(decide_due), ..self.moved(State::Refused, by, now, Some(code)) }
            }
            Answered::Waitlisted { review } => {
                let referral = self.referral.as_ref().map(|referral| referral.waitlisted(by, now, review));
                Self { receipt, referral, ..self.moved(State::Received, by, now, None) }
            }
        })
    }
    /// True when somebody is in charge and the family has not been spoken to.
    pub(super) fn waits_for_contact(&self) -> bool {
        let accepted = self.referral.as_ref().is_some_and(|referral| referral.progress == Progress::Accepted);
        self.status.state == State::TakenOn && accepted
    }
}
