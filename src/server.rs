//! The only file that knows every feature: routes, middleware, the API description, start and stop.
use crate::config::Config;
use crate::docs::{self, Pages};
use crate::health::Ready;
use crate::op::{Db, Shared};
use crate::problem::{Error, Result};
use crate::rules::Rules;
use crate::vault::{KeyRing, Passwords, read_ring_file};
use crate::web::spec::{Paths, complete, served};
use crate::web::{Tokens, guard, problem, unknown_path};
use crate::{
    agencies, audit, cases, contacts, disclosures, handoffs, health, intakes, merges, obligations, parties, people,
    referrals, sessions, support, team, wishes,
};
use actix_web::dev::{Server as HttpServer, ServerHandle};
use actix_web::middleware::from_fn;
use actix_web::web::Data;
use actix_web::{App, HttpResponse, get};
use std::net::TcpListener;
use std::sync::Arc;
use std::time::Duration;
use tokio::signal::unix::{SignalKind, signal};
use utoipa::OpenApi;
use utoipa::openapi::OpenApi as Document;
use utoipa_actix_web::AppExt;
use utoipa_actix_web::service_config::ServiceConfig;

/// The head of the API description; operations come from the code.
#[derive(OpenApi)]
#[openapi(
    info(
        title = "Relais",
        description = "Case coordination for child advocacy centres: a handoff counts only when its receiver confirms \
                       it, every expected act has a clock, and every look at a child's file is written down before the \
                       file is shown.\n\nLogging something here never discharges anybody's personal duty to report a \
                       child in need of protection."
    ),
    servers((url = "/", description = "This server.")),
    tags(
        (name = "sessions", description = "Sign in, in one role at a time."),
        (name = "agencies", description = "Partner organizations and centres."),
        (name = "people", description = "Accounts."),
        (name = "cases", description = "One child, one cluster of facts."),
        (name = "intakes", description = "Cases that partners open towards a centre."),
        (name = "handoffs", description = "What passes from one agency to another, and whether its receiver confirmed it."),
        (name = "referrals", description = "What follows when a handoff asks for a service: a first contact, the service, its end."),
        (name = "contacts", description = "Who spoke to the family last, and what was promised."),
        (name = "support", description = "Who supports the child and family, and when they cannot come."),
        (name = "worklists", description = "What is without an answer, and what is due next."),
        (name = "parties", description = "The people around a child."),
        (name = "team", description = "Who works on a case, and through what."),
        (name = "partners", description = "The agencies that work on a case, and their own file numbers."),
        (name = "wishes", description = "What a family, or a young person, does not want any more."),
        (name = "audit", description = "Who saw what, when, and by which rule: for auditors."),
        (name = "service", description = "For whoever runs the server.")
    )
)]
struct Head;

fn routes(cfg: &mut ServiceConfig<'_>) {
    health::routes(cfg);
    sessions::routes(cfg);
    agencies::routes(cfg);
    people::routes(cfg);
    cases::routes(cfg);
    intakes::routes(cfg);
    intakes::family_routes(cfg);
    handoffs::routes(cfg);
    handoffs::sender_routes(cfg);
    referrals::routes(cfg);
    contacts::routes(cfg);
    support::routes(cfg);
    obligations::routes(cfg);
    parties::routes(cfg);
    team::routes(cfg);
    wishes::routes(cfg);
    merges::routes(cfg);
    disclosures::routes(cfg);
    audit::routes(cfg);
    docs::routes(cfg);
    cfg.service(openapi_document);
}

/// This description.
///
/// Needs no session and is not written into the access log.
#[utoipa::path(tag = "service", responses((status = 200, description = "This description, as OpenAPI 3.1.", body = serde_json::Value)))]
#[get("/openapi.json")]
async fn openapi_document(document: Data<serde_json::Value>) -> HttpResponse {
    HttpResponse::Ok().json(document.as_ref())
}

/// The API description, from the code.
#[must_use]
pub fn description() -> serde_json::Value {
    served(&document())
}
fn document() -> Document {
    let (_, mut document) = App::new().into_utoipa_app().openapi(Head::openapi()).configure(routes).split_for_parts();
    complete(&mut document);
    document
}

/// A server that listens, and what goes on behind it.
pub struct Server {
    http: HttpServer,
    metrics: Option<HttpServer>,
    port: u16,
    db: Db,
    ready: Data<Ready>,
    drain: Duration,
}

