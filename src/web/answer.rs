//! How an answer leaves: status, `ETag`, `Location` and `no-store` come from the door, never from a handler.
use crate::kernel::SubjectId;
use crate::op::Answer;
use crate::problem::Error;
use actix_web::body::BoxBody;
use actix_web::http::header;
use actix_web::{HttpRequest, HttpResponse, Responder};
use serde::Serialize;

/// What every handler returns.
pub type Reply<V> = Result<Answer<V>, Error>;

impl<V: Serialize> Responder for Answer<V> {
    type Body = BoxBody;
    fn respond_to(self, _: &HttpRequest) -> HttpResponse {
        let (value, head) = self.parts();
        let mut answer = if head.created { HttpResponse::Created() } else { HttpResponse::Ok() };
        answer.insert_header((header::CACHE_CONTROL, "no-store"));
        if let Some(version) = head.version {
            answer.insert_header((header::ETAG, format!("\"{version}\"")));
        }
        if let Some(place) = head.subject.filter(|_| head.created).and_then(place) {
            answer.insert_header((header::LOCATION, place));
        }
        answer.json(value)
    }
}

/// Where a thing is found again.
fn place(subject: SubjectId) -> Option<String> {
    let folder = match subject.kind {
        "agency" => "agencies",
        "person" => "people",
        "case" => "cases",
        "handoff" => "handoffs",
        "contact" => "contacts",
        _ => return None,
    };
    Some(format!("/v1/{folder}/{}", subject.id))
}
