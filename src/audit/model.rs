//! Which entries an auditor sees, and how much of each.
use crate::access::{Action, Principal, hides};
use crate::kernel::words::words;
use crate::kernel::{AgencyId, CaseId, Compartment, Discipline, EntryId, Instant, PersonId, SubjectId};
use crate::ledger::Recorded;
use crate::problem::Code;
use serde::{Deserialize, Serialize};
use std::cmp::Reverse;
use std::collections::BTreeSet;
use std::str::FromStr;
use utoipa::ToSchema;
use uuid::Uuid;

words! {
    /// How it ended.
    Outcome {
        /// It was done, or shown.
        Ok = "ok",
        /// It was refused.
        Refused = "refused",
    }
}

/// An entry of the access log, as one auditor may read it.
pub struct AuditEntry {
    /// Its number, unless it still waits for one.
    pub index: Option<i64>,
    pub(super) told: Recorded,
    /// False when parts that are about others were left out.
    pub(super) whole: bool,
}
impl AuditEntry {
    pub(super) fn name(&self) -> EntryName {
        self.index.map_or(EntryName::Waiting(self.told.id), EntryName::Number)
    }
}

/// How an entry is asked for: by its number; by its id only while it has none.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum EntryName {
    /// Its number.
    Number(i64),
    /// Its id.
    Waiting(EntryId),
}
impl From<EntryName> for SubjectId {
    /// What was asked, found or not: a number becomes the last digits of the id.
    fn from(name: EntryName) -> Self {
        match name {
            EntryName::Number(n) => Self { kind: "entry_number", id: Uuid::from_u128(u128::try_from(n).unwrap_or(0)) },
            EntryName::Waiting(entry) => entry.into(),
        }
    }
}
impl FromStr for EntryName {
    type Err = std::num::ParseIntError;
    fn from_str(text: &str) -> Result<Self, Self::Err> {
        text.parse::<u32>().map(|n| Self::Number(n.into()))
    }
}

/// What narrows a list of entries.
#[derive(Debug, Clone, Copy, Default)]
pub struct Narrow {
    pub(super) case: Option<CaseId>,
    pub(super) person: Option<PersonId>,
    pub(super) agency: Option<AgencyId>,
    pub(super) act: Option<Action>,
    pub(super) out: Option<Outcome>,
    pub(super) from: Option<Instant>,
    pub(super) to: Option<Instant>,
}
impl Narrow {
    /// What the look itself is about, for its own entry.
    pub(super) fn subject(&self) -> Option<SubjectId> {
        self.case.map(Into::into).or(self.person.map(Into::into)).or(self.agency.map(Into::into))
    }
}

/// Where entries are found: each is answered from one index.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Source {
    /// Of the auditor's own people.
    Own,
    /// Of one of the auditor's own people.
    OwnBy(PersonId),
    /// About the cases of the auditor's centre.
    Centre,
    /// About the cases of the auditor's centre, by one person.
    CentreBy(PersonId),
    /// About one case, which must belong to the auditor's centre.
    Case(CaseId),
    /// About one case of any centre, by the auditor's own people, who were shown it.
    OwnOnCase(CaseId),
    /// Of nobody known, and about no case.
    Nobody,
}

/// One case that an entry is about.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct About {
    pub(super) case: CaseId,
    pub(super) kind: Compartment,
    pub(super) centre: AgencyId,
}

/// What one auditor looks through.
#[derive(Debug, Clone, Copy)]
pub(super) struct Window {
    pub(super) agency: AgencyId,
    centre: bool,
    runs: bool,
}
impl Window {
    pub(super) fn of(who: &Principal) -> Self {
        Self { agency: who.agency, centre: who.discipline == Discipline::Centre, runs: who.runs_deployment }
    }
    /// Where to look. Sources may overlap; together they hold exactly what `through` lets pass.
    pub(super) fn sources(&self, narrow: &Narrow) -> Vec<Source> {
        let (own, others) = narrow.agency.map_or((true, true), |asked| (asked == self.agency, asked != self.agency));
        let (by_own, about_centre) =
            narrow.person.map_or((Source::Own, Source::Centre), |p| (Source::OwnBy(p), Source::CentreBy(p)));
        let found = match narrow.case {
            Some(case) => [self.centre.then_some(Source::Case(case)), own.then_some(Source::OwnOnCase(case)), None],
            None => [
                own.then_some(by_own),
                (self.centre && others).then_some(about_centre),
                (self.runs && narrow.person.is_none() && narrow.agency.is_none()).then_some(Source::Nobody),
            ],
        };
        found.into_iter().flatten().collect()
    }
    /// An entry as this auditor may read it; nothing when it is no business of theirs.
    pub(super) fn through(&self, index: Option<i64>, told: Recorded, about: &[About]) -> Option<AuditEntry> {
        let mine: Vec<&About> = about.iter().filter(|a| self.centre && a.centre == self.agency).collect();
        let cases: BTreeSet<CaseId> = mine.iter().map(|a| a.case).collect();
        let own = told.actor.agency == Some(self.agency);
        let nobodys = told.actor.person.is_none() && (about.is_empty() || told.is_hidden());
        if !own && mine.is_empty() && !(self.runs && nobodys) {
            return None;
        }
        let all = !told.cases.is_empty() && told.cases.iter().all(|case| cases.contains(case));
        let hidden = told.rule.as_deref().is_some_and(hides);
        let masked = (hidden || is_unclear(&told)) && !(hidden && all);
        if !masked && (own || all || told.cases.is_empty()) {
            return Some(AuditEntry { index, told, whole: true });
        }
        let kinds = mine.iter().map(|a| a.kind).collect::<BTreeSet<_>>().into_iter().collect();
        let shared = Recorded { cases: cases.into_iter().collect(), cmp: kinds, rules: Vec::new(), chg: None, ..told };
        let told = if masked { mask(shared) } else { part(shared) };
        Some(AuditEntry { index, told, whole: masked })
    }
}

