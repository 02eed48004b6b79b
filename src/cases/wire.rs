//! Cases as they are sent and shown.
use super::model::{Case, CodedFacts, Identity};
use super::model_contact::ContactRule;
use crate::access::{CaseState, View};
use crate::kernel::{AgencyId, CaseId, ChildId, Instant};
use crate::op::Granted;
use crate::problem::{Error, FieldCode, FieldError, Result, valid};
use crate::rules::Rules;
use chrono::NaiveDate;
use serde::{Deserialize, Serialize};
use utoipa::{IntoParams, ToSchema};
use validator::{Validate, ValidationError};

/// Who the child is.
#[derive(Debug, Clone, Serialize, Deserialize, Validate, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct ChildBody {
    /// The child's name, as the family writes it; one word is enough.
    #[validate(length(min = 1, max = 200), custom(function = readable))]
    #[schema(min_length = 1, max_length = 200, example = "Léa Tremblay")]
    pub name: String,
    /// The date of birth, or
    #[serde(default, skip_serializing_if = "Option::is_none")]
    #[schema(value_type = Option<String>, format = Date, example = "2016-04-02")]
    pub birth_date: Option<NaiveDate>,
    /// the age in years where no date is known.
    #[validate(range(max = 25))]
    #[serde(default, skip_serializing_if = "Option::is_none")]
    #[schema(maximum = 25, example = 9)]
    pub age: Option<u8>,
    /// How the family may be reached safely.
    #[validate(length(min = 1, max = 500), custom(function = readable))]
    #[serde(default, skip_serializing_if = "Option::is_none")]
    #[schema(min_length = 1, max_length = 500, example = "Grandmother, +1 902 555 0199, mornings only")]
    pub safe_contact: Option<String>,
}

/// A new case.
#[derive(Debug, Clone, Deserialize, Validate, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct CreateCase {
    /// Who the child is.
    #[validate(nested)]
    pub child: ChildBody,
    /// The kind of abuse: list `abuse_type`.
    #[schema(max_length = 60, example = "sexual_abuse")]
    pub abuse_type: Option<String>,
    /// The alleged offender's relationship to the child: list `relationship`.
    #[schema(max_length = 60, example = "acquaintance")]
    pub relationship: Option<String>,
    /// Gender: list `gender`.
    #[schema(max_length = 60, example = "girl")]
    pub gender: Option<String>,
    /// How it came to be known: list `origin`.
    #[schema(max_length = 60, example = "police_report")]
    pub origin: Option<String>,
    /// The languages of the family, as BCP 47 tags.
    #[serde(default)]
    #[validate(length(max = 10))]
    #[schema(max_items = 10, example = json!(["fr"]))]
    pub languages: Vec<String>,
    /// The region where the child lives.
    #[validate(length(min = 1, max = 80), custom(function = readable))]
    #[schema(min_length = 1, max_length = 80, example = "Cape Breton")]
    pub region: Option<String>,
    /// Whether the accused is a youth: yes or no, never who.
    #[serde(default)]
    pub youth_accused: bool,
}

/// What changes about a case; what is left out stays.
#[derive(Debug, Deserialize, Validate, ToSchema)]
#[serde(deny_unknown_fields)]
pub(super) struct UpdateCase {
    /// Who the child is: the whole of it.
    #[validate(nested)]
    pub child: Option<ChildBody>,
    /// List `abuse_type`.
    #[schema(max_length = 60)]
    pub abuse_type: Option<String>,
    /// List `relationship`.
    #[schema(max_length = 60)]
    pub relationship: Option<String>,
    /// List `gender`.
    #[schema(max_length = 60)]
    pub gender: Option<String>,
    /// List `origin`.
    #[schema(max_length = 60)]
    pub origin: Option<String>,
    /// The languages of the family.
    #[validate(length(max = 10))]
    #[schema(max_items = 10)]
    pub languages: Option<Vec<String>>,
    /// The region where the child lives.
    #[validate(length(min = 1, max = 80), custom(function = readable))]
    #[schema(min_length = 1, max_length = 80)]
    pub region: Option<String>,
    /// Whether the accused is a youth.
    pub youth_accused: Option<bool>,
}

/// Why a case is closed.
#[derive(Debug, Deserialize, Validate, ToSchema)]
#[serde(deny_unknown_fields)]
pub(super) struct CloseCase {
    /// List `closure_reason`.
    #[schema(max_length = 60, example = "completed")]
    pub code: String,
}
/// Nothing has to be said.
#[derive(Debug, Deserialize, Validate, ToSchema)]
#[serde(deny_unknown_fields)]
pub(super) struct Nothing {}

/// What narrows the list of cases.
#[derive(Debug, Deserialize, IntoParams)]
#[serde(deny_unknown_fields)]
#[into_params(parameter_in = Query)]
pub(super) struct CaseFilter {
    /// Only those in this state.
    pub status: Option<CaseState>,
}

