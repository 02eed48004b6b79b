//! What happened on a case, from the access log: acts alone, and only those whose every kind of information the
//! caller may see. What somebody's own agency did is always there.
use super::model::Case;
use super::store::with_parts;
use crate::access::Action;
use crate::kernel::{AgencyId, CaseId, Compartment, EntryId, Instant, Page, Paging, PersonId};
use crate::ledger::Recorded;
use crate::op::{Done, Granted, Op, Rows};
use serde::Serialize;
use utoipa::ToSchema;
use uuid::Uuid;

/// One thing that happened on a case.
pub(super) struct Event {
    pub(super) id: EntryId,
    pub(super) told: Recorded,
}
/// Which case, and what of it the caller may see.
pub(super) struct Seen {
    /// It, and the files that are part of it.
    pub(super) cases: Vec<CaseId>,
    pub(super) kinds: Vec<Compartment>,
    pub(super) agency: AgencyId,
    /// Up to when: what came after a case had left the caller's centre is not for them.
    pub(super) until: Option<Instant>,
    /// Who is barred is for those alone who may bar.
    pub(super) bars: bool,
}

/// One thing that happened on a case, as it is shown.
#[derive(Debug, Serialize, ToSchema)]
pub(super) struct EventView {
    /// When.
    #[schema(value_type = String, format = DateTime)]
    pub at: Instant,
    /// What.
    #[schema(example = "handoff.confirmed")]
    pub act: String,
    /// By whom.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub person: Option<PersonId>,
    /// Of which agency.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub agency: Option<AgencyId>,
    /// The kind of thing.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub subject_kind: Option<String>,
    /// The thing.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub subject: Option<Uuid>,
    /// From which state.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub from: Option<String>,
    /// To which state.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub to: Option<String>,
}
impl EventView {
    fn of(event: &Granted<'_, Event>) -> Self {
        let told = event.told.clone();
        let (kind, subject) = told.subject.map(|s| (s.kind.into_owned(), s.id)).unzip();
        let (from, to) = told.chg.map_or((None, None), |c| (c.from.map(Into::into), Some(c.to.into_owned())));
        Self {
            at: told.at,
            act: told.act.map(Into::into).unwrap_or_default(),
            person: told.actor.person,
            agency: told.actor.agency,
            subject_kind: kind,
            subject,
            from,
            to,
        }
    }
}

/// Lists what happened on a case, newest first.
pub(super) fn list<'tx>(op: &mut Op<'tx>, case: CaseId, page: &Paging) -> Done<'tx, Page<EventView>> {
    let case = op.find::<Case>(Action::ReadTimeline, case)?;
    let kinds = case.kinds(op.by(), Action::ReadTimeline);
    let (agency, bars) = (op.by().agency, case.allows(op.by(), Action::ListExclusions));
    let cases = op.peek(|tx| with_parts(tx, case.id))?;
    let seen = Seen { cases, kinds, agency, until: case.left_at, bars };
    let events = op.list::<Event>(Action::ReadTimeline, Rows::Deployment, &seen, page)?;
    op.listed(events, |event| Ok(EventView::of(event)))
}
