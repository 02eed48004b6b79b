//! Bringing in what another installation has taken out: each case has an entry of its own, in the same transaction.
use super::granted::Recorded;
use super::{Act, Head};
use crate::access::{Action, CaseFacts, Decision, Facts, Standing, judge};
use crate::kernel::SubjectId;
use crate::ledger;
use crate::problem::{Code, Result};

impl<'tx> Act<'tx> {
    /// Writes down that a case came from a file, with everything that is kept of it, and how many entries of the former
    /// access log about it stay in that file.
    pub(crate) fn arrived(
        &mut self,
        case: impl Into<SubjectId>,
        kinds: &[CaseFacts],
        file: &str,
        earlier: usize,
    ) -> Result<()> {
        let op = &mut self.0;
        let mut draft = op.draft.beside();
        draft.asked(Action::ImportCase, Some(case.into()));
        draft.out_of_file(file);
        draft.shown(earlier);
        for facts in kinds {
            draft.met(facts, facts.compartment);
            let facts = Facts { case: Some(*facts), standings: vec![Standing::Operator] };
            match judge(&op.who, Action::ImportCentre, &facts) {
                Decision::Allow(view, rule) => draft.ruled(rule, Some(view)),
                Decision::Deny(rule) | Decision::Hide(rule) => {
                    op.draft.hide(rule);
                    return Err(Code::NotFound.into());
                }
            }
        }
        ledger::append(op.conn, &[draft.done()?])?;
        Ok(())
    }
    /// Ends the operation, with how many lines of which file were kept.
    pub(crate) fn brought<V: 'static>(&mut self, value: V, file: &str, lines: usize) -> Recorded<'tx, V> {
        self.0.draft.out_of_file(file);
        self.0.draft.shown(lines);
        Recorded::new(value, Head::default())
    }
}
