//! Opening hours: when a service can be reached, in the wall clock of its own town.
//!
//! A day has one stretch of hours and never runs past midnight: `24:00` closes it.
use chrono_tz::Tz;
use serde::{Deserialize, Deserializer, Serialize, Serializer, de::Error};
use std::borrow::Cow;
use utoipa::openapi::{RefOr, schema::Schema};
use utoipa::{PartialSchema, ToSchema};

/// Monday first: opening and closing of each day in minutes since midnight, or nothing on a day that is closed.
pub(super) type Days7 = [Option<(u16, u16)>; 7];

/// Standard business time, 8:30 to 16:30 from Monday to Friday.
const BUSINESS: Days7 = {
    let day = Some((8 * 60 + 30, 16 * 60 + 30));
    [day, day, day, day, day, None, None]
};

/// When a service of an agency can be reached.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct Hours {
    /// The time zone of the people who answer, by its IANA name.
    #[serde(deserialize_with = "zone")]
    #[schema(value_type = String, example = "America/Halifax")]
    pub zone: Tz,
    /// The hours themselves.
    pub opening: Opening,
}

/// The hours of a service: around the clock, business time, or its own week.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(from = "Spelled", into = "Spelled")]
pub enum Opening {
    /// Day and night.
    Always,
    /// Standard business time: Monday to Friday, 8:30 to 16:30.
    Business,
    /// Its own hours, Monday first, in minutes since midnight; a week that never opens counts as business time.
    Weekly([Option<(u16, u16)>; 7]),
}
impl Opening {
    /// The stretches of a week, or nothing for a service that never closes.
    pub(super) fn week(&self) -> Option<&Days7> {
        match self {
            Self::Always => None,
            Self::Weekly(days) if days.iter().flatten().any(|(open, close)| open < close) => Some(days),
            Self::Business | Self::Weekly(_) => Some(&BUSINESS),
        }
    }
}

/// The hours of a service as the API spells them.
#[derive(Serialize, Deserialize, ToSchema)]
#[serde(rename_all = "snake_case")]
enum Spelled {
    /// Day and night.
    Always,
    /// Monday to Friday, 8:30 to 16:30.
    Business,
    /// Its own hours.
    Weekly(Week),
}
impl From<Spelled> for Opening {
    fn from(spelled: Spelled) -> Self {
        match spelled {
            Spelled::Always => Self::Always,
            Spelled::Business => Self::Business,
            Spelled::Weekly(Week { mon, tue, wed, thu, fri, sat, sun }) => {
                let days = [mon, tue, wed, thu, fri, sat, sun];
                Self::Weekly(days.map(|day| day.map(|Stretch(open, close)| (open, close))))
            }
        }
    }
}
impl From<Opening> for Spelled {
    fn from(opening: Opening) -> Self {
        match opening {
            Opening::Always => Self::Always,
            Opening::Business => Self::Business,
            Opening::Weekly(days) => {
                let [mon, tue, wed, thu, fri, sat, sun] = days.map(|day| day.map(|(open, close)| Stretch(open, close)));
                Self::Weekly(Week { mon, tue, wed, thu, fri, sat, sun })
            }
        }
    }
}
impl PartialSchema for Opening {
    fn schema() -> RefOr<Schema> {
        Spelled::schema()
    }
}
impl ToSchema for Opening {
    fn name() -> Cow<'static, str> {
        "Opening".into()
    }
    fn schemas(schemas: &mut Vec<(String, RefOr<Schema>)>) {
        Spelled::schemas(schemas);
    }
}

/// A week of hours; a day that is left out is closed.
#[derive(Default, Serialize, Deserialize, ToSchema)]
#[serde(default, deny_unknown_fields)]
struct Week {
    #[serde(skip_serializing_if = "Option::is_none")]
    mon: Option<Stretch>,
    #[serde(skip_serializing_if = "Option::is_none")]
    tue: Option<Stretch>,
    #[serde(skip_serializing_if = "Option::is_none")]
    wed: Option<Stretch>,
    #[serde(skip_serializing_if = "Option::is_none")]
    thu: Option<Stretch>,
    #[serde(skip_serializing_if = "Option::is_none")]
    fri: Option<Stretch>,
    #[serde(skip_serializing_if = "Option::is_none")]
    sat: Option<Stretch>,
    #[serde(skip_serializing_if = "Option::is_none")]
    sun: Option<Stretch>,
}

