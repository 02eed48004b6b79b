//! Where the people around a child answer.
use super::service;
use super::wire::{CreateParty, PartyView, UpdateParty};
use crate::access::Caller;
use crate::kernel::{CaseId, PartyId};
use crate::op::Db;
use crate::web::{Anything, IfMatch, Listing, PageOf, PathId, PathIds, Reply, Valid};
use actix_web::web::Data;
use actix_web::{get, patch, post};
use utoipa_actix_web::service_config::ServiceConfig;

/// List the people around a child.
#[utoipa::path(tag = "parties", params(("id" = CaseId, Path), ("limit" = Option<i64>, Query, minimum = 1, maximum = 100), ("cursor" = Option<String>, Query)),
    responses((status = 200, description = "One page of people, who was added first first.", body = PageOf<PartyView>)))]
#[get("/v1/cases/{id}/parties")]
async fn list_parties(
    caller: Caller,
    db: Data<Db>,
    id: PathId<CaseId>,
    ask: Listing<Anything>,
) -> Reply<PageOf<PartyView>> {
    let page = ask.page;
    ask.answer(db.read(&caller, move |op| service::list(op, id.0, &page)).await?)
}
/// Add somebody around a child.
#[utoipa::path(tag = "parties", params(("id" = CaseId, Path)), request_body = CreateParty,
    responses((status = 201, description = "Somebody around the child.", body = PartyView)))]
#[post("/v1/cases/{id}/parties")]
async fn create_party(caller: Caller, db: Data<Db>, id: PathId<CaseId>, new: Valid<CreateParty>) -> Reply<PartyView> {
    let Valid { body, once } = new;
    db.once(&caller, once, service::read, move |op| service::create(op, id.0, body)).await
}
/// Change what is known of somebody around a child.
#[utoipa::path(tag = "parties", params(("id" = CaseId, Path), ("other" = PartyId, Path, description = "Who changes.")), request_body = UpdateParty,
    responses((status = 200, description = "Somebody around the child, as they are now.", body = PartyView)))]
#[patch("/v1/cases/{id}/parties/{other}")]
async fn update_party(
    caller: Caller,
    db: Data<Db>,
    ids: PathIds<CaseId, PartyId>,
    read: IfMatch,
    change: Valid<UpdateParty>,
) -> Reply<PartyView> {
    db.write(&caller, move |op| service::update(op, ids.0, ids.1, read.0, change.body)).await
}

/// Registers these routes.
pub fn routes(cfg: &mut ServiceConfig<'_>) {
    cfg.service(list_parties).service(create_party).service(update_party);
}
