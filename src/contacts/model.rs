//! One time that somebody spoke to a family, or tried to.
use crate::access::kind_of;
use crate::kernel::{AgencyId, CaseId, Compartment, ContactId, Discipline, HandoffId, Instant, PersonId};
use crate::vault::{KeyScope, Place, Sealed};
use chrono::{Days, NaiveDate};
use std::time::Duration;

/// Until this long after midnight UTC it is still the day before somewhere in the country.
const LAST_ZONE: Duration = Duration::from_hours(8);
/// What is promised for later is no promise.
const LATEST: Days = Days::new(366);

/// One time that somebody spoke to a family, or tried to.
#[derive(Clone)]
pub struct Contact {
    /// Its id.
    pub id: ContactId,
    /// The case.
    pub case: CaseId,
    /// What kind of information it is.
    pub kind: Compartment,
    /// When it was.
    pub at: Instant,
    /// Who spoke to them.
    pub by: PersonId,
    /// For which agency.
    pub agency: AgencyId,
    /// The handoff that it belongs to.
    pub handoff: Option<HandoffId>,
    /// Whom they spoke to, or tried to: list `contact_with`.
    pub whom: String,
    /// By what means: list `contact_channel`.
    pub channel: String,
    /// What came of it.
    pub outcome: Outcome,
    /// What the family was promised.
    pub promise: Option<Promise>,
    /// What whoever speaks to them next should know.
    pub note: Option<Sealed<String>>,
    /// When it was recorded.
    pub recorded_at: Instant,
}
/// What came of it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Outcome {
    /// They spoke.
    Reached,
    /// They did not, and perhaps why: list `contact_attempt`.
    Missed(Option<String>),
}
/// What a family was promised.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Promise {
    /// What: list `contact_promise`.
    pub code: String,
    /// By which day.
    pub by: Option<NaiveDate>,
}

impl Contact {
    /// Where its note is sealed: with the kind of information that it is.
    #[must_use]
    pub fn place(id: ContactId, case: CaseId, kind: Compartment) -> Place {
        Place { table: "contacts", row: id.into(), scope: KeyScope::Case(case, kind) }
    }
}
impl Promise {
    /// Whether its day fits: not before the family was spoken to, and not so late that nobody remembers.
    #[must_use]
    pub fn fits(&self, at: Instant, now: Instant) -> bool {
        let earliest = at.minus(LAST_ZONE).utc().date_naive();
        let latest = now.utc().date_naive().checked_add_days(LATEST);
        self.by.is_none_or(|day| day >= earliest && latest.is_none_or(|latest| day <= latest))
    }
}

/// What kind of information it is that somebody spoke to a family.
#[must_use]
pub(super) fn kind(does: Discipline, handoff: Option<Compartment>, place: Option<Compartment>) -> Compartment {
    match kind_of(does) {
        Compartment::Identity => handoff.or(place).unwrap_or(Compartment::Identity),
        told_by_itself => told_by_itself,
    }
}

#[cfg(test)]
mod tests {
    use super::{Promise, kind};
    use crate::kernel::{Compartment, Discipline, Instant};
    use chrono::{NaiveDate, TimeZone, Utc};

    #[test]
    fn a_therapist_never_shows_outside_therapy() {
        use Compartment::{Health, Identity, Therapy};
        use Discipline::{Centre, Counselling, Police};

        for (does, handoff, place, told) in [
            (Police, None, None, Identity),
            (Police, None, Some(Health), Health),
            (Police, Some(Therapy), Some(Health), Therapy),
            (Centre, None, None, Identity),
            (Counselling, None, None, Therapy),
            (Counselling, Some(Health), Some(Identity), Therapy),
        ] {
            assert_eq!(kind(does, handoff, place), told, "{does}, {handoff:?}, {place:?}");
        }
    }
    #[test]
    fn a_promise_is_kept_within_a_year() {
        let at = |day, hour| Instant::from(Utc.with_ymd_and_hms(2026, 3, day, hour, 0, 0).unwrap());
        let by = |y, m, d| Promise { code: "visit".to_owned(), by: NaiveDate::from_ymd_opt(y, m, d) };

        for (promise, fits) in [
            (Promise { by: None, ..by(2026, 3, 1) }, true),
            (by(2026, 3, 9), false),
            (by(2026, 3, 10), true),
            (by(2027, 3, 12), true),
            (by(2027, 3, 14), false),
        ] {
            assert_eq!(promise.fits(at(10, 12), at(12, 12)), fits, "{promise:?}");
        }
        assert!(by(2026, 3, 9).fits(at(10, 7), at(10, 7)), "it is still the ninth in Victoria");
    }
}
