//! Where agencies answer.
use super::service;
use super::wire::{AgencyFilter, AgencyView, CreateAgency, UpdateAgency};
use crate::access::Caller;
use crate::kernel::AgencyId;
use crate::op::Db;
use crate::web::{IfMatch, Listing, PageOf, PathId, Reply, Valid};
use actix_web::web::Data;
use actix_web::{get, patch, post};
use utoipa_actix_web::service_config::ServiceConfig;

/// List the agencies.
#[utoipa::path(tag = "agencies", params(AgencyFilter, ("limit" = Option<i64>, Query, minimum = 1, maximum = 100), ("cursor" = Option<String>, Query)),
    responses((status = 200, description = "One page of agencies, oldest first.", body = PageOf<AgencyView>)))]
#[get("/v1/agencies")]
async fn list_agencies(caller: Caller, db: Data<Db>, ask: Listing<AgencyFilter>) -> Reply<PageOf<AgencyView>> {
    let (discipline, page) = (ask.filter.discipline, ask.page);
    ask.answer(db.read(&caller, move |op| service::list(op, discipline, &page)).await?)
}
/// Look at an agency.
#[utoipa::path(tag = "agencies", params(("id" = AgencyId, Path)),
    responses((status = 200, description = "The agency.", body = AgencyView)))]
#[get("/v1/agencies/{id}")]
async fn read_agency(caller: Caller, db: Data<Db>, id: PathId<AgencyId>) -> Reply<AgencyView> {
    db.read(&caller, move |op| service::read(op, id.0)).await
}
/// Add an agency (administrators).
#[utoipa::path(tag = "agencies", request_body = CreateAgency,
    responses((status = 201, description = "The agency.", body = AgencyView)))]
#[post("/v1/agencies")]
async fn create_agency(caller: Caller, db: Data<Db>, new: Valid<CreateAgency>) -> Reply<AgencyView> {
    let Valid { body, once } = new;
    db.once(&caller, once, service::read, move |op| service::create(op, body)).await
}
/// Change an agency (administrators).
#[utoipa::path(tag = "agencies", params(("id" = AgencyId, Path)), request_body = UpdateAgency,
    responses((status = 200, description = "The agency as it is now.", body = AgencyView)))]
#[patch("/v1/agencies/{id}")]
async fn update_agency(
    caller: Caller,
    db: Data<Db>,
    id: PathId<AgencyId>,
    read: IfMatch,
    change: Valid<UpdateAgency>,
) -> Reply<AgencyView> {
    db.write(&caller, move |op| service::update(op, id.0, read.0, change.body)).await
}

/// Registers these routes.
pub fn routes(cfg: &mut ServiceConfig<'_>) {
    cfg.service(list_agencies).service(read_agency).service(create_agency).service(update_agency);
}
