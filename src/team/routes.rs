//! Where the team answers.
use super::service;
use super::wire::{JoinTeam, TeamMemberView};
use crate::access::Caller;
use crate::kernel::{CaseId, PersonId};
use crate::op::Db;
use crate::web::{Anything, IfMatch, Listing, PageOf, PathId, PathIds, Reply, Valid};
use actix_web::web::Data;
use actix_web::{delete, get, post};
use utoipa_actix_web::service_config::ServiceConfig;

/// List who works on a case, as far as you may know it.
#[utoipa::path(tag = "team", params(("id" = CaseId, Path), ("limit" = Option<i64>, Query, minimum = 1, maximum = 100), ("cursor" = Option<String>, Query)),
    responses((status = 200, description = "One page of the team, who joined first first.", body = PageOf<TeamMemberView>)))]
#[get("/v1/cases/{id}/team")]
async fn list_team(
    caller: Caller,
    db: Data<Db>,
    id: PathId<CaseId>,
    ask: Listing<Anything>,
) -> Reply<PageOf<TeamMemberView>> {
    let page = ask.page;
    ask.answer(db.read(&caller, move |op| service::list(op, id.0, &page)).await?)
}
/// Put somebody on the team (coordinators).
#[utoipa::path(tag = "team", params(("id" = CaseId, Path)), request_body = JoinTeam,
    responses((status = 201, description = "Their place on the team.", body = TeamMemberView)))]
#[post("/v1/cases/{id}/team")]
async fn join_team(caller: Caller, db: Data<Db>, id: PathId<CaseId>, new: Valid<JoinTeam>) -> Reply<TeamMemberView> {
    let Valid { body, once } = new;
    db.once(&caller, once, service::read, move |op| service::create(op, id.0, body.person)).await
}
/// Take somebody off the team (coordinators, and the agency that joined through a handoff).
#[utoipa::path(tag = "team", params(("id" = CaseId, Path), ("other" = PersonId, Path, description = "Who leaves.")),
    responses((status = 200, description = "Their place, ended.", body = TeamMemberView)))]
#[delete("/v1/cases/{id}/team/{other}")]
async fn leave_team(
    caller: Caller,
    db: Data<Db>,
    ids: PathIds<CaseId, PersonId>,
    read: IfMatch,
) -> Reply<TeamMemberView> {
    db.write(&caller, move |op| service::remove(op, ids.0, ids.1, read.0)).await
}

/// Registers these routes.
pub fn routes(cfg: &mut ServiceConfig<'_>) {
    cfg.service(list_team).service(join_team).service(leave_team);
}
