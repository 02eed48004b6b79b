//! One function per verb: find, decide, save, record.
use super::model::{Case, CodedFacts, Identity};
use super::model_contact::ContactTerms;
use super::store;
use super::wire::{CaseView, ChildBody, CreateCase, UpdateCase, check};
use crate::access::{Action, CaseState};
use crate::agencies::Agency;
use crate::kernel::{AgencyId, CaseId, ChildId, Instant, Page, Paging};
use crate::op::{Act, Done, Granted, Op, Rows, Saved};
use crate::problem::{Code, Error, FieldCode, Result};
use chrono::{Datelike, NaiveDate};

/// Looks at a case.
pub fn read<'tx>(op: &mut Op<'tx>, id: CaseId) -> Done<'tx, CaseView> {
    let case = op.find::<Case>(Action::ReadCase, id)?;
    op.looked(case, CaseView::of)
}
/// Lists the cases in the caller's scope, newest first.
pub(super) fn list<'tx>(op: &mut Op<'tx>, status: Option<CaseState>, page: &Paging) -> Done<'tx, Page<CaseView>> {
    let cases = op.list::<Case>(Action::ListCases, Rows::Cases, &status, page)?;
    op.listed(cases, CaseView::of)
}
/// Opens a case in the coordinator's own centre.
pub(super) fn create<'tx>(op: &mut Act<'tx>, new: CreateCase) -> Done<'tx, CaseView> {
    let saved = found(op, new, "")?;
    op.acted(saved, CaseView::of)
}
/// Opens a case in the coordinator's own centre, within an act about more.
pub fn found<'tx>(op: &mut Act<'tx>, new: CreateCase, at: &str) -> Result<Saved<'tx, Case>> {
    let centre = op.by().agency;
    let case = open(op, new, centre, None, at)?;
    // nothing is hidden from whoever may not open a case
    op.found(Action::CreateCase, &case).map_err(|e| e.or_if_missing(Code::Forbidden))
}
/// A partner opens a case towards a centre.
pub fn propose<'tx>(op: &mut Act<'tx>, new: CreateCase, centre: AgencyId, at: &str) -> Result<Saved<'tx, Case>> {
    let opener = op.by().agency;
    let case = open(op, new, centre, Some(opener), at)?;
    op.found(Action::OpenIntake, &case)
}
/// Changes what is known of a child and of the facts.
pub(super) fn update<'tx>(op: &mut Act<'tx>, id: CaseId, version: i64, change: UpdateCase) -> Done<'tx, CaseView> {
    let case = op.find::<Case>(Action::UpdateCase, id)?;
    case.expect_version(version)?;
    let changed = apply(op, &case, change)?;
    if changed.facts.youth_accused && !case.facts.youth_accused {
        op.peek(|tx| store::hide_accused_youth(tx, case.id))?;
    }
    let saved = op.save(case, changed)?;
    op.acted(saved, CaseView::of)
}
/// Says of a case that its accused is a youth, who is hidden: also those who have come from another file.
pub(crate) fn accuse_youth<'tx>(op: &mut Act<'tx>, case: Granted<'tx, Case>) -> Result<()> {
    op.peek(|tx| store::hide_accused_youth(tx, case.id))?;
    if case.facts.youth_accused {
        return Ok(());
    }
    let facts = CodedFacts { youth_accused: true, ..case.facts.clone() };
    let changed = Case { facts, ..Case::clone(&case) };
    op.save(case, changed).map(drop)
}
/// The centre takes on a case that was proposed to it.
pub fn accept<'tx>(op: &mut Act<'tx>, id: CaseId) -> Result<Saved<'tx, Case>> {
    let case = op.find::<Case>(Action::AcceptCase, id)?;
    let accepted = case.accept(op.now())?;
    op.save(case, accepted)
}
/// The agency that opened a case proposes it to another centre.
pub fn pass_on<'tx>(op: &mut Act<'tx>, id: CaseId, centre: &Granted<'tx, Agency>) -> Result<Saved<'tx, Case>> {
    let case = op.find::<Case>(Action::PassOnCase, id)?;
    let passed = case.pass_on(centre.id, year(op.now(), centre))?;
    op.save(case, passed)
}
/// The agency that opened a case ends it: no centre took it on.
pub fn give_up<'tx>(op: &mut Act<'tx>, id: CaseId) -> Result<Saved<'tx, Case>> {
    let case = op.find::<Case>(Action::PassOnCase, id)?;
    let ended = case.give_up(op.now())?;
    op.save(case, ended)
}

