//! That two case files are one, and what came along.
use crate::kernel::{
    AgencyId, CaseId, ContactId, HandoffId, Instant, PartyId, PersonId, SubjectId, TeamMemberId, WishId,
};
use serde::{Deserialize, Serialize};

/// That a case file is one with another of the same child.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Merge {
    /// Which file stays, and which one is found through it.
    pub id: MergeId,
    /// The number of the one that is found through it, as people say it.
    pub number: String,
    /// When.
    pub merged_at: Instant,
    /// Who said so.
    pub merged_by: PersonId,
    /// When it was undone.
    pub undone_at: Option<Instant>,
    /// What came along.
    pub moved: Moved,
    /// Counted from 1.
    pub version: i64,
}
/// A case file that stays, and the one that is found through it.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct MergeId(pub CaseId, pub CaseId);
impl From<MergeId> for SubjectId {
    fn from(id: MergeId) -> Self {
        Self { kind: "merge", ..id.1.into() }
    }
}

/// What comes along from one case file into another, by its ids.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Moved {
    /// Handoffs, each with what follows it.
    pub handoffs: Vec<HandoffId>,
    /// The people around the child.
    pub parties: Vec<PartyId>,
    /// Places on the team, those that have ended included.
    pub team: Vec<TeamMemberId>,
    /// Places that stayed, because their people had one in the other file already.
    pub doubles: Vec<TeamMemberId>,
    /// When somebody spoke to the family.
    pub contacts: Vec<ContactId>,
    /// What the family does not want.
    pub wishes: Vec<WishId>,
    /// Agencies whose file number it is.
    pub numbers: Vec<AgencyId>,
    /// Case files that it belonged together with.
    pub links: Vec<CaseId>,
    /// When the family cannot come.
    pub times: bool,
}
