//! What the store is asked when a case goes to another installation: which transfer waits, and what must not be left.
use super::model::State;
use super::transfer::TRANSFER;
use crate::db::schema::{cases as c, handoffs as h, people as p};
use crate::kernel::{AgencyId, CaseId, HandoffId};
use crate::op::Tx;
use crate::problem::Result;
use diesel::prelude::*;
use std::str::FromStr;

/// A case as an operator names it.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum CaseNamed {
    /// By its id.
    Id(CaseId),
    /// By its year and number, as its centre says them.
    Number(i64, i64),
}
impl FromStr for CaseNamed {
    type Err = &'static str;
    fn from_str(text: &str) -> std::result::Result<Self, Self::Err> {
        if let Ok(id) = text.trim().parse::<CaseId>() {
            return Ok(Self::Id(id));
        }
        let parts =
            text.trim().split_once('-').and_then(|(year, number)| Some((year.parse().ok()?, number.parse().ok()?)));
        parts.map(|(year, number)| Self::Number(year, number)).ok_or("neither an id nor a number such as 2026-0012")
    }
}

/// The transfers of a case that wait for an answer, from a centre or to one.
pub(super) fn waiting(
    tx: &mut Tx<'_>,
    named: CaseNamed,
    from: Option<AgencyId>,
    to: Option<AgencyId>,
) -> Result<Vec<HandoffId>> {
    let mut query = h::table.inner_join(c::table).filter(h::service.eq(TRANSFER)).into_boxed();
    query = query.filter(h::state.eq_any([State::Sent, State::Received]).and(c::merged_into.is_null()));
    query = match named {
        CaseNamed::Id(id) => {
            let whole = c::table.find(id).select(c::merged_into).first::<Option<CaseId>>(tx.conn()).optional()?;
            query.filter(h::case_id.eq(whole.flatten().unwrap_or(id)))
        }
        CaseNamed::Number(year, number) => query.filter(c::year.eq(year).and(c::number.eq(number))),
    };
    if let Some(from) = from {
        query = query.filter(c::centre_id.eq(from));
    }
    if let Some(to) = to {
        query = query.filter(h::to_agency.eq(to));
    }
    Ok(query.order(h::id).select(h::id).load(tx.conn())?)
}
/// Whether somebody of an agency may sign in.
pub(super) fn signs_in(tx: &mut Tx<'_>, agency: AgencyId) -> Result<bool> {
    let active = p::table.filter(p::agency_id.eq(agency).and(p::active.eq(true)));
    Ok(diesel::select(diesel::dsl::exists(active)).get_result(tx.conn())?)
}
/// Whether something that was seen by mistake has not been looked into yet.
pub(super) fn has_open_incident(tx: &mut Tx<'_>, case: CaseId) -> Result<bool> {
    let seen = h::case_id.eq(case).and(h::state.eq(State::InError)).and(h::seen_at.is_not_null());
    let open = h::table.filter(seen.and(h::closing_at.is_null()));
    Ok(diesel::select(diesel::dsl::exists(open)).get_result(tx.conn())?)
}
