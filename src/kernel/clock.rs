//! Time: whole milliseconds everywhere, read in this file alone.
//!
//! Neither engine nor JSON holds anything finer, so nothing finer is ever made.
use chrono::{DateTime, SecondsFormat, TimeZone, Utc};
use serde::{Deserialize, Deserializer, Serialize, Serializer, de::Error};
use std::sync::Arc;
use std::sync::atomic::{AtomicI64, Ordering};
use std::{fmt, time::Duration};

/// A moment: milliseconds since 1970, UTC.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Instant(i64);

impl Instant {
    /// The moment that many milliseconds after 1970.
    #[must_use]
    pub const fn from_millis(ms: i64) -> Self {
        Self(ms)
    }
    /// Milliseconds since 1970.
    #[must_use]
    pub const fn millis(self) -> i64 {
        self.0
    }
    /// The same moment as a chrono date, for calendars.
    #[must_use]
    pub fn utc(self) -> DateTime<Utc> {
        Utc.timestamp_millis_opt(self.0).single().unwrap_or_default()
    }
    /// That much later.
    #[must_use]
    pub fn plus(self, by: Duration) -> Self {
        Self(self.0.saturating_add(i64::try_from(by.as_millis()).unwrap_or(i64::MAX)))
    }
    /// That much earlier.
    #[must_use]
    pub fn minus(self, by: Duration) -> Self {
        Self(self.0.saturating_sub(i64::try_from(by.as_millis()).unwrap_or(i64::MAX)))
    }
}
impl From<DateTime<Utc>> for Instant {
    fn from(t: DateTime<Utc>) -> Self {
        Self(t.timestamp_millis())
    }
}
impl fmt::Display for Instant {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.utc().to_rfc3339_opts(SecondsFormat::Millis, true))
    }
}
impl Serialize for Instant {
    fn serialize<S: Serializer>(&self, s: S) -> Result<S::Ok, S::Error> {
        s.collect_str(self)
    }
}
impl<'de> Deserialize<'de> for Instant {
    fn deserialize<D: Deserializer<'de>>(d: D) -> Result<Self, D::Error> {
        let text = String::deserialize(d)?;
        let parsed = DateTime::parse_from_rfc3339(&text).map_err(D::Error::custom)?;
        let year = chrono::Datelike::year(&parsed.to_utc());
        if !(1900..=9999).contains(&year) {
            return Err(D::Error::custom("a year from 1900 to 9999"));
        }
        Ok(parsed.to_utc().into())
    }
}

/// Where the time comes from: the machine, or a hand that moves it.
#[derive(Debug, Clone, Default)]
pub enum Clock {
    /// The machine's clock.
    #[default]
    System,
    /// A clock that stands still until it is moved; synthetic years and tests use it.
    Fixed(Arc<AtomicI64>),
}
impl Clock {
    /// A clock that stands at the given moment.
    #[must_use]
    pub fn fixed(at: Instant) -> Self {
        Self::Fixed(Arc::new(AtomicI64::new(at.0)))
    }
    /// What time it is.
    #[must_use]
    #[expect(clippy::disallowed_methods, reason = "this is the one place that reads the machine's clock")]
    pub fn now(&self) -> Instant {
        match self {
            Self::System => Utc::now().into(),
            Self::Fixed(ms) => Instant(ms.load(Ordering::SeqCst)),
        }
    }
    /// Moves a fixed clock forward; the machine's clock is not ours to move.
    pub fn advance(&self, by: Duration) {
        if let Self::Fixed(ms) = self {
            ms.fetch_add(i64::try_from(by.as_millis()).unwrap_or(i64::MAX), Ordering::SeqCst);
        }
    }
    /// Puts a fixed clock at a moment.
    pub fn set(&self, at: Instant) {
        if let Self::Fixed(ms) = self {
            ms.store(at.0, Ordering::SeqCst);
        }
    }
}
