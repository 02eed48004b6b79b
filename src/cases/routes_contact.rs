//! Where the contact rule of a family answers.
use super::contact::{self, ContactRuleView, SetContactRule};
use crate::access::Caller;
use crate::kernel::CaseId;
use crate::op::Db;
use crate::web::{IfMatchOrNone, PathId, Reply, Valid};
use actix_web::web::Data;
use actix_web::{get, put};
use utoipa_actix_web::service_config::ServiceConfig;

/// Look at how the family may be contacted.
///
/// Every handoff of the case shows the rule too, from its preview on. `open` as long as nobody said anything else, and
/// once the last day of a rule is over in the whole country.
#[utoipa::path(tag = "cases", params(("id" = CaseId, Path)),
    responses((status = 200, description = "The rule; its note only for who sees the child's identity.", body = ContactRuleView)))]
#[get("/v1/cases/{id}/contact")]
async fn read_contact_rule(caller: Caller, db: Data<Db>, id: PathId<CaseId>) -> Reply<ContactRuleView> {
    db.read(&caller, move |op| contact::read(op, id.0)).await
}
/// Say how the family may be contacted (coordinators, and on the team advocates and victim services).
///
/// Everybody who works with the child reads it at once: the rule, and through whom; an agency whose name alone tells
/// what the child goes through, as a clinic's does, cannot be named. With `If-None-Match: *` when nothing was said yet.
#[utoipa::path(tag = "cases", params(("id" = CaseId, Path)), request_body = SetContactRule,
    responses((status = 200, description = "The rule as it is now.", body = ContactRuleView)))]
#[put("/v1/cases/{id}/contact")]
async fn set_contact_rule(
    caller: Caller,
    db: Data<Db>,
    id: PathId<CaseId>,
    read: IfMatchOrNone,
    ask: Valid<SetContactRule>,
) -> Reply<ContactRuleView> {
    db.write(&caller, move |op| contact::set(op, id.0, read.0, ask.body)).await
}

/// Registers these routes.
pub(super) fn routes(cfg: &mut ServiceConfig<'_>) {
    cfg.service(read_contact_rule).service(set_contact_rule);
}
