//! What is open to police and the Crown, as it is shown.
use super::model::Open;
use crate::access::View;
use crate::kernel::{AgencyId, Compartment, Instant};
use crate::op::Granted;
use serde::Serialize;
use utoipa::ToSchema;
use uuid::Uuid;

/// One thing of a case that is open to somebody who investigates or prosecutes.
#[derive(Debug, Serialize, ToSchema)]
pub(super) struct OpenView {
    /// The kind of thing.
    #[schema(example = "handoff")]
    pub subject_kind: &'static str,
    /// The thing.
    pub subject: Uuid,
    /// What kind of information it is.
    pub kind: Compartment,
    /// Since when it is there.
    #[schema(value_type = String, format = DateTime)]
    pub since: Instant,
    /// To whom it is open.
    pub to: Vec<OpenTo>,
}
/// An agency to which it is open.
#[derive(Debug, Serialize, ToSchema)]
pub(super) struct OpenTo {
    /// Which.
    pub agency: AgencyId,
    /// What it does.
    #[schema(example = "police")]
    pub discipline: &'static str,
    /// How much of it is shown to the one of its people who sees most.
    pub shown: View,
}
impl OpenView {
    pub(super) fn of(open: &Granted<'_, Open>) -> Self {
        let to = open.to.iter();
        let to = to.map(|(agency, (does, view))| OpenTo { agency: *agency, discipline: does.name(), shown: *view });
        Self {
            subject_kind: open.subject.kind,
            subject: open.subject.id,
            kind: open.kind,
            since: open.since,
            to: to.collect(),
        }
    }
}
