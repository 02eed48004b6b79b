//! Where the page and its stylesheet are answered, to everybody.
use super::page::Pages;
use crate::kernel::Lang;
use crate::problem::{Error, FieldCode};
use actix_web::http::header::{self, HeaderValue};
use actix_web::web::{Data, Query};
use actix_web::{HttpRequest, HttpResponse, route};
use serde::Deserialize;
use utoipa_actix_web::service_config::ServiceConfig;

/// Nothing but our own stylesheet: no scripts, no images, no frames, no forms, nobody else.
const POLICY: &str =
    "default-src 'none'; style-src 'self'; base-uri 'none'; form-action 'none'; frame-ancestors 'none'";

/// What may stand in the query.
#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Asked {
    lang: Option<Lang>,
}

/// This description, for people.
///
/// Its frame is in the language that `lang` or `Accept-Language` asks for; what it says of operations is English. Needs no
/// session and is not written into the access log.
#[utoipa::path(get, path = "/docs", tag = "service", params(("lang" = Option<Lang>, Query, description = "The language of its frame.")),
    responses((status = 200, description = "A page that needs no network.", body = String, content_type = "text/html", example = "<!doctype html>…")))]
#[route("/docs", method = "GET", method = "HEAD")]
async fn docs_page(req: HttpRequest, pages: Data<Pages>) -> Result<HttpResponse, Error> {
    let asked = Query::<Asked>::from_query(req.query_string());
    let asked = asked.map_err(|_unsaid| Error::field("?lang", FieldCode::UnknownValue))?.into_inner();
    let accepted = || Lang::accepted(req.headers().get(header::ACCEPT_LANGUAGE)?.to_str().ok()?);
    let lang = asked.lang.or_else(accepted).unwrap_or_default();
    let mut answer = HttpResponse::Ok();
    answer.content_type("text/html; charset=utf-8");
    answer.insert_header((header::CONTENT_SECURITY_POLICY, HeaderValue::from_static(POLICY)));
    answer.insert_header((header::CONTENT_LANGUAGE, lang.tag())).insert_header((header::VARY, "Accept-Language"));
    Ok(answer.body(pages.page(lang)))
}

/// The stylesheet of that page.
///
/// Needs no session and is not written into the access log.
#[utoipa::path(get, path = "/docs/style.css", tag = "service",
    responses((status = 200, description = "How the page looks.", body = String, content_type = "text/css", example = ":root { color-scheme: light dark; }")))]
#[route("/docs/style.css", method = "GET", method = "HEAD")]
async fn docs_style() -> HttpResponse {
    HttpResponse::Ok().content_type("text/css; charset=utf-8").body(include_str!("style.css"))
}

/// Registers these routes.
pub fn routes(cfg: &mut ServiceConfig<'_>) {
    cfg.service(docs_page).service(docs_style);
}
