//! A handoff: what it is, where it stands, and what is owed because of it.
use super::referral::Referral;
use super::transfer::Package;
use crate::access::CaseState;
use crate::cases::{ContactTerms, Identity};
use crate::kernel::words::words;
use crate::kernel::{AgencyId, CaseId, ChainId, Compartment, HandoffId, Instant, PersonId, Urgency};
use crate::rules::Owed;
use crate::vault::{KeyScope, Place, Sealed};
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

words! {
    /// Where a handoff stands.
    State {
        /// Nobody of the addressed agency has answered.
        Sent = "sent",
        /// The addressed agency says that it has it.
        Received = "received",
        /// The addressed agency works on it.
        TakenOn = "taken_on",
        /// The addressed agency says that it cannot.
        Refused = "refused",
        /// It was done with.
        Ended = "ended",
        /// The sender took it back.
        Recalled = "recalled",
        /// It was logged by mistake.
        InError = "in_error",
        /// The family, or somebody for them, says that it did not happen.
        Disputed = "disputed",
    }
}
words! {
    /// How it is known that something was answered; never mixed in figures.
    Grade {
        /// By the receiver, in Relais.
        InApp = "in_app",
        /// By a receiver without an account, through a link.
        SignedLink = "signed_link",
        /// By word of mouth, recorded by somebody who neither sent nor recorded the handoff.
        Attested = "attested",
    }
}
words! {
    /// How it was handed over.
    Mode {
        /// In Relais alone.
        InApp = "in_app",
        /// By telephone.
        Phone = "phone",
        /// Face to face.
        InPerson = "in_person",
    }
}
words! {
    /// What was decided after a handoff had come to nothing.
    Closing {
        /// The receiver knows that it was taken back.
        Acknowledged = "acknowledged",
        /// What the receiver had seen by mistake was looked into.
        Checked = "checked",
        /// It was sent to another agency.
        Rerouted = "rerouted",
        /// No service exists.
        Unmet = "unmet",
    }
}
words! {
    /// What a receiver decides on without a name.
    Flag {
        /// Yes.
        Yes = "yes",
        /// No.
        No = "no",
        /// Not known.
        Unknown = "unknown",
    }
}
words! {
    /// Whom it is for.
    Beneficiary {
        /// The child.
        Child = "child",
        /// A parent, or whoever looks after the child.
        Caregiver = "caregiver",
        /// A brother or a sister.
        Sibling = "sibling",
    }
}
impl Beneficiary {
    /// Handoffs are for the child unless they say otherwise.
    const fn child() -> Self {
        Self::Child
    }
}

/// What the addressed agency sees before it answers.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Preview {
    /// Whom it is for.
    #[serde(default = "Beneficiary::child")]
    pub whom: Beneficiary,
    /// The child's age: list `age_band`.
    pub age_band: Option<String>,
    /// The languages of the family.
    pub languages: Vec<String>,
    /// The region where the child lives.
    pub region: Option<String>,
    /// Where the service may be given: list `delivery`.
    pub delivery: Option<String>,
    /// Who calls whom: list `contact_mode`.
    pub contact_mode: Option<String>,
    /// The programme that pays.
    pub funding: Option<String>,
    /// Safe from the alleged offender.
    pub safe_from_offender: Flag,
    /// An acute risk.
    pub acute_risk: Flag,
    /// A dispute about custody.
    pub custody_dispute: Flag,
    /// The family has consented.
    pub consent_obtained: Flag,
    /// Something is needed for accessibility.
    pub accessibility: Flag,
}

/// The free text of a handoff: the referral sheet beside the child's identity.
#[derive(Default, Serialize, Deserialize)]
pub struct Sheet {
    /// The sender's note.
    #[serde(default)]
    pub note: Option<String>,
    /// Who was reached by the sender, and when: a safety call.
    #[serde(default)]
    pub reached: Vec<Reached>,
    /// Who answered by word of mouth.
    #[serde(default)]
    pub attested: Option<Reached>,
    /// Who tried to reach the family, and what came of it.
    #[serde(default)]
    pub attempts: Vec<Attempt>,
    /// Packages for another installation that were made of the case because of it.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub packages: Vec<Package>,
}
/// Somebody tried to reach the family.
#[derive(Debug, Clone, Serialize, Deserialize)]
pub struct Attempt {
    /// When.
    pub at: Instant,
    /// Who tried.
    pub by: PersonId,
    /// What came of it: list `contact_attempt`.
    pub code: String,
    /// What whoever tries next should know.
    #[serde(default)]
    pub note: Option<String>,
}
/// Somebody at the addressed agency who was spoken to.
#[derive(Debug, Clone, Serialize, Deserialize)]
pub struct Reached {
    /// Their name.
    pub who: String,
    /// The number that was called.
    pub number: Option<String>,
    /// When.
    pub at: Instant,
    /// Recorded by.
    pub by: PersonId,
}

