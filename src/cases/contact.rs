//! Saying how a family may be contacted: its coordinators, and whoever on the team speaks for it.
use super::model_contact::{Contact, ContactId, ContactRule, ContactTerms};
use super::wire::readable;
use crate::access::{Action, View, kind_of};
use crate::agencies::Agency;
use crate::kernel::{AgencyId, CaseId, Compartment, Instant};
use crate::op::{Act, Done, Granted, Op};
use crate::problem::{Error, FieldCode, Result};
use crate::vault::Clear;
use chrono::{Days, NaiveDate};
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;
use validator::Validate;

/// How the family may be contacted: the whole of it.
#[derive(Debug, Deserialize, Validate, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct SetContactRule {
    /// Whether it may be contacted, and by whom.
    pub rule: ContactRule,
    /// The agency through which alone it may be contacted: with `through`.
    pub through: Option<AgencyId>,
    /// The last day of that, unless it holds until something else is said.
    #[schema(value_type = Option<String>, format = Date, example = "2026-12-15")]
    pub until: Option<NaiveDate>,
    /// What whoever contacts the family should know; only who sees the child's identity reads it.
    #[validate(length(min = 1, max = 500), custom(function = readable))]
    #[schema(min_length = 1, max_length = 500, example = "The father reads her messages: never write.")]
    pub note: Option<String>,
}
/// How the family may be contacted, as it holds now.
#[derive(Debug, Serialize, ToSchema)]
pub(super) struct ContactRuleView {
    /// Whether it may be contacted, and by whom.
    pub rule: ContactRule,
    /// The agency through which alone it may be contacted.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub through: Option<AgencyId>,
    /// The last day of that.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schema(value_type = Option<String>, format = Date)]
    pub until: Option<NaiveDate>,
    /// What whoever contacts the family should know.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub note: Option<String>,
    /// When it was said; never, as long as nobody said anything.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schema(value_type = Option<String>, format = DateTime)]
    pub set_at: Option<Instant>,
    /// The version, as in its `ETag`; 0 as long as nobody said anything.
    pub version: i64,
}
impl ContactRuleView {
    fn of(contact: &Granted<'_, Contact>) -> Result<Self> {
        let ContactTerms { rule, through, until } = contact.terms.on(contact.now());
        let note = contact.note.as_ref().filter(|_| contact.shows(View::Minimum));
        let note = note.map(|note| contact.open(note)).transpose()?.map(Clear::into_inner);
        Ok(Self { rule, through, until, note, set_at: contact.set.map(|(_, at)| at), version: contact.version })
    }
}

/// Looks at how a family may be contacted.
pub(super) fn read<'tx>(op: &mut Op<'tx>, case: CaseId) -> Done<'tx, ContactRuleView> {
    let contact = op.find::<Contact>(Action::ReadContactRule, ContactId(case))?;
    op.looked(contact, ContactRuleView::of)
}
/// Says how a family may be contacted.
pub(super) fn set<'tx>(
    op: &mut Act<'tx>,
    case: CaseId,
    read: Option<i64>,
    said: SetContactRule,
) -> Done<'tx, ContactRuleView> {
    let contact = op.find::<Contact>(Action::SetContactRule, ContactId(case))?;
    contact.expect_version(read.unwrap_or(0))?;
    let terms = terms(op, &said, "")?;
    let note = said.note.map(|note| op.seal(Contact::place(contact.id), &note)).transpose()?;
    let changed = contact.with(terms, note, op.by().person, op.now());
    let saved = op.save(contact, changed)?;
    op.acted(saved, ContactRuleView::of)
}
/// Says how a family may be contacted, within an act about its wish: by nobody, unless something else was said.
pub fn leave_in_peace(op: &mut Act<'_>, case: CaseId, said: Option<SetContactRule>) -> Result<()> {
    let contact = op.find::<Contact>(Action::SetContactRule, ContactId(case))?;
    let was = contact.note.as_ref().map(|note| op.unsealed(&contact, note)).transpose()?;
    let (terms, note) = match said {
        Some(said) => (terms(op, &said, "/contact")?, said.note),
        None => (ContactTerms::NOBODY, was.clone()),
    };
    if (contact.terms, &was) == (terms, &note) {
        return Ok(());
    }
    let note = note.map(|note| op.seal(Contact::place(contact.id), &note)).transpose()?;
    let changed = contact.with(terms, note, op.by().person, op.now());
    op.save(contact, changed).map(drop)
}
/// Whether a family may be contacted now.
pub fn contact_now(op: &mut Op<'_>, case: CaseId) -> Result<ContactRule> {
    let contact = op.find::<Contact>(Action::ReadContactRule, ContactId(case))?;
    Ok(contact.terms.on(op.now()).rule)
}

