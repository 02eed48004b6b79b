//! What follows receipt when a handoff asks for a service, and what is owed meanwhile.
use super::model::{Grade, Handoff, Receipt, State};
use crate::access::Action;
use crate::kernel::words::words;
use crate::kernel::{AgencyId, Instant, PersonId, Urgency};
use crate::rules::Owed;
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

words! {
    /// How far a referral has come.
    Progress {
        /// Nothing has followed yet.
        Pending = "pending",
        /// The family has a place on a waiting list.
        Waitlisted = "waitlisted",
        /// Somebody is in charge.
        Accepted = "accepted",
        /// The family and the service have spoken.
        FirstContact = "first_contact",
        /// The service is under way.
        InService = "in_service",
        /// The service has ended.
        Completed = "completed",
        /// The service sent it back.
        Returned = "returned",
        /// The family, or the sender, stopped it.
        Withdrawn = "withdrawn",
    }
}
words! {
    /// Who stopped a referral.
    Withdrawer {
        /// The family, or the young person.
        Family = "family",
        /// Who sent it.
        Sender = "sender",
    }
}

/// What follows receipt of a handoff that asks for a service.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Referral {
    /// How far it has come.
    pub progress: Progress,
    /// Since when.
    pub at: Instant,
    /// Who moved it.
    pub by: PersonId,
    /// Why it ended, from the list of that move.
    pub code: Option<String>,
    /// Who stopped it.
    pub withdrawn_by: Option<Withdrawer>,
    /// The first contact with the family, and how it is known.
    pub contact: Option<Receipt>,
    /// The agency that helps the family to call, where it is not the service that calls alone.
    pub helper: Option<AgencyId>,
    /// By when the next step is due.
    pub due: Option<Instant>,
    /// How often somebody tried to reach the family.
    pub attempts: i64,
    /// The last of these: when, and what came of it.
    pub attempted: Option<(Instant, String)>,
}
/// The first contact that is owed once somebody is in charge.
#[derive(Debug, Clone, Copy)]
pub struct Ahead {
    /// By when.
    pub due: Instant,
    /// The agency that helps the family to call, where it is not the service that calls alone.
    pub helper: Option<AgencyId>,
}

impl Referral {
    /// Nothing has followed yet.
    #[must_use]
    pub const fn pending(by: PersonId, now: Instant) -> Self {
        Self {
            progress: Progress::Pending,
            at: now,
            by,
            code: None,
            withdrawn_by: None,
            contact: None,
            helper: None,
            due: None,
            attempts: 0,
            attempted: None,
        }
    }
    fn moved(&self, progress: Progress, by: PersonId, now: Instant, due: Option<Instant>) -> Self {
        Self { progress, at: now, by, code: None, due, ..self.clone() }
    }
    /// As if nobody had answered; what was tried is kept.
    pub(super) fn again(&self, by: PersonId, now: Instant) -> Self {
        Self { contact: None, helper: None, ..self.moved(Progress::Pending, by, now, None) }
    }
    pub(super) fn waitlisted(&self, by: PersonId, now: Instant, review: Instant) -> Self {
        self.moved(Progress::Waitlisted, by, now, Some(review))
    }
    pub(super) fn accepted(&self, by: PersonId, now: Instant, ahead: Ahead) -> Self {
        Self { helper: ahead.helper, ..self.moved(Progress::Accepted, by, now, Some(ahead.due)) }
    }
    pub(super) fn contacted(&self, contact: Receipt, now: Instant, start_due: Instant) -> Self {
        // a better word for the same contact moves nothing
        let first = self.contact.is_none();
        let moved = self.moved(Progress::FirstContact, contact.by, now, Some(start_due));
        Self { contact: Some(contact), ..if first { moved } else { self.clone() } }
    }
    pub(super) fn started(&self, by: PersonId, now: Instant) -> Self {
        self.moved(Progress::InService, by, now, None)
    }
    pub(super) fn over(&self, progress: Progress, by: PersonId, now: Instant, code: String) -> Self {
        Self { code: Some(code), ..self.moved(progress, by, now, None) }
    }
    pub(super) fn stopped(&self, who: Withdrawer, by: PersonId, now: Instant, code: String) -> Self {
        Self { withdrawn_by: Some(who), ..self.over(Progress::Withdrawn, by, now, code) }
    }
    /// Its case goes on in another installation.
    pub(super) fn gone_elsewhere(&self, by: PersonId, now: Instant) -> Self {
        if self.is_running() || self.progress == Progress::Waitlisted {
            self.stopped(Withdrawer::Sender, by, now, "continued_elsewhere".to_owned())
        } else {
            self.clone()
        }
    }
    pub(super) fn tried(&self, at: Instant, code: String) -> Self {
        Self { attempts: self.attempts + 1, attempted: Some((at, code)), ..self.clone() }
    }
    /// Somebody is in charge, and the service has not ended.
    #[must_use]
    pub const fn is_running(&self) -> bool {
        matches!(self.progress, Progress::Accepted | Progress::FirstContact | Progress::InService)
    }
    /// Whether a move of what follows receipt may begin here.
    pub(super) fn may(&self, action: Action, state: State) -> bool {
        let (progress, running) = (self.progress, state == State::TakenOn && self.is_running());
        match action {
            Action::WaitlistReferral => matches!(state, State::Sent | State::Received),
            Action::RecordAttempt | Action::ReturnReferral => running,
            Action::ReachFamily => {
                let attested = self.contact.is_some_and(|contact| contact.grade == Grade::Attested);
                running && (progress == Progress::Accepted || attested)
            }
            Action::StartService => running && progress == Progress::FirstContact,
            Action::CompleteReferral => running && progress != Progress::Accepted,
            Action::WithdrawReferral => running || (state == State::Received && progress == Progress::Waitlisted),
            _ => false,
        }
    }
}

