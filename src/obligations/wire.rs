//! Worklists as they are asked for and shown.
use super::model::Expected;
use crate::access::View;
use crate::kernel::{AgencyId, CaseId, ChainId, Compartment, Instant, ObligationId, Tier, Urgency};
use crate::op::Granted;
use crate::problem::Result;
use serde::{Deserialize, Serialize};
use utoipa::{IntoParams, ToSchema};
use uuid::Uuid;

/// The word for what nobody has answered.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, ToSchema)]
#[serde(rename_all = "snake_case")]
pub(super) enum Word {
    /// Without an answer.
    NoAnswer,
    /// Awaited: of police and the Crown.
    Awaited,
    /// Still to come.
    Expected,
}

/// What narrows `missed`.
#[derive(Debug, Deserialize, IntoParams)]
#[serde(deny_unknown_fields)]
#[into_params(parameter_in = Query)]
pub(super) struct MissedFilter {
    /// `all`: also what is only tidiness.
    #[param(inline)]
    pub tiers: Option<Tiers>,
}
/// Which tiers.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Deserialize, ToSchema)]
#[serde(rename_all = "snake_case")]
pub(super) enum Tiers {
    /// Also what is only tidiness.
    All,
}

/// One line of a worklist.
#[derive(Debug, Serialize, ToSchema)]
pub(super) struct LineView {
    /// Its id.
    pub id: ObligationId,
    /// The word for it.
    pub word: Word,
    /// What is expected.
    #[schema(example = "handoff.confirm")]
    pub expected: String,
    /// How loudly it asks.
    pub tier: Tier,
    /// Who owes it.
    pub agency: AgencyId,
    /// Since when.
    #[schema(value_type = String, format = DateTime)]
    pub since: Instant,
    /// By when.
    #[schema(value_type = String, format = DateTime)]
    pub due: Instant,
    /// The case number.
    #[schema(example = "2026-0017")]
    pub case_number: String,
    /// The handoff.
    pub handoff: Uuid,
    /// What was asked for.
    #[schema(example = "medical_exam")]
    pub service: String,
    /// How soon.
    pub urgency: Urgency,
    /// The case.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub case: Option<CaseId>,
    /// All the attempts to have this done.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub chain: Option<ChainId>,
    /// The kind of information.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub kind: Option<Compartment>,
}
impl LineView {
    /// Shows a granted line.
    #[expect(clippy::unnecessary_wraps, reason = "views are all made alike")]
    pub(super) fn of(line: &Granted<'_, Expected>, now: Instant) -> Result<Self> {
        let status = line.shows(View::Status);
        let word = match (line.due_at < now, line.awaited) {
            (false, _) => Word::Expected,
            (true, true) => Word::Awaited,
            (true, false) => Word::NoAnswer,
        };
        Ok(Self {
            id: line.id,
            word,
            expected: line.kind.clone(),
            tier: line.tier,
            agency: line.agency,
            since: line.opened_at,
            due: line.due_at,
            case_number: line.case_number.clone(),
            handoff: line.handoff,
            service: line.service.clone(),
            urgency: line.urgency,
            case: status.then_some(line.case),
            chain: status.then_some(line.chain),
            kind: status.then_some(line.compartment),
        })
    }
}
