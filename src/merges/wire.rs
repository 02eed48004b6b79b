//! Merges as they are shown.
use super::model::{Merge, Moved};
use crate::kernel::{CaseId, Instant, PersonId};
use crate::op::Granted;
use crate::problem::Result;
use serde::Serialize;
use utoipa::ToSchema;

/// A case file that is one with another.
#[derive(Debug, Serialize, ToSchema)]
pub(super) struct MergeView {
    /// The file that stays.
    pub case: CaseId,
    /// The file that is found through it.
    pub other: CaseId,
    /// The number of that one.
    #[schema(example = "2026-0018")]
    pub number: String,
    /// When they became one.
    #[schema(value_type = String, format = DateTime)]
    pub merged_at: Instant,
    /// Who said so.
    pub merged_by: PersonId,
    /// When that was undone.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schema(value_type = Option<String>, format = DateTime)]
    pub undone_at: Option<Instant>,
    /// How much came along.
    pub moved: MovedView,
    /// The version, as in its `ETag`.
    pub version: i64,
}
/// How much came along.
#[derive(Debug, Serialize, ToSchema)]
pub(super) struct MovedView {
    /// Handoffs, each with what follows it.
    pub handoffs: usize,
    /// People around the child.
    pub parties: usize,
    /// Places on the team, those that have ended included.
    pub team: usize,
    /// When somebody spoke to the family.
    pub contacts: usize,
    /// Wishes of the family.
    pub wishes: usize,
    /// File numbers of agencies.
    pub file_numbers: usize,
    /// Links with other case files.
    pub links: usize,
    /// The times when the family cannot come.
    pub unavailable_times: bool,
}
impl MergeView {
    #[expect(clippy::unnecessary_wraps, reason = "views are all made alike")]
    pub(super) fn of(merge: &Granted<'_, Merge>) -> Result<Self> {
        let Merge { id, number, merged_at, merged_by, undone_at, moved, version } = Merge::clone(merge);
        Ok(Self { case: id.0, other: id.1, number, merged_at, merged_by, undone_at, moved: (&moved).into(), version })
    }
}
impl From<&Moved> for MovedView {
    fn from(moved: &Moved) -> Self {
        Self {
            handoffs: moved.handoffs.len(),
            parties: moved.parties.len(),
            team: moved.team.len(),
            contacts: moved.contacts.len(),
            wishes: moved.wishes.len(),
            file_numbers: moved.numbers.len(),
            links: moved.links.len(),
            unavailable_times: moved.times,
        }
    }
}
