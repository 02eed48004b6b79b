//! What the decision is made from: who asks, and how they stand to the thing.
use crate::kernel::words::words;
use crate::kernel::{AgencyId, CaseId, Compartment, Discipline, Lang, PersonId, Role, SessionId};
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;
use uuid::Uuid;

/// Somebody, as read inside the operation's own transaction.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Principal {
    /// `person`, `operator` or `nobody`, as entries spell it.
    pub kind: &'static str,
    /// The person; the nil id, which no row has, when it is nobody.
    pub person: PersonId,
    /// Their agency; the nil id when there is none.
    pub agency: AgencyId,
    /// What their agency does.
    pub discipline: Discipline,
    /// The one role of this session.
    pub role: Role,
    /// The session.
    pub session: Option<SessionId>,
    /// Marked by their administrator as somebody who receives handoffs for the agency.
    pub receives_handoffs: bool,
    /// Their agency runs this deployment.
    pub runs_deployment: bool,
    /// The language of their account.
    pub lang: Lang,
}
impl Principal {
    /// Somebody at the command line: may keep agencies and accounts, and bring cases in; sees none.
    #[must_use]
    pub fn operator() -> Self {
        Self { kind: "operator", role: Role::Administrator, ..Self::nobody() }
    }
    /// Nobody: may do nothing that is not open to all.
    #[must_use]
    pub fn nobody() -> Self {
        Self {
            kind: "nobody",
            person: PersonId::from(Uuid::nil()),
            agency: AgencyId::from(Uuid::nil()),
            discipline: Discipline::Centre,
            role: Role::Member,
            session: None,
            receives_handoffs: false,
            runs_deployment: false,
            lang: Lang::Fr,
        }
    }
    /// True for somebody who is signed in.
    #[must_use]
    pub fn is_person(&self) -> bool {
        self.kind == "person"
    }
}

words! {
    /// Where a case is in its life.
    CaseState {
        /// A partner opened it towards the centre, which has not taken it on yet.
        Proposed = "proposed",
        /// Worked on.
        Open = "open",
        /// Services have ended, court goes on.
        Monitoring = "monitoring",
        /// Closed.
        Closed = "closed",
        /// Ended before any centre took it on; shown as closed.
        NotTaken = "not_taken",
        /// One with another case of the child, under whose id it is found.
        Merged = "merged",
    }
}
words! {
    /// How much of a thing somebody sees; each includes the ones before it.
    View {
        /// What an agency decides on before it answers: no name.
        Preview = "preview",
        /// Who, when, and in what state; no content.
        Status = "status",
        /// The referral sheet: identity, safe contact, the sender's note.
        Minimum = "minimum",
        /// Everything.
        Full = "full",
    }
}

/// How far a handoff has come for the agency that it is addressed to.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum Stage {
    /// Sent: the preview.
    Invited,
    /// Received: the referral sheet.
    Received,
    /// Taken on: everything.
    TakenOn,
    /// Refused, which can still be undone.
    Declined,
    /// Withdrawn by the sender after it was seen: until that is acknowledged.
    Recalled,
}

/// How somebody stands to one thing. Somebody may stand in several ways.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum Standing {
    /// Barred by a conflict of interest: beats everything.
    Excluded,
    /// On the team of the case.
    Team,
    /// A coordinator of the centre that the case belongs to.
    Coordinator,
    /// A coordinator of a centre that the case has left: of what was there before.
    FormerCentre,
    /// Of the agency that a handoff is addressed to.
    Receiver(Stage),
    /// Sent the handoff, or is of that agency and on the team.
    Sender,
    /// Of the agency that opened the case towards a centre, while it is proposed.
    Opener,
    /// Of the agency that owes the step.
    Owing,
    /// The person, or the session, itself.
    Oneself,
    /// Nobody's person: at the command line of the server.
    Operator,
    /// Signed in, and nothing more.
    Anybody,
}
impl Standing {
    /// Every standing.
    pub const ALL: &'static [Self] = &[
        Self::Excluded,
        Self::Team,
        Self::Coordinator,
        Self::FormerCentre,
        Self::Receiver(Stage::Invited),
        Self::Receiver(Stage::Received),
        Self::Receiver(Stage::TakenOn),
        Self::Receiver(Stage::Declined),
        Self::Receiver(Stage::Recalled),
        Self::Sender,
        Self::Opener,
        Self::Owing,
        Self::Oneself,
        Self::Operator,
        Self::Anybody,
    ];
    /// The name in the generated access page.
    #[must_use]
    pub const fn name(self) -> &'static str {
        match self {
            Self::Excluded => "excluded",
            Self::Team => "team",
            Self::Coordinator => "coordinator",
            Self::FormerCentre => "former centre",
            Self::Receiver(Stage::Invited) => "receiver: sent",
            Self::Receiver(Stage::Received) => "receiver: received",
            Self::Receiver(Stage::TakenOn) => "receiver: taken on",
            Self::Receiver(Stage::Declined) => "receiver: refused",
            Self::Receiver(Stage::Recalled) => "receiver: recalled",
            Self::Sender => "sender",
            Self::Opener => "opener",
            Self::Owing => "owing",
            Self::Oneself => "oneself",
            Self::Operator => "operator",
            Self::Anybody => "signed in",
        }
    }
}

/// The case that a thing hangs on.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct CaseFacts {
    /// The case.
    pub id: CaseId,
    /// The centre it belongs to.
    pub centre: AgencyId,
    /// What kind of information the thing is.
    pub compartment: Compartment,
    /// The case's state.
    pub state: CaseState,
}

/// Everything that the policy asks about one thing.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Facts {
    /// The case it hangs on; agencies, people and sessions hang on none.
    pub case: Option<CaseFacts>,
    /// How the caller stands to it.
    pub standings: Vec<Standing>,
}
