//! What every request passes and every answer carries: an id, bounds, and headers that browsers heed.
use crate::kernel::RequestId;
use crate::op::Db;
use crate::problem::{Code, Error};
use actix_web::HttpMessage;
use actix_web::body::{BoxBody, MessageBody};
use actix_web::dev::{ServiceRequest, ServiceResponse};
use actix_web::http::header::{HeaderMap, HeaderName, HeaderValue};
use actix_web::middleware::Next;
use actix_web::web::Data;

/// The most bytes of all headers of a request together.
const HEADERS: usize = 16 * 1024;
/// The longest path and query.
const TARGET: usize = 4 * 1024;

/// Sent with every answer (OWASP Secure Headers).
const SECURITY: [(&str, &str); 8] = [
    ("x-content-type-options", "nosniff"),
    ("x-frame-options", "DENY"),
    ("referrer-policy", "no-referrer"),
    ("permissions-policy", "camera=(), geolocation=(), microphone=()"),
    ("cross-origin-opener-policy", "same-origin"),
    ("cross-origin-resource-policy", "same-origin"),
    ("strict-transport-security", "max-age=63072000; includeSubDomains"),
    ("content-security-policy", "default-src 'none'; frame-ancestors 'none'"),
];

/// Gives the request its id and refuses what is too large; dresses the answer.
pub async fn guard(
    req: ServiceRequest,
    next: Next<impl MessageBody + 'static>,
) -> Result<ServiceResponse<BoxBody>, actix_web::Error> {
    let now = req.app_data::<Data<Db>>().map(|db| db.shared().clock.now());
    let id = RequestId::new(now.unwrap_or(crate::kernel::Instant::from_millis(0)));
    req.extensions_mut().insert(id);
    let size: usize = req.headers().iter().map(|(name, value)| name.as_str().len() + value.len() + 4).sum();
    let mut answer = if size > HEADERS || req.uri().to_string().len() > TARGET {
        let refusal = actix_web::HttpResponse::from_error(Error::from(Code::HeadersTooLarge));
        req.into_response(refusal).map_into_boxed_body()
    } else {
        next.call(req).await?.map_into_boxed_body()
    };
    dress(answer.headers_mut(), id);
    Ok(answer)
}

fn dress(headers: &mut HeaderMap, id: RequestId) {
    for (name, value) in SECURITY {
        let name = HeaderName::from_static(name);
        if !headers.contains_key(&name) {
            headers.insert(name, HeaderValue::from_static(value));
        }
    }
    let cache = HeaderName::from_static("cache-control");
    if !headers.contains_key(&cache) {
        headers.insert(cache, HeaderValue::from_static("no-store"));
    }
    if let Ok(id) = HeaderValue::from_str(&id.to_string()) {
        headers.insert(HeaderName::from_static("x-request-id"), id);
    }
}