pub(super) fn year(now: Instant, centre: &Agency) -> i64 {
    i64::from(now.utc().with_timezone(&centre.zone).year())
}
pub(super) fn today(now: Instant) -> NaiveDate {
    now.utc().date_naive()
}

pub(super) fn open(
    op: &mut Act<'_>,
    new: CreateCase,
    centre: AgencyId,
    opener: Option<AgencyId>,
    at: &str,
) -> Result<Case> {
    let (id, now) = (CaseId::new(op.now()), op.now());
    let found = op.find::<Agency>(Action::ReadAgency, centre)?;
    let identity = new.child.identity(today(now), &format!("{at}/child"))?;
    let facts = CodedFacts {
        abuse_type: new.abuse_type,
        relationship: new.relationship,
        gender: new.gender,
        origin: new.origin,
        age_band: band(op, &identity),
        languages: new.languages,
        region: new.region,
        youth_accused: new.youth_accused,
    };
    check(&facts, op.rules(), at)?;
    Ok(Case {
        id,
        centre,
        year: year(now, &found),
        number: 0, // given by the store, which makes whoever else opens a case wait
        child: ChildId::new(now),
        status: if opener.is_some() { CaseState::Proposed } else { CaseState::Open },
        status_at: now,
        status_code: None,
        opener,
        facts,
        identity: op.seal(Case::place(id), &identity)?,
        contact: ContactTerms::OPEN,
        family_reached_at: None,
        created_by: op.by().person,
        created_at: now,
        left_at: None,
        version: 1,
    })
}

fn apply(op: &mut Act<'_>, case: &Granted<'_, Case>, change: UpdateCase) -> Result<Case> {
    let was = &case.facts;
    let mut changed = Case {
        facts: CodedFacts {
            abuse_type: change.abuse_type.or_else(|| was.abuse_type.clone()),
            relationship: change.relationship.or_else(|| was.relationship.clone()),
            gender: change.gender.or_else(|| was.gender.clone()),
            origin: change.origin.or_else(|| was.origin.clone()),
            age_band: was.age_band.clone(),
            languages: change.languages.unwrap_or_else(|| was.languages.clone()),
            region: change.region.or_else(|| was.region.clone()),
            youth_accused: change.youth_accused.unwrap_or(was.youth_accused),
        },
        ..Case::clone(case)
    };
    if let Some(child) = change.child {
        let identity = ChildBody::identity(child, today(op.now()), "/child")?;
        changed.facts.age_band = band(op, &identity);
        changed.identity = op.seal(Case::place(case.id), &identity)?;
    }
    check(&changed.facts, op.rules(), "")?;
    Ok(changed)
}

/// The code of the list `age_band` that holds the child's age: `6_8`, `18_plus`, `unknown`.
fn band(op: &Op<'_>, identity: &Identity) -> Option<String> {
    let age = identity.age_on(today(op.now()));
    let holds = |code: &str| match (age, code.split_once('_')) {
        (None, _) => code == "unknown",
        (Some(age), Some((low, high))) => {
            low.parse().is_ok_and(|low: i64| low <= age)
                && (high == "plus" || high.parse().is_ok_and(|h: i64| age <= h))
        }
        (Some(_), None) => false,
    };
    op.rules().codes("age_band").into_iter().map(|(code, _)| code).find(|code| holds(code)).map(str::to_owned)
}

/// Finds a code in its list.
pub(super) fn coded(op: &Op<'_>, list: &str, code: String) -> Result<String> {
    if op.rules().code(list, &code) { Ok(code) } else { Err(Error::field("/code", FieldCode::UnknownValue)) }
}
