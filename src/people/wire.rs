//! People as they are sent and shown.
use super::model::Person;
use crate::access::View;
use crate::kernel::{AgencyId, Instant, Lang, PersonId, Role, Secret};
use crate::op::Granted;
use crate::problem::{Error, FieldCode, Result};
use serde::{Deserialize, Serialize};
use utoipa::{IntoParams, ToSchema};
use validator::{Validate, ValidationError};

/// A new account.
#[derive(Debug, Deserialize, Validate, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct CreatePerson {
    /// Where they work.
    pub agency: AgencyId,
    /// Their name, as they write it.
    #[validate(length(min = 1, max = 200), custom(function = readable))]
    #[schema(min_length = 1, max_length = 200, example = "Amina Diallo")]
    pub name: String,
    /// Their address, with which they sign in.
    #[validate(length(min = 3, max = 254))]
    #[schema(min_length = 3, max_length = 254, example = "amina@centre.example")]
    pub email: String,
    /// A first password, of 12 characters or more.
    #[schema(min_length = 12, max_length = 256, example = "correct horse battery staple")]
    pub password: Secret,
    /// The roles that they may sign in with.
    #[validate(length(min = 1, max = 4))]
    #[schema(min_items = 1, max_items = 4)]
    pub roles: Vec<Role>,
    /// Receives handoffs for the agency.
    #[serde(default)]
    pub receives_handoffs: bool,
    /// Looks after the protection of personal information.
    #[serde(default)]
    pub privacy_officer: bool,
    /// Supervises.
    #[serde(default)]
    pub supervisor: bool,
    /// The language of the account; French unless said otherwise.
    #[serde(default)]
    pub lang: Lang,
}

/// What changes about an account; what is left out stays.
#[derive(Debug, Deserialize, Validate, ToSchema)]
#[serde(deny_unknown_fields)]
pub(super) struct UpdatePerson {
    /// Their name.
    #[validate(length(min = 1, max = 200), custom(function = readable))]
    #[schema(min_length = 1, max_length = 200)]
    pub name: Option<String>,
    /// Their address.
    #[validate(length(min = 3, max = 254))]
    #[schema(min_length = 3, max_length = 254)]
    pub email: Option<String>,
    /// A new password.
    #[schema(min_length = 12, max_length = 256)]
    pub password: Option<Secret>,
    /// The roles that they may sign in with.
    #[validate(length(min = 1, max = 4))]
    #[schema(min_items = 1, max_items = 4)]
    pub roles: Option<Vec<Role>>,
    /// Receives handoffs for the agency.
    pub receives_handoffs: Option<bool>,
    /// Looks after the protection of personal information.
    pub privacy_officer: Option<bool>,
    /// Supervises.
    pub supervisor: Option<bool>,
    /// The language of the account.
    pub lang: Option<Lang>,
    /// False when they may not sign in any more.
    pub active: Option<bool>,
}

/// Somebody as they are shown; address, roles and marks to administrators and to oneself alone.
#[derive(Debug, Serialize, ToSchema)]
pub struct PersonView {
    /// Their id.
    pub id: PersonId,
    /// Where they work.
    pub agency: AgencyId,
    /// Their name.
    pub name: String,
    /// May sign in.
    pub active: bool,
    /// Their address.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub email: Option<String>,
    /// The roles that they may sign in with.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub roles: Option<Vec<Role>>,
    /// Receives handoffs for the agency.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub receives_handoffs: Option<bool>,
    /// Looks after the protection of personal information.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub privacy_officer: Option<bool>,
    /// Supervises.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub supervisor: Option<bool>,
    /// The language of the account.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub lang: Option<Lang>,
    /// Since when the account exists.
    #[schema(value_type = String, format = DateTime)]
    pub created_at: Instant,
    /// The version, as in its `ETag`.
    pub version: i64,
}
impl PersonView {
    /// Shows a granted person.
    pub fn of(person: &Granted<'_, Person>) -> Result<Self> {
        let profile = person.open(&person.profile)?.into_inner();
        let full = person.shows(View::Full);
        Ok(Self {
            id: person.id,
            agency: person.agency,
            name: profile.name,
            active: person.active,
            email: full.then_some(profile.email),
            roles: full.then(|| person.roles.clone()),
            receives_handoffs: full.then_some(person.receives_handoffs),
            privacy_officer: full.then_some(person.privacy_officer),
            supervisor: full.then_some(person.supervisor),
            lang: full.then_some(person.lang),
            created_at: person.created_at,
            version: person.version,
        })
    }
}

/// What narrows the list of people.
#[derive(Debug, Deserialize, IntoParams)]
#[serde(deny_unknown_fields)]
#[into_params(parameter_in = Query)]
pub(super) struct PersonFilter {
    /// Only those of this agency.
    pub agency: Option<AgencyId>,
}

/// A password of 12 to 256 characters, of any kind (NIST SP 800-63B-4, section 3.1.1).
pub fn long_enough(password: &Secret) -> Result<Secret> {
    match password.expose().chars().count() {
        0..12 => Err(Error::field("/password", FieldCode::TooShort)),
        12..=256 => Ok(password.clone()),
        _ => Err(Error::field("/password", FieldCode::TooLong)),
    }
}
fn readable(text: &str) -> std::result::Result<(), ValidationError> {
    if crate::kernel::text::readable(text) { Ok(()) } else { Err(expected(FieldCode::NotReadable)) }
}
fn expected(code: FieldCode) -> ValidationError {
    ValidationError::new(code.name())
}
