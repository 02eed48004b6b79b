//! Who calls: read before anything else of the request, so that without a token even garbage is 401.
use super::token::Tokens;
use crate::access::{Caller, Who};
use crate::kernel::RequestId;
use crate::op::Db;
use crate::problem::{Code, Error};
use actix_web::dev::Payload;
use actix_web::http::header;
use actix_web::web::Data;
use actix_web::{FromRequest, HttpMessage, HttpRequest};
use std::future::{Ready, ready};
use std::net::IpAddr;

impl FromRequest for Caller {
    type Error = Error;
    type Future = Ready<Result<Self, Error>>;
    /// Signature and time only; the session itself is asked inside the operation.
    fn from_request(req: &HttpRequest, _: &mut Payload) -> Self::Future {
        ready(caller(req))
    }
}

fn caller(req: &HttpRequest) -> Result<Caller, Error> {
    let (Some(db), Some(tokens)) = (req.app_data::<Data<Db>>(), req.app_data::<Data<Tokens>>()) else {
        return Err(Error::internal("the server was put together without its store"));
    };
    let now = db.shared().clock.now();
    let request = req.extensions().get::<RequestId>().copied().unwrap_or_else(|| RequestId::new(now));
    let bearer = req.headers().get(header::AUTHORIZATION).and_then(|h| h.to_str().ok()).and_then(bearer);
    let session = bearer.and_then(|token| tokens.check(token, now)).ok_or(Code::Unauthenticated)?;
    Ok(Caller { who: Who::Session(session), request, net: network(req.peer_addr().map(|a| a.ip())) })
}

fn bearer(value: &str) -> Option<&str> {
    let (scheme, token) = value.split_once(' ')?;
    scheme.eq_ignore_ascii_case("bearer").then_some(token.trim())
}

/// The network of an address: /24 of IPv4, /48 of IPv6.
#[must_use]
pub fn network(address: Option<IpAddr>) -> Option<String> {
    Some(match address?.to_canonical() {
        IpAddr::V4(ip) => {
            let [a, b, c, _] = ip.octets();
            format!("{a}.{b}.{c}.0/24")
        }
        IpAddr::V6(ip) => {
            let [a, b, c, ..] = ip.segments();
            format!("{a:x}:{b:x}:{c:x}::/48")
        }
    })
}
