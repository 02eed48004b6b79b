//! A case, and how people are tied to it.
use super::model_contact::ContactTerms;
use crate::access::{CaseFacts, CaseState, Facts, Principal, Standing};
use crate::kernel::{AgencyId, CaseId, ChildId, Compartment, Instant, PersonId, Role};
use crate::problem::{Code, Error, Result};
use crate::vault::{KeyScope, Place, Sealed};
use chrono::{Datelike, NaiveDate};
use serde::{Deserialize, Serialize};

/// One child, one cluster of facts.
#[derive(Clone)]
pub struct Case {
    /// Its id.
    pub id: CaseId,
    /// The centre that it belongs to.
    pub centre: AgencyId,
    /// The year of its number.
    pub year: i64,
    /// Its number in that year and centre.
    pub number: i64,
    /// The child, as an opaque id that cases of one child share.
    pub child: ChildId,
    /// Where it is in its life.
    pub status: CaseState,
    /// Since when.
    pub status_at: Instant,
    /// Why it was closed.
    pub status_code: Option<String>,
    /// The agency that opened it towards the centre.
    pub opener: Option<AgencyId>,
    /// The coded facts.
    pub facts: CodedFacts,
    /// Who the child is.
    pub identity: Sealed<Identity>,
    /// How the family may be contacted, as it is read beside the case.
    pub contact: ContactTerms,
    /// When the family was last reached, as far as whoever asks may know it.
    pub family_reached_at: Option<Instant>,
    /// Who opened it.
    pub created_by: PersonId,
    /// When.
    pub created_at: Instant,
    /// When it left the centre of whoever asks: this is how it stood then.
    pub left_at: Option<Instant>,
    /// Counted from 1.
    pub version: i64,
}

/// What is coded about a case: no names, no text.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct CodedFacts {
    /// From the list `abuse_type`.
    pub abuse_type: Option<String>,
    /// The alleged offender's relationship to the child, from the list `relationship`.
    pub relationship: Option<String>,
    /// From the list `gender`.
    pub gender: Option<String>,
    /// From the list `origin`.
    pub origin: Option<String>,
    /// From the list `age_band`, by the child's age when it was last known.
    pub age_band: Option<String>,
    /// The languages of the family, as BCP 47 tags.
    pub languages: Vec<String>,
    /// The region where the child lives.
    pub region: Option<String>,
    /// Whether the accused is a youth: yes or no, never who.
    pub youth_accused: bool,
}

/// Who the child is.
#[derive(Serialize, Deserialize)]
pub struct Identity {
    /// The child's name.
    pub name: String,
    /// The date of birth.
    #[serde(default)]
    pub birth_date: Option<NaiveDate>,
    /// The age in years, where no date of birth is known.
    #[serde(default)]
    pub age: Option<u8>,
    /// How the family may be reached safely.
    #[serde(default)]
    pub safe_contact: Option<String>,
}
impl Identity {
    /// The age in whole years on a day.
    #[must_use]
    pub fn age_on(&self, day: NaiveDate) -> Option<i64> {
        let Some(born) = self.birth_date else { return self.age.map(i64::from) };
        let had_birthday = (day.month(), day.day()) >= (born.month(), born.day());
        Some(i64::from(day.year() - born.year() - i32::from(!had_birthday)))
    }
}

