//! Where handoffs answer: looking at them, logging them, and the moves of the agency that is asked.
use super::model::State;
use super::view::HandoffView;
use super::wire::{Because, HandoffFilter, LogHandoff, Perhaps, Plainly, TakeOn};
use super::{log, service};
use crate::access::Caller;
use crate::kernel::{CaseId, HandoffId};
use crate::op::Db;
use crate::web::{Anything, Listing, PageOf, PathId, Reply, Valid};
use actix_web::web::Data;
use actix_web::{get, post};
use utoipa_actix_web::service_config::ServiceConfig;

/// Hand something off: `to_agency` and `service` are enough.
#[utoipa::path(tag = "handoffs", params(("id" = CaseId, Path)), request_body = LogHandoff,
    responses((status = 201, description = "The handoff; with the telephone to call first when it concerns safety.", body = HandoffView)))]
#[post("/v1/cases/{id}/handoffs")]
async fn log_handoff(caller: Caller, db: Data<Db>, id: PathId<CaseId>, new: Valid<LogHandoff>) -> Reply<HandoffView> {
    let Valid { body, once } = new;
    db.once(&caller, once, service::read, move |op| log::log(op, id.0, body)).await
}
/// List the handoffs of a case that you may see.
#[utoipa::path(tag = "handoffs", params(("id" = CaseId, Path), ("limit" = Option<i64>, Query, minimum = 1, maximum = 100), ("cursor" = Option<String>, Query)),
    responses((status = 200, description = "One page of handoffs, newest first.", body = PageOf<HandoffView>)))]
#[get("/v1/cases/{id}/handoffs")]
async fn list_handoffs(
    caller: Caller,
    db: Data<Db>,
    id: PathId<CaseId>,
    ask: Listing<Anything>,
) -> Reply<PageOf<HandoffView>> {
    let page = ask.page;
    ask.answer(db.read(&caller, move |op| service::of_case(op, id.0, &page)).await?)
}
/// Look at a handoff.
#[utoipa::path(tag = "handoffs", params(("id" = HandoffId, Path)),
    responses((status = 200, description = "The handoff, as much of it as you may see.", body = HandoffView)))]
#[get("/v1/handoffs/{id}")]
async fn read_handoff(caller: Caller, db: Data<Db>, id: PathId<HandoffId>) -> Reply<HandoffView> {
    db.read(&caller, move |op| service::read(op, id.0)).await
}
/// What is addressed to your agency.
#[utoipa::path(tag = "handoffs", params(HandoffFilter, ("limit" = Option<i64>, Query, minimum = 1, maximum = 100), ("cursor" = Option<String>, Query)),
    responses((status = 200, description = "One page of handoffs, newest first.", body = PageOf<HandoffView>)))]
#[get("/v1/inbox")]
async fn read_inbox(caller: Caller, db: Data<Db>, ask: Listing<HandoffFilter>) -> Reply<PageOf<HandoffView>> {
    let (state, page): (Option<State>, _) = (ask.filter.state, ask.page);
    ask.answer(db.read(&caller, move |op| service::inbox(op, state, &page)).await?)
}
/// What your agency sent: what nobody has answered first.
#[utoipa::path(tag = "handoffs", params(HandoffFilter, ("limit" = Option<i64>, Query, minimum = 1, maximum = 100), ("cursor" = Option<String>, Query)),
    responses((status = 200, description = "One page of handoffs: unanswered first, then newest first.", body = PageOf<HandoffView>)))]
#[get("/v1/sent")]
async fn read_sent(caller: Caller, db: Data<Db>, ask: Listing<HandoffFilter>) -> Reply<PageOf<HandoffView>> {
    let (state, page): (Option<State>, _) = (ask.filter.state, ask.page);
    ask.answer(db.read(&caller, move |op| service::sent(op, state, &page)).await?)
}
/// Acknowledge receipt (the addressed agency; never who sent or recorded it).
#[utoipa::path(tag = "handoffs", params(("id" = HandoffId, Path)), request_body = Plainly,
    responses((status = 200, description = "The handoff, received: its sheet is open.", body = HandoffView)))]
#[post("/v1/handoffs/{id}/confirm")]
async fn confirm_handoff(
    caller: Caller,
    db: Data<Db>,
    id: PathId<HandoffId>,
    ask: Valid<Plainly>,
) -> Reply<HandoffView> {
    db.once(&caller, ask.once, service::read, move |op| service::confirm(op, id.0)).await
}
/// Take on (the addressed agency): somebody is in charge, and joins the team.
///
/// With a transfer that a coordinator of the other centre takes on, the case moves there, and all that is open with it.
/// The answer then says under `moved` what came along, and which services need the family's consent again. The centre
/// that the case has left keeps its state of that moment, and nothing later.
#[utoipa::path(tag = "handoffs", params(("id" = HandoffId, Path)), request_body = TakeOn,
    responses((status = 200, description = "The handoff, taken on.", body = HandoffView)))]
#[post("/v1/handoffs/{id}/take-on")]
async fn take_on_handoff(
    caller: Caller,
    db: Data<Db>,
    id: PathId<HandoffId>,
    ask: Valid<TakeOn>,
) -> Reply<HandoffView> {
    let Valid { body, once } = ask;
    db.once(&caller, once, service::read, move |op| service::take_on(op, id.0, body.worker)).await
}
/// Refuse, with a code of the list `decline_reason` (the addressed agency).
#[utoipa::path(tag = "handoffs", params(("id" = HandoffId, Path)), request_body = Because,
    responses((status = 200, description = "The handoff as it was seen before it was refused.", body = HandoffView)))]
#[post("/v1/handoffs/{id}/refuse")]
async fn refuse_handoff(
    caller: Caller,
    db: Data<Db>,
    id: PathId<HandoffId>,
    ask: Valid<Because>,
) -> Reply<HandoffView> {
    let Valid { body, once } = ask;
    db.once(&caller, once, service::read, move |op| service::refuse(op, id.0, body.code)).await
}
/// Undo a mistaken answer (the addressed agency): freely for 24 hours, later with a code of the list `retract`.
#[utoipa::path(tag = "handoffs", params(("id" = HandoffId, Path)), request_body = Perhaps,
    responses((status = 200, description = "The handoff, sent again: its clock goes on from the first time.", body = HandoffView)))]
#[post("/v1/handoffs/{id}/retract")]
async fn retract_handoff(
    caller: Caller,
    db: Data<Db>,
    id: PathId<HandoffId>,
    ask: Valid<Perhaps>,
) -> Reply<HandoffView> {
    let Valid { body, once } = ask;
    db.once(&caller, once, service::read, move |op| service::retract(op, id.0, body.code)).await
}
/// Take note that the sender took it back (the addressed agency).
#[utoipa::path(tag = "handoffs", params(("id" = HandoffId, Path)), request_body = Plainly,
    responses((status = 200, description = "The handoff.", body = HandoffView)))]
#[post("/v1/handoffs/{id}/acknowledge-recall")]
async fn acknowledge_recall(
    caller: Caller,
    db: Data<Db>,
    id: PathId<HandoffId>,
    ask: Valid<Plainly>,
) -> Reply<HandoffView> {
    db.once(&caller, ask.once, service::read, move |op| service::acknowledge_recall(op, id.0)).await
}

/// Registers these routes.
pub fn routes(cfg: &mut ServiceConfig<'_>) {
    cfg.service(log_handoff).service(list_handoffs).service(read_handoff).service(read_inbox).service(read_sent);
    cfg.service(confirm_handoff).service(take_on_handoff).service(refuse_handoff);
    cfg.service(retract_handoff).service(acknowledge_recall);
}
