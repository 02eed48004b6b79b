//! Cases to search through, and how much somebody has searched.
use crate::access::{Action, Principal};
use crate::db::schema::{cases as c, ledger_entries as l};
use crate::kernel::{CaseId, Instant, Paging, PersonId};
use crate::op::{Db, Rows, Scope, Tx};
use crate::problem::Result;
use diesel::prelude::*;

/// The newest cases of a scope.
pub(super) fn in_scope(tx: &mut Tx<'_>, scope: &Scope, most: usize) -> Result<Vec<CaseId>> {
    let most = i64::try_from(most).unwrap_or(i64::MAX);
    let cases = c::table.filter(scope.clone()).select(c::id);
    Ok(cases.order((c::created_at.desc(), c::id.desc())).limit(most).load(tx.conn())?)
}
/// How often somebody has searched since then, as the access log has it.
pub(super) fn searches(tx: &mut Tx<'_>, person: PersonId, since: Instant) -> Result<i64> {
    let own = l::table.filter(l::person_id.eq(Some(person)).and(l::at.gt(since)));
    let searches = own.filter(l::act.eq(Action::SearchCases.name()).and(l::out.eq("ok")));
    Ok(searches.count().get_result(tx.conn())?)
}

/// How the engine answers a search by file number, and the count of searches. For a test that holds it to the indexes.
pub async fn plans(db: &Db, who: Principal) -> Result<Vec<(&'static str, Vec<String>)>> {
    let now = db.shared().clock.now();
    db.examine(move |tx| {
        let scope = Scope::of(&who, Action::ListPartners, Rows::Partners);
        let numbered = super::store_partner::explained(tx, &scope, &[7; 32], &Paging::first())?;
        let own = l::table.filter(l::person_id.eq(Some(who.person)).and(l::at.gt(now))).select(l::id);
        Ok(vec![("numbered", numbered), ("searches", crate::db::explain(own, tx.conn())?)])
    })
    .await
}
