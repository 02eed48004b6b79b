//! Where merges answer.
use super::model::MergeId;
use super::service;
use super::wire::MergeView;
use crate::access::Caller;
use crate::kernel::CaseId;
use crate::op::Db;
use crate::web::{Anything, IfMatch, IfMatchOrNone, Listing, PageOf, PathId, PathIds, Reply};
use actix_web::web::Data;
use actix_web::{delete, get, put};
use utoipa_actix_web::service_config::ServiceConfig;

/// List the case files that are, or were, one with a case (coordinators).
#[utoipa::path(tag = "cases", params(("id" = CaseId, Path), ("limit" = Option<i64>, Query, minimum = 1, maximum = 100), ("cursor" = Option<String>, Query)),
    responses((status = 200, description = "One page of merges, oldest first.", body = PageOf<MergeView>)))]
#[get("/v1/cases/{id}/merges")]
async fn list_merges(
    caller: Caller,
    db: Data<Db>,
    id: PathId<CaseId>,
    ask: Listing<Anything>,
) -> Reply<PageOf<MergeView>> {
    let page = ask.page;
    ask.answer(db.read(&caller, move |op| service::list(op, id.0, &page)).await?)
}
/// Make two case files of one child one (coordinators).
///
/// The first stays, and the other is found through it from now on, by its own id too. Handoffs, people around the
/// child, the team, wishes and links come along; what both files have stays in the other one, out of sight. Who is barred
/// from one is barred from both, and whoever worked on a file that was closed is not let in again. A child who is known
/// under another name keeps the name of the file that stays.
#[utoipa::path(tag = "cases", params(("id" = CaseId, Path, description = "The file that stays."), ("other" = CaseId, Path, description = "The file that becomes part of it.")),
    responses((status = 200, description = "The merge, made again.", body = MergeView),
              (status = 201, description = "The merge.", body = MergeView)))]
#[put("/v1/cases/{id}/merges/{other}")]
async fn merge_cases(
    caller: Caller,
    db: Data<Db>,
    ids: PathIds<CaseId, CaseId>,
    read: IfMatchOrNone,
) -> Reply<MergeView> {
    db.write(&caller, move |op| service::merge(op, MergeId(ids.0, ids.1), read.0)).await
}
/// Take two case files apart again (coordinators).
///
/// What came along goes back, with everything that was added to its handoffs since. What the family has said meanwhile
/// about contact and services holds in both files, and so does every bar. An accused who was hidden as a youth stays so.
#[utoipa::path(tag = "cases", params(("id" = CaseId, Path, description = "The file that stayed."), ("other" = CaseId, Path, description = "The file that became part of it.")),
    responses((status = 200, description = "The merge, undone.", body = MergeView)))]
#[delete("/v1/cases/{id}/merges/{other}")]
async fn unmerge_cases(caller: Caller, db: Data<Db>, ids: PathIds<CaseId, CaseId>, read: IfMatch) -> Reply<MergeView> {
    db.write(&caller, move |op| service::undo(op, MergeId(ids.0, ids.1), read.0)).await
}

/// Registers these routes.
pub fn routes(cfg: &mut ServiceConfig<'_>) {
    cfg.service(list_merges).service(merge_cases).service(unmerge_cases);
}
