//! What is read: strict JSON of a bounded size in a bounded time, turned into a checked type; ids in paths.
use crate::op::Once;
use crate::problem::{Code, Error, FieldCode, FieldError, valid};
use actix_web::dev::Payload;
use actix_web::http::header;
use actix_web::web::BytesMut;
use actix_web::{FromRequest, HttpRequest};
use aws_lc_rs::digest::{Context, SHA256};
use futures_util::StreamExt;
use serde::de::DeserializeOwned;
use std::future::{Future, Ready, ready};
use std::pin::Pin;
use std::str::FromStr;
use std::time::Duration;
use validator::Validate;

/// The most bytes of a body.
const MOST: usize = 64 * 1024;
/// The longest that a body may take to arrive.
const LONGEST: Duration = Duration::from_secs(10);

/// A body that has the right shape and values, and the key under which the client may ask again.
pub struct Valid<T> {
    /// The body.
    pub body: T,
    /// The `Idempotency-Key`, bound to this very request.
    pub once: Option<Once>,
}

impl<T: DeserializeOwned + Validate + 'static> FromRequest for Valid<T> {
    type Error = Error;
    type Future = Pin<Box<dyn Future<Output = Result<Self, Error>>>>;
    fn from_request(req: &HttpRequest, payload: &mut Payload) -> Self::Future {
        let (req, mut payload) = (req.clone(), payload.take());
        Box::pin(async move {
            let bytes = tokio::time::timeout(LONGEST, collect(&req, &mut payload)).await;
            let bytes = bytes.map_err(|_unsaid| Error::from(Code::RequestTimeout))??;
            let once = once(&req, &bytes)?;
            let text: &[u8] = if bytes.is_empty() { b"{}" } else { &bytes };
            Ok(Self { body: valid(parse(text)?)?, once })
        })
    }
}

async fn collect(req: &HttpRequest, payload: &mut Payload) -> Result<BytesMut, Error> {
    let mut bytes = BytesMut::new();
    let declared = req.headers().get(header::CONTENT_LENGTH).and_then(|v| v.to_str().ok()?.parse::<usize>().ok());
    if declared.is_some_and(|length| length > MOST) {
        return Err(Code::BodyTooLarge.into());
    }
    while let Some(chunk) = payload.next().await {
        let chunk = chunk.map_err(|_unsaid| Error::from(Code::MalformedBody))?;
        if bytes.len() + chunk.len() > MOST {
            return Err(Code::BodyTooLarge.into());
        }
        bytes.extend_from_slice(&chunk);
    }
    let mime = req.headers().get(header::CONTENT_TYPE).and_then(|v| v.to_str().ok()).unwrap_or_default();
    let essence = mime.split(';').next().unwrap_or_default().trim();
    let json = essence.eq_ignore_ascii_case("application/json") || essence.is_empty();
    if bytes.is_empty() || json { Ok(bytes) } else { Err(Code::UnsupportedMediaType.into()) }
}

fn once(req: &HttpRequest, body: &[u8]) -> Result<Option<Once>, Error> {
    let Some(key) = req.headers().get("idempotency-key") else { return Ok(None) };
    let key = key.to_str().ok().filter(|k| !k.trim().is_empty() && k.len() <= 255);
    let key = key.ok_or(Code::InvalidHeader)?.to_owned();
    let mut hash = Context::new(&SHA256);
    for part in [req.method().as_str().as_bytes(), b" ", req.path().as_bytes(), b"\n", body] {
        hash.update(part);
    }
    let request = hash.finish().as_ref().try_into().map_err(|_unsaid| Error::internal("a hash of another size"))?;
    Ok(Some(Once { key, request }))
}

/// Reads JSON; what does not fit is named by its place, and never repeated.
fn parse<T: DeserializeOwned>(text: &[u8]) -> Result<T, Error> {
    let mut reader = serde_json::Deserializer::from_slice(text);
    let read = serde_path_to_error::deserialize::<_, T>(&mut reader);
    match read {
        Ok(body) => reader.end().map(|()| body).map_err(|_unsaid| Code::MalformedBody.into()),
        Err(e) if !e.inner().is_data() => Err(Code::MalformedBody.into()),
        Err(e) => {
            let mut pointer = String::new();
            for segment in e.path() {
                use serde_path_to_error::Segment::{Enum, Map, Seq, Unknown};
                match segment {
                    Seq { index } => pointer += &["/", &index.to_string()].concat(),
                    Map { key } => pointer += &["/", &escape(key)].concat(),
                    Enum { variant } => pointer += &["/", &escape(variant)].concat(),
                    Unknown => {}
                }
            }
            Err(Error::Invalid(vec![shape(pointer, &e.inner().to_string())]))
        }
    }
}

fn escape(key: &str) -> String {
    key.replace('~', "~0").replace('/', "~1")
}

/// Tells serde's complaints apart. Only names of our own fields are taken from them.
fn shape(mut pointer: String, complaint: &str) -> FieldError {
    let quoted = complaint.split('`').nth(1).unwrap_or_default();
    if complaint.starts_with("missing field") {
        pointer.push('/');
        pointer.push_str(quoted);
        return FieldError::new(pointer, FieldCode::Required);
    }
    let code = if complaint.starts_with("unknown field") {
        repeatable(&mut pointer);
        FieldCode::UnknownField
    } else if complaint.starts_with("unknown variant") {
        FieldCode::UnknownValue
    } else {
        FieldCode::WrongType
    };
    FieldError::new(pointer, code)
}

/// Cuts a name off that is not one of our fields and does not look like one: it may be anybody's.
fn repeatable(pointer: &mut String) {
    let (parent, name) = pointer.rsplit_once('/').unwrap_or_default();
    let plain = name.len() <= 40 && name.chars().all(|c| c.is_ascii_lowercase() || c == '_');
    if !plain {
        pointer.truncate(parent.len());
    }
}

/// An id in a path; what is no id is as unknown as an id that nobody has.
pub struct PathId<I>(pub I);
impl<I: FromStr + 'static> FromRequest for PathId<I> {
    type Error = Error;
    type Future = Ready<Result<Self, Error>>;
    fn from_request(req: &HttpRequest, _: &mut Payload) -> Self::Future {
        let id = req.match_info().get("id").and_then(|text| text.parse().ok());
        ready(id.map(Self).ok_or_else(|| Code::NotFound.into()))
    }
}
/// Two ids in a path: `{id}` and `{other}`.
pub struct PathIds<I, J>(pub I, pub J);
impl<I: FromStr + 'static, J: FromStr + 'static> FromRequest for PathIds<I, J> {
    type Error = Error;
    type Future = Ready<Result<Self, Error>>;
    fn from_request(req: &HttpRequest, _: &mut Payload) -> Self::Future {
        let part = |name| req.match_info().get(name);
        let ids = part("id").and_then(|t| t.parse().ok()).zip(part("other").and_then(|t| t.parse().ok()));
        ready(ids.map(|(i, j)| Self(i, j)).ok_or_else(|| Code::NotFound.into()))
    }
}
