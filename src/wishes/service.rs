//! One function per verb: find, decide, save, record.
use super::model::{Whose, Wish};
use super::store;
use super::wire::{WishView, WithdrawVoluntary, WithdrawnView};
use crate::access::Action;
use crate::cases::{Case, contact_now, leave_in_peace};
use crate::handoffs::{Declined, Withdrawer, coded, decline_all, declined};
use crate::kernel::{CaseId, Page, Paging, WishId};
use crate::op::{Act, Done, Granted, Op, Rows};
use crate::problem::{Code, Error, FieldCode, Result};
use chrono::{Days, NaiveDate};

/// Lists what the family of a case does not want.
pub(super) fn list<'tx>(op: &mut Op<'tx>, case: CaseId, page: &Paging) -> Done<'tx, Page<WishView>> {
    let case = op.find::<Case>(Action::ReadCase, case)?;
    let wishes = op.list::<Wish>(Action::ListWishes, Rows::Of("wishes"), &case.id, page)?;
    op.listed(wishes, |wish| Ok(WishView::from(&**wish)))
}
/// Ends every service that the family may decline.
pub(super) fn withdraw<'tx>(op: &mut Act<'tx>, id: CaseId, said: WithdrawVoluntary) -> Done<'tx, WithdrawnView> {
    let case = op.find::<Case>(Action::WithdrawVoluntary, id)?;
    if said.by == Some(Withdrawer::Sender) {
        return Err(Error::field("/by", FieldCode::UnknownValue));
    }
    let code = coded(op, "withdraw", said.code)?;
    let reoffer_on = said.reoffer_on.map(|day| ahead(op, day)).transpose()?;
    decline_all(op, case.id, &code)?;
    leave_in_peace(op, case.id, said.contact)?;
    let wish = recorded(op, &case, said.whose.unwrap_or(Whose::Parents), code, reoffer_on)?;
    answer(op, case, &wish)
}
/// What became of the services of a family, by the wish that was recorded last.
pub(super) fn read<'tx>(op: &mut Op<'tx>, id: CaseId) -> Done<'tx, WithdrawnView> {
    let case = op.find::<Case>(Action::WithdrawVoluntary, id)?;
    let wishes = op.list::<Wish>(Action::ListWishes, Rows::Of("wishes"), &case.id, &Paging::first())?.items;
    let last = wishes.iter().max_by_key(|wish| wish.said_at).ok_or(Code::NotFound)?;
    answer(op, case, last)
}

/// The wish as it is kept; said again in the same words it stays as it is.
fn recorded<'tx>(
    op: &mut Act<'tx>,
    case: &Granted<'tx, Case>,
    whose: Whose,
    code: String,
    reoffer_on: Option<NaiveDate>,
) -> Result<Granted<'tx, Wish>> {
    let (said_at, recorded_by) = (op.now(), op.by().person);
    let Some(id) = op.peek(|tx| store::kept(tx, case.id, whose))? else {
        let id = WishId::new(said_at);
        let new = Wish { id, case: case.id, whose, code, reoffer_on, said_at, recorded_by, version: 1 };
        return Ok(op.also(Action::WithdrawVoluntary, case, &new)?.into_granted());
    };
    let wish = op.find::<Wish>(Action::WithdrawVoluntary, id)?;
    if wish.says(&code, reoffer_on) {
        return Ok(wish);
    }
    let anew = Wish { code, reoffer_on, said_at, recorded_by, ..Wish::clone(&wish) };
    Ok(op.save(wish, anew)?.into_granted())
}
fn answer<'tx>(op: &mut Op<'tx>, case: Granted<'tx, Case>, wish: &Wish) -> Done<'tx, WithdrawnView> {
    let contact = contact_now(op, case.id)?;
    let by_it = |handoff: &Declined| {
        handoff.stopped.as_ref().is_some_and(|(at, code)| *at == wish.said_at && *code == wish.code)
    };
    let (open, over): (Vec<_>, Vec<_>) = declined(op, case.id)?.into_iter().partition(|handoff| handoff.open);
    let view = WithdrawnView {
        case: case.id,
        wish: wish.into(),
        contact,
        withdrawn: over.into_iter().filter(by_it).map(Into::into).collect(),
        stays: open.into_iter().map(Into::into).collect(),
    };
    op.looked(case, |_| Ok(view))
}
/// Nobody is asked again on a day that is over, nor after so long that nobody remembers.
fn ahead(op: &Op<'_>, day: NaiveDate) -> Result<NaiveDate> {
    let today = op.now().utc().date_naive();
    let fits = day > today && today.checked_add_days(LATEST).is_some_and(|latest| day <= latest);
    if fits { Ok(day) } else { Err(Error::field("/reoffer_on", FieldCode::OutOfRange)) }
}
/// The latest day on which services are offered again.
const LATEST: Days = Days::new(5 * 366);
