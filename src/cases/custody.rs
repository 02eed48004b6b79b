//! A case that moves: which centre it left, and how it stood then.
use super::model::{Case, spoken_number};
use super::service::year;
use super::store_custody;
use crate::access::{Action, CaseState};
use crate::agencies::Agency;
use crate::kernel::{AgencyId, CaseId, Instant, SubjectId};
use crate::op::{Act, Granted, Stored};
use crate::problem::{Code, Error, Result};

/// The time that a case belonged to a centre which it has left.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Custody {
    /// Of which case, by which centre, until when.
    pub id: CustodyId,
    /// Since when it belonged there.
    pub from: Instant,
    /// Where it went.
    pub successor: AgencyId,
    /// The year of its number there.
    pub year: i64,
    /// Its number there.
    pub number: i64,
    /// Its state when it left.
    pub status: CaseState,
    /// Since when it was in that state.
    pub status_at: Instant,
}
/// A case, a centre that it has left, and when.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct CustodyId {
    /// The case.
    pub case: CaseId,
    /// The centre that it has left.
    pub centre: AgencyId,
    /// When.
    pub until: Instant,
}
impl From<CustodyId> for SubjectId {
    fn from(id: CustodyId) -> Self {
        Self { kind: "custody", ..id.case.into() }
    }
}

impl Custody {
    /// The number of the case there, as people say it.
    #[must_use]
    pub fn spoken_number(&self) -> String {
        spoken_number(self.year, self.number)
    }
}
impl Case {
    /// As it stood when it left a centre: what came later is not for that centre.
    pub(super) fn left_as(self, custody: &Custody) -> Self {
        Self {
            centre: custody.successor,
            year: custody.year,
            number: custody.number,
            status: custody.status,
            status_at: custody.status_at,
            status_code: None,
            family_reached_at: None,
            left_at: Some(custody.id.until),
            version: 1,
            ..self
        }
    }
}

/// Another centre takes over a case, as one of its coordinators: it has a number of its own there, and stays as it is.
pub fn take_over<'tx, P: Stored>(op: &mut Act<'tx>, under: &Granted<'tx, P>, centre: &Agency) -> Result<()> {
    let (case, now) = (under.case()?, op.now());
    let year = year(now, centre);
    let left = op.peek(|tx| store_custody::move_case(tx, case, centre.id, year, now))?;
    let left = left.ok_or_else(|| Error::from(Code::ChangedMeanwhile))?;
    // nothing is hidden from whoever may not take over what was handed to them
    op.also(Action::TakeOverCase, under, &left).map(drop).map_err(|e| e.or_if_missing(Code::Forbidden))
}
