//! What is searched, and how well a case fits.
use super::model::Identity;
use crate::kernel::Instant;
use crate::kernel::names::{Name, Words};
use chrono::NaiveDate;
use serde::Serialize;
use utoipa::ToSchema;

/// Why a case was found.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Serialize, ToSchema)]
#[serde(rename_all = "snake_case")]
pub(super) enum Why {
    /// The child has this name.
    SameName,
    /// The child has a name of the same words in another order.
    OtherOrder,
    /// All words of the one name are in the other, which has more.
    PartOfName,
    /// Some word differs in one letter.
    OneSlip,
    /// The child was born on this day.
    BirthDate,
    /// An agency has given this number to the case.
    FileNumber,
}

/// What is searched.
pub(super) enum Terms {
    /// The number that an agency has given to the case, as it is compared.
    Number(String),
    /// A child's name, and the day of birth.
    Child(Name, Option<NaiveDate>),
}

/// How well a case fits: the better one is greater, and of two as good the newer one.
#[derive(PartialEq, Eq, PartialOrd, Ord)]
pub(super) struct Fit {
    points: u8,
    opened: i64,
    pub(super) why: Vec<Why>,
}
impl Fit {
    /// Compares a child with what is searched; a day of birth alone finds nobody.
    pub(super) fn of(name: &Name, born: Option<NaiveDate>, child: &Identity, opened: Instant) -> Option<Self> {
        let likeness = name.like(&Name::of(&child.name))?;
        let (points, words) = match likeness.words {
            Words::All => (6, Why::SameName),
            Words::Moved => (5, Why::OtherOrder),
            Words::Some => (3, Why::PartOfName),
        };
        let same_day = born.is_some() && born == child.birth_date;
        let beside = [(likeness.slip, Why::OneSlip), (same_day, Why::BirthDate)];
        let beside = beside.into_iter().filter_map(|(is, why)| is.then_some(why));
        let points = points - 2 * u8::from(likeness.slip) + 4 * u8::from(same_day);
        Some(Self { points, opened: opened.millis(), why: std::iter::once(words).chain(beside).collect() })
    }
}
