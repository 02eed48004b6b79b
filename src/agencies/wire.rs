//! Agencies as they are sent and shown.
use super::model::{Agency, ServiceHours};
use crate::kernel::{AgencyId, Discipline, Instant};
use crate::op::Granted;
use crate::problem::{Error, FieldCode, FieldError, Result};
use crate::rules::{Opening, Rules};
use serde::{Deserialize, Serialize};
use utoipa::{IntoParams, ToSchema};
use validator::{Validate, ValidationError};

/// The provinces and territories of Canada (ISO 3166-2:CA).
const PROVINCES: [&str; 13] = ["AB", "BC", "MB", "NB", "NL", "NS", "NT", "NU", "ON", "PE", "QC", "SK", "YT"];

/// When one service of an agency can be reached.
#[derive(Debug, Clone, Serialize, Deserialize, Validate, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct ServiceHoursBody {
    /// The type of service, or `*` for all that are not named.
    #[validate(length(min = 1, max = 60))]
    #[schema(min_length = 1, max_length = 60, example = "medical_exam")]
    pub service: String,
    /// When it is open.
    pub opening: Opening,
    /// The telephone that is answered outside these hours; needed to receive what concerns safety.
    #[validate(length(min = 3, max = 40), custom(function = readable))]
    #[schema(min_length = 3, max_length = 40, example = "+1 902 555 0100")]
    pub after_hours_line: Option<String>,
}

/// A new agency.
#[derive(Debug, Deserialize, Validate, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct CreateAgency {
    /// Its name in English.
    #[validate(length(min = 1, max = 200), custom(function = readable))]
    #[schema(min_length = 1, max_length = 200, example = "Harbour Children's Hospital")]
    pub name_en: String,
    /// Its name in French; the English one when there is none.
    #[validate(length(min = 1, max = 200), custom(function = readable))]
    #[schema(min_length = 1, max_length = 200, example = "Hôpital pour enfants du Havre")]
    pub name_fr: Option<String>,
    /// What it does.
    pub discipline: Discipline,
    /// Its province or territory (ISO 3166-2:CA).
    #[schema(min_length = 2, max_length = 2, example = "NS")]
    pub province: String,
    /// Its time zone, as in the IANA database.
    #[schema(example = "America/Halifax", max_length = 60)]
    pub zone: String,
    /// The languages in which it serves; English and French unless said otherwise.
    #[validate(length(min = 1, max = 20))]
    #[schema(min_items = 1, max_items = 20, example = json!(["en", "fr"]))]
    pub languages: Option<Vec<String>>,
    /// When its services can be reached; business time unless said otherwise.
    #[serde(default)]
    #[validate(length(max = 80), nested)]
    #[schema(max_items = 80)]
    pub services: Vec<ServiceHoursBody>,
}

/// What changes about an agency; what is left out stays.
#[derive(Debug, Deserialize, Validate, ToSchema)]
#[serde(deny_unknown_fields)]
pub(super) struct UpdateAgency {
    /// Its name in English.
    #[validate(length(min = 1, max = 200), custom(function = readable))]
    #[schema(min_length = 1, max_length = 200)]
    pub name_en: Option<String>,
    /// Its name in French.
    #[validate(length(min = 1, max = 200), custom(function = readable))]
    #[schema(min_length = 1, max_length = 200)]
    pub name_fr: Option<String>,
    /// The languages in which it serves.
    #[validate(length(min = 1, max = 20))]
    #[schema(min_items = 1, max_items = 20)]
    pub languages: Option<Vec<String>>,
    /// When its services can be reached: the whole list.
    #[validate(length(max = 80), nested)]
    #[schema(max_items = 80)]
    pub services: Option<Vec<ServiceHoursBody>>,
    /// False when nothing may be addressed to it any more.
    pub active: Option<bool>,
}

