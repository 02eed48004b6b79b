//! Where people answer.
use super::service;
use super::wire::{CreatePerson, PersonFilter, PersonView, UpdatePerson, long_enough};
use crate::access::Caller;
use crate::kernel::PersonId;
use crate::op::Db;
use crate::vault::Passwords;
use crate::web::{IfMatch, Listing, PageOf, PathId, Reply, Valid};
use actix_web::web::Data;
use actix_web::{get, patch, post};
use utoipa_actix_web::service_config::ServiceConfig;

/// Look at oneself.
#[utoipa::path(tag = "people", responses((status = 200, description = "The account of this session.", body = PersonView)))]
#[get("/v1/me")]
async fn read_me(caller: Caller, db: Data<Db>) -> Reply<PersonView> {
    db.read(&caller, service::me).await
}
/// List people.
#[utoipa::path(tag = "people", params(PersonFilter, ("limit" = Option<i64>, Query, minimum = 1, maximum = 100), ("cursor" = Option<String>, Query)),
    responses((status = 200, description = "One page of people, oldest account first.", body = PageOf<PersonView>)))]
#[get("/v1/people")]
async fn list_people(caller: Caller, db: Data<Db>, ask: Listing<PersonFilter>) -> Reply<PageOf<PersonView>> {
    let (agency, page) = (ask.filter.agency, ask.page);
    ask.answer(db.read(&caller, move |op| service::list(op, agency, &page)).await?)
}
/// Look at somebody.
#[utoipa::path(tag = "people", params(("id" = PersonId, Path)),
    responses((status = 200, description = "The person.", body = PersonView)))]
#[get("/v1/people/{id}")]
async fn read_person(caller: Caller, db: Data<Db>, id: PathId<PersonId>) -> Reply<PersonView> {
    db.read(&caller, move |op| service::read(op, id.0)).await
}
/// Add an account (administrators).
#[utoipa::path(tag = "people", request_body = CreatePerson,
    responses((status = 201, description = "The person.", body = PersonView)))]
#[post("/v1/people")]
async fn create_person(
    caller: Caller,
    db: Data<Db>,
    passwords: Data<Passwords>,
    new: Valid<CreatePerson>,
) -> Reply<PersonView> {
    let Valid { body, once } = new;
    let password = passwords.into_inner().hash(long_enough(&body.password)?).await?;
    db.once(&caller, once, service::read, move |op| service::enrol(op, body, password)).await
}
/// Change an account (administrators).
#[utoipa::path(tag = "people", params(("id" = PersonId, Path)), request_body = UpdatePerson,
    responses((status = 200, description = "The person as they are now.", body = PersonView)))]
#[patch("/v1/people/{id}")]
async fn update_person(
    caller: Caller,
    db: Data<Db>,
    passwords: Data<Passwords>,
    id: PathId<PersonId>,
    read: IfMatch,
    change: Valid<UpdatePerson>,
) -> Reply<PersonView> {
    let password = match &change.body.password {
        Some(password) => Some(passwords.into_inner().hash(long_enough(password)?).await?),
        None => None,
    };
    db.write(&caller, move |op| service::update(op, id.0, read.0, change.body, password)).await
}

/// Registers these routes.
pub fn routes(cfg: &mut ServiceConfig<'_>) {
    cfg.service(read_me).service(list_people).service(read_person).service(create_person).service(update_person);
}
