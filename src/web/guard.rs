//! What every request passes and every answer carries: bounds, an id, and headers that browsers heed.
use crate::kernel::RequestId;
use crate::op::Db;
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

/// True when the head of a request is larger than any of ours has to be.
pub(super) fn too_large(req: &ServiceRequest) -> bool {
    let size: usize = req.headers().iter().map(|(name, value)| name.as_str().len() + value.len() + 4).sum();
    size > HEADERS || req.uri().to_string().len() > TARGET
}

/// Gives the request its id, and dresses the answer.
pub async fn guard(
    req: ServiceRequest,
    next: Next<impl MessageBody + 'static>,
) -> Result<ServiceResponse<BoxBody>, actix_web::Error> {
    let now = req.app_data::<Data<Db>>().map(|db| db.shared().clock.now());
    let id = RequestId::new(now.unwrap_or(crate::kernel::Instant::from_millis(0)));
    req.extensions_mut().insert(id);
    let mut answer = next.call(req).await?.map_into_boxed_body();
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