impl Handoff {
    /// What is owed of a referral; nothing where the handoff itself owes the next step.
    pub(super) fn referral_owes(&self) -> Vec<Owed> {
        let Some((referral, due)) = self.referral.as_ref().and_then(|r| Some((r, r.due?))) else { return Vec::new() };
        let one = |kind, agency, rule| vec![Owed { kind, agency, due, rule }];
        match (self.status.state, referral.progress) {
            (State::Received, Progress::Waitlisted) => one("referral.review", self.to, "referral.review"),
            (State::TakenOn, Progress::Accepted) => {
                let family_calls = self.preview.contact_mode.as_deref() == Some("family_calls");
                let called = !family_calls || referral.helper.is_none();
                let callers = referral.helper.into_iter().chain(called.then_some(self.to));
                callers.flat_map(|agency| one("referral.first_contact", agency, contact_rule(self.urgency))).collect()
            }
            (State::TakenOn, Progress::FirstContact) => one("referral.start", self.to, "referral.start"),
            _ => Vec::new(),
        }
    }
    /// Where it stands, what follows receipt included.
    pub(super) fn stands(&self) -> &'static str {
        let state = self.status.state;
        let further = self.referral.as_ref().map(|r| r.progress).filter(|p| match state {
            State::Received => *p == Progress::Waitlisted,
            State::TakenOn | State::Ended => !matches!(p, Progress::Pending | Progress::Accepted),
            _ => false,
        });
        further.map_or(state.name(), Progress::name)
    }
    /// True while the family waits on a list: the next step is to look at that list again.
    pub(super) fn is_waitlisted(&self) -> bool {
        self.referral.as_ref().is_some_and(|r| r.progress == Progress::Waitlisted)
    }
    /// True when the service sent it back.
    pub(super) fn is_returned(&self) -> bool {
        self.referral.as_ref().is_some_and(|r| r.progress == Progress::Returned)
    }
}

/// The deadline by which the family has been spoken to.
#[must_use]
pub(super) const fn contact_rule(urgency: Urgency) -> &'static str {
    match urgency {
        Urgency::Safety => "referral.first_contact.safety",
        Urgency::Urgent => "referral.first_contact.urgent",
        Urgency::Standard => "referral.first_contact.standard",
    }
}
