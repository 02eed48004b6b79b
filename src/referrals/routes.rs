//! Where referrals answer. They are made as handoffs that ask for a service.
use super::service;
use super::wire::{Accept, Complete, FirstContact, RecordAttempt, SendBack, Start, Waitlist, Withdraw};
use crate::access::Caller;
use crate::handoffs::{HandoffView, read, read_referral, referrals_of_case, take_on};
use crate::kernel::{CaseId, HandoffId};
use crate::op::Db;
use crate::web::{Anything, Listing, PageOf, PathId, Reply, Valid};
use actix_web::web::Data;
use actix_web::{get, post};
use utoipa_actix_web::service_config::ServiceConfig;

/// List the referrals of a case that you may see.
#[utoipa::path(tag = "referrals", params(("id" = CaseId, Path), ("limit" = Option<i64>, Query, minimum = 1, maximum = 100), ("cursor" = Option<String>, Query)),
    responses((status = 200, description = "One page of referrals, newest first.", body = PageOf<HandoffView>)))]
#[get("/v1/cases/{id}/referrals")]
async fn list_referrals(
    caller: Caller,
    db: Data<Db>,
    id: PathId<CaseId>,
    ask: Listing<Anything>,
) -> Reply<PageOf<HandoffView>> {
    let page = ask.page;
    ask.answer(db.read(&caller, move |op| referrals_of_case(op, id.0, &page)).await?)
}
/// Look at a referral.
///
/// Its id is that of its handoff; `404` for a handoff that asks for no service.
#[utoipa::path(tag = "referrals", params(("id" = HandoffId, Path)),
    responses((status = 200, description = "The referral, as much of it as you may see.", body = HandoffView)))]
#[get("/v1/referrals/{id}")]
async fn read_one_referral(caller: Caller, db: Data<Db>, id: PathId<HandoffId>) -> Reply<HandoffView> {
    db.read(&caller, move |op| read_referral(op, id.0)).await
}
/// Accept (the addressed agency).
///
/// Somebody is in charge, and joins the team: the same as taking on the handoff.
#[utoipa::path(tag = "referrals", params(("id" = HandoffId, Path)), request_body = Accept,
    responses((status = 200, description = "The referral, accepted: the family is called next.", body = HandoffView)))]
#[post("/v1/referrals/{id}/accept")]
async fn accept_referral(
    caller: Caller,
    db: Data<Db>,
    id: PathId<HandoffId>,
    ask: Valid<Accept>,
) -> Reply<HandoffView> {
    let Valid { body, once } = ask;
    db.once(&caller, once, read, move |op| take_on(op, id.0, body.worker)).await
}
/// Put the family on the waiting list (the addressed agency), or look at that list again and name another day.
#[utoipa::path(tag = "referrals", params(("id" = HandoffId, Path)), request_body = Waitlist,
    responses((status = 200, description = "The referral, waiting.", body = HandoffView)))]
#[post("/v1/referrals/{id}/waitlist")]
async fn waitlist_referral(
    caller: Caller,
    db: Data<Db>,
    id: PathId<HandoffId>,
    ask: Valid<Waitlist>,
) -> Reply<HandoffView> {
    let Valid { body, once } = ask;
    db.once(&caller, once, read, move |op| service::waitlist(op, id.0, body.review_on)).await
}
/// Record that somebody tried to reach the family, with a code of the list `contact_attempt`.
#[utoipa::path(tag = "referrals", params(("id" = HandoffId, Path)), request_body = RecordAttempt,
    responses((status = 200, description = "The referral; the clock goes on.", body = HandoffView)))]
#[post("/v1/referrals/{id}/attempts")]
async fn record_attempt(
    caller: Caller,
    db: Data<Db>,
    id: PathId<HandoffId>,
    ask: Valid<RecordAttempt>,
) -> Reply<HandoffView> {
    let Valid { body, once } = ask;
    db.once(&caller, once, read, move |op| service::attempt(op, id.0, body)).await
}
/// Record the first contact with the family (the addressed agency).
#[utoipa::path(tag = "referrals", params(("id" = HandoffId, Path)), request_body = FirstContact,
    responses((status = 200, description = "The referral: the family was reached.", body = HandoffView)))]
#[post("/v1/referrals/{id}/first-contact")]
async fn reach_family(
    caller: Caller,
    db: Data<Db>,
    id: PathId<HandoffId>,
    ask: Valid<FirstContact>,
) -> Reply<HandoffView> {
    let Valid { body, once } = ask;
    db.once(&caller, once, read, move |op| service::first_contact(op, id.0, body.at)).await
}
/// Begin the service (the addressed agency).
#[utoipa::path(tag = "referrals", params(("id" = HandoffId, Path)), request_body = Start,
    responses((status = 200, description = "The referral, under way.", body = HandoffView)))]
#[post("/v1/referrals/{id}/start")]
async fn start_service(caller: Caller, db: Data<Db>, id: PathId<HandoffId>, ask: Valid<Start>) -> Reply<HandoffView> {
    db.once(&caller, ask.once, read, move |op| service::start(op, id.0)).await
}
/// End the service (the addressed agency), with an outcome of the list `outcome`; one visit may be all there is.
#[utoipa::path(tag = "referrals", params(("id" = HandoffId, Path)), request_body = Complete,
    responses((status = 200, description = "The referral, completed.", body = HandoffView)))]
#[post("/v1/referrals/{id}/complete")]
async fn complete_referral(
    caller: Caller,
    db: Data<Db>,
    id: PathId<HandoffId>,
    ask: Valid<Complete>,
) -> Reply<HandoffView> {
    let Valid { body, once } = ask;
    db.once(&caller, once, read, move |op| service::complete(op, id.0, body.outcome)).await
}
/// Send it back (the addressed agency), with a code of the list `return`: somebody has to find another service.
#[utoipa::path(tag = "referrals", params(("id" = HandoffId, Path)), request_body = SendBack,
    responses((status = 200, description = "The referral, returned.", body = HandoffView)))]
#[post("/v1/referrals/{id}/return")]
async fn return_referral(
    caller: Caller,
    db: Data<Db>,
    id: PathId<HandoffId>,
    ask: Valid<SendBack>,
) -> Reply<HandoffView> {
    let Valid { body, once } = ask;
    db.once(&caller, once, read, move |op| service::send_back(op, id.0, body.code)).await
}
/// Stop it, for the family or the sender, with a code of the list `withdraw`.
#[utoipa::path(tag = "referrals", params(("id" = HandoffId, Path)), request_body = Withdraw,
    responses((status = 200, description = "The referral, withdrawn.", body = HandoffView)))]
#[post("/v1/referrals/{id}/withdraw")]
async fn withdraw_referral(
    caller: Caller,
    db: Data<Db>,
    id: PathId<HandoffId>,
    ask: Valid<Withdraw>,
) -> Reply<HandoffView> {
    let Valid { body, once } = ask;
    db.once(&caller, once, read, move |op| service::withdraw(op, id.0, body)).await
}

/// Registers these routes.
pub fn routes(cfg: &mut ServiceConfig<'_>) {
    cfg.service(list_referrals)
        .service(read_one_referral)
        .service(accept_referral)
        .service(waitlist_referral)
        .service(record_attempt)
        .service(reach_family)
        .service(start_service)
        .service(complete_referral)
        .service(return_referral)
        .service(withdraw_referral);
}
