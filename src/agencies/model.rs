//! An agency, and when each of its services can be reached.
use crate::kernel::{AgencyId, Discipline, Instant};
use crate::rules::{Hours, Opening};
use serde::{Deserialize, Serialize};

/// A partner organization, or a centre.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Agency {
    /// Its id.
    pub id: AgencyId,
    /// Its name in English.
    pub name_en: String,
    /// Its name in French.
    pub name_fr: String,
    /// What it does.
    pub discipline: Discipline,
    /// Its province or territory, as ISO 3166-2:CA without the country.
    pub province: String,
    /// Its time zone.
    pub zone: chrono_tz::Tz,
    /// The languages in which it serves, as BCP 47 tags.
    pub languages: Vec<String>,
    /// When each service can be reached, where that differs from business time.
    pub services: Vec<ServiceHours>,
    /// It runs this deployment.
    pub runs_deployment: bool,
    /// False when nothing can be addressed to it any more.
    pub active: bool,
    /// Since when it is known.
    pub created_at: Instant,
    /// Counted from 1.
    pub version: i64,
}

/// When one service of an agency can be reached.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct ServiceHours {
    /// The type of service; `*` for all that are not named.
    pub service: String,
    /// When it is open.
    pub opening: Opening,
    /// Who answers the phone outside these hours.
    pub after_hours_line: Option<String>,
}

impl Agency {
    /// When a service can be reached: as it says, else as it says for all, else in business time.
    #[must_use]
    pub fn hours(&self, service: &str) -> Hours {
        let opening = self.of(service).map_or(Opening::Business, |s| s.opening.clone());
        Hours { zone: self.zone, opening }
    }
    /// Who answers the phone for a service when it is closed.
    #[must_use]
    pub fn after_hours_line(&self, service: &str) -> Option<&str> {
        self.of(service).and_then(|s| s.after_hours_line.as_deref())
    }
    fn of(&self, service: &str) -> Option<&ServiceHours> {
        let named = |name: &str| self.services.iter().find(|s| s.service == name);
        named(service).or_else(|| named("*"))
    }
    /// The same agency, to which nothing can be addressed any more.
    #[must_use]
    pub fn deactivated(&self) -> Self {
        Self { active: false, ..self.clone() }
    }
}
