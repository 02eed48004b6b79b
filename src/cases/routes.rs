//! Where cases answer.
use super::disclosure::{self, DisclosedView};
use super::exclusion::{self, ExcludePerson, ExclusionView};
use super::link::{self, LinkCases, LinkId, LinkView};
use super::search::{self, SearchCases, SearchView};
use super::timeline::{self, EventView};
use super::wire::{CaseFilter, CaseView, CloseCase, CreateCase, Nothing, UpdateCase};
use super::{moves, routes_contact, routes_partner, service};
use crate::access::Caller;
use crate::kernel::{CaseId, PersonId};
use crate::op::Db;
use crate::web::{Anything, IfMatch, IfMatchOrNone, Listing, PageOf, PathId, PathIds, Reply, Valid};
use actix_web::web::Data;
use actix_web::{delete, get, patch, post, put};
use utoipa_actix_web::service_config::ServiceConfig;

/// List the cases that you work on.
#[utoipa::path(tag = "cases", params(CaseFilter, ("limit" = Option<i64>, Query, minimum = 1, maximum = 100), ("cursor" = Option<String>, Query)),
    responses((status = 200, description = "One page of cases, newest first.", body = PageOf<CaseView>)))]
#[get("/v1/cases")]
async fn list_cases(caller: Caller, db: Data<Db>, ask: Listing<CaseFilter>) -> Reply<PageOf<CaseView>> {
    let (status, page) = (ask.filter.status, ask.page);
    ask.answer(db.read(&caller, move |op| service::list(op, status, &page)).await?)
}
/// Open a case in your centre (coordinators).
#[utoipa::path(tag = "cases", request_body = CreateCase,
    responses((status = 201, description = "The case.", body = CaseView)))]
#[post("/v1/cases")]
async fn create_case(caller: Caller, db: Data<Db>, new: Valid<CreateCase>) -> Reply<CaseView> {
    let Valid { body, once } = new;
    db.once(&caller, once, service::read, move |op| service::create(op, body)).await
}
/// Search your cases: by the child's name, or by an agency's file number.
///
/// It is posted so that no name stands in an address; it changes nothing, and finds nothing that the list of your cases
/// would not show. At most 60 searches an hour.
#[utoipa::path(tag = "cases", request_body = SearchCases,
    responses((status = 200, description = "The cases that fit best.", body = SearchView)))]
#[post("/v1/cases/search")]
async fn search_cases(caller: Caller, db: Data<Db>, ask: Valid<SearchCases>) -> Reply<SearchView> {
    db.read(&caller, move |op| search::search(op, ask.body)).await
}
/// Look at a case.
#[utoipa::path(tag = "cases", params(("id" = CaseId, Path)),
    responses((status = 200, description = "The case, as much of it as you may see.", body = CaseView)))]
#[get("/v1/cases/{id}")]
async fn read_case(caller: Caller, db: Data<Db>, id: PathId<CaseId>) -> Reply<CaseView> {
    db.read(&caller, move |op| service::read(op, id.0)).await
}
/// Change what is known of the child and of the facts.
#[utoipa::path(tag = "cases", params(("id" = CaseId, Path)), request_body = UpdateCase,
    responses((status = 200, description = "The case as it is now.", body = CaseView)))]
#[patch("/v1/cases/{id}")]
async fn update_case(
    caller: Caller,
    db: Data<Db>,
    id: PathId<CaseId>,
    read: IfMatch,
    change: Valid<UpdateCase>,
) -> Reply<CaseView> {
    db.write(&caller, move |op| service::update(op, id.0, read.0, change.body)).await
}
/// Close a case (coordinators); never with an open handoff.
#[utoipa::path(tag = "cases", params(("id" = CaseId, Path)), request_body = CloseCase,
    responses((status = 200, description = "The case, closed.", body = CaseView)))]