/// That it was received: by whom, when, and how that is known.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Receipt {
    /// When.
    pub at: Instant,
    /// Who said so, in Relais.
    pub by: PersonId,
    /// How it is known.
    pub grade: Grade,
}
/// Who works on it.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Taken {
    /// Since when.
    pub at: Instant,
    /// Who; nobody with an account when it is known by word of mouth.
    pub worker: Option<PersonId>,
}
/// The state, and the facts of the move that led to it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Status {
    /// Where it stands.
    pub state: State,
    /// Since when.
    pub at: Instant,
    /// Who moved it.
    pub by: PersonId,
    /// Why, from the list of that move.
    pub code: Option<String>,
    /// Where it stood before, when it may go back there.
    pub former: Option<State>,
}
/// A decision after a handoff had come to nothing.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Closed {
    /// Which.
    pub closing: Closing,
    /// Its code.
    pub code: Option<String>,
    /// When.
    pub at: Instant,
}

/// What passes from one agency to another.
#[derive(Clone)]
pub struct Handoff {
    /// Its id.
    pub id: HandoffId,
    /// The case.
    pub case: CaseId,
    /// All the attempts to have this done.
    pub chain: ChainId,
    /// The kind of information that it is, and that comes from it.
    pub compartment: Compartment,
    /// What is asked for.
    pub service: String,
    /// How soon.
    pub urgency: Urgency,
    /// How it was handed over.
    pub mode: Mode,
    /// Who sends.
    pub from: AgencyId,
    /// Who is asked.
    pub to: AgencyId,
    /// Who sent it, unless it was recorded for a partner.
    pub sent_by: Option<PersonId>,
    /// Who recorded it.
    pub recorded_by: PersonId,
    /// When it happened: clocks begin here.
    pub occurred_at: Instant,
    /// When it was recorded.
    pub recorded_at: Instant,
    /// What the addressed agency sees before it answers.
    pub preview: Preview,
    /// The free text.
    pub sheet: Sealed<Sheet>,
    /// Where it stands.
    pub status: Status,
    /// That it was received.
    pub receipt: Option<Receipt>,
    /// Who works on it.
    pub taken: Option<Taken>,
    /// When the addressed agency looked at it first.
    pub seen_at: Option<Instant>,
    /// By when receipt has to be acknowledged: kept, so that the clock goes on after an undone answer.
    pub confirm_due: Instant,
    /// By when the next step is due.
    pub next_due: Option<Instant>,
    /// What was decided afterwards.
    pub closed: Option<Closed>,
    /// What follows receipt, when it asks for a service.
    pub referral: Option<Referral>,
    /// Counted from 1.
    pub version: i64,
    /// What is read of the case beside it.
    pub of: CaseOf,
}
/// What a handoff shows of its case.
#[derive(Clone)]
pub struct CaseOf {
    /// The centre.
    pub centre: AgencyId,
    /// The agency that proposed it.
    pub opener: Option<AgencyId>,
    /// The case's state.
    pub state: CaseState,
    /// The number, as people say it.
    pub number: String,
    /// Who the child is.
    pub identity: Sealed<Identity>,
    /// How the family may be contacted.
    pub contact: ContactTerms,
}

impl Handoff {
    /// Where a handoff's sheet is sealed.
    #[must_use]
    pub fn place(id: HandoffId, case: CaseId, compartment: Compartment) -> Place {
        Place { table: "handoffs", row: id.into(), scope: KeyScope::Case(case, compartment) }
    }
    /// Sent, or recorded, by this person.
    #[must_use]
    pub fn is_of(&self, person: PersonId) -> bool {
        self.sent_by == Some(person) || self.recorded_by == person
    }
    /// The agency that decides what follows a refusal.
    #[must_use]
    pub fn decider(&self) -> AgencyId {
        self.of.opener.filter(|_| self.of.state == CaseState::Proposed).unwrap_or(self.of.centre)
    }
    /// What is owed because of where it stands: nothing else opens or closes an expected step.
    #[must_use]
    pub fn owes(&self) -> Vec<Owed> {
        let (open, seen) = (self.closed.is_none(), self.seen_at.is_some());
        let next = |kind, agency, rule| self.next_due.map(|due| Owed { kind, agency, due, rule });
        let owed = match self.status.state {
            State::Sent => {
                let rule = confirm_rule(self.urgency);
                Some(Owed { kind: "handoff.confirm", agency: self.to, due: self.confirm_due, rule })
            }
            State::Received if self.is_waitlisted() => None,
            State::Received => next("handoff.answer", self.to, answer_rule(self.urgency)),
            State::Ended if open && self.is_returned() => next("handoff.decide", self.decider(), "handoff.decide"),
            State::Refused | State::Disputed if open => next("handoff.decide", self.decider(), "handoff.decide"),
            State::Recalled if open && seen => {
                next("handoff.acknowledge_recall", self.to, "handoff.acknowledge_recall")
            }
            State::InError if open && seen => next("handoff.incident_check", self.of.centre, "handoff.incident_check"),
            _ => None,
        };
        owed.into_iter().chain(self.referral_owes()).collect()
    }
}

/// The deadline by which receipt is acknowledged.
#[must_use]
pub(super) const fn confirm_rule(urgency: Urgency) -> &'static str {
    match urgency {
        Urgency::Safety => "handoff.confirm.safety",
        Urgency::Urgent => "handoff.confirm.urgent",
        Urgency::Standard => "handoff.confirm.standard",
    }
}
/// The deadline by which it is taken on or refused.
#[must_use]
pub(super) const fn answer_rule(urgency: Urgency) -> &'static str {
    match urgency {
        Urgency::Safety => "handoff.answer.safety",
        Urgency::Urgent => "handoff.answer.urgent",
        Urgency::Standard => "handoff.answer.standard",
    }
}
