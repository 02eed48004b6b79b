//! Deadlines: when something that began at a moment is owed, told from a rule and the hours of a service alone.
//!
//! Where the clock is put forward, a time that does not exist is the first one that does; where it is put back, a stretch
//! of hours opens at the first and closes at the second of two equal times. Nothing here can fail.
use super::hours::{Days7, Hours, Opening};
use super::pack::{Label, Row, day, day_opt, source, texts};
use crate::kernel::{AgencyId, Instant, Tier};
use chrono::{Datelike, Days, NaiveDate, NaiveTime, TimeDelta, TimeZone, Weekday};
use serde::Deserialize;
use std::{iter, time::Duration};

/// How long an expected step may take.
#[derive(Debug, Clone, PartialEq, Eq, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Deadline {
    /// The name under which code asks for it, such as `handoff.confirm.urgent`.
    pub id: String,
    /// The time itself.
    pub amount: Amount,
    /// How loudly the step asks for attention once it is late.
    pub tier: Tier,
    /// What is expected, for people.
    pub label: Label,
    /// Where the rule comes from.
    pub citation: String,
    /// Who checked it; empty when nobody has.
    pub verified_by: String,
    /// The first day on which it applies.
    #[serde(deserialize_with = "day")]
    pub effective_from: NaiveDate,
    /// The last day on which it applies, if it ended.
    #[serde(default, deserialize_with = "day_opt")]
    pub effective_to: Option<NaiveDate>,
    /// Where it applies: `CA`, or a part of it such as `CA-QC`.
    pub jurisdiction: String,
    /// Grows when the row changes; an act records the version that it used.
    pub version: u32,
}

/// A stretch of time, and which clock measures it.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Amount {
    /// Minutes on the wall clock.
    Minutes(u32),
    /// Minutes on the wall clock that begin at once while the service is open, and else at its next opening.
    OpenMinutes(u32),
    /// Days of standard business time, eight hours each, whatever the hours of the service.
    BusinessDays(u32),
}
impl Amount {
    /// More than nothing, and no longer than about a year.
    const fn is_sensible(self) -> bool {
        match self {
            Self::Minutes(n) | Self::OpenMinutes(n) => n > 0 && n <= 366 * 24 * 60,
            Self::BusinessDays(n) => n > 0 && n <= 262,
        }
    }
}
impl Row for Deadline {
    fn id(&self) -> &str {
        &self.id
    }
    fn fault(&self) -> Option<&'static str> {
        if !self.amount.is_sensible() || self.version == 0 {
            return Some("an amount is from something to a year, and versions begin at 1");
        }
        source(&self.citation, &self.jurisdiction, self.effective_from, self.effective_to).or(texts(&self.label))
    }
}

/// What an agency owes by a time; derived by each model, written by the operation alone.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Owed {
    /// What is owed, as the table spells it.
    pub kind: &'static str,
    /// Who owes it.
    pub agency: AgencyId,
    /// By when.
    pub due: Instant,
    /// The deadline that told the time.
    pub rule: &'static str,
}

/// By when something is owed that began at `from`.
#[must_use]
pub fn due(rule: &Deadline, hours: &Hours, from: Instant) -> Instant {
    let minutes = |n: u32| Duration::from_secs(u64::from(n) * 60);
    match rule.amount {
        Amount::Minutes(n) => from.plus(minutes(n)),
        Amount::OpenMinutes(n) => hours.opens(from).plus(minutes(n)),
        Amount::BusinessDays(n) => {
            let business = Hours { zone: hours.zone, opening: Opening::Business };
            business.after(from, minutes(n) * BUSINESS_HOURS * 60)
        }
    }
}

/// The hours of one day of standard business time.
const BUSINESS_HOURS: u32 = 8;
/// No calendar is searched for longer than this: a century.
const HORIZON_DAYS: usize = 36_525;

impl Hours {
    /// That moment if the service can be reached then, else its next opening.
    #[must_use]
    pub fn opens(&self, at: Instant) -> Instant {
        self.after(at, Duration::ZERO)
    }
    /// When standard business time ends on a date, or would if it were a working day.
    #[must_use]
    pub fn end_of(&self, date: NaiveDate) -> Option<Instant> {
        let [(_, close), ..] = Opening::Business.week()?.iter().flatten().copied().collect::<Vec<_>>()[..] else {
            return None;
        };
        Some(self.moments(date, close)?.1)
    }
    /// The moment at which that much open time has passed.
    fn after(&self, from: Instant, open_time: Duration) -> Instant {
        let Some(week) = self.opening.week() else { return from.plus(open_time) };
        let (mut now, mut left) = (from, open_time);
        // No zone is two days behind UTC.
        let Some(first) = from.utc().date_naive().checked_sub_days(Days::new(2)) else { return from.plus(open_time) };
        for date in first.iter_days().take(HORIZON_DAYS) {
            let Some((opening, closing)) = self.stretch(week, date) else { continue };
            if closing <= now {
                continue;
            }
            now = now.max(opening);
            let rest = Duration::from_millis(closing.millis().abs_diff(now.millis()));
            if left <= rest {
                return now.plus(left);
            }
            (now, left) = (closing, left.saturating_sub(rest));
        }
        now.plus(left)
    }
    /// From when to when the service is open on a date.
    fn stretch(&self, week: &Days7, date: NaiveDate) -> Option<(Instant, Instant)> {
        let [mon, tue, wed, thu, fri, sat, sun] = *week;
        let (open, close) = match date.weekday() {
            Weekday::Mon => mon,
            Weekday::Tue => tue,
            Weekday::Wed => wed,
            Weekday::Thu => thu,
            Weekday::Fri => fri,
            Weekday::Sat => sat,
            Weekday::Sun => sun,
        }?;
        let (opening, closing) = (self.moments(date, open)?.0, self.moments(date, close)?.1);
        (opening < closing).then_some((opening, closing))
    }
    /// The first and the last moment at which the clock on the wall shows that minute of a date.
    fn moments(&self, date: NaiveDate, minute: u16) -> Option<(Instant, Instant)> {
        let wanted = date.and_time(NaiveTime::MIN).checked_add_signed(TimeDelta::minutes(minute.into()))?;
        let longest_gap = 24 * 60;
        iter::successors(Some(wanted), |time| time.checked_add_signed(TimeDelta::minutes(1)))
            .take(longest_gap + 1)
            .map(|time| self.zone.from_local_datetime(&time))
            .find_map(|found| Some((found.earliest()?.to_utc().into(), found.latest()?.to_utc().into())))
    }
}