/// Opening and closing of one day, each as `HH:MM`.
#[derive(Clone, Copy, Serialize, Deserialize, ToSchema)]
#[serde(try_from = "[WallTime; 2]", into = "[WallTime; 2]")]
#[schema(value_type = String, example = "08:30")]
struct Stretch(u16, u16);
impl TryFrom<[WallTime; 2]> for Stretch {
    type Error = &'static str;
    fn try_from([WallTime(open), WallTime(close)]: [WallTime; 2]) -> Result<Self, Self::Error> {
        if open < close { Ok(Self(open, close)) } else { Err("an opening time before the closing time") }
    }
}
impl From<Stretch> for [WallTime; 2] {
    fn from(Stretch(open, close): Stretch) -> Self {
        [WallTime(open), WallTime(close)]
    }
}

/// A time on the wall as `HH:MM`, held in minutes since midnight.
struct WallTime(u16);
impl WallTime {
    fn parse(text: &str) -> Option<Self> {
        let (hour, minute) = text.split_once(':')?;
        let number = |part: &str| {
            let plain = part.len() == 2 && part.bytes().all(|b| b.is_ascii_digit());
            plain.then(|| part.parse::<u16>().ok()).flatten()
        };
        let (hour, minute) = (number(hour)?, number(minute)?);
        ((hour < 24 && minute < 60) || (hour, minute) == (24, 0)).then_some(Self(hour * 60 + minute))
    }
}
impl Serialize for WallTime {
    fn serialize<S: Serializer>(&self, s: S) -> Result<S::Ok, S::Error> {
        s.collect_str(&format_args!("{:02}:{:02}", self.0 / 60, self.0 % 60))
    }
}
impl<'de> Deserialize<'de> for WallTime {
    fn deserialize<D: Deserializer<'de>>(d: D) -> Result<Self, D::Error> {
        let text = String::deserialize(d)?;
        Self::parse(&text).ok_or_else(|| D::Error::custom("a time of day as HH:MM, from 00:00 to 24:00"))
    }
}

fn zone<'de, D: Deserializer<'de>>(d: D) -> Result<Tz, D::Error> {
    let name = String::deserialize(d)?;
    name.parse().ok().ok_or_else(|| D::Error::custom("the IANA name of a time zone, such as America/Halifax"))
}

#[cfg(test)]
mod tests {
    use super::{Hours, Opening};
    use serde_json::{from_value, json, to_value};

    #[test]
    fn hours_read_as_they_are_written() {
        let night = Opening::Weekly([Some((510, 990)), None, None, None, None, None, Some((0, 1440))]);
        let spelled = [
            (Opening::Always, json!("always")),
            (Opening::Business, json!("business")),
            (night, json!({"weekly": {"mon": ["08:30", "16:30"], "sun": ["00:00", "24:00"]}})),
        ];
        for (opening, text) in spelled {
            let hours = Hours { zone: chrono_tz::America::St_Johns, opening };
            let full = json!({"zone": "America/St_Johns", "opening": text});
            assert_eq!(to_value(&hours).unwrap(), full);
            assert_eq!(from_value::<Hours>(full).unwrap(), hours);
        }
    }
    #[test]
    fn a_mistake_in_hours_is_named_and_never_repeated() {
        let wrong = [
            (json!({"weekly": {"mon": ["8:30", "16:30"]}}), "HH:MM"),
            (json!({"weekly": {"mon": ["08:60", "16:30"]}}), "HH:MM"),
            (json!({"weekly": {"mon": ["08:30", "24:01"]}}), "HH:MM"),
            (json!({"weekly": {"mon": ["+8:30", "16:30"]}}), "HH:MM"),
            (json!({"weekly": {"mon": ["16:30", "08:30"]}}), "before the closing"),
            (json!({"weekly": {"mon": ["08:30"]}}), "array of length 2"),
            (json!({"weekly": {"monday": ["08:30", "16:30"]}}), "unknown field"),
            (json!("sometimes"), "unknown variant"),
        ];
        for (opening, what) in wrong {
            let said = from_value::<Opening>(opening.clone()).unwrap_err().to_string();
            assert!(said.contains(what), "{opening}: {said}");
        }
        let said = from_value::<Hours>(json!({"zone": "Mars/Olympus", "opening": "always"})).unwrap_err().to_string();
        assert!(said.contains("IANA") && !said.contains("Mars"), "{said}");
    }
}
