//! The inventory for disclosure: everything on a case that police, units against online exploitation or the Crown looked
//! at or wrote, from the access log. What they hold is disclosed to the accused, and counsel ask for the list of it.
use super::model::Case;
use super::store::with_parts;
use crate::access::{Action, View};
use crate::kernel::{AgencyId, CaseId, Compartment, EntryId, Instant, Page, Paging, PersonId};
use crate::ledger::Recorded;
use crate::op::{Done, Granted, Op, Rows};
use serde::Serialize;
use utoipa::ToSchema;
use uuid::Uuid;

/// One act or look of somebody who investigates or prosecutes.
pub(super) struct Disclosed {
    pub(super) id: EntryId,
    pub(super) told: Recorded,
}
/// Of which case, with the files that are part of it, and the kinds of information that the coordinator may know of.
pub(super) struct Inventory {
    pub(super) cases: Vec<CaseId>,
    pub(super) kinds: Vec<Compartment>,
}

/// One line of the inventory.
#[derive(Debug, Serialize, ToSchema)]
pub(super) struct DisclosedView {
    /// When.
    #[schema(value_type = String, format = DateTime)]
    pub at: Instant,
    /// What was done or looked at.
    #[schema(example = "case.read")]
    pub act: String,
    /// By whom.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub person: Option<PersonId>,
    /// Of which agency.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub agency: Option<AgencyId>,
    /// What that agency does.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schema(example = "police")]
    pub discipline: Option<String>,
    /// The kind of thing.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schema(example = "handoff")]
    pub subject_kind: Option<String>,
    /// The thing.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub subject: Option<Uuid>,
    /// The kinds of information that were met.
    pub kinds: Vec<Compartment>,
    /// How much of it was shown.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub shown: Option<View>,
    /// The state that was reached, when one changed.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub to: Option<String>,
    /// The entry of the access log.
    pub entry: EntryId,
}
impl DisclosedView {
    fn of(line: &Granted<'_, Disclosed>) -> Self {
        let told = line.told.clone();
        let (kind, subject) = told.subject.map(|s| (s.kind.into_owned(), s.id)).unzip();
        Self {
            at: told.at,
            act: told.act.map(Into::into).unwrap_or_default(),
            person: told.actor.person,
            agency: told.actor.agency,
            discipline: told.actor.disc.map(Into::into),
            subject_kind: kind,
            subject,
            kinds: told.cmp,
            shown: told.view,
            to: told.chg.map(|change| change.to.into_owned()),
            entry: line.id,
        }
    }
}

/// Lists it, oldest first, as a document is read.
pub(super) fn list<'tx>(op: &mut Op<'tx>, case: CaseId, page: &Paging) -> Done<'tx, Page<DisclosedView>> {
    let case = op.find::<Case>(Action::ReadDisclosure, case)?;
    let kinds = case.kinds(op.by(), Action::ReadTimeline);
    let cases = op.peek(|tx| with_parts(tx, case.id))?;
    let inventory = Inventory { cases, kinds };
    let lines = op.list::<Disclosed>(Action::ReadDisclosure, Rows::Deployment, &inventory, page)?;
    op.listed(lines, |line| Ok(DisclosedView::of(line)))
}