/// True when the code is one by which the hidden and the unknown are answered alike.
fn is_unclear(told: &Recorded) -> bool {
    UNCLEAR.iter().any(|code| told.code.as_deref() == Some(code.entry().code))
}
/// The codes by which the hidden and the unknown are answered alike.
pub(super) const UNCLEAR: [Code; 2] = [Code::NotFound, Code::Invalid];

/// What remains of an entry that may have met something hidden: what was asked, and that it was refused.
fn mask(told: Recorded) -> Recorded {
    Recorded { rule: None, view: None, ..told }
}
/// What remains of an entry that is also about cases of others.
fn part(told: Recorded) -> Recorded {
    let named = |id: Uuid| told.cases.contains(&CaseId::from(id));
    let subject = told.subject.clone().filter(|s| s.kind == CaseId::KIND && named(s.id));
    Recorded { subject, ..told }
}

/// When and which: the order of the log.
pub(super) type Key = (Instant, EntryId);

/// One page of several sources, newest first, each entry once; one more than the limit when there is more.
pub(super) fn merged(sources: Vec<Vec<Key>>, limit: i64) -> Vec<Key> {
    let keys: BTreeSet<Reverse<Key>> = sources.into_iter().flatten().map(Reverse).collect();
    let most = usize::try_from(limit).unwrap_or(0) + 1;
    keys.into_iter().take(most).map(|Reverse(key)| key).collect()
}

#[cfg(test)]
mod tests {
    use super::{About, AuditEntry, Narrow, Source, Window, merged};
    use crate::access::{Action, Caller, CaseFacts, CaseState, Principal, View};
    use crate::kernel::{AgencyId, CaseId, Compartment, Discipline, EntryId, Instant, PersonId, RequestId};
    use crate::ledger::Draft;
    use crate::problem::Code;
    use uuid::Uuid;

    const NOW: Instant = Instant::from_millis(1_780_000_000_000);
    const HALIFAX: u128 = 1;
    const SYDNEY: u128 = 2;
    const POLICE: u128 = 3;

    fn agency(n: u128) -> AgencyId {
        Uuid::from_u128(n).into()
    }
    fn works_at(n: u128) -> Principal {
        let discipline = if n == POLICE { Discipline::Police } else { Discipline::Centre };
        let person = PersonId::from(Uuid::from_u128(90 + n));
        Principal { kind: "person", person, agency: agency(n), discipline, ..Principal::nobody() }
    }
    fn case_of(centre: u128) -> CaseFacts {
        let id = CaseId::from(Uuid::from_u128(10 + centre));
        CaseFacts { id, centre: agency(centre), compartment: Compartment::Safety, state: CaseState::Open }
    }
    /// An entry as a door makes it, through the eyes of an auditor of an agency.
    fn seen(by: u128, who: u128, code: Option<Code>, write: impl FnOnce(&mut Draft)) -> Option<AuditEntry> {
        let mut draft = Draft::of(&Caller::nobody(RequestId::from(Uuid::nil()), None), NOW);
        draft.by(&works_at(who));
        draft.asked(Action::ReadCase, Some(case_of(HALIFAX).id.into()));
        write(&mut draft);
        draft.shown(2);
        let entry = if let Some(code) = code { draft.refused(code) } else { draft.done() }.unwrap();
        let about: Vec<About> =
            entry.met.iter().map(|(case, kind, centre)| About { case: *case, kind: *kind, centre: *centre }).collect();
        Window::of(&works_at(by)).through(None, entry.told, &about)
    }
    fn text(entry: Option<AuditEntry>) -> String {
        let AuditEntry { mut told, whole, .. } = entry.unwrap();
        told.id = EntryId::from(Uuid::nil());
        format!("{whole} {}", serde_json::to_string(&told).unwrap())
    }
    fn hides(draft: &mut Draft) {
        draft.met(&case_of(HALIFAX), Compartment::Safety);
        draft.used("a.rule");
        draft.hide("no-standing");
    }

