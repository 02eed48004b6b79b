//! Where worklists answer.
use super::service;
use super::wire::{LineView, MissedFilter};
use crate::access::Caller;
use crate::op::Db;
use crate::web::{Anything, Listing, PageOf, Reply};
use actix_web::get;
use actix_web::web::Data;
use utoipa_actix_web::service_config::ServiceConfig;

/// What is without an answer: safety first, then what waits longest; one line for all attempts at one thing.
///
/// Coordinators see what is expected on the cases of their centre, and what their centre owes on those of another one.
#[utoipa::path(tag = "worklists", params(MissedFilter, ("limit" = Option<i64>, Query, minimum = 1, maximum = 100), ("cursor" = Option<String>, Query)),
    responses((status = 200, description = "One page of lines.", body = PageOf<LineView>)))]
#[get("/v1/worklists/missed")]
async fn read_missed(caller: Caller, db: Data<Db>, ask: Listing<MissedFilter>) -> Reply<PageOf<LineView>> {
    let (all, page) = (ask.filter.tiers.is_some(), ask.page);
    ask.answer(db.read(&caller, move |op| service::missed(op, all, &page)).await?)
}
/// What is expected next.
#[utoipa::path(tag = "worklists", params(("limit" = Option<i64>, Query, minimum = 1, maximum = 100), ("cursor" = Option<String>, Query)),
    responses((status = 200, description = "One page of lines: safety first, then what is due soonest.", body = PageOf<LineView>)))]
#[get("/v1/worklists/due")]
async fn read_due(caller: Caller, db: Data<Db>, ask: Listing<Anything>) -> Reply<PageOf<LineView>> {
    let page = ask.page;
    ask.answer(db.read(&caller, move |op| service::due(op, &page)).await?)
}

/// Registers these routes.
pub fn routes(cfg: &mut ServiceConfig<'_>) {
    cfg.service(read_missed).service(read_due);
}
