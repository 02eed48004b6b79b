//! Where the agencies that work on a case answer.
use super::model_partner::PartnerId;
use super::partner::{self, PartnerView, SetPartner};
use crate::access::Caller;
use crate::kernel::{AgencyId, CaseId};
use crate::op::Db;
use crate::web::{Anything, IfMatch, IfMatchOrNone, Listing, PageOf, PathId, PathIds, Reply, Valid};
use actix_web::web::Data;
use actix_web::{delete, get, put};
use utoipa_actix_web::service_config::ServiceConfig;

/// List the agencies that work on a case, as far as you may know.
#[utoipa::path(tag = "partners", params(("id" = CaseId, Path), ("limit" = Option<i64>, Query, minimum = 1, maximum = 100), ("cursor" = Option<String>, Query)),
    responses((status = 200, description = "One page of agencies.", body = PageOf<PartnerView>)))]
#[get("/v1/cases/{id}/partners")]
async fn list_partners(
    caller: Caller,
    db: Data<Db>,
    id: PathId<CaseId>,
    ask: Listing<Anything>,
) -> Reply<PageOf<PartnerView>> {
    let page = ask.page;
    ask.answer(db.read(&caller, move |op| partner::list(op, id.0, &page)).await?)
}
/// Set an agency's own file number (its people on the team; for it, coordinators).
#[utoipa::path(tag = "partners", params(("id" = CaseId, Path), ("other" = AgencyId, Path, description = "Whose number it is.")), request_body = SetPartner,
    responses((status = 200, description = "The agency, with its changed number.", body = PartnerView),
              (status = 201, description = "The agency, with its number.", body = PartnerView)))]
#[put("/v1/cases/{id}/partners/{other}")]
async fn set_partner(
    caller: Caller,
    db: Data<Db>,
    ids: PathIds<CaseId, AgencyId>,
    read: IfMatchOrNone,
    ask: Valid<SetPartner>,
) -> Reply<PartnerView> {
    db.write(&caller, move |op| partner::set(op, PartnerId(ids.0, ids.1), read.0, &ask.body.file_number)).await
}
/// Take an agency's own file number away (its people on the team; for it, coordinators).
#[utoipa::path(tag = "partners", params(("id" = CaseId, Path), ("other" = AgencyId, Path, description = "Whose number it is.")),
    responses((status = 200, description = "The agency, without its number.", body = PartnerView)))]
#[delete("/v1/cases/{id}/partners/{other}")]
async fn remove_partner(
    caller: Caller,
    db: Data<Db>,
    ids: PathIds<CaseId, AgencyId>,
    read: IfMatch,
) -> Reply<PartnerView> {
    db.write(&caller, move |op| partner::remove(op, PartnerId(ids.0, ids.1), read.0)).await
}

/// Registers these routes.
pub(super) fn routes(cfg: &mut ServiceConfig<'_>) {
    cfg.service(list_partners).service(set_partner).service(remove_partner);
}
