//! One expected step, as a line of a worklist.
use crate::kernel::{AgencyId, CaseId, ChainId, Compartment, Instant, ObligationId, Tier, Urgency};
use uuid::Uuid;

/// One expected step.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Expected {
    /// Its id.
    pub id: ObligationId,
    /// What is expected.
    pub kind: String,
    /// The deadline that told the time.
    pub rule: String,
    /// How loudly it asks.
    pub tier: Tier,
    /// Its place in the order: safety first.
    pub rank: i64,
    /// The case.
    pub case: CaseId,
    /// The case number, as people say it.
    pub case_number: String,
    /// All the attempts to have this done.
    pub chain: ChainId,
    /// The kind of information.
    pub compartment: Compartment,
    /// Who owes it.
    pub agency: AgencyId,
    /// That agency investigates or prosecutes: the word is *awaited*.
    pub awaited: bool,
    /// The handoff.
    pub handoff: Uuid,
    /// What was asked for.
    pub service: String,
    /// How soon.
    pub urgency: Urgency,
    /// Since when it is expected.
    pub opened_at: Instant,
    /// By when it is due.
    pub due_at: Instant,
}

/// Which lines are asked for.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Worklist {
    /// Past their time: what nobody answered. With tidiness only when it is asked for.
    Missed {
        /// Now.
        now: Instant,
        /// Also what is only tidiness.
        all: bool,
    },
    /// Still to come.
    Due {
        /// Now.
        now: Instant,
    },
}
