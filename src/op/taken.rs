//! Taking rows out as a whole: decided for each case and each kind of information of it, and written down with both.
use super::granted::Recorded;
use super::{Head, Op};
use crate::access::{Action, CaseFacts, Decision, Facts, Standing, judge};
use crate::kernel::{CaseId, SubjectId};
use crate::problem::{Code, Error, Result};
use crate::vault::{KeyScope, Sealed};
use serde::de::DeserializeOwned;
use std::collections::BTreeSet;

/// That everything of some cases may be taken out: the only way to open what is sealed without its row.
#[must_use]
pub(crate) struct Leave {
    cases: BTreeSet<CaseId>,
}

impl<'tx> Op<'tx> {
    /// Goes on only when all of this may be taken out of here; the entry names every case and kind of information.
    pub(crate) fn leave(&mut self, action: Action, of: impl Into<SubjectId>, cases: &[CaseFacts]) -> Result<Leave> {
        self.may(action, Some(of.into()))?;
        for case in cases {
            self.draft.met(case, case.compartment);
            match judge(&self.who, action, &Facts { case: Some(*case), standings: vec![Standing::Operator] }) {
                Decision::Allow(view, rule) => self.draft.ruled(rule, Some(view)),
                Decision::Deny(rule) | Decision::Hide(rule) => {
                    self.draft.hide(rule);
                    return Err(Code::NotFound.into());
                }
            }
        }
        let cases: BTreeSet<CaseId> = cases.iter().map(|case| case.id).collect();
        Ok(Leave { cases })
    }
    /// Opens a sealed field of what may be taken out.
    pub(crate) fn take<F: DeserializeOwned>(&mut self, leave: &Leave, field: &Sealed<F>) -> Result<F> {
        let scope = field.place().scope;
        if let KeyScope::Case(case, _) = scope
            && !leave.cases.contains(&case)
        {
            return Err(Error::internal("a sealed field of another case"));
        }
        self.keys.fetch(self.conn, &[scope])?;
        Ok(self.keys.held(scope)?.open(field)?.into_inner())
    }
    /// Records how many lines were taken out.
    pub(crate) fn taken<V: 'static>(&mut self, _: &Leave, value: V, lines: usize) -> Recorded<'tx, V> {
        self.draft.shown(lines);
        Recorded::new(value, Head::default())
    }
}