    #[test]
    fn what_was_hidden_looks_like_an_unknown_id() {
        for (by, who) in [(POLICE, POLICE), (SYDNEY, SYDNEY)] {
            let unknown = text(seen(by, who, Some(Code::NotFound), |_| {}));
            assert_eq!(text(seen(by, who, Some(Code::NotFound), hides)), unknown);

            let wrong = text(seen(by, who, Some(Code::Invalid), |_| {}));
            assert_eq!(text(seen(by, who, Some(Code::Invalid), hides)), wrong);
        }
    }
    #[test]
    fn beside_a_case_of_their_own_a_hidden_case_looks_like_an_unknown_id() {
        let own = |draft: &mut Draft| {
            draft.met(&case_of(SYDNEY), Compartment::Safety);
            draft.ruled("team", Some(View::Full));
        };
        let both = |draft: &mut Draft| {
            own(draft);
            hides(draft);
        };
        for code in [Code::NotFound, Code::Invalid] {
            assert_eq!(text(seen(SYDNEY, POLICE, Some(code), both)), text(seen(SYDNEY, POLICE, Some(code), own)));
            assert_eq!(text(seen(POLICE, POLICE, Some(code), both)), text(seen(POLICE, POLICE, Some(code), own)));
        }
    }
    #[test]
    fn a_centre_sees_everything_about_its_own_case_and_nobody_elses() {
        let own = seen(HALIFAX, POLICE, Some(Code::NotFound), hides).unwrap();
        assert_eq!((own.told.rule.as_deref(), own.told.cases.len(), own.whole), (Some("no-standing"), 1, true));

        assert!(seen(SYDNEY, POLICE, Some(Code::NotFound), hides).is_none());
        assert!(seen(POLICE, SYDNEY, None, |_| {}).is_none());
    }
    #[test]
    fn an_entry_about_cases_of_two_centres_shows_each_its_own() {
        let both = |draft: &mut Draft| {
            draft.met(&case_of(HALIFAX), Compartment::Safety);
            draft.met(&case_of(SYDNEY), Compartment::Health);
            draft.ruled("receiver", Some(View::Preview));
        };

        let part = seen(SYDNEY, POLICE, None, both).unwrap();
        let whole = seen(POLICE, POLICE, None, both).unwrap();

        assert_eq!((part.told.cases, part.told.cmp), (vec![case_of(SYDNEY).id], vec![Compartment::Health]));
        assert!(part.told.subject.is_none() && !part.whole);
        assert!(whole.told.cases.len() == 2 && whole.told.subject.is_some() && whole.whole);
    }
    #[test]
    fn a_page_is_the_newest_of_all_sources_and_repeats_nothing() {
        let key = |n: u128| (NOW, EntryId::from(Uuid::from_u128(n)));
        let page = merged(vec![vec![key(9), key(7), key(4)], vec![key(8), key(7), key(6)]], 3);

        assert_eq!(page, [key(9), key(8), key(7), key(6)]);
    }
    #[test]
    fn a_narrower_question_asks_fewer_sources() {
        let (case, person) = (case_of(HALIFAX).id, works_at(POLICE).person);
        let centre = Window::of(&Principal { runs_deployment: true, ..works_at(HALIFAX) });
        let partner = Window::of(&works_at(POLICE));
        let all = Narrow::default();

        assert_eq!(centre.sources(&all), [Source::Own, Source::Centre, Source::Nobody]);
        assert_eq!(partner.sources(&all), [Source::Own]);
        let by = Narrow { person: Some(person), ..all };
        assert_eq!(centre.sources(&by), [Source::OwnBy(person), Source::CentreBy(person)]);
        let abroad = Narrow { agency: Some(agency(POLICE)), ..all };
        assert_eq!((centre.sources(&abroad), partner.sources(&abroad)), (vec![Source::Centre], vec![Source::Own]));
        let about = Narrow { case: Some(case), ..all };
        assert_eq!(centre.sources(&about), [Source::Case(case), Source::OwnOnCase(case)]);
        assert_eq!(partner.sources(&Narrow { agency: Some(agency(SYDNEY)), ..about }), []);
    }
}
