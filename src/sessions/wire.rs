//! Sessions as they are asked for and shown.
use super::model::Session;
use crate::kernel::{Instant, PersonId, Role, Secret, SessionId};
use crate::op::Granted;
use crate::problem::Result;
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;
use validator::Validate;

/// Who signs in, and in which role.
#[derive(Debug, Deserialize, Validate, ToSchema)]
#[serde(deny_unknown_fields)]
pub(super) struct OpenSession {
    /// The address of the account.
    #[validate(length(min = 3, max = 254))]
    #[schema(min_length = 3, max_length = 254, example = "amina@centre.example")]
    pub email: String,
    /// The password.
    #[schema(min_length = 1, max_length = 1024)]
    pub password: Secret,
    /// In which role; needed when the account has several.
    pub role: Option<Role>,
}
/// What renews a session.
#[derive(Debug, Deserialize, Validate, ToSchema)]
#[serde(deny_unknown_fields)]
pub(super) struct RefreshSession {
    /// The refresh token that was given out last.
    #[schema(min_length = 1, max_length = 200)]
    pub refresh_token: Secret,
}

/// A session, and the tokens that go with it.
#[derive(Serialize, ToSchema)]
pub(super) struct Tokens {
    /// Send it as `Authorization: Bearer …`.
    #[schema(example = "eyJ0eXAiOiJhdCtqd3QiLCJhbGciOiJFZERTQSJ9.e30.c2lnbmF0dXJl")]
    pub access_token: String,
    /// Always `Bearer`.
    #[schema(example = "Bearer")]
    pub token_type: &'static str,
    /// How many seconds the access token is good for.
    #[schema(example = 300)]
    pub expires_in: u64,
    /// Good once, to renew the session.
    #[schema(example = "0199c7d2-0000-7000-8000-000000000000.Zm9yIGV4YW1wbGU")]
    pub refresh_token: String,
    /// The session.
    pub session: SessionView,
}

/// A session as it is shown.
#[derive(Debug, Clone, Serialize, ToSchema)]
pub struct SessionView {
    /// Its id.
    pub id: SessionId,
    /// Whose.
    pub person: PersonId,
    /// In which role.
    pub role: Role,
    /// When it began.
    #[schema(value_type = String, format = DateTime)]
    pub opened_at: Instant,
    /// When it ends unless it is renewed.
    #[schema(value_type = String, format = DateTime)]
    pub expires_at: Instant,
    /// When it was ended.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schema(value_type = Option<String>, format = DateTime)]
    pub ended_at: Option<Instant>,
}
impl SessionView {
    /// Shows a granted session.
    #[expect(clippy::unnecessary_wraps, reason = "views are all made alike")]
    pub fn of(session: &Granted<'_, Session>) -> Result<Self> {
        Ok(Self {
            id: session.id,
            person: session.person,
            role: session.role,
            opened_at: session.opened_at,
            expires_at: session.expires_at,
            ended_at: session.ended_at,
        })
    }
}
