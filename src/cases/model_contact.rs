//! How a family may be contacted: a rule for everybody who works with it, kept beside the case.
use super::model::Case;
use crate::kernel::words::words;
use crate::kernel::{AgencyId, CaseId, Compartment, Instant, PersonId, SubjectId};
use crate::vault::{KeyScope, Place, Sealed};
use chrono::NaiveDate;
use serde::{Deserialize, Serialize};
use std::time::Duration;
use utoipa::ToSchema;

words! {
    /// Whether a family may be contacted, and by whom.
    ContactRule {
        /// By whoever works with it.
        Open = "open",
        /// Through one agency alone.
        Through = "through",
        /// By nobody.
        Nobody = "none",
    }
}

/// Until this long after midnight UTC it is still the day before somewhere in the country.
const LAST_ZONE: Duration = Duration::from_hours(8);

/// The rule, and what goes with it.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct ContactTerms {
    /// Whether the family may be contacted.
    pub rule: ContactRule,
    /// The one agency that may.
    pub through: Option<AgencyId>,
    /// The last day of it.
    pub until: Option<NaiveDate>,
}
impl ContactTerms {
    /// As long as nobody says otherwise.
    pub const OPEN: Self = Self { rule: ContactRule::Open, through: None, until: None };
    /// Nobody contacts the family.
    pub const NOBODY: Self = Self { rule: ContactRule::Nobody, ..Self::OPEN };

    /// What holds now: a day counts until it is over in the whole country.
    #[must_use]
    pub fn on(self, now: Instant) -> Self {
        let day = now.minus(LAST_ZONE).utc().date_naive();
        if self.until.is_some_and(|last| last < day) { Self::OPEN } else { self }
    }
}

/// How the family of one case may be contacted.
#[derive(Clone)]
pub(super) struct Contact {
    /// Of which case.
    pub(super) id: ContactId,
    /// The rule.
    pub(super) terms: ContactTerms,
    /// What whoever contacts them should know.
    pub(super) note: Option<Sealed<String>>,
    /// Who said so, and when; nobody yet of what always held.
    pub(super) set: Option<(PersonId, Instant)>,
    /// Counted from 1; nothing was said at 0.
    pub(super) version: i64,
}
/// The contact rule of a case.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct ContactId(pub(super) CaseId);
impl From<ContactId> for SubjectId {
    fn from(id: ContactId) -> Self {
        Self { kind: "contact_rule", ..id.0.into() }
    }
}
/// Where the note of a case's contact rule is sealed.
pub(crate) fn contact_place(case: CaseId) -> Place {
    Contact::place(ContactId(case))
}
impl Contact {
    /// Where its note is sealed: with the child's identity.
    pub(super) fn place(id: ContactId) -> Place {
        let scope = KeyScope::Case(id.0, Compartment::Identity);
        Place { table: "contact_rules", scope, ..Case::place(id.0) }
    }
    /// The same family under another rule.
    pub(super) fn with(&self, terms: ContactTerms, note: Option<Sealed<String>>, by: PersonId, now: Instant) -> Self {
        Self { terms, note, set: Some((by, now)), ..self.clone() }
    }
}

#[cfg(test)]
mod tests {
    use super::{ContactRule, ContactTerms};
    use crate::kernel::Instant;
    use chrono::{NaiveDate, TimeZone, Utc};

    #[test]
    fn a_rule_holds_until_its_last_day_is_over_everywhere() {
        let until = NaiveDate::from_ymd_opt(2026, 3, 12);
        let rule = ContactTerms { until, ..ContactTerms::NOBODY };
        let at = |d, h| Instant::from(Utc.with_ymd_and_hms(2026, 3, d, h, 0, 0).unwrap());

        for (day, hour, holds) in [(10, 12, true), (12, 23, true), (13, 7, true), (13, 9, false)] {
            assert_eq!(rule.on(at(day, hour)).rule == ContactRule::Nobody, holds, "{day}, {hour}:00");
        }
        assert_eq!(ContactTerms::NOBODY.on(at(31, 12)), ContactTerms::NOBODY);
    }
}
