//! Where intakes answer.
use super::service;
use super::wire::{IntakeView, OpenIntake};
use crate::access::Caller;
use crate::op::Db;
use crate::web::{Reply, Valid};
use actix_web::post;
use actix_web::web::Data;
use utoipa_actix_web::service_config::ServiceConfig;

/// Open a case towards a centre, with its first handoff.
#[utoipa::path(tag = "intakes", request_body = OpenIntake,
    responses((status = 201, description = "The case, proposed, and the handoff to the centre.", body = IntakeView)))]
#[post("/v1/intakes")]
async fn open_intake(caller: Caller, db: Data<Db>, new: Valid<OpenIntake>) -> Reply<IntakeView> {
    let Valid { body, once } = new;
    db.once(&caller, once, service::read, move |op| service::open(op, body)).await
}

/// Registers these routes.
pub fn routes(cfg: &mut ServiceConfig<'_>) {
    cfg.service(open_intake);
}
