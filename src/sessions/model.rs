//! One sign-in in one role.
use crate::kernel::{Instant, PersonId, Role, Secret, SessionId};
use crate::problem::{Code, Result};
use aws_lc_rs::digest::{SHA256, digest};
use std::time::Duration;

/// How long a session lives, renewed or not.
pub(super) const LIFE: Duration = Duration::from_hours(12);
/// How long a session lives without being renewed.
pub(super) const IDLE: Duration = Duration::from_mins(30);

/// One sign-in in one role.
#[derive(Clone)]
pub struct Session {
    /// Its id.
    pub id: SessionId,
    /// Whose.
    pub person: PersonId,
    /// In which role.
    pub role: Role,
    /// SHA-256 of the refresh token that is good now.
    pub refresh_key: Vec<u8>,
    /// When it began.
    pub opened_at: Instant,
    /// When it was renewed last.
    pub renewed_at: Instant,
    /// When it ends by itself.
    pub expires_at: Instant,
    /// When it was ended.
    pub ended_at: Option<Instant>,
    /// Counted from 1.
    pub version: i64,
}

impl Session {
    /// A new session, and the token that renews it.
    #[must_use]
    pub fn open(person: PersonId, role: Role, now: Instant) -> (Self, Secret) {
        let id = SessionId::new(now);
        let refresh = fresh(id);
        let session = Self {
            id,
            person,
            role,
            refresh_key: key(&refresh),
            opened_at: now,
            renewed_at: now,
            expires_at: now.plus(IDLE),
            ended_at: None,
            version: 1,
        };
        (session, refresh)
    }
    /// The same session with another refresh token; a token that is not the last one given out renews nothing.
    pub fn renew(&self, given: &Secret, now: Instant) -> Result<(Self, Secret)> {
        let last = self.opened_at.plus(LIFE);
        let same = aws_lc_rs::constant_time::verify_slices_are_equal(&self.refresh_key, &key(given)).is_ok();
        if !same || self.ended_at.is_some() || now >= self.expires_at || now >= last {
            return Err(Code::SessionEnded.into());
        }
        let refresh = fresh(self.id);
        let expires_at = now.plus(IDLE).min(last);
        Ok((Self { refresh_key: key(&refresh), renewed_at: now, expires_at, ..self.clone() }, refresh))
    }
    /// The same session, ended.
    #[must_use]
    pub fn end(&self, now: Instant) -> Self {
        Self { ended_at: Some(self.ended_at.unwrap_or(now)), ..self.clone() }
    }
}

/// A refresh token: the session's id and 32 random bytes.
fn fresh(id: SessionId) -> Secret {
    use base64::{Engine, engine::general_purpose::URL_SAFE_NO_PAD};
    let mut random = [0; 32];
    crate::kernel::secret::random(&mut random);
    Secret::new(format!("{id}.{}", URL_SAFE_NO_PAD.encode(random)))
}
/// The session that a refresh token names.
#[must_use]
pub(super) fn named(refresh: &Secret) -> Option<SessionId> {
    refresh.expose().split_once('.')?.0.parse().ok()
}
fn key(refresh: &Secret) -> Vec<u8> {
    digest(&SHA256, refresh.expose().as_bytes()).as_ref().to_vec()
}
