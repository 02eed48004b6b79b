//! One person's place on the team of one case.
use crate::access::{Principal, Stage, Standing};
use crate::kernel::{AgencyId, CaseId, Compartment, HandoffId, Instant, PersonId, TeamMemberId};

/// One person's place on the team of one case.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct TeamMember {
    /// Its id.
    pub id: TeamMemberId,
    /// The case.
    pub case: CaseId,
    /// Who.
    pub person: PersonId,
    /// Of which agency, when they joined.
    pub agency: AgencyId,
    /// What kind of information it is that this person works on the case.
    pub compartment: Compartment,
    /// The handoff that gave the place; none when a coordinator did.
    pub handoff: Option<HandoffId>,
    /// Since when.
    pub joined_at: Instant,
    /// By whom.
    pub added_by: PersonId,
    /// Until when.
    pub ended_at: Option<Instant>,
    /// Why it ended: list `team_removal`, or the code that ended the handoff.
    pub ended_code: Option<String>,
    /// Counted from 1.
    pub version: i64,
}

impl TeamMember {
    /// The same place, ended.
    #[must_use]
    pub fn ended(&self, now: Instant) -> Self {
        Self { ended_at: Some(now), ..self.clone() }
    }
    /// How somebody stands to this place alone: those who answer for a handoff see whom it put on the team.
    #[must_use]
    pub fn own_standing(&self, who: &Principal) -> Option<Standing> {
        let through = self.handoff.is_some() && self.agency == who.agency;
        let theirs = through && (who.receives_handoffs || self.person == who.person);
        theirs.then_some(Standing::Receiver(Stage::TakenOn))
    }
}