impl Server {
    /// Opens the store and the sockets; nothing is served before `run`.
    pub fn build(config: &Config) -> Result<Self> {
        Self::over(open(config)?, config)
    }
    /// Opens the sockets over a store that is open.
    pub fn over(db: Db, config: &Config) -> Result<Self> {
        let ring = &db.shared().ring;
        let tokens = Data::new(Tokens::new(ring)?);
        let passwords = Data::from(Passwords::new(ring, config.hashing.memory_kib, config.hashing.passes)?);
        let document = document();
        let (paths, document) = (Data::new(Paths::of(&document)), Data::new(served(&document)));
        let pages = Data::new(Pages::of(document.clone().into_inner()));
        let ready = Data::new(Ready::default());
        let listener = TcpListener::bind(config.listen)
            .map_err(|e| Error::internal(format!("cannot listen on {}: {e}", config.listen)))?;
        let port = listener.local_addr().map_err(Error::internal)?.port();
        let metrics = config.metrics.map(|at| health::metrics(&db, at)).transpose()?;
        let (served, shown) = (db.clone(), ready.clone());
        let app = move || {
            App::new()
                .app_data(Data::new(served.clone()))
                .app_data(tokens.clone())
                .app_data(passwords.clone())
                .app_data(document.clone())
                .app_data(pages.clone())
                .app_data(paths.clone())
                .app_data(shown.clone())
                .wrap(from_fn(problem))
                .wrap(from_fn(guard))
                .into_utoipa_app()
                .configure(routes)
                .into_app()
                .default_service(actix_web::web::to(unknown_path))
        };
        let http = actix_web::HttpServer::new(app)
            .workers(config.workers)
            .client_request_timeout(Duration::from_secs(5))
            .keep_alive(Duration::from_secs(75))
            .max_connections(4096)
            .shutdown_timeout(20)
            .disable_signals()
            .listen(listener)
            .map_err(Error::internal)?
            .run();
        Ok(Self { http, metrics, port, db, ready, drain: config.drain })
    }
    /// The port that it listens on.
    #[must_use]
    pub const fn port(&self) -> u16 {
        self.port
    }
    /// Its store.
    #[must_use]
    pub const fn db(&self) -> &Db {
        &self.db
    }
    /// Serves until it is told to stop: SIGTERM, SIGINT, or the handle.
    pub async fn run(self) -> Result<()> {
        let upkeep = tokio::spawn(upkeep(self.db.clone()));
        let metrics = self.metrics.map(tokio::spawn);
        self.ready.set(true);
        let signals = tokio::spawn(stop_on_signal(self.http.handle(), self.ready.clone(), self.drain));
        let served = self.http.await;
        upkeep.abort();
        signals.abort();
        metrics.as_ref().inspect(|shown| shown.abort());
        self.db.write_counted().await?;
        while self.db.sequence().await? > 0 {}
        self.db.fold().await?;
        served.map_err(Error::internal)
    }
    /// Stops it from elsewhere.
    #[must_use]
    pub fn handle(&self) -> ServerHandle {
        self.http.handle()
    }
}

/// Opens the store of a configuration; its schema has to be current.
pub fn open(config: &Config) -> Result<Db> {
    let root = read_ring_file(&config.key_file)
        .map_err(|e| Error::internal(format!("the key file {}: {e}", config.key_file.display())))?;
    let rules = Rules::embedded().map_err(Error::internal)?;
    let shared = Shared { ring: KeyRing::new(&root), rules, clock: config.clock.clone() };
    Db::open(&config.database, config.readers, shared)
}

/// Numbers entries every second, writes down counted refusals every minute.
async fn upkeep(db: Db) {
    let mut second = tokio::time::interval(Duration::from_secs(1));
    let mut ticks = 0_u32;
    loop {
        second.tick().await;
        ticks = ticks.wrapping_add(1);
        while matches!(db.sequence().await, Ok(numbered) if numbered > 100) {}
        if ticks.is_multiple_of(60) {
            let written = db.write_counted().await;
            written.unwrap_or_else(|e| tracing::error!(cause = %e, "counted refusals could not be written"));
        }
    }
}

/// Readiness goes red first, so that nobody sends new work; then the listener closes and what runs is finished.
async fn stop_on_signal(handle: ServerHandle, ready: Data<Ready>, drain: Duration) {
    if told_to_stop().await.inspect_err(deaf).is_err() {
        return;
    }
    ready.set(false);
    // told once more, it does not wait
    let _ = tokio::time::timeout(drain, told_to_stop()).await;
    handle.stop(true).await;
}

/// Waits for SIGTERM or SIGINT.
async fn told_to_stop() -> std::io::Result<()> {
    let (mut term, mut int) = (signal(SignalKind::terminate())?, signal(SignalKind::interrupt())?);
    tokio::select! { _ = term.recv() => {}, _ = int.recv() => {} }
    tracing::info!("told to stop");
    Ok(())
}
fn deaf(e: &std::io::Error) {
    tracing::error!(cause = %e, "signals cannot be heard; stop the server by its handle");
}

/// Shared by whoever needs a password hashed outside a server.
pub fn passwords(config: &Config, db: &Db) -> Result<Arc<Passwords>> {
    Passwords::new(&db.shared().ring, config.hashing.memory_kib, config.hashing.passes)
}
