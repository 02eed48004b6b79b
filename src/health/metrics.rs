//! Counters for whoever watches the server, on a listener of their own: never on the one that people reach.
use crate::op::Db;
use crate::problem::{Error, Result};
use actix_web::dev::Server;
use actix_web::web::{self, Data};
use actix_web::{App, HttpResponse, HttpServer};
use std::net::{SocketAddr, TcpListener};
use std::sync::atomic::Ordering::Relaxed;

/// Listens; serves as soon as what it returns is awaited.
pub fn metrics(db: &Db, at: SocketAddr) -> Result<Server> {
    let listener = TcpListener::bind(at).map_err(|e| Error::internal(format!("cannot show counters on {at}: {e}")))?;
    let db = Data::new(db.clone());
    let app = move || App::new().app_data(db.clone()).route("/metrics", web::get().to(show));
    let http = HttpServer::new(app).workers(1).disable_signals().shutdown_timeout(1);
    Ok(http.listen(listener).map_err(Error::internal)?.run())
}

async fn show(db: Data<Db>) -> HttpResponse {
    HttpResponse::Ok().content_type("text/plain; version=0.0.4; charset=utf-8").body(text(&db))
}

/// The text format of Prometheus, version 0.0.4.
fn text(db: &Db) -> String {
    let counts = db.counts();
    let counters = [
        ("relais_ledger_records_total", "Entries of looks and refusals written.", &counts.records),
        ("relais_ledger_batches_total", "Batches committed by the writer.", &counts.batches),
        ("relais_acts_total", "Acts that passed through the writer.", &counts.jobs),
        ("relais_ledger_poisoned_total", "Batches that had to be undone.", &counts.poisoned),
    ];
    let mut out = String::new();
    for (name, help, value) in counters {
        let value = value.load(Relaxed);
        out.extend([format!("# HELP {name} {help}\n# TYPE {name} counter\n{name} {value}\n")]);
    }
    let build = concat!("relais_build_info{version=\"", env!("CARGO_PKG_VERSION"), "\"} 1\n");
    out + "# HELP relais_build_info The version that runs.\n# TYPE relais_build_info gauge\n" + build
}