/// An agency as it is shown.
#[derive(Debug, Clone, Serialize, ToSchema)]
pub struct AgencyView {
    /// Its id.
    pub id: AgencyId,
    /// Its name in English.
    pub name_en: String,
    /// Its name in French.
    pub name_fr: String,
    /// What it does.
    pub discipline: Discipline,
    /// Its province or territory.
    pub province: String,
    /// Its time zone.
    pub zone: String,
    /// The languages in which it serves.
    #[schema(example = json!(["en", "fr"]))]
    pub languages: Vec<String>,
    /// When its services can be reached.
    pub services: Vec<ServiceHoursBody>,
    /// False when nothing can be addressed to it any more.
    pub active: bool,
    /// Since when it is known.
    #[schema(value_type = String, format = DateTime)]
    pub created_at: Instant,
    /// The version, as in its `ETag`.
    pub version: i64,
}
impl AgencyView {
    /// Shows a granted agency.
    pub fn of(agency: &Granted<'_, Agency>) -> Result<Self> {
        let shown = |s: &ServiceHours| ServiceHoursBody {
            service: s.service.clone(),
            opening: s.opening.clone(),
            after_hours_line: s.after_hours_line.clone(),
        };
        Ok(Self {
            id: agency.id,
            name_en: agency.name_en.clone(),
            name_fr: agency.name_fr.clone(),
            discipline: agency.discipline,
            province: agency.province.clone(),
            zone: agency.zone.name().to_owned(),
            languages: agency.languages.clone(),
            services: agency.services.iter().map(shown).collect(),
            active: agency.active,
            created_at: agency.created_at,
            version: agency.version,
        })
    }
}

/// What narrows the list of agencies.
#[derive(Debug, Deserialize, IntoParams)]
#[serde(deny_unknown_fields)]
#[into_params(parameter_in = Query)]
pub(super) struct AgencyFilter {
    /// Only those of this discipline.
    pub discipline: Option<Discipline>,
}

impl CreateAgency {
    /// Checks what types alone cannot say.
    pub(crate) fn agency(self, id: AgencyId, now: Instant, rules: &Rules) -> Result<Agency> {
        let mut wrong = Vec::new();
        if !PROVINCES.contains(&self.province.as_str()) {
            wrong.push(FieldError::new("/province", FieldCode::UnknownValue));
        }
        let zone = self.zone.parse::<chrono_tz::Tz>();
        if zone.is_err() {
            wrong.push(FieldError::new("/zone", FieldCode::UnknownValue));
        }
        let languages = self.languages.unwrap_or_else(|| vec!["en".to_owned(), "fr".to_owned()]);
        let services = checked(self.services, &languages, rules, &mut wrong);
        match zone {
            Ok(zone) if wrong.is_empty() => Ok(Agency {
                id,
                name_fr: self.name_fr.unwrap_or_else(|| self.name_en.clone()),
                name_en: self.name_en,
                discipline: self.discipline,
                province: self.province,
                zone,
                languages,
                services,
                runs_deployment: false,
                active: true,
                created_at: now,
                version: 1,
            }),
            _ => Err(Error::Invalid(wrong)),
        }
    }
}
impl UpdateAgency {
    /// The agency after the change.
    pub(super) fn apply(self, was: &Agency, rules: &Rules) -> Result<Agency> {
        let mut wrong = Vec::new();
        let languages = self.languages.unwrap_or_else(|| was.languages.clone());
        let services = match self.services {
            Some(services) => checked(services, &languages, rules, &mut wrong),
            None => {
                checked(Vec::new(), &languages, rules, &mut wrong).into_iter().chain(was.services.clone()).collect()
            }
        };
        if !wrong.is_empty() {
            return Err(Error::Invalid(wrong));
        }
        Ok(Agency {
            name_en: self.name_en.unwrap_or_else(|| was.name_en.clone()),
            name_fr: self.name_fr.unwrap_or_else(|| was.name_fr.clone()),
            languages,
            services,
            active: self.active.unwrap_or(was.active),
            ..was.clone()
        })
    }
}

fn readable(text: &str) -> std::result::Result<(), ValidationError> {
    let sound = crate::kernel::text::readable(text);
    if sound { Ok(()) } else { Err(ValidationError::new(FieldCode::NotReadable.name())) }
}

fn checked(
    services: Vec<ServiceHoursBody>,
    languages: &[String],
    rules: &Rules,
    wrong: &mut Vec<FieldError>,
) -> Vec<ServiceHours> {
    for (n, tag) in languages.iter().enumerate() {
        let plain = (2..=35).contains(&tag.len()) && tag.chars().all(|c| c.is_ascii_alphanumeric() || c == '-');
        if !plain {
            wrong.push(FieldError::new(format!("/languages/{n}"), FieldCode::WrongType));
        }
    }
    for (n, service) in services.iter().enumerate() {
        if service.service != "*" && rules.service(&service.service).is_none() {
            wrong.push(FieldError::new(format!("/services/{n}/service"), FieldCode::UnknownValue));
        }
        if services.iter().take(n).any(|before| before.service == service.service) {
            wrong.push(FieldError::new(format!("/services/{n}/service"), FieldCode::Conflict));
        }
    }
    let kept = |s: ServiceHoursBody| ServiceHours {
        service: s.service,
        opening: s.opening,
        after_hours_line: s.after_hours_line,
    };
    services.into_iter().map(kept).collect()
}
