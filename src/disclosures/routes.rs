//! Where it answers.
use super::service;
use super::wire::OpenView;
use crate::access::Caller;
use crate::kernel::CaseId;
use crate::op::Db;
use crate::web::{Anything, Listing, PageOf, PathId, Reply};
use actix_web::get;
use actix_web::web::Data;
use utoipa_actix_web::service_config::ServiceConfig;

/// What police and the Crown can see of a case now (coordinators).
///
/// Beside the inventory of what they looked at or wrote: everything that is open to them at this moment, looked at or
/// not, with the agencies to which it is and how much is shown there. It names things by their ids and shows nothing of
/// them. What concerns the source of a report or a youth who is accused is left out, because coordinators do not see it.
#[utoipa::path(tag = "cases", params(("id" = CaseId, Path), ("limit" = Option<i64>, Query, minimum = 1, maximum = 100), ("cursor" = Option<String>, Query)),
    responses((status = 200, description = "One page of what is open to them, oldest first.", body = PageOf<OpenView>)))]
#[get("/v1/cases/{id}/disclosure/open")]
async fn read_open_disclosure(
    caller: Caller,
    db: Data<Db>,
    id: PathId<CaseId>,
    ask: Listing<Anything>,
) -> Reply<PageOf<OpenView>> {
    let page = ask.page;
    ask.answer(db.read(&caller, move |op| service::list(op, id.0, &page)).await?)
}

/// Registers these routes.
pub fn routes(cfg: &mut ServiceConfig<'_>) {
    cfg.service(read_open_disclosure);
}