/// Whether the family asked for something in one file that another one neither says nor has replaced since.
pub(crate) fn contact_differs(op: &mut Act<'_>, of: CaseId, from: CaseId) -> Result<bool> {
    let mut asked = |case| {
        let contact = op.find::<Contact>(Action::ReadContactRule, ContactId(case))?;
        let note = contact.note.as_ref().map(|note| op.unsealed(&contact, note)).transpose()?;
        Ok::<_, Error>(((contact.terms.on(op.now()), note), contact.set.map(|(_, at)| at)))
    };
    let ((of, said), (from, since)) = (asked(of)?, asked(from)?);
    Ok(of != (ContactTerms::OPEN, None) && of != from && since <= said)
}

/// What a family has asked for in one file since a moment, it has asked for in another one of the child too.
pub(crate) fn contact_alike(op: &mut Act<'_>, of: CaseId, to: CaseId, since: Instant) -> Result<()> {
    let contact = op.find::<Contact>(Action::ReadContactRule, ContactId(of))?;
    let Some((by, at)) = contact.set.filter(|(_, at)| *at > since) else { return Ok(()) };
    let place = Contact::place(ContactId(to));
    let note = contact.note.as_ref().map(|note| op.moved(note, place)).transpose()?;
    let terms = contact.terms;
    op.bring_along::<Contact>(ContactId(to), |_, was| Ok(Some(was.with(terms, note, by, at))))
}

fn terms(op: &mut Act<'_>, said: &SetContactRule, at: &str) -> Result<ContactTerms> {
    let wrong = |field: &str, code| Err(Error::field(format!("{at}/{field}"), code));
    let named = said.rule == ContactRule::Through;
    if said.through.is_some() != named {
        return wrong("through", if named { FieldCode::Required } else { FieldCode::Conflict });
    }
    if said.until.is_some() && said.rule == ContactRule::Open {
        return wrong("until", FieldCode::Conflict);
    }
    let terms = ContactTerms { rule: said.rule, through: said.through, until: said.until };
    let latest = op.now().utc().date_naive().checked_add_days(LATEST);
    let ended = terms.on(op.now()).rule != said.rule;
    if ended || said.until.zip(latest).is_some_and(|(until, latest)| until > latest) {
        return wrong("until", FieldCode::OutOfRange);
    }
    said.through.map_or(Ok(()), |agency| known_to_all(op, agency, at))?;
    Ok(terms)
}
/// What holds for longer has no last day.
const LATEST: Days = Days::new(5 * 366);

/// Everybody reads through whom the family is contacted: it can be no agency whose work tells something by itself.
fn known_to_all(op: &mut Act<'_>, agency: AgencyId, at: &str) -> Result<()> {
    let unknown = || Error::field(format!("{at}/through"), FieldCode::NoSuchThing);
    let agency = op.find::<Agency>(Action::ReadAgency, agency).map_err(|e| e.or_if_missing(unknown()))?;
    let told = agency.active && kind_of(agency.discipline) == Compartment::Identity;
    if told { Ok(()) } else { Err(unknown()) }
}