#[cfg(test)]
mod tests {
    use super::{Amount, Deadline, due};
    use crate::kernel::Instant;
    use crate::rules::{Hours, Opening, Rules};
    use Amount::{BusinessDays, Minutes, OpenMinutes};
    use Opening::{Always, Business, Weekly};
    use chrono_tz::{America::Halifax, America::St_Johns, Tz};

    /// A moment of 2026, by the wall clock and its distance from UTC.
    fn at(text: &str) -> Instant {
        let written = format!("2026-{text}");
        chrono::DateTime::parse_from_str(&written, "%Y-%m-%d %H:%M %#z").unwrap().to_utc().into()
    }
    fn owed(amount: Amount, zone: Tz, opening: Opening) -> (Deadline, Hours) {
        let rules = Rules::embedded().unwrap();
        let like = rules.deadline("handoff.decide").unwrap().clone();
        (Deadline { amount, ..like }, Hours { zone, opening })
    }
    /// Open on Sundays alone.
    fn sundays(open: u16, close: u16) -> Opening {
        Weekly([None, None, None, None, None, None, Some((open, close))])
    }

    #[test]
    fn every_deadline_falls_where_a_calendar_says() {
        let table = [
            ("Friday evening", BusinessDays(2), Halifax, Always, "06-05 18:00 -03", "06-09 16:30 -03"),
            ("Friday afternoon", BusinessDays(1), Halifax, Always, "06-05 16:00 -03", "06-08 16:00 -03"),
            ("a full day", BusinessDays(1), Halifax, Always, "06-05 08:30 -03", "06-05 16:30 -03"),
            ("a week", BusinessDays(5), Halifax, sundays(0, 60), "06-03 10:00 -03", "06-10 10:00 -03"),
            ("clock forward", BusinessDays(1), Halifax, Business, "03-06 16:00 -04", "03-09 16:00 -03"),
            ("clock back", BusinessDays(1), Halifax, Business, "10-30 16:00 -03", "11-02 16:00 -04"),
            ("half-hour zone", BusinessDays(1), St_Johns, Business, "06-05 16:29 -0230", "06-08 16:29 -0230"),
            ("half an hour west", BusinessDays(1), St_Johns, Business, "06-05 16:01 -03", "06-08 16:00 -03"),
            ("wall clock", Minutes(60), Halifax, Business, "03-08 01:30 -04", "03-08 03:30 -03"),
            ("day and night", OpenMinutes(240), Halifax, Always, "06-05 17:30 -03", "06-05 21:30 -03"),
            ("after hours", OpenMinutes(240), Halifax, Business, "06-05 17:30 -03", "06-08 12:30 -03"),
            ("while open", OpenMinutes(240), Halifax, Business, "06-05 16:00 -03", "06-05 20:00 -03"),
            ("at closing", OpenMinutes(240), Halifax, Business, "06-04 16:30 -03", "06-05 12:30 -03"),
            ("opens in the gap", OpenMinutes(30), Halifax, sundays(150, 600), "03-07 12:00 -04", "03-08 03:30 -03"),
            ("opens twice", OpenMinutes(30), Halifax, sundays(90, 600), "10-31 12:00 -03", "11-01 02:00 -03"),
            ("only in the gap", OpenMinutes(30), Halifax, sundays(130, 170), "03-07 12:00 -04", "03-15 02:40 -03"),
            ("never open", OpenMinutes(30), Halifax, Weekly([None; 7]), "06-05 17:30 -03", "06-08 09:00 -03"),
        ];
        for (name, amount, zone, opening, from, by) in table {
            let (rule, hours) = owed(amount, zone, opening);
            assert_eq!(due(&rule, &hours, at(from)), at(by), "{name}");
        }
    }
    #[test]
    fn no_moment_and_no_amount_is_too_far() {
        let ends = [i64::MIN, -8_334_601_228_800_000, -1, 8_210_266_876_799_999, i64::MAX].map(Instant::from_millis);
        for opening in [Always, Business, sundays(9, 1)] {
            for amount in [Minutes(u32::MAX), OpenMinutes(u32::MAX), BusinessDays(u32::MAX), BusinessDays(0)] {
                let (rule, hours) = owed(amount, St_Johns, opening.clone());
                assert!(ends.iter().all(|from| due(&rule, &hours, *from) >= *from), "{rule:?} {hours:?}");
            }
        }
    }
}
