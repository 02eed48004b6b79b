//! Support as it is sent and shown.
use super::model::{InCharge, Support, Time};
use crate::kernel::{AgencyId, Instant, PersonId};
use crate::op::Granted;
use crate::people::Profile;
use crate::problem::{Error, FieldCode, FieldError, Result};
use crate::vault::Sealed;
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;
use validator::Validate;

/// When the family cannot come: the whole list.
#[derive(Debug, Deserialize, Validate, ToSchema)]
#[serde(deny_unknown_fields)]
pub(super) struct SetUnavailableTimes {
    /// The times; no reason is asked or kept.
    #[validate(length(max = 100))]
    #[schema(max_items = 100)]
    pub times: Vec<TimeBody>,
}
/// From when until when.
#[derive(Debug, Clone, Copy, Serialize, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub(super) struct TimeBody {
    /// Its beginning.
    #[schema(value_type = String, format = DateTime)]
    pub from: Instant,
    /// Its end, after its beginning.
    #[schema(value_type = String, format = DateTime)]
    pub until: Instant,
}
impl SetUnavailableTimes {
    /// The times, each with an end after its beginning.
    pub(super) fn times(self) -> Result<Vec<Time>> {
        let ends_first = |(_, time): &(usize, &TimeBody)| time.until <= time.from;
        let wrong = self.times.iter().enumerate().filter(ends_first);
        let wrong: Vec<_> =
            wrong.map(|(n, _)| FieldError::new(format!("/times/{n}/until"), FieldCode::OutOfRange)).collect();
        if !wrong.is_empty() {
            return Err(Error::Invalid(wrong));
        }
        Ok(self.times.into_iter().map(|TimeBody { from, until }| Time { from, until }).collect())
    }
}
impl From<Time> for TimeBody {
    fn from(Time { from, until }: Time) -> Self {
        Self { from, until }
    }
}

/// Who supports a child and family, and when they cannot come.
#[derive(Debug, Serialize, ToSchema)]
pub(super) struct SupportView {
    /// Who is in charge, who began first first.
    pub in_charge: Vec<InChargeView>,
    /// When the family cannot come, without a reason.
    pub unavailable: Vec<TimeBody>,
}
/// Somebody in charge of support.
#[derive(Debug, Serialize, ToSchema)]
pub(super) struct InChargeView {
    /// The type of service.
    #[schema(example = "victim_support")]
    pub service: String,
    /// Since when.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schema(value_type = Option<String>, format = DateTime)]
    pub since: Option<Instant>,
    /// The organization.
    pub agency: AgencyId,
    /// Its name in English.
    #[schema(example = "Family Advocates")]
    pub agency_name_en: String,
    /// Its name in French.
    #[schema(example = "Défense des familles")]
    pub agency_name_fr: String,
    /// The telephone that it gives for this service, where it gives one.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schema(example = "+1 902 555 0100")]
    pub telephone: Option<String>,
    /// Who; left out when it is known by word of mouth alone.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub worker: Option<PersonId>,
    /// Their name.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schema(example = "Adèle Desrosiers-Ménard")]
    pub worker_name: Option<String>,
}
impl SupportView {
    /// Shows who is in charge, and when the family cannot come.
    pub(super) fn of(support: &Granted<'_, Support>) -> Result<Self> {
        let in_charge = support.in_charge.iter().map(|one| in_charge(support, one)).collect::<Result<_>>()?;
        Ok(Self { in_charge, unavailable: support.unavailable.iter().copied().map(TimeBody::from).collect() })
    }
}
fn in_charge(support: &Granted<'_, Support>, one: &InCharge) -> Result<InChargeView> {
    let name = |profile: &Sealed<Profile>| support.open(profile).map(|profile| profile.into_inner().name);
    Ok(InChargeView {
        service: one.service.clone(),
        since: one.since,
        agency: one.agency,
        agency_name_en: one.agency_name.0.clone(),
        agency_name_fr: one.agency_name.1.clone(),
        telephone: one.telephone.clone(),
        worker: one.worker.as_ref().map(|(worker, _)| *worker),
        worker_name: one.worker.as_ref().map(|(_, profile)| name(profile)).transpose()?,
    })
}

/// When the family cannot come.
#[derive(Debug, Serialize, ToSchema)]
pub(super) struct UnavailableTimesView {
    /// The times, in order.
    pub times: Vec<TimeBody>,
    /// Who set them.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub set_by: Option<PersonId>,
    /// When.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schema(value_type = Option<String>, format = DateTime)]
    pub set_at: Option<Instant>,
    /// The version, as in its `ETag`; 0 when nobody has set any.
    pub version: i64,
}
impl UnavailableTimesView {
    /// Shows the times.
    #[expect(clippy::unnecessary_wraps, reason = "views are all made alike")]
    pub(super) fn of(support: &Granted<'_, Support>) -> Result<Self> {
        let (set_by, set_at) = support.set.unzip();
        let times = support.unavailable.iter().copied().map(TimeBody::from).collect();
        Ok(Self { times, set_by, set_at, version: support.version })
    }
}
