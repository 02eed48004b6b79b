//! Who supports a child, and when the family cannot come.
use crate::kernel::{AgencyId, CaseId, Instant, PersonId, SubjectId};
use crate::people::Profile;
use crate::vault::Sealed;
use serde::{Deserialize, Serialize};

/// The types of service that are support: who is in charge of these is told to everybody on the team.
pub(super) const SUPPORTS: [&str; 2] = ["support", "victim_support"];

/// Who supports a child, and when the family cannot come.
#[derive(Clone)]
pub struct Support {
    /// Of which case.
    pub id: SupportId,
    /// Who is in charge.
    pub in_charge: Vec<InCharge>,
    /// When the family cannot come, in order.
    pub unavailable: Vec<Time>,
    /// Who set these times, and when.
    pub set: Option<(PersonId, Instant)>,
    /// Of the times, counted from 1; 0 when nobody has set any.
    pub version: i64,
}
/// A case, as what its support hangs on.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct SupportId(pub CaseId);
impl From<SupportId> for SubjectId {
    fn from(id: SupportId) -> Self {
        Self { kind: "support", ..id.0.into() }
    }
}

/// Somebody who took support on.
#[derive(Clone)]
pub struct InCharge {
    /// What was asked for.
    pub service: String,
    /// Since when.
    pub since: Option<Instant>,
    /// The agency.
    pub agency: AgencyId,
    /// Its name in English and French.
    pub agency_name: (String, String),
    /// The telephone that it gives for this service.
    pub telephone: Option<String>,
    /// Who; nobody with an account when it is known by word of mouth.
    pub worker: Option<(PersonId, Sealed<Profile>)>,
}

/// From when until when.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
pub struct Time {
    /// Its beginning.
    pub from: Instant,
    /// Its end.
    pub until: Instant,
}

impl Support {
    /// With other times.
    #[must_use]
    pub fn unavailable_at(&self, mut times: Vec<Time>, by: PersonId, now: Instant) -> Self {
        times.sort_unstable();
        times.dedup();
        Self { unavailable: times, set: Some((by, now)), ..self.clone() }
    }
}
