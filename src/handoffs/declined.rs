//! What a family may decline, ended at once: within an act about its wish.
use super::model::{Handoff, State};
use super::service::due;
use super::store::Which;
use crate::access::Action;
use crate::kernel::page::After;
use crate::kernel::{AgencyId, CaseId, Compartment, HandoffId, Instant, Paging};
use crate::op::{Act, Granted, Op, Rows};
use crate::problem::{Error, Result};
use crate::team;

/// A handoff, as far as a wish of the family concerns it.
pub(crate) struct Declined {
    /// Its id.
    pub(crate) id: HandoffId,
    /// What is asked for.
    pub(crate) service: String,
    /// Who is asked.
    pub(crate) to: AgencyId,
    /// The kind of information that it is.
    pub(crate) kind: Compartment,
    /// Where it stands.
    pub(crate) state: State,
    /// Somebody still waits for something of it, works on it, or has to decide.
    pub(crate) open: bool,
    /// When, and with which code, it was stopped, when it is something that a family may stop.
    pub(crate) stopped: Option<(Instant, String)>,
}

/// Ends every open handoff of a case that the family may decline, and the places on the team that came through it.
pub(crate) fn decline_all(op: &mut Act<'_>, case: CaseId, code: &str) -> Result<()> {
    for handoff in every(op, Action::WithdrawVoluntary, case)? {
        if !(handoff.is_open() && voluntary(op, &handoff)?) {
            continue;
        }
        let due = due(op, "handoff.acknowledge_recall", handoff.to, &handoff)?;
        let declined = handoff.decline(op.by().person, code.to_owned(), op.now(), due)?;
        team::leave_through(op, case, handoff.id, "part_ended")?;
        let _ = op.save(handoff, declined)?;
    }
    Ok(())
}
/// The handoffs of a case as far as the caller sees them: what goes on, and what was stopped.
pub(crate) fn declined(op: &mut Op<'_>, case: CaseId) -> Result<Vec<Declined>> {
    let told = |op: &Op<'_>, handoff: &Granted<'_, Handoff>| {
        let stopped = matches!(handoff.status.state, State::Recalled | State::Ended) && voluntary(op, handoff)?;
        Ok(Declined {
            id: handoff.id,
            service: handoff.service.clone(),
            to: handoff.to,
            kind: handoff.compartment,
            state: handoff.status.state,
            open: handoff.is_open(),
            stopped: handoff.status.code.clone().filter(|_| stopped).map(|code| (handoff.status.at, code)),
        })
    };
    every(op, Action::WithdrawVoluntary, case)?.iter().map(|handoff| told(op, handoff)).collect()
}

fn voluntary(op: &Op<'_>, handoff: &Handoff) -> Result<bool> {
    let service = op.rules().service(&handoff.service);
    service.map(|service| service.voluntary).ok_or_else(|| Error::internal("a service that no pack has"))
}
/// Every handoff of a case on which an action is allowed, page by page.
fn every<'tx>(op: &mut Op<'tx>, action: Action, case: CaseId) -> Result<Vec<Granted<'tx, Handoff>>> {
    let (mut all, mut after) = (Vec::new(), None::<After>);
    loop {
        let page = Paging { limit: Paging::MOST, after };
        let some = op.list::<Handoff>(action, Rows::Handoffs, &Which::Case(case), &page)?;
        all.extend(some.items);
        after = some.next;
        if after.is_none() {
            return Ok(all);
        }
    }
}
