//! Where the access log answers.
use super::model::EntryName;
use super::service;
use super::wire::{AuditFilter, EntryView};
use crate::access::Caller;
use crate::op::Db;
use crate::web::{Listing, PageOf, PathId, Reply};
use actix_web::get;
use actix_web::web::Data;
use utoipa_actix_web::service_config::ServiceConfig;

/// Look through the access log (auditors).
///
/// A centre's auditor sees entries about the centre's cases and of its people; a partner's auditor, those of its own
/// people. Where somebody asked for what they may not know of, the entry is that of an unknown id.
#[utoipa::path(tag = "audit", params(AuditFilter, ("limit" = Option<i64>, Query, minimum = 1, maximum = 100), ("cursor" = Option<String>, Query)),
    responses((status = 200, description = "One page of entries, newest first.", body = PageOf<EntryView>)))]
#[get("/v1/audit/entries")]
async fn list_entries(caller: Caller, db: Data<Db>, ask: Listing<AuditFilter>) -> Reply<PageOf<EntryView>> {
    let (narrow, page) = (ask.filter.narrow(), ask.page);
    ask.answer(db.read(&caller, move |op| service::list(op, &narrow, &page)).await?)
}
/// Look at one entry of the access log (auditors).
#[utoipa::path(tag = "audit", params(("id" = u32, Path, description = "The number of the entry: its `index`.", example = 42)),
    responses((status = 200, description = "The entry.", body = EntryView)))]
#[get("/v1/audit/entries/{id}")]
async fn read_entry(caller: Caller, db: Data<Db>, id: PathId<EntryName>) -> Reply<EntryView> {
    db.read(&caller, move |op| service::read(op, id.0)).await
}

/// Registers these routes.
pub fn routes(cfg: &mut ServiceConfig<'_>) {
    cfg.service(list_entries).service(read_entry);
}
