//! How a refusal leaves: RFC 9457, in the caller's language, with nothing of what the caller sent.
use super::guard::too_large;
use super::network;
use super::spec::Paths;
use crate::access::Caller;
use crate::kernel::{Lang, RequestId};
use crate::op::Db;
use crate::problem::{Code, Error, FieldError, Refusal};
use actix_web::body::{BoxBody, MessageBody};
use actix_web::dev::{Payload, ServiceRequest, ServiceResponse};
use actix_web::http::{StatusCode, header};
use actix_web::middleware::Next;
use actix_web::web::Data;
use actix_web::{FromRequest, HttpMessage, HttpRequest, HttpResponse, ResponseError};
use serde::Serialize;
use std::future::{Ready, ready};
use utoipa::ToSchema;

/// A refusal as it is sent (`application/problem+json`).
#[derive(Debug, Serialize, ToSchema)]
pub struct Problem {
    /// The kind of problem, as a path.
    #[serde(rename = "type")]
    #[schema(example = "/problems/not-the-receiver")]
    kind: String,
    /// What happened, in the caller's language.
    title: String,
    /// The HTTP status.
    #[schema(minimum = 400, maximum = 599)]
    status: u16,
    /// The stable name of the problem.
    code: String,
    /// The request, for whoever looks for it in the logs.
    #[schema(example = "urn:uuid:0199c7d2-0000-7000-8000-000000000000")]
    instance: String,
    /// The state that refused a move.
    #[serde(skip_serializing_if = "Option::is_none")]
    state: Option<String>,
    /// What this caller may do instead.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    #[schema(required = false)]
    moves: Vec<String>,
    /// Which fields are not right.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    #[schema(required = false)]
    errors: Vec<ProblemField>,
}
/// One field that is not right.
#[derive(Debug, Serialize, ToSchema)]
pub(super) struct ProblemField {
    /// Where in the body (RFC 6901), or `?` and the name of a query parameter.
    #[schema(example = "/to_agency")]
    pointer: String,
    /// What was expected.
    #[schema(example = "required")]
    code: String,
    /// The same, in the caller's language.
    detail: String,
}

/// In which language the caller listens, and for which request: for refusals that are part of an answer.
#[derive(Debug, Clone, Copy)]
pub struct Heard(Option<Lang>, Option<RequestId>);
impl Heard {
    fn of(req: &HttpRequest) -> Self {
        let asked = req.headers().get(header::ACCEPT_LANGUAGE).and_then(|h| h.to_str().ok()).and_then(Lang::accepted);
        Self(asked, req.extensions().get::<RequestId>().copied())
    }
    /// A refusal as it is sent.
    #[must_use]
    pub fn told(&self, error: &Error) -> Problem {
        log(Some(error), error.code(), self.1);
        body(Some(error), error.code(), self.0.or(spoken(error)).unwrap_or_default(), self.1)
    }
}
impl FromRequest for Heard {
    type Error = Error;
    type Future = Ready<Result<Self, Error>>;
    fn from_request(req: &HttpRequest, _: &mut Payload) -> Self::Future {
        ready(Ok(Self::of(req)))
    }
}

impl ResponseError for Error {
    fn status_code(&self) -> StatusCode {
        StatusCode::from_u16(self.code().entry().status).unwrap_or(StatusCode::INTERNAL_SERVER_ERROR)
    }
    /// The body is written by the middleware below, which has the request.
    fn error_response(&self) -> HttpResponse {
        HttpResponse::new(self.status_code())
    }
}

/// What is answered where no route is: 405 when the path exists with other methods, else 404.
pub async fn unknown_path(req: HttpRequest, paths: Data<Paths>) -> Result<HttpResponse, Error> {
    match paths.methods(req.path()) {
        None => Err(Code::NotFound.into()),
        Some(allow) => {
            let refusal = Error::from(Code::MethodNotAllowed);
            let mut answer = HttpResponse::from_error(refusal);
            if let Ok(allow) = header::HeaderValue::from_str(&allow) {
                answer.headers_mut().insert(header::ALLOW, allow);
            }
            Ok(answer)
        }
    }
}

