//! Access tokens: a signed handle to a session, and nothing more (RFC 8725, RFC 9068).
//!
//! One algorithm (`EdDSA`), one key, a fixed type, issuer and audience. Role, person and agency are read in the store.
use crate::kernel::{Instant, Secret, SessionId};
use crate::problem::{Error, Result};
use crate::vault::{KeyRing, Purpose};
use aws_lc_rs::digest::{SHA256, digest};
use aws_lc_rs::signature::{Ed25519KeyPair, KeyPair};
use jsonwebtoken::{Algorithm, DecodingKey, EncodingKey, Header, Validation, decode, encode};
use serde::{Deserialize, Serialize};
use std::collections::BTreeMap;
use std::sync::Mutex;
use std::time::Duration;

const ISSUER: &str = "relais";
const TYPE: &str = "at+jwt";
const LEEWAY_MS: i64 = 5_000;
/// The most tokens that are remembered; beyond that all are forgotten, and checked again.
const MOST: usize = 4096;

/// Signs and checks access tokens.
pub struct Tokens {
    signs: EncodingKey,
    checks: DecodingKey,
    /// What tokens said whose signature was right, by their hash: a signature is checked once, the time each time.
    right: Mutex<BTreeMap<Vec<u8>, Said>>,
}

/// What a token says.
#[derive(Clone, Copy)]
struct Said {
    sid: SessionId,
    nbf: i64,
    exp: i64,
}

#[derive(Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
struct Claims {
    iss: String,
    aud: String,
    sid: SessionId,
    iat: i64,
    nbf: i64,
    exp: i64,
}

impl Tokens {
    /// How long a token is good; the session behind it is asked each time anyway.
    pub const LIFE: Duration = Duration::from_mins(5);

    /// The keys of an installation.
    pub fn new(ring: &KeyRing) -> Result<Self> {
        let bad = |_| Error::internal("the key that signs tokens cannot be made");
        let pair = Ed25519KeyPair::from_seed_unchecked(ring.derive(Purpose::Token)?.as_slice()).map_err(bad)?;
        let pkcs8 = pair.to_pkcs8v1().map_err(|_unsaid| Error::internal("the key that signs tokens cannot be made"))?;
        Ok(Self {
            signs: EncodingKey::from_ed_der(pkcs8.as_ref()),
            checks: DecodingKey::from_ed_der(pair.public_key().as_ref()),
            right: Mutex::default(),
        })
    }
    /// A token for a session.
    pub fn sign(&self, sid: SessionId, now: Instant) -> Result<Secret> {
        let (iat, exp) = (now.millis() / 1000, now.plus(Self::LIFE).millis() / 1000);
        let claims = Claims { iss: ISSUER.to_owned(), aud: ISSUER.to_owned(), sid, iat, nbf: iat, exp };
        let header = Header { typ: Some(TYPE.to_owned()), ..Header::new(Algorithm::EdDSA) };
        encode(&header, &claims, &self.signs).map(Secret::new).map_err(Error::internal)
    }
    /// The session of a token that is ours, whole, and in its time.
    #[must_use]
    pub fn check(&self, token: &str, now: Instant) -> Option<SessionId> {
        if token.len() > 2048 {
            return None;
        }
        let hash = digest(&SHA256, token.as_bytes()).as_ref().to_vec();
        let known = self.right.lock().ok().and_then(|right| right.get(&hash).copied());
        let said = if let Some(said) = known { said } else { self.remember(hash, self.read(token)?) };
        let (nbf, exp) = (said.nbf.saturating_mul(1000), said.exp.saturating_mul(1000));
        let in_time = nbf.saturating_sub(LEEWAY_MS) <= now.millis() && now.millis() < exp.saturating_add(LEEWAY_MS);
        in_time.then_some(said.sid)
    }
    /// What a token says that is ours and whole.
    fn read(&self, token: &str) -> Option<Said> {
        let mut wanted = Validation::new(Algorithm::EdDSA);
        wanted.set_issuer(&[ISSUER]);
        wanted.set_audience(&[ISSUER]);
        wanted.set_required_spec_claims(&["exp", "nbf", "iss", "aud"]);
        // times are compared by whoever asks, with the clock of this server
        wanted.validate_exp = false;
        wanted.validate_nbf = false;
        let token = decode::<Claims>(token, &self.checks, &wanted).ok()?;
        let Claims { sid, nbf, exp, .. } = token.claims;
        (token.header.typ.as_deref() == Some(TYPE)).then_some(Said { sid, nbf, exp })
    }
    fn remember(&self, hash: Vec<u8>, said: Said) -> Said {
        if let Ok(mut right) = self.right.lock() {
            if right.len() >= MOST {
                right.clear();
            }
            right.insert(hash, said);
        }
        said
    }
}

#[cfg(test)]
mod tests {
    use super::Tokens;
    use crate::kernel::{Instant, SessionId};
    use crate::vault::KeyRing;
    use std::time::Duration;

    #[test]
    fn a_token_is_good_in_its_time_and_under_its_key() {
        let (tokens, others) =
            (Tokens::new(&KeyRing::new(&[1; 32])).unwrap(), Tokens::new(&KeyRing::new(&[2; 32])).unwrap());
        let now = Instant::from_millis(1_800_000_000_000);
        let sid = SessionId::new(now);
        let token = tokens.sign(sid, now).unwrap();
        assert_eq!(tokens.check(token.expose(), now), Some(sid));
        assert_eq!(tokens.check(token.expose(), now.plus(Tokens::LIFE + Duration::from_secs(6))), None);
        assert_eq!(tokens.check(token.expose(), now.minus(Duration::from_secs(6))), None);
        assert_eq!(others.check(token.expose(), now), None);
        for wrong in ["", "a.b.c", "a.b.", &format!("{}x", token.expose())] {
            assert_eq!(tokens.check(wrong, now), None);
        }
    }
}
