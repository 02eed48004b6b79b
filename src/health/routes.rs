//! Where health is answered: `/healthz` says that the process runs, `/readyz` that it can do its work.
use crate::op::Db;
use actix_web::HttpResponse;
use actix_web::get;
use actix_web::web::Data;
use serde::Serialize;
use std::sync::atomic::{AtomicBool, Ordering};
use utoipa::ToSchema;
use utoipa_actix_web::service_config::ServiceConfig;

/// Whether new work is wanted; red first when the server is about to stop.
#[derive(Debug, Default)]
pub struct Ready(AtomicBool);
impl Ready {
    /// Turns readiness on or off.
    pub fn set(&self, ready: bool) {
        self.0.store(ready, Ordering::SeqCst);
    }
}

/// How it is.
#[derive(Debug, Serialize, ToSchema)]
pub(super) struct Health {
    /// `ok`, `stopping` or `unavailable`.
    #[schema(example = "ok")]
    status: &'static str,
}

/// The process runs.
///
/// Says nothing about the store; a process that answers here need not be restarted.
#[utoipa::path(tag = "service", responses((status = 200, description = "The process runs.", body = Health)))]
#[get("/healthz")]
async fn healthz() -> HttpResponse {
    HttpResponse::Ok().json(Health { status: "ok" })
}

/// The store answers and the access log can be written.
///
/// Red while the server starts and as soon as it is told to stop, so that nobody sends new work.
#[utoipa::path(
    tag = "service",
    responses(
        (status = 200, description = "Ready for work.", body = Health),
        (status = 503, description = "Not ready: stopping, or the store does not answer.", body = Health)
    )
)]
#[get("/readyz")]
async fn readyz(db: Data<Db>, ready: Data<Ready>) -> HttpResponse {
    if !ready.0.load(Ordering::SeqCst) {
        return HttpResponse::ServiceUnavailable().json(Health { status: "stopping" });
    }
    match db.takes_entries().await {
        Ok(()) => HttpResponse::Ok().json(Health { status: "ok" }),
        Err(_) => HttpResponse::ServiceUnavailable().json(Health { status: "unavailable" }),
    }
}

/// Registers these routes.
pub fn routes(cfg: &mut ServiceConfig<'_>) {
    cfg.service(healthz).service(readyz);
}