/// Refuses what is too large, turns every error into a problem, and counts the refusals that no door has recorded.
pub async fn problem(
    req: ServiceRequest,
    next: Next<impl MessageBody + 'static>,
) -> Result<ServiceResponse<BoxBody>, actix_web::Error> {
    let Heard(asked, request) = Heard::of(req.request());
    let db = req.app_data::<Data<Db>>().cloned();
    let from = network(req.peer_addr().map(|a| a.ip()));
    let caller = Caller::extract(req.request()).into_inner().ok();
    let answer = if too_large(&req) {
        req.error_response(Error::from(Code::HeadersTooLarge))
    } else {
        next.call(req).await?.map_into_boxed_body()
    };
    let Some(error) = answer.response().error() else { return Ok(answer) };
    let mut refused = error.as_error::<Error>();
    let mut code = refused.map_or_else(|| from_status(error.as_response_error().status_code()), Error::code);
    let unwritten = match (&db, &caller) {
        (Some(db), Some(caller)) if met_no_door(refused, code) => write_down(db, caller, code).await,
        _ => None,
    };
    if let Some(e) = &unwritten {
        (refused, code) = (Some(e), e.code());
    }
    log(refused, code, request);
    if let (Some(db), Some(request), Code::Unauthenticated | Code::LedgerUnavailable) = (db, request, code) {
        let _ = db.refused(&Caller::nobody(request, from), code).await;
    }
    let lang = asked.or(refused.and_then(spoken)).unwrap_or_default();
    let body = body(refused, code, lang, request);
    let allow = answer.headers().get(header::ALLOW).cloned();
    let mut out =
        HttpResponse::build(StatusCode::from_u16(code.entry().status).unwrap_or(StatusCode::INTERNAL_SERVER_ERROR));
    out.content_type("application/problem+json")
        .insert_header((header::CONTENT_LANGUAGE, lang.tag()))
        .insert_header((header::VARY, "Accept-Language"));
    if let Some(seconds) = retry_after(code) {
        out.insert_header((header::RETRY_AFTER, seconds));
    }
    if code == Code::Unauthenticated || code == Code::SessionEnded {
        out.insert_header((header::WWW_AUTHENTICATE, "Bearer"));
    }
    if let Some(allow) = allow {
        out.insert_header((header::ALLOW, allow));
    }
    let out = out.body(serde_json::to_vec(&body).unwrap_or_default());
    Ok(answer.into_response(out))
}

/// After how many seconds it is worth while to ask again.
const fn retry_after(code: Code) -> Option<&'static str> {
    match code {
        Code::TooManyRequests | Code::Busy | Code::LedgerUnavailable => Some("2"),
        Code::TooManySearches => Some("300"),
        _ => None,
    }
}

/// Refused before any door, and so not written down yet: an id that is none, a precondition that cannot be read, a
/// queue that is full.
fn met_no_door(refused: Option<&Error>, code: Code) -> bool {
    let recorded = matches!(code, Code::NotFound | Code::StaleVersion | Code::TooManyRequests);
    recorded && refused.and_then(spoken).is_none()
}
/// Writes a refusal down under whoever is signed in; what cannot be written is not said.
async fn write_down(db: &Db, caller: &Caller, code: Code) -> Option<Error> {
    db.read::<(), _>(caller, move |_| Err(code.into())).await.err()
}

fn spoken(e: &Error) -> Option<Lang> {
    if let Error::Refused(Refusal { lang, .. }) = e { *lang } else { None }
}

fn body(refused: Option<&Error>, code: Code, lang: Lang, request: Option<RequestId>) -> Problem {
    let entry = code.entry();
    let about = if let Some(Error::Refused(refusal)) = refused { refusal.about.as_ref() } else { None };
    let errors: &[FieldError] = if let Some(Error::Invalid(errors)) = refused { errors } else { &[] };
    Problem {
        kind: format!("/problems/{}", entry.code),
        title: if lang == Lang::Fr { entry.fr } else { entry.en }.to_owned(),
        status: entry.status,
        code: entry.code.to_owned(),
        instance: request.map(|id| format!("urn:uuid:{id}")).unwrap_or_default(),
        state: about.map(|a| a.state.to_owned()),
        moves: about.map(|a| a.moves.iter().map(|m| (*m).to_owned()).collect()).unwrap_or_default(),
        errors: errors
            .iter()
            .map(|e| ProblemField {
                pointer: e.pointer.clone(),
                code: e.code.name().to_owned(),
                detail: e.code.detail(lang).to_owned(),
            })
            .collect(),
    }
}

/// What actix itself refuses.
fn from_status(status: StatusCode) -> Code {
    match status {
        StatusCode::NOT_FOUND => Code::NotFound,
        StatusCode::METHOD_NOT_ALLOWED => Code::MethodNotAllowed,
        StatusCode::REQUEST_TIMEOUT => Code::RequestTimeout,
        StatusCode::PAYLOAD_TOO_LARGE => Code::BodyTooLarge,
        s if s.is_client_error() => Code::MalformedBody,
        _ => Code::Internal,
    }
}

/// Once, here: refusals with their code, our own failures with their cause; never what was sent.
#[expect(clippy::cognitive_complexity, reason = "what the logging macros expand to is counted")]
fn log(refused: Option<&Error>, code: Code, request: Option<RequestId>) {
    let request = request.map(|r| r.to_string()).unwrap_or_default();
    match refused {
        Some(Error::Internal(cause)) => tracing::error!(request, %cause, "internal"),
        None if code == Code::Internal => tracing::error!(request, "internal"),
        _ => tracing::info!(request, code = code.entry().code, "refused"),
    }
}
