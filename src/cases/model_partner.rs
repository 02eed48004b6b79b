//! An agency that works on a case, what of that somebody may know, and the number that it has given to the case.
use super::model::Ties;
use crate::access::{Action, Decision, Facts, Principal, Standing, View, judge, kind_of, openness};
use crate::kernel::{AgencyId, CaseId, Compartment, Discipline, Instant, PersonId, SubjectId};
use crate::vault::{KeyScope, Place, Sealed};
use std::collections::{BTreeMap, BTreeSet};

/// An agency that works on a case.
#[derive(Clone)]
pub(super) struct Partner {
    /// Which agency, on which case.
    pub(super) id: PartnerId,
    /// What kind of information it is that the agency works on the case, as far as the caller may know.
    pub(super) kind: Compartment,
    /// Under which kind a number is kept that is set now: of all that the agency does, what most may know.
    pub(super) widest: Compartment,
    /// What is kept of it.
    pub(super) kept: Option<Kept>,
}
/// What is kept of a partner: its own file number, or that there was one.
#[derive(Clone)]
pub(super) struct Kept {
    /// What kind of information the number is.
    pub(super) kind: Compartment,
    /// The number, until it is taken away.
    pub(super) number: Option<FileNumber>,
    /// Who set it, or took it away.
    pub(super) set_by: PersonId,
    /// When.
    pub(super) set_at: Instant,
    /// Counted from 1.
    pub(super) version: i64,
}
/// The number that an agency has given to a case in its own files.
#[derive(Clone)]
pub(super) struct FileNumber {
    /// As it was written.
    pub(super) text: Sealed<String>,
    /// The keyed hash by which it is found.
    pub(super) key: Vec<u8>,
}
/// An agency that works on a case.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct PartnerId(pub(super) CaseId, pub(super) AgencyId);
impl From<PartnerId> for SubjectId {
    fn from(id: PartnerId) -> Self {
        Self { kind: "partner", ..id.1.into() }
    }
}

impl Partner {
    /// Where its number is sealed.
    pub(super) fn place(id: PartnerId, kind: Compartment) -> Place {
        Place { table: "partners", row: id.1.into(), scope: KeyScope::Case(id.0, kind) }
    }
    /// What is kept of it, as long as that is a number.
    pub(super) fn numbered(&self) -> Option<&Kept> {
        self.kept.as_ref().filter(|kept| kept.number.is_some())
    }
}

/// Where the number of an agency is sealed.
pub(crate) fn number_place(case: CaseId, agency: AgencyId, kind: Compartment) -> Place {
    Partner::place(PartnerId(case, agency), kind)
}
/// A file number in the one form that is compared: without case, spaces and hyphens. Nothing, when nothing is left.
pub(crate) fn normal(number: &str) -> Option<String> {
    let dash = |c: char| c == '-' || ('\u{2010}'..='\u{2015}').contains(&c) || c == '\u{2212}';
    let kept = number.chars().filter(|c| !c.is_whitespace() && !dash(*c));
    let text: String = kept.flat_map(char::to_lowercase).collect();
    text.chars().any(char::is_alphanumeric).then_some(text)
}

/// All that says which agencies work on one case.
pub(super) struct Known {
    pub(super) ties: Ties,
    /// What each agency does on it.
    pub(super) works: BTreeMap<AgencyId, BTreeSet<Compartment>>,
    /// What is kept of each.
    pub(super) kept: BTreeMap<AgencyId, Kept>,
    /// What the agencies are.
    pub(super) disciplines: BTreeMap<AgencyId, Discipline>,
}
impl Known {
    /// The agencies that work on the case, and those that have a number there.
    pub(super) fn partners(&self, who: &Principal) -> Vec<(Partner, Facts)> {
        let numbered = self.kept.iter().filter(|(_, kept)| kept.number.is_some()).map(|(agency, _)| *agency);
        let all: BTreeSet<AgencyId> = self.works.keys().copied().chain(numbered).collect();
        all.into_iter().filter_map(|agency| self.partner(agency, who)).collect()
    }
    /// One agency, as the one of its kinds of work that shows this caller most; nothing, when there is no such agency.
    pub(super) fn partner(&self, agency: AgencyId, who: &Principal) -> Option<(Partner, Facts)> {
        let own = kind_of(*self.disciplines.get(&agency)?);
        let does = self.does(agency, own);
        let kept = self.kept.get(&agency);
        let number = kept.filter(|kept| kept.number.is_some()).map(|kept| kept.kind);
        let widest = does.iter().copied().max_by_key(|kind| openness(*kind)).or(number).unwrap_or(own);
        // who is told the number is told of the agency through it
        let best = does.iter().copied().chain(number).max_by_key(|kind| {
            let view = self.shows(agency, who, *kind);
            (view.is_some() && number == Some(*kind), view, openness(*kind))
        });
        let mut facts = self.facts(agency, who, best.unwrap_or(own));
        if best.is_none() {
            // nobody but the coordinators of the centre meets an agency that does nothing on the case yet
            facts.standings.retain(|s| matches!(s, Standing::Excluded | Standing::Coordinator));
        }
        let kind = best.unwrap_or(own);
        let partner = Partner { id: PartnerId(self.ties.case, agency), kind, widest, kept: kept.cloned() };
        Some((partner, facts))
    }
    /// The kinds of its work; that a clinic works on a case at all says that the child is in therapy.
    fn does(&self, agency: AgencyId, own: Compartment) -> BTreeSet<Compartment> {
        let works = self.works.get(&agency).into_iter().flatten();
        works.map(|kind| if own == Compartment::Identity { *kind } else { own }).collect()
    }
    fn shows(&self, agency: AgencyId, who: &Principal, kind: Compartment) -> Option<View> {
        match judge(who, Action::ListPartners, &self.facts(agency, who, kind)) {
            Decision::Allow(view, _) => Some(view),
            Decision::Deny(_) | Decision::Hide(_) => None,
        }
    }
    fn facts(&self, agency: AgencyId, who: &Principal, kind: Compartment) -> Facts {
        self.ties.facts(who, kind, own_standing(&self.ties, agency, who))
    }
}

/// People on the team always see the line of their own agency, and may write it.
pub(super) fn own_standing(ties: &Ties, agency: AgencyId, who: &Principal) -> Option<Standing> {
    (ties.on_team && agency == who.agency).then_some(Standing::Sender)
}

#[cfg(test)]
mod tests {
    use super::normal;

    #[test]
    fn a_number_is_compared_without_case_spaces_and_hyphens() {
        for written in ["26-00417 b", " 26\u{2011}00417B ", "2600417\u{a0}b", "26 - 00417 B"] {
            assert_eq!(normal(written).as_deref(), Some("2600417b"), "{written}");
        }
        assert_eq!(normal("GRC/2026.17").as_deref(), Some("grc/2026.17"));
        assert_eq!((normal(" - "), normal("")), (None, None));
    }
}
