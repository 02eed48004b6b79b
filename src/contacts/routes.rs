//! Where contacts answer.
use super::service;
use super::wire::{ContactView, LogContact};
use crate::access::Caller;
use crate::kernel::{CaseId, ContactId};
use crate::op::Db;
use crate::web::{Anything, Listing, PageOf, PathId, Reply, Valid};
use actix_web::web::Data;
use actix_web::{get, post};
use utoipa_actix_web::service_config::ServiceConfig;

/// List who spoke to the family, or tried to, and what was promised.
///
/// As far as you may know it: that a therapist called is told to nobody from whom therapy is hidden. Coordinators see
/// who, when and what was promised, whatever the kind of information. Attempts and first contacts that are recorded on
/// a referral are in it too.
#[utoipa::path(tag = "contacts", params(("id" = CaseId, Path), ("limit" = Option<i64>, Query, minimum = 1, maximum = 100), ("cursor" = Option<String>, Query)),
    responses((status = 200, description = "One page of contacts, last first.", body = PageOf<ContactView>)))]
#[get("/v1/cases/{id}/contacts")]
async fn list_contacts(
    caller: Caller,
    db: Data<Db>,
    id: PathId<CaseId>,
    ask: Listing<Anything>,
) -> Reply<PageOf<ContactView>> {
    let page = ask.page;
    ask.answer(db.read(&caller, move |op| service::list(op, id.0, &page)).await?)
}
/// Record that you spoke to the family, or tried to (the team, and coordinators).
///
/// It is of the kind of information of the handoff that you name, if your agency sent it or was asked; else of your
/// agency's work where that tells something by itself, as therapy does, or of your own part in the case. Nothing of it can be changed afterwards: record what is
/// right as well. A promise is a code and a day, and opens no expected step.
#[utoipa::path(tag = "contacts", params(("id" = CaseId, Path)), request_body = LogContact,
    responses((status = 201, description = "The contact, as it is kept.", body = ContactView)))]
#[post("/v1/cases/{id}/contacts")]
async fn log_contact(caller: Caller, db: Data<Db>, id: PathId<CaseId>, new: Valid<LogContact>) -> Reply<ContactView> {
    let Valid { body, once } = new;
    db.once(&caller, once, service::read, move |op| service::log(op, id.0, body)).await
}
/// Look at one contact.
///
/// Its note is there only for who sees everything of its kind of information.
#[utoipa::path(tag = "contacts", params(("id" = ContactId, Path)),
    responses((status = 200, description = "The contact.", body = ContactView)))]
#[get("/v1/contacts/{id}")]
async fn read_contact(caller: Caller, db: Data<Db>, id: PathId<ContactId>) -> Reply<ContactView> {
    db.read(&caller, move |op| service::read(op, id.0)).await
}

/// Registers these routes.
pub fn routes(cfg: &mut ServiceConfig<'_>) {
    cfg.service(list_contacts).service(log_contact).service(read_contact);
}
