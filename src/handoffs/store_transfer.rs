//! What the store is asked because of transfers: what is open of a case, and what a centre that it has left may know.
use super::model::{Handoff, State};
use super::transfer::TRANSFER;
use crate::access::{Facts, Principal, Standing};
use crate::cases::last_custody;
use crate::db::schema::{handoffs as h, obligations as o};
use crate::kernel::{CaseId, HandoffId};
use crate::op::Tx;
use crate::problem::Result;
use diesel::prelude::*;

/// To a centre that its case has left, a handoff is as it was then.
pub(super) fn as_known(
    tx: &mut Tx<'_>,
    (handoff, facts): (Handoff, Facts),
    who: &Principal,
) -> Result<(Handoff, Facts)> {
    if !facts.standings.contains(&Standing::FormerCentre) {
        return Ok((handoff, facts));
    }
    let left = last_custody(tx, handoff.case, who.agency)?;
    let mut handoff = handoff.before(left.id.until);
    handoff.of.number = left.spoken_number();
    Ok((handoff, facts))
}
/// Whether a transfer of a case waits for an answer, or for a decision on a refusal.
pub(super) fn has_open_transfer(tx: &mut Tx<'_>, case: CaseId) -> Result<bool> {
    let undecided = h::state.eq_any([State::Refused, State::Disputed]).and(h::closing_at.is_null());
    let waits = h::state.eq_any([State::Sent, State::Received]).or(undecided);
    let open = h::table.filter(h::case_id.eq(case).and(h::service.eq(TRANSFER))).filter(waits);
    Ok(diesel::select(diesel::dsl::exists(open)).get_result(tx.conn())?)
}
/// The handoffs of a case that wait for something, or of which something is owed.
pub(super) fn open_of(tx: &mut Tx<'_>, case: CaseId) -> Result<Vec<HandoffId>> {
    let owed = o::table.filter(o::case_id.eq(case).and(o::closed_at.is_null())).select(o::subject_id);
    let open = h::closing_at.is_null().and(h::state.ne(State::Ended));
    let all = h::table.filter(h::case_id.eq(case)).filter(open.or(h::id.eq_any(owed)));
    Ok(all.order(h::id).select(h::id).load(tx.conn())?)
}
