//! Where handoffs answer to who sent them, and to who decides what follows.
use super::view::HandoffView;
use super::wire::{Attest, Because, Perhaps, Plainly, Reroute};
use super::{decisions, service};
use crate::access::Caller;
use crate::kernel::HandoffId;
use crate::op::Db;
use crate::web::{PathId, Reply, Valid};
use actix_web::post;
use actix_web::web::Data;
use utoipa_actix_web::service_config::ServiceConfig;

/// Take it back (the sender), with a code of the list `recall` if there is one.
#[utoipa::path(tag = "handoffs", params(("id" = HandoffId, Path)), request_body = Perhaps,
    responses((status = 200, description = "The handoff, recalled.", body = HandoffView)))]
#[post("/v1/handoffs/{id}/recall")]
async fn recall_handoff(
    caller: Caller,
    db: Data<Db>,
    id: PathId<HandoffId>,
    ask: Valid<Perhaps>,
) -> Reply<HandoffView> {
    let Valid { body, once } = ask;
    db.once(&caller, once, service::read, move |op| decisions::recall(op, id.0, body.code)).await
}
/// End what was taken on, with a code of the list `end`.
#[utoipa::path(tag = "handoffs", params(("id" = HandoffId, Path)), request_body = Because,
    responses((status = 200, description = "The handoff, ended.", body = HandoffView)))]
#[post("/v1/handoffs/{id}/end")]
async fn end_handoff(caller: Caller, db: Data<Db>, id: PathId<HandoffId>, ask: Valid<Because>) -> Reply<HandoffView> {
    let Valid { body, once } = ask;
    db.once(&caller, once, service::read, move |op| decisions::end(op, id.0, body.code)).await
}
/// Mark as logged by mistake, with a code of the list `in_error`: access ends at once.
#[utoipa::path(tag = "handoffs", params(("id" = HandoffId, Path)), request_body = Because,
    responses((status = 200, description = "The handoff, out of all figures.", body = HandoffView)))]
#[post("/v1/handoffs/{id}/in-error")]
async fn mark_in_error(caller: Caller, db: Data<Db>, id: PathId<HandoffId>, ask: Valid<Because>) -> Reply<HandoffView> {
    let Valid { body, once } = ask;
    db.once(&caller, once, service::read, move |op| decisions::mark_in_error(op, id.0, body.code)).await
}
/// Close the check that a mistake asks for, with a code of the list `incident_outcome` (coordinators).
#[utoipa::path(tag = "handoffs", params(("id" = HandoffId, Path)), request_body = Because,
    responses((status = 200, description = "The handoff.", body = HandoffView)))]
#[post("/v1/handoffs/{id}/incident-check")]
async fn check_incident(
    caller: Caller,
    db: Data<Db>,
    id: PathId<HandoffId>,
    ask: Valid<Because>,
) -> Reply<HandoffView> {
    let Valid { body, once } = ask;
    db.once(&caller, once, service::read, move |op| decisions::check_incident(op, id.0, body.code)).await
}
/// Say that the family was not reached, with a code of the list `dispute`.
#[utoipa::path(tag = "handoffs", params(("id" = HandoffId, Path)), request_body = Because,
    responses((status = 200, description = "The handoff, disputed.", body = HandoffView)))]
#[post("/v1/handoffs/{id}/dispute")]
async fn dispute_handoff(
    caller: Caller,
    db: Data<Db>,
    id: PathId<HandoffId>,
    ask: Valid<Because>,
) -> Reply<HandoffView> {
    let Valid { body, once } = ask;
    db.once(&caller, once, service::read, move |op| decisions::dispute(op, id.0, body.code)).await
}
/// Decide that the answer stands (coordinators).
#[utoipa::path(tag = "handoffs", params(("id" = HandoffId, Path)), request_body = Plainly,
    responses((status = 200, description = "The handoff, as it stood before.", body = HandoffView)))]
#[post("/v1/handoffs/{id}/uphold")]
async fn uphold_handoff(
    caller: Caller,
    db: Data<Db>,
    id: PathId<HandoffId>,
    ask: Valid<Plainly>,
) -> Reply<HandoffView> {
    db.once(&caller, ask.once, service::read, move |op| decisions::uphold(op, id.0)).await
}
/// Record a verbal answer; recorded by the sender it counts for nothing, and only says who was reached.
#[utoipa::path(tag = "handoffs", params(("id" = HandoffId, Path)), request_body = Attest,
    responses((status = 200, description = "The handoff.", body = HandoffView)))]
#[post("/v1/handoffs/{id}/attest")]
async fn attest_handoff(caller: Caller, db: Data<Db>, id: PathId<HandoffId>, ask: Valid<Attest>) -> Reply<HandoffView> {
    let Valid { body, once } = ask;
    db.once(&caller, once, service::read, move |op| decisions::attest(op, id.0, body)).await
}
/// Send elsewhere (coordinators; while the case is proposed, the agency that opened it).
#[utoipa::path(tag = "handoffs", params(("id" = HandoffId, Path)), request_body = Reroute,
    responses((status = 201, description = "The next handoff of the chain.", body = HandoffView)))]
#[post("/v1/handoffs/{id}/reroute")]
async fn reroute_handoff(
    caller: Caller,
    db: Data<Db>,
    id: PathId<HandoffId>,
    ask: Valid<Reroute>,
) -> Reply<HandoffView> {
    let Valid { body, once } = ask;
    db.once(&caller, once, service::read, move |op| decisions::reroute(op, id.0, body)).await
}
/// Decide that no service exists, with a code of the list `unmet` (coordinators; while the case is proposed, the agency that opened it).
#[utoipa::path(tag = "handoffs", params(("id" = HandoffId, Path)), request_body = Because,
    responses((status = 200, description = "The handoff.", body = HandoffView)))]
#[post("/v1/handoffs/{id}/unmet")]
async fn leave_unmet(caller: Caller, db: Data<Db>, id: PathId<HandoffId>, ask: Valid<Because>) -> Reply<HandoffView> {
    let Valid { body, once } = ask;
    db.once(&caller, once, service::read, move |op| decisions::leave_unmet(op, id.0, body.code)).await
}

/// Registers these routes.
pub fn routes(cfg: &mut ServiceConfig<'_>) {
    cfg.service(recall_handoff).service(end_handoff).service(mark_in_error).service(check_incident);
    cfg.service(dispute_handoff).service(uphold_handoff).service(attest_handoff);
    cfg.service(reroute_handoff).service(leave_unmet);
}
