//! Where support answers.
use super::service;
use super::wire::{SetUnavailableTimes, SupportView, UnavailableTimesView};
use crate::access::Caller;
use crate::kernel::CaseId;
use crate::op::Db;
use crate::web::{IfMatchOrNone, PathId, Reply, Valid};
use actix_web::web::Data;
use actix_web::{get, put};
use utoipa_actix_web::service_config::ServiceConfig;

/// Who supports the child and family, and when they cannot come.
///
/// For the whole team, police and the Crown included: it says nothing of therapy, advocacy or culture, and gives no
/// reason for a time. Whoever needs the family there asks the person in charge.
#[utoipa::path(tag = "support", params(("id" = CaseId, Path)),
    responses((status = 200, description = "Who is in charge of support, and the times.", body = SupportView)))]
#[get("/v1/cases/{id}/support")]
async fn read_support(caller: Caller, db: Data<Db>, id: PathId<CaseId>) -> Reply<SupportView> {
    db.read(&caller, move |op| service::read(op, id.0)).await
}
/// When the family cannot come.
///
/// The list as it was set last, with who set it; its version is 0 while nobody has.
#[utoipa::path(tag = "support", params(("id" = CaseId, Path)),
    responses((status = 200, description = "The times.", body = UnavailableTimesView)))]
#[get("/v1/cases/{id}/unavailable-times")]
async fn read_times(caller: Caller, db: Data<Db>, id: PathId<CaseId>) -> Reply<UnavailableTimesView> {
    db.read(&caller, move |op| service::times(op, id.0)).await
}
/// Set when the family cannot come (coordinators, and advocates and victim services on the team).
///
/// The whole list at once. No reason is asked: an appointment with a therapist would tell of the therapy.
#[utoipa::path(tag = "support", params(("id" = CaseId, Path)), request_body = SetUnavailableTimes,
    responses((status = 200, description = "The times as they are now.", body = UnavailableTimesView)))]
#[put("/v1/cases/{id}/unavailable-times")]
async fn set_times(
    caller: Caller,
    db: Data<Db>,
    id: PathId<CaseId>,
    read: IfMatchOrNone,
    ask: Valid<SetUnavailableTimes>,
) -> Reply<UnavailableTimesView> {
    let times = ask.body.times()?;
    db.write(&caller, move |op| service::set_times(op, id.0, read.0, times)).await
}

/// Registers these routes.
pub fn routes(cfg: &mut ServiceConfig<'_>) {
    cfg.service(read_support).service(read_times).service(set_times);
}
