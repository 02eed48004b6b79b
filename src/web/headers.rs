//! Preconditions: which version of a row the caller has read.
use crate::problem::{Code, Error};
use actix_web::dev::Payload;
use actix_web::http::header::{self, HeaderName};
use actix_web::{FromRequest, HttpRequest};
use std::future::{Ready, ready};

/// `If-Match: "7"`, required on what changes a row that has a version.
#[derive(Debug, Clone, Copy)]
pub struct IfMatch(pub i64);
impl FromRequest for IfMatch {
    type Error = Error;
    type Future = Ready<Result<Self, Error>>;
    fn from_request(req: &HttpRequest, _: &mut Payload) -> Self::Future {
        ready(match tag(req, &header::IF_MATCH) {
            None => Err(Code::IfMatchRequired.into()),
            Some(text) => version(text).map(Self).ok_or_else(|| Code::StaleVersion.into()),
        })
    }
}

/// `If-None-Match: *` to make, `If-Match` to replace.
#[derive(Debug, Clone, Copy)]
pub struct IfMatchOrNone(pub Option<i64>);
impl FromRequest for IfMatchOrNone {
    type Error = Error;
    type Future = Ready<Result<Self, Error>>;
    fn from_request(req: &HttpRequest, _: &mut Payload) -> Self::Future {
        ready(match (tag(req, &header::IF_NONE_MATCH), tag(req, &header::IF_MATCH)) {
            (Some("*"), None) => Ok(Self(None)),
            (None, Some(text)) => version(text).map(|v| Self(Some(v))).ok_or_else(|| Code::StaleVersion.into()),
            (None, None) => Err(Code::IfMatchRequired.into()),
            _ => Err(Code::InvalidHeader.into()),
        })
    }
}

fn tag<'a>(req: &'a HttpRequest, name: &HeaderName) -> Option<&'a str> {
    req.headers().get(name).map(|value| value.to_str().unwrap_or_default().trim())
}
fn version(text: &str) -> Option<i64> {
    text.strip_prefix('"')?.strip_suffix('"')?.parse().ok()
}
