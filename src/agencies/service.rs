//! One function per verb: find, decide, save, record.
use super::model::Agency;
use super::wire::{AgencyView, CreateAgency, UpdateAgency};
use crate::access::Action;
use crate::kernel::{AgencyId, Discipline, Page, Paging};
use crate::op::{Act, Done, Op, Rows};

/// Looks at one agency.
pub(super) fn read<'tx>(op: &mut Op<'tx>, id: AgencyId) -> Done<'tx, AgencyView> {
    let agency = op.find::<Agency>(Action::ReadAgency, id)?;
    op.looked(agency, AgencyView::of)
}
/// Lists agencies.
pub fn list<'tx>(op: &mut Op<'tx>, discipline: Option<Discipline>, page: &Paging) -> Done<'tx, Page<AgencyView>> {
    let agencies = op.list::<Agency>(Action::ListAgencies, Rows::Deployment, &discipline, page)?;
    op.listed(agencies, AgencyView::of)
}
/// Adds an agency.
pub(super) fn create<'tx>(op: &mut Act<'tx>, new: CreateAgency) -> Done<'tx, AgencyView> {
    let agency = new.agency(AgencyId::new(op.now()), op.now(), op.rules())?;
    let saved = op.found(Action::CreateAgency, &agency)?;
    op.acted(saved, AgencyView::of)
}
/// Adds the agency that runs this deployment: its centre, before anybody else.
pub fn install<'tx>(op: &mut Act<'tx>, new: CreateAgency) -> Done<'tx, AgencyView> {
    let agency = new.agency(AgencyId::new(op.now()), op.now(), op.rules())?;
    let saved = op.found(Action::CreateAgency, &Agency { runs_deployment: true, ..agency })?;
    op.acted(saved, AgencyView::of)
}
/// Changes an agency.
pub(super) fn update<'tx>(
    op: &mut Act<'tx>,
    id: AgencyId,
    version: i64,
    change: UpdateAgency,
) -> Done<'tx, AgencyView> {
    let agency = op.find::<Agency>(Action::UpdateAgency, id)?;
    agency.expect_version(version)?;
    let changed = change.apply(&agency, op.rules())?;
    let saved = op.save(agency, changed)?;
    op.acted(saved, AgencyView::of)
}
