//! Lists: how many, from where, narrowed by what. Cursors are ours, and good for one list of one session.
use crate::access::{Caller, Who};
use crate::kernel::page::After;
use crate::kernel::{Instant, Page, Paging};
use crate::op::{Answer, Db};
use crate::problem::{Error, FieldCode, Result};
use crate::vault::Purpose;
use actix_web::dev::Payload;
use actix_web::web::Data;
use actix_web::{FromRequest, HttpRequest};
use base64::{Engine, engine::general_purpose::URL_SAFE_NO_PAD};
use serde::de::DeserializeOwned;
use serde::{Deserialize, Serialize};
use std::collections::BTreeMap;
use std::future::{Ready, ready};
use utoipa::ToSchema;
use uuid::Uuid;

/// One page of a list.
#[derive(Debug, Serialize, ToSchema)]
pub struct PageOf<V> {
    /// The rows.
    pub items: Vec<V>,
    /// Pass it as `cursor` to read on; null on the last page.
    #[schema(required, example = "AAAAAAAAAAAAAAGcj1l0AAGZx9IAAHAAgAAAAAAAAAA")]
    pub next: Option<String>,
}

/// A list that nothing narrows.
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Anything {}

/// What a caller asks of a list: a filter of its own, `limit` and `cursor`.
pub struct Listing<F> {
    /// What narrows the list.
    pub filter: F,
    /// Which rows of it.
    pub page: Paging,
    binding: Vec<u8>,
    db: Data<Db>,
}

#[derive(Deserialize)]
struct Asked<'a> {
    limit: Option<&'a str>,
    cursor: Option<&'a str>,
}

impl<F: DeserializeOwned + 'static> FromRequest for Listing<F> {
    type Error = Error;
    type Future = Ready<Result<Self>>;
    fn from_request(req: &HttpRequest, _: &mut Payload) -> Self::Future {
        ready(read(req))
    }
}

fn read<F: DeserializeOwned>(req: &HttpRequest) -> Result<Listing<F>> {
    let db =
        req.app_data::<Data<Db>>().ok_or_else(|| Error::internal("the server was put together without its store"))?;
    let caller = Caller::extract(req).into_inner()?;
    let pairs = actix_web::web::Query::<Vec<(String, String)>>::from_query(req.query_string());
    let pairs = pairs.map_err(|_unsaid| Error::field("?", FieldCode::WrongType))?.into_inner();
    let mut filter = BTreeMap::new();
    for (name, value) in &pairs {
        if filter.insert(name.as_str(), value.as_str()).is_some() {
            return Err(Error::field(format!("?{}", known(name)), FieldCode::Conflict));
        }
    }
    let asked = Asked { limit: filter.remove("limit"), cursor: filter.remove("cursor") };
    let session = if let Who::Session(session) = caller.who { session.to_string() } else { String::new() };
    let mut binding = format!("{session}\n{}\n", req.path()).into_bytes();
    for (name, value) in &filter {
        binding.extend_from_slice(format!("{name}={value}\n").as_bytes());
    }
    let limit = match asked.limit.map(str::parse::<i64>) {
        None => Paging::USUAL,
        Some(Ok(n)) if (1..=Paging::MOST).contains(&n) => n,
        Some(_) => return Err(Error::field("?limit", FieldCode::OutOfRange)),
    };
    let after = asked.cursor.map(|text| open(db, &binding, text)).transpose()?;
    let words = filter.iter().map(|(n, v)| ((*n).to_owned(), serde_json::Value::from(*v))).collect();
    let filter =
        serde_path_to_error::deserialize::<_, F>(serde_json::Value::Object(words)).map_err(|e| narrowed(&e))?;
    Ok(Listing { filter, page: Paging { limit, after }, binding, db: db.clone() })
}

fn narrowed(e: &serde_path_to_error::Error<serde_json::Error>) -> Error {
    let complaint = e.inner().to_string();
    let code = match () {
        () if complaint.starts_with("unknown field") => FieldCode::UnknownField,
        () if complaint.starts_with("missing field") => FieldCode::Required,
        () if complaint.starts_with("unknown variant") => FieldCode::UnknownValue,
        () => FieldCode::WrongType,
    };
    let missing = complaint.split('`').nth(1).filter(|_| code == FieldCode::Required);
    Error::field(format!("?{}", missing.map_or_else(|| known(&e.path().to_string()), str::to_owned)), code)
}

/// A parameter's name as it may be repeated: a short plain word, or nothing.
fn known(name: &str) -> String {
    let plain = name.len() <= 40 && name.chars().all(|c| c.is_ascii_lowercase() || c == '_');
    if plain { name.to_owned() } else { String::new() }
}

impl<F> Listing<F> {
    /// The answer of a list, with the cursor of its next page.
    pub fn answer<V>(&self, answer: Answer<Page<V>>) -> Result<Answer<PageOf<V>>> {
        let mut failed = None;
        let answer = answer.map(|page| {
            let next = page.next.map(|after| seal(&self.db, &self.binding, after)).transpose();
            let next = next.unwrap_or_else(|e| {
                failed = Some(e);
                None
            });
            PageOf { items: page.items, next }
        });
        failed.map_or(Ok(answer), Err)
    }
}

fn seal(db: &Db, binding: &[u8], after: After) -> Result<String> {
    let mut bytes = Vec::with_capacity(48);
    bytes.extend_from_slice(&after.rank.to_be_bytes());
    bytes.extend_from_slice(&after.at.millis().to_be_bytes());
    bytes.extend_from_slice(after.id.as_bytes());
    let mac = db.shared().ring.mac(Purpose::Cursor, &[binding, &bytes])?;
    bytes.extend_from_slice(mac.get(..16).unwrap_or_default());
    Ok(URL_SAFE_NO_PAD.encode(bytes))
}

fn open(db: &Db, binding: &[u8], text: &str) -> Result<After> {
    let bad = || Error::field("?cursor", FieldCode::BadCursor);
    let bytes = URL_SAFE_NO_PAD.decode(text).map_err(|_unsaid| bad())?;
    let (key, mac) = bytes.split_at_checked(32).ok_or_else(bad)?;
    let expected = db.shared().ring.mac(Purpose::Cursor, &[binding, key])?;
    let expected = expected.get(..16).unwrap_or_default();
    if aws_lc_rs::constant_time::verify_slices_are_equal(mac, expected).is_err() {
        return Err(bad());
    }
    let (rank, rest) = key.split_first_chunk::<8>().ok_or_else(bad)?;
    let (at, id) = rest.split_first_chunk::<8>().ok_or_else(bad)?;
    Ok(After {
        rank: i64::from_be_bytes(*rank),
        at: Instant::from_millis(i64::from_be_bytes(*at)),
        id: Uuid::from_slice(id).map_err(|_unsaid| bad())?,
    })
}