#[post("/v1/cases/{id}/close")]
async fn close_case(caller: Caller, db: Data<Db>, id: PathId<CaseId>, ask: Valid<CloseCase>) -> Reply<CaseView> {
    let Valid { body, once } = ask;
    db.once(&caller, once, service::read, move |op| moves::close(op, id.0, body.code)).await
}
/// Work on a case again (coordinators).
#[utoipa::path(tag = "cases", params(("id" = CaseId, Path)), request_body = Nothing,
    responses((status = 200, description = "The case, open.", body = CaseView)))]
#[post("/v1/cases/{id}/reopen")]
async fn reopen_case(caller: Caller, db: Data<Db>, id: PathId<CaseId>, ask: Valid<Nothing>) -> Reply<CaseView> {
    db.once(&caller, ask.once, service::read, move |op| moves::reopen(op, id.0)).await
}
/// Keep a case for court alone (coordinators).
#[utoipa::path(tag = "cases", params(("id" = CaseId, Path)), request_body = Nothing,
    responses((status = 200, description = "The case, kept for court.", body = CaseView)))]
#[post("/v1/cases/{id}/monitor")]
async fn monitor_case(caller: Caller, db: Data<Db>, id: PathId<CaseId>, ask: Valid<Nothing>) -> Reply<CaseView> {
    db.once(&caller, ask.once, service::read, move |op| moves::monitor(op, id.0)).await
}
/// What happened on a case, as far as you may see it.
#[utoipa::path(tag = "cases", params(("id" = CaseId, Path), ("limit" = Option<i64>, Query, minimum = 1, maximum = 100), ("cursor" = Option<String>, Query)),
    responses((status = 200, description = "One page of events, newest first.", body = PageOf<EventView>)))]
#[get("/v1/cases/{id}/timeline")]
async fn read_timeline(
    caller: Caller,
    db: Data<Db>,
    id: PathId<CaseId>,
    ask: Listing<Anything>,
) -> Reply<PageOf<EventView>> {
    let page = ask.page;
    ask.answer(db.read(&caller, move |op| timeline::list(op, id.0, &page)).await?)
}
/// The inventory for disclosure (coordinators): what police and the Crown looked at or wrote.
///
/// From the access log, oldest first: every act and look on the case by police, units against online exploitation and
/// the Crown. Therapy, advocacy and culture are never in it: they cannot be seen from there. What concerns the source of
/// a report or a youth who is accused is left out, because coordinators do not see it.
#[utoipa::path(tag = "cases", params(("id" = CaseId, Path), ("limit" = Option<i64>, Query, minimum = 1, maximum = 100), ("cursor" = Option<String>, Query)),
    responses((status = 200, description = "One page of the inventory, oldest first.", body = PageOf<DisclosedView>)))]
#[get("/v1/cases/{id}/disclosure")]
async fn read_disclosure(
    caller: Caller,
    db: Data<Db>,
    id: PathId<CaseId>,
    ask: Listing<Anything>,
) -> Reply<PageOf<DisclosedView>> {
    let page = ask.page;
    ask.answer(db.read(&caller, move |op| disclosure::list(op, id.0, &page)).await?)
}
/// List who is barred from a case (coordinators).
#[utoipa::path(tag = "cases", params(("id" = CaseId, Path), ("limit" = Option<i64>, Query, minimum = 1, maximum = 100), ("cursor" = Option<String>, Query)),
    responses((status = 200, description = "One page of bars, oldest first.", body = PageOf<ExclusionView>)))]
#[get("/v1/cases/{id}/exclusions")]
async fn list_exclusions(
    caller: Caller,
    db: Data<Db>,
    id: PathId<CaseId>,
    ask: Listing<Anything>,
) -> Reply<PageOf<ExclusionView>> {
    let page = ask.page;
    ask.answer(db.read(&caller, move |op| exclusion::list(op, id.0, &page)).await?)
}
/// Bar somebody from a case: a conflict of interest (coordinators).
#[utoipa::path(tag = "cases", params(("id" = CaseId, Path), ("other" = PersonId, Path, description = "Who is barred.")), request_body = ExcludePerson,
    responses((status = 200, description = "The bar, set again.", body = ExclusionView),
              (status = 201, description = "The bar.", body = ExclusionView)))]
