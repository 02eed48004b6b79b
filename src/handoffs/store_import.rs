//! By what handoffs of a spreadsheet are known again, in the store.
use super::import::Same;
use crate::db::schema::handoffs as h;
use crate::kernel::{AgencyId, CaseId, Instant};
use crate::op::Tx;
use crate::problem::Result;
use diesel::prelude::*;

/// The handoffs of some cases.
pub(super) fn sent_of(tx: &mut Tx<'_>, cases: &[CaseId]) -> Result<Vec<Same>> {
    let columns = (h::case_id, h::service, h::from_agency, h::to_agency, h::occurred_at);
    let rows: Vec<(CaseId, String, AgencyId, AgencyId, Instant)> =
        h::table.filter(h::case_id.eq_any(cases)).select(columns).load(tx.conn())?;
    let same = |(case, service, from, to, occurred_at)| Same { case, service, from, to, occurred_at };
    Ok(rows.into_iter().map(same).collect())
}
