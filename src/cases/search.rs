//! Searching one's own cases: by a child's name, or by a number that an agency has given to a case.
//!
//! It finds nothing that `GET /v1/cases` would not list, and says nothing of what it does not find. The terms are in
//! no log and no table: the entry of a search keeps their keyed hashes, and the cases that were shown.
use super::model::Case;
use super::model_partner::{Partner, normal};
use super::model_search::{Fit, Terms, Why};
use super::store_search::{in_scope, searches};
use super::wire::{CaseView, readable};
use super::{service, store};
use crate::access::Action;
use crate::kernel::names::Name;
use crate::kernel::{CaseId, Page, Paging};
use crate::op::{Done, Granted, Op, ROWS, Rows, Scope};
use crate::problem::{Code, Error, FieldCode, Result};
use crate::vault::Purpose;
use chrono::NaiveDate;
use serde::{Deserialize, Serialize};
use std::collections::{BTreeMap, BTreeSet};
use std::time::Duration;
use utoipa::ToSchema;
use validator::Validate;

/// The most cases that one search shows.
const SHOWN: i64 = 20;
/// The most searches of one person within `WINDOW`.
const MOST: i64 = 60;
const WINDOW: Duration = Duration::from_hours(1);

/// What to search for: a file number, or a name and, if it is known, a day of birth.
#[derive(Deserialize, Validate, ToSchema)]
#[serde(deny_unknown_fields)]
pub(super) struct SearchCases {
    /// The number that an agency has given to the case; case, spaces and hyphens do not matter.
    #[validate(length(min = 1, max = 60), custom(function = readable))]
    #[serde(default)]
    #[schema(min_length = 1, max_length = 60, example = json!(null))]
    pub file_number: Option<String>,
    /// The child's name, or a part of it; accents, case and the order of words do not matter, nor does one wrong letter
    /// in a word of four letters or more.
    #[validate(length(min = 1, max = 200), custom(function = readable))]
    #[serde(default)]
    #[schema(min_length = 1, max_length = 200, example = "Tremblay, Lea")]
    pub name: Option<String>,
    /// The day of birth: who was born on it comes first.
    #[serde(default)]
    #[schema(value_type = Option<String>, format = Date, example = "2016-04-02")]
    pub birth_date: Option<NaiveDate>,
}
/// What was found.
#[derive(Debug, Serialize, ToSchema)]
pub(super) struct SearchView {
    /// The cases that fit best, best first; at most 20.
    pub items: Vec<MatchView>,
    /// There are more; search for more words.
    pub more: bool,
    /// False when there was no time to look at all of your cases: then the oldest were not looked at.
    pub complete: bool,
}
/// A case that was found.
#[derive(Debug, Serialize, ToSchema)]
pub(super) struct MatchView {
    /// The case.
    pub case: CaseView,
    /// Why it was found.
    pub why: Vec<Why>,
}

impl SearchCases {
    fn terms(self, today: NaiveDate) -> Result<Terms> {
        let wrong = |field: &str, code| Err(Error::field(format!("/{field}"), code));
        match (self.file_number, self.name) {
            (None, None) => wrong("name", FieldCode::Required),
            (Some(_), Some(_)) => wrong("name", FieldCode::Conflict),
            (Some(_), None) if self.birth_date.is_some() => wrong("birth_date", FieldCode::Conflict),
            (Some(number), None) => match normal(&number) {
                Some(number) => Ok(Terms::Number(number)),
                None => wrong("file_number", FieldCode::NotReadable),
            },
            (None, Some(_)) if self.birth_date.is_some_and(|born| born > today) => {
                wrong("birth_date", FieldCode::InTheFuture)
            }
            (None, Some(name)) => match Name::of(&name) {
                name if name.letters() < 2 => wrong("name", FieldCode::TooShort),
                name => Ok(Terms::Child(name, self.birth_date)),
            },
        }
    }
}

/// What was found, before it is shown.
struct Found<'tx> {
    cases: Vec<Granted<'tx, Case>>,
    why: BTreeMap<CaseId, Vec<Why>>,
    more: bool,
    complete: bool,
}

/// Searches the caller's own cases.
pub(super) fn search<'tx>(op: &mut Op<'tx>, ask: SearchCases) -> Done<'tx, SearchView> {
    let terms = ask.terms(service::today(op.now()))?;
    op.searching(Action::SearchCases, &hashed(&terms).iter().map(|(k, t)| (*k, t.as_str())).collect::<Vec<_>>())?;
    let (person, since) = (op.by().person, op.now().minus(WINDOW));
    if op.peek(|tx| searches(tx, person, since))? >= MOST {
        return Err(Code::TooManySearches.into());
    }
    let Found { cases, mut why, more, complete } = match &terms {
        Terms::Number(number) => by_number(op, number)?,
        Terms::Child(name, born) => by_name(op, name, *born)?,
    };
    let shown = op.listed(Page { items: cases, next: None }, |case| Ok((case.id, CaseView::of(case)?)))?;
    Ok(shown.map(|page| {
        let item = |(id, case)| MatchView { case, why: why.remove(&id).unwrap_or_default() };
        SearchView { items: page.items.into_iter().map(item).collect(), more, complete }
    }))
}

/// The terms as they are hashed: what means the same has the same hash.
fn hashed(terms: &Terms) -> Vec<(&'static str, String)> {
    match terms {
        Terms::Number(number) => vec![("file_number", number.clone())],
        Terms::Child(name, born) => {
            let born = born.map(|born| ("birth_date", born.to_string()));
            std::iter::once(("name", name.key())).chain(born).collect()
        }
    }
}

/// Within the numbers of those agencies of whom the caller may know that they work on the case.
fn by_number<'tx>(op: &mut Op<'tx>, number: &str) -> Result<Found<'tx>> {
    let key = op.shared().ring.mac(Purpose::FileNumber, &[number.as_bytes()])?;
    let page = Paging { limit: SHOWN, after: None };
    let numbered = op.list::<Partner>(Action::ListPartners, Rows::Partners, &key, &page)?;
    let ids: BTreeSet<CaseId> = numbered.items.iter().map(|partner| partner.id.0).collect();
    let (ids, who) = (ids.into_iter().rev().collect::<Vec<_>>(), op.by().clone());
    let rows = op.peek(|tx| store::some(tx, &ids, &who))?;
    let cases = op.granted(Action::SearchCases, rows)?;
    let why = ids.into_iter().map(|id| (id, vec![Why::FileNumber])).collect();
    Ok(Found { cases, why, more: numbered.next.is_some(), complete: true })
}
/// By opening who the child is in every case of the scope: no index of names is kept.
fn by_name<'tx>(op: &mut Op<'tx>, name: &Name, born: Option<NaiveDate>) -> Result<Found<'tx>> {
    let scope = Scope::of(op.by(), Action::SearchCases, Rows::Cases);
    let ids = op.peek(|tx| in_scope(tx, &scope, ROWS + 1))?;
    let fit = |case: &Case, child: &super::model::Identity| Fit::of(name, born, child, case.created_at);
    let most = usize::try_from(SHOWN).unwrap_or(1);
    let found = op.search(Action::SearchCases, &ids, store::some, |case: &Case| &case.identity, fit, most)?;
    let (why, cases): (BTreeMap<_, _>, Vec<_>) =
        found.best.into_iter().map(|(fit, case)| ((case.id, fit.why), case)).unzip();
    Ok(Found { cases, why, more: found.more, complete: found.complete })
}
