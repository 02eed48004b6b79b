//! Where wishes answer.
use super::service;
use super::wire::{WishView, WithdrawVoluntary, WithdrawnView};
use crate::access::Caller;
use crate::kernel::CaseId;
use crate::op::Db;
use crate::web::{Anything, Listing, PageOf, PathId, Reply, Valid};
use actix_web::web::Data;
use actix_web::{get, post};
use utoipa_actix_web::service_config::ServiceConfig;

/// List what the family of a case does not want any more, as far as you may see it.
#[utoipa::path(tag = "wishes", params(("id" = CaseId, Path), ("limit" = Option<i64>, Query, minimum = 1, maximum = 100), ("cursor" = Option<String>, Query)),
    responses((status = 200, description = "One page of wishes: the parents', and the young person's own.", body = PageOf<WishView>)))]
#[get("/v1/cases/{id}/wishes")]
async fn list_wishes(
    caller: Caller,
    db: Data<Db>,
    id: PathId<CaseId>,
    ask: Listing<Anything>,
) -> Reply<PageOf<WishView>> {
    let page = ask.page;
    ask.answer(db.read(&caller, move |op| service::list(op, id.0, &page)).await?)
}
/// Withdraw every voluntary service of a family in one act (coordinators).
///
/// What nobody works on yet goes back to its sender; what is waited for or under way ends, and whoever joined the team
/// through it leaves; what the law or a protocol asks for stays. From now on nobody contacts the family, unless
/// `contact` says otherwise. Said again in the same words, it changes nothing more.
#[utoipa::path(tag = "wishes", params(("id" = CaseId, Path)), request_body = WithdrawVoluntary,
    responses((status = 200, description = "What ended with that wish, and what stays.", body = WithdrawnView)))]
#[post("/v1/cases/{id}/withdraw-voluntary")]
async fn withdraw_voluntary(
    caller: Caller,
    db: Data<Db>,
    id: PathId<CaseId>,
    ask: Valid<WithdrawVoluntary>,
) -> Reply<WithdrawnView> {
    let Valid { body, once } = ask;
    db.once(&caller, once, service::read, move |op| service::withdraw(op, id.0, body)).await
}

/// Registers these routes.
pub fn routes(cfg: &mut ServiceConfig<'_>) {
    cfg.service(list_wishes).service(withdraw_voluntary);
}