/// A case as it is shown: to whom sees its status only, without the child.
#[derive(Debug, Serialize, ToSchema)]
pub struct CaseView {
    /// Its id.
    pub id: CaseId,
    /// Its number in its centre.
    #[schema(example = "2026-0017")]
    pub number: String,
    /// The centre that it belongs to.
    pub centre: AgencyId,
    /// Where it is in its life.
    pub status: CaseState,
    /// Since when.
    #[schema(value_type = String, format = DateTime)]
    pub status_at: Instant,
    /// Why it was closed.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub status_code: Option<String>,
    /// When it was opened.
    #[schema(value_type = String, format = DateTime)]
    pub created_at: Instant,
    /// The child, as an id that cases of one child share.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub child_id: Option<ChildId>,
    /// Who the child is.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub child: Option<ChildBody>,
    /// List `abuse_type`.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub abuse_type: Option<String>,
    /// List `relationship`.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub relationship: Option<String>,
    /// List `gender`.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub gender: Option<String>,
    /// List `origin`.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub origin: Option<String>,
    /// The languages of the family.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    #[schema(required = false)]
    pub languages: Vec<String>,
    /// The region where the child lives.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub region: Option<String>,
    /// Whether the accused is a youth.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub youth_accused: Option<bool>,
    /// Whether the family may be contacted now, and by whom.
    pub contact: ContactRule,
    /// The agency through which alone it may be contacted.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub contact_through: Option<AgencyId>,
    /// The last day of that.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schema(value_type = Option<String>, format = Date)]
    pub contact_until: Option<NaiveDate>,
    /// When somebody last spoke to the family, as far as you may know it.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schema(value_type = Option<String>, format = DateTime)]
    pub family_last_reached_at: Option<Instant>,
    /// How much of it this is.
    pub view: View,
    /// The version, as in its `ETag`.
    pub version: i64,
}
impl CaseView {
    /// Shows a granted case.
    pub fn of(case: &Granted<'_, Case>) -> Result<Self> {
        let sheet = case.shows(View::Minimum);
        let child = sheet.then(|| case.open(&case.identity)).transpose()?.map(|identity| {
            let Identity { name, birth_date, age, safe_contact } = identity.into_inner();
            ChildBody { name, birth_date, age, safe_contact }
        });
        let CodedFacts { abuse_type, relationship, gender, origin, languages, region, youth_accused, .. } =
            if sheet { case.facts.clone() } else { CodedFacts::default() };
        let contact = case.contact.on(case.now());
        Ok(Self {
            id: case.id,
            number: case.spoken_number(),
            centre: case.centre,
            // nobody has to know the difference who may not undo it
            status: if case.status == CaseState::NotTaken { CaseState::Closed } else { case.status },
            status_at: case.status_at,
            status_code: case.status_code.clone(),
            created_at: case.created_at,
            child_id: sheet.then_some(case.child),
            child,
            abuse_type,
            relationship,
            gender,
            origin,
            languages,
            region,
            youth_accused: sheet.then_some(youth_accused),
            contact: contact.rule,
            contact_through: contact.through,
            contact_until: contact.until,
            family_last_reached_at: case.family_reached_at,
            view: case.view(),
            version: case.version,
        })
    }
}

/// Finds the codes that are not in their lists.
pub(super) fn check(facts: &CodedFacts, rules: &Rules, at: &str) -> Result<()> {
    let lists = [
        ("abuse_type", &facts.abuse_type),
        ("relationship", &facts.relationship),
        ("gender", &facts.gender),
        ("origin", &facts.origin),
    ];
    let unknown = lists.into_iter().filter(|(list, code)| code.as_ref().is_some_and(|code| !rules.code(list, code)));
    let mut wrong: Vec<FieldError> =
        unknown.map(|(list, _)| FieldError::new(format!("{at}/{list}"), FieldCode::UnknownValue)).collect();
    for (n, tag) in facts.languages.iter().enumerate() {
        let plain = (2..=35).contains(&tag.len()) && tag.chars().all(|c| c.is_ascii_alphanumeric() || c == '-');
        if !plain {
            wrong.push(FieldError::new(format!("{at}/languages/{n}"), FieldCode::WrongType));
        }
    }
    if wrong.is_empty() { Ok(()) } else { Err(Error::Invalid(wrong)) }
}

pub(crate) fn readable(text: &str) -> std::result::Result<(), ValidationError> {
    let sound = crate::kernel::text::readable(text);
    if sound { Ok(()) } else { Err(ValidationError::new(FieldCode::NotReadable.name())) }
}

impl CreateCase {
    /// All that is wrong with it, found before any door is opened.
    pub(crate) fn mistakes(&self, today: NaiveDate, rules: &Rules) -> Vec<FieldError> {
        let facts = CodedFacts {
            abuse_type: self.abuse_type.clone(),
            relationship: self.relationship.clone(),
            gender: self.gender.clone(),
            origin: self.origin.clone(),
            languages: self.languages.clone(),
            ..CodedFacts::default()
        };
        let identity = self.child.clone().identity(today, "/child").map(drop);
        let checks = [valid(self.clone()).map(drop), identity, check(&facts, rules, "")];
        let wrong = checks.into_iter().filter_map(|checked| match checked {
            Err(Error::Invalid(fields)) => Some(fields),
            _ => None,
        });
        wrong.flatten().collect()
    }
}
impl ChildBody {
    /// The child as it is sealed; dates are checked against today.
    pub(super) fn identity(self, today: NaiveDate, at: &str) -> Result<Identity> {
        if self.birth_date.is_some() && self.age.is_some() {
            return Err(Error::field(format!("{at}/age"), FieldCode::Conflict));
        }
        if self.birth_date.is_some_and(|born| born > today) {
            return Err(Error::field(format!("{at}/birth_date"), FieldCode::InTheFuture));
        }
        let identity = Identity {
            name: self.name.trim().to_owned(),
            birth_date: self.birth_date,
            age: self.age,
            safe_contact: self.safe_contact,
        };
        if identity.age_on(today).is_some_and(|age| age > 25) {
            return Err(Error::field(format!("{at}/birth_date"), FieldCode::TooLongAgo));
        }
        Ok(identity)
    }
}
