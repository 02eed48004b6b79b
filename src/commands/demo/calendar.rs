//! When things happen in the demo: counted back from the moment that it is made, so that it opens on a believable day
//! whatever the weekday.
use crate::kernel::Instant;
use chrono::{DateTime, Datelike, Days, NaiveDate, TimeZone, Weekday};
use chrono_tz::America::Halifax;
use std::time::Duration;

/// A moment of a story.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum When {
    /// So many working days ago (1 or more), at a time of day written as `9_05`.
    Day(u32, u32),
    /// On the last Saturday, at a time of day.
    Saturday(u32),
    /// So many minutes ago.
    Ago(u64),
}

impl When {
    /// The moment itself, told from now.
    pub(super) fn moment(self, now: Instant) -> Instant {
        let today = now.utc().with_timezone(&Halifax).date_naive();
        match self {
            Self::Ago(minutes) => now.minus(Duration::from_secs(minutes * 60)),
            Self::Day(days, time) => at(working_days_before(today, days), time).min(now),
            Self::Saturday(time) => {
                let saturdays = before(today).filter(|day| day.weekday() == Weekday::Sat);
                saturdays.map(|day| at(day, time)).next().unwrap_or(now).min(now)
            }
        }
    }
}

/// The days before a day, the last one first.
fn before(day: NaiveDate) -> impl Iterator<Item = NaiveDate> {
    (1..).map_while(move |n| day.checked_sub_days(Days::new(n)))
}
fn working_days_before(today: NaiveDate, days: u32) -> NaiveDate {
    let works = |day: &NaiveDate| !matches!(day.weekday(), Weekday::Sat | Weekday::Sun);
    let skipped = usize::try_from(days.saturating_sub(1)).unwrap_or_default();
    before(today).filter(works).nth(skipped).unwrap_or(today)
}
/// A time of day where the demo's centre is; `9_75` is a quarter past ten.
fn at(day: NaiveDate, time: u32) -> Instant {
    let (hours, minutes) = (time / 100, time % 100);
    let local = day.and_hms_opt(hours + minutes / 60, minutes % 60, 0).unwrap_or_default();
    let moment: Option<DateTime<_>> = Halifax.from_local_datetime(&local).earliest();
    moment.map_or_else(|| local.and_utc().into(), |moment| moment.to_utc().into())
}

#[cfg(test)]
mod tests {
    use super::When;
    use crate::kernel::Instant;
    use std::time::Duration;

    const TUESDAY_MORNING: Instant = Instant::from_millis(1_773_141_300_000); // 10 March 2026, 08:15 in Halifax

    fn told(when: When, days_later: u64) -> String {
        when.moment(TUESDAY_MORNING.plus(Duration::from_hours(24 * days_later))).to_string()
    }

    #[test]
    fn a_working_day_is_never_a_weekend() {
        assert_eq!(told(When::Day(1, 9_05), 0), "2026-03-09T12:05:00.000Z");
        assert_eq!(told(When::Day(2, 9_05), 0), "2026-03-06T13:05:00.000Z");
        for weekend in [4, 5, 6] {
            assert_eq!(told(When::Day(1, 16_30), weekend), "2026-03-13T19:30:00.000Z");
        }
        assert_eq!(told(When::Day(1, 9_75), 0), "2026-03-09T13:15:00.000Z");
        assert_eq!(told(When::Saturday(23_00), 0), "2026-03-08T03:00:00.000Z");
    }
    #[test]
    fn nothing_happens_in_the_future() {
        for days in 0..14 {
            let now = TUESDAY_MORNING.plus(Duration::from_hours(24 * days));
            for when in [When::Day(1, 23_59), When::Saturday(23_59), When::Ago(0)] {
                assert!(when.moment(now) <= now, "{when:?}");
            }
        }
    }
}
