//! Where families answer.
use super::family::{self, Sibling};
use super::family_wire::{ChildOpened, ChildResult, FamilyView, OpenFamily};
use crate::access::Caller;
use crate::op::{Answer, Db, Once};
use crate::web::{Heard, Reply, Valid};
use actix_web::post;
use actix_web::web::Data;
use utoipa_actix_web::service_config::ServiceConfig;

/// Open the files of several children of one family, with a result for each.
///
/// Coordinators open them in their own centre and hand off in the same call; partners propose them to a `centre`. The
/// files are tied together as those of siblings, which only coordinators see. A child whose part is not right is
/// answered with a `problem`, and the others are opened; when none is, the answer is the first refusal.
#[utoipa::path(tag = "intakes", request_body = OpenFamily,
    responses((status = 201, description = "What became of each child.", body = FamilyView)))]
#[post("/v1/families")]
async fn open_family(caller: Caller, db: Data<Db>, heard: Heard, new: Valid<OpenFamily>) -> Reply<FamilyView> {
    let Valid { body, once } = new;
    let (mut results, mut opened) = (Vec::new(), Vec::new());
    for (n, child) in body.siblings()?.into_iter().enumerate() {
        let result = one(&caller, &db, once.as_ref().map(|once| once.part(n)), child, opened.clone()).await;
        opened.extend(result.as_ref().ok().map(|child| child.value().case.id));
        results.push(result);
    }
    let items = |results: Vec<crate::problem::Result<ChildOpened>>| {
        let item = |result: crate::problem::Result<ChildOpened>| match result {
            Ok(opened) => ChildResult { opened: Some(opened), problem: None },
            Err(e) => ChildResult { opened: None, problem: Some(heard.told(&e)) },
        };
        FamilyView { items: results.into_iter().map(item).collect() }
    };
    Ok(Answer::gathered(results)?.map(items))
}
async fn one(
    caller: &Caller,
    db: &Db,
    once: Option<Once>,
    child: Sibling,
    others: Vec<crate::kernel::CaseId>,
) -> Reply<ChildOpened> {
    db.once(caller, once, family::read, move |op| family::open(op, child, &others)).await
}

/// Registers these routes.
pub fn routes(cfg: &mut ServiceConfig<'_>) {
    cfg.service(open_family);
}