impl Case {
    /// Where a case's identity is sealed.
    #[must_use]
    pub fn place(id: CaseId) -> Place {
        Place { table: "cases", row: id.into(), scope: KeyScope::Case(id, Compartment::Identity) }
    }
    /// The number as people say it.
    #[must_use]
    pub fn spoken_number(&self) -> String {
        spoken_number(self.year, self.number)
    }
    fn to(&self, status: CaseState, code: Option<String>, now: Instant) -> Self {
        Self { status, status_at: now, status_code: code, ..self.clone() }
    }
    fn illegal(&self) -> Error {
        let moves = match self.status {
            CaseState::Proposed | CaseState::NotTaken | CaseState::Merged => vec![],
            CaseState::Open => vec!["monitor", "close"],
            CaseState::Monitoring => vec!["reopen", "close"],
            CaseState::Closed => vec!["reopen"],
        };
        Error::illegal_move(Code::CaseState, self.status.name(), moves)
    }
    /// Closes it; never with an open handoff.
    pub fn close(&self, code: String, open_handoffs: i64, now: Instant) -> Result<Self> {
        match self.status {
            CaseState::Open | CaseState::Monitoring if open_handoffs > 0 => Err(Code::CaseHasOpenHandoffs.into()),
            CaseState::Open | CaseState::Monitoring => Ok(self.to(CaseState::Closed, Some(code), now)),
            _ => Err(self.illegal()),
        }
    }
    /// Keeps it for court alone.
    pub fn monitor(&self, now: Instant) -> Result<Self> {
        if self.status == CaseState::Open { Ok(self.to(CaseState::Monitoring, None, now)) } else { Err(self.illegal()) }
    }
    /// Works on it again.
    pub fn reopen(&self, now: Instant) -> Result<Self> {
        match self.status {
            CaseState::Closed | CaseState::Monitoring => Ok(self.to(CaseState::Open, None, now)),
            _ => Err(self.illegal()),
        }
    }
    /// It goes on at a centre of another installation.
    #[must_use]
    pub fn gone_elsewhere(&self, now: Instant) -> Self {
        self.to(CaseState::Closed, Some("transferred".to_owned()), now)
    }
    /// Goes on when another file of the child can become part of it.
    pub fn takes_in(&self) -> Result<()> {
        if matches!(self.status, CaseState::Open | CaseState::Monitoring) { Ok(()) } else { Err(self.illegal()) }
    }
    /// The centre takes it on.
    pub fn accept(&self, now: Instant) -> Result<Self> {
        if self.status == CaseState::Proposed { Ok(self.to(CaseState::Open, None, now)) } else { Err(self.illegal()) }
    }
    /// Towards another centre, while no centre has taken it on.
    pub fn pass_on(&self, centre: AgencyId, year: i64) -> Result<Self> {
        if self.status == CaseState::Proposed { Ok(Self { centre, year, ..self.clone() }) } else { Err(self.illegal()) }
    }
    /// No centre took it on.
    pub fn give_up(&self, now: Instant) -> Result<Self> {
        if self.status == CaseState::Proposed {
            Ok(self.to(CaseState::NotTaken, Some("not_taken".to_owned()), now))
        } else {
            Err(self.illegal())
        }
    }
}

/// A case number as people say it.
#[must_use]
pub fn spoken_number(year: i64, number: i64) -> String {
    format!("{year}-{number:04}")
}

/// How somebody is tied to the case that a row hangs on.
#[derive(Debug, Clone, Copy)]
pub struct Ties {
    /// The case.
    pub case: CaseId,
    /// Its centre.
    pub centre: AgencyId,
    /// The agency that opened it towards the centre.
    pub opener: Option<AgencyId>,
    /// Its state.
    pub state: CaseState,
    /// Is on its team.
    pub on_team: bool,
    /// Is barred from it.
    pub barred: bool,
    /// When it left the centre where they work, which it has not come back to.
    pub left: Option<Instant>,
    /// The case of the child that it is part of: it is found under that one's id.
    pub merged_into: Option<CaseId>,
}
impl Ties {
    /// How a coordinator of a centre that the case has left stands to what was recorded there.
    #[must_use]
    pub fn former(&self, who: &Principal, recorded_at: Instant) -> Option<Standing> {
        let behind = who.role == Role::Coordinator && self.is_behind(recorded_at);
        behind.then_some(Standing::FormerCentre)
    }
    /// Recorded before the case left the centre where they work.
    #[must_use]
    pub fn is_behind(&self, recorded_at: Instant) -> bool {
        self.left.is_some_and(|left| recorded_at < left)
    }
    /// What the policy asks about a row of that kind, with the standings that only this row gives.
    #[must_use]
    pub fn facts(&self, who: &Principal, compartment: Compartment, own: impl IntoIterator<Item = Standing>) -> Facts {
        let coordinates = who.role == Role::Coordinator && who.agency == self.centre;
        let ties = [
            (self.barred, Standing::Excluded),
            (self.on_team, Standing::Team),
            (coordinates, Standing::Coordinator),
            (self.opener == Some(who.agency), Standing::Opener),
            (who.kind == "operator", Standing::Operator),
        ];
        let held = ties.into_iter().filter_map(|(is, standing)| is.then_some(standing));
        let case = CaseFacts { id: self.case, centre: self.centre, compartment, state: self.state };
        Facts { case: Some(case), standings: held.chain(own).collect() }
    }
}