#[put("/v1/cases/{id}/exclusions/{other}")]
async fn exclude_person(
    caller: Caller,
    db: Data<Db>,
    ids: PathIds<CaseId, PersonId>,
    read: IfMatchOrNone,
    ask: Valid<ExcludePerson>,
) -> Reply<ExclusionView> {
    db.write(&caller, move |op| exclusion::exclude(op, ids.0, ids.1, read.0, ask.body.code)).await
}
/// Lift a bar (coordinators).
#[utoipa::path(tag = "cases", params(("id" = CaseId, Path), ("other" = PersonId, Path, description = "Who is barred.")),
    responses((status = 200, description = "The bar, lifted.", body = ExclusionView)))]
#[delete("/v1/cases/{id}/exclusions/{other}")]
async fn readmit_person(
    caller: Caller,
    db: Data<Db>,
    ids: PathIds<CaseId, PersonId>,
    read: IfMatch,
) -> Reply<ExclusionView> {
    db.write(&caller, move |op| exclusion::readmit(op, ids.0, ids.1, read.0)).await
}

/// List the cases that belong together with one: siblings, earlier cases of the child (coordinators).
#[utoipa::path(tag = "cases", params(("id" = CaseId, Path), ("limit" = Option<i64>, Query, minimum = 1, maximum = 100), ("cursor" = Option<String>, Query)),
    responses((status = 200, description = "One page of links, oldest first.", body = PageOf<LinkView>)))]
#[get("/v1/cases/{id}/links")]
async fn list_links(
    caller: Caller,
    db: Data<Db>,
    id: PathId<CaseId>,
    ask: Listing<Anything>,
) -> Reply<PageOf<LinkView>> {
    let page = ask.page;
    ask.answer(db.read(&caller, move |op| link::list(op, id.0, &page)).await?)
}
/// Say that two cases of one centre belong together (coordinators); cases of one child share its id.
#[utoipa::path(tag = "cases", params(("id" = CaseId, Path), ("other" = CaseId, Path, description = "The other case.")), request_body = LinkCases,
    responses((status = 200, description = "The link, set again.", body = LinkView),
              (status = 201, description = "The link.", body = LinkView)))]
#[put("/v1/cases/{id}/links/{other}")]
async fn link_cases(
    caller: Caller,
    db: Data<Db>,
    ids: PathIds<CaseId, CaseId>,
    read: IfMatchOrNone,
    ask: Valid<LinkCases>,
) -> Reply<LinkView> {
    db.write(&caller, move |op| link::set(op, LinkId(ids.0, ids.1), read.0, ask.body.kind)).await
}
/// Say that two cases do not belong together (coordinators).
#[utoipa::path(tag = "cases", params(("id" = CaseId, Path), ("other" = CaseId, Path, description = "The other case.")),
    responses((status = 200, description = "The link, taken back.", body = LinkView)))]
#[delete("/v1/cases/{id}/links/{other}")]
async fn unlink_cases(caller: Caller, db: Data<Db>, ids: PathIds<CaseId, CaseId>, read: IfMatch) -> Reply<LinkView> {
    db.write(&caller, move |op| link::lift(op, LinkId(ids.0, ids.1), read.0)).await
}

/// Registers these routes.
pub fn routes(cfg: &mut ServiceConfig<'_>) {
    cfg.service(list_cases).service(create_case).service(search_cases).service(read_case).service(update_case);
    cfg.service(close_case).service(reopen_case).service(monitor_case).service(read_timeline).service(read_disclosure);
    cfg.service(list_exclusions).service(exclude_person).service(readmit_person);
    cfg.service(list_links).service(link_cases).service(unlink_cases);
    routes_contact::routes(cfg);
    routes_partner::routes(cfg);
}
