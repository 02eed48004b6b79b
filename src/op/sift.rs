//! A few rows of one case, decided one by one: for what no single table holds, and no scope can be printed for.
use super::{Granted, Op, Stored};
use crate::access::{Action, Decision, Facts, judge};
use crate::kernel::page::After;
use crate::kernel::{Page, Paging};
use crate::problem::{Error, Result};
use crate::vault::KeyScope;

impl<'tx> Op<'tx> {
    /// One page of those rows that the caller may see; of the others nothing is left, not even in the entry.
    pub fn sifted<T: Stored>(
        &mut self,
        action: Action,
        rows: Vec<(T, Facts)>,
        page: &Paging,
        key: impl Fn(&T) -> After,
    ) -> Result<Page<Granted<'tx, T>>> {
        let seen = |(_, facts): &(T, Facts)| matches!(judge(&self.who, action, facts), Decision::Allow(..));
        let seen = Page::cut(rows.into_iter().filter(seen).collect(), page, |(row, _)| key(row));
        Ok(Page { items: self.granted(action, seen.items)?, next: seen.next })
    }
    /// Rows that were told by the policy before: decided once more, and their keys fetched in one question.
    pub(crate) fn granted<T: Stored>(&mut self, action: Action, rows: Vec<(T, Facts)>) -> Result<Vec<Granted<'tx, T>>> {
        let mut items = Vec::with_capacity(rows.len());
        for (row, facts) in rows {
            match self.grant(action, row, &facts) {
                Ok(granted) => items.push(granted),
                Err(e @ Error::Internal(_)) => return Err(e),
                Err(_) => return Err(Error::internal("a list showed a row that the policy refuses")),
            }
        }
        let keys: Vec<KeyScope> = items.iter().flat_map(|g| g.sealed()).collect();
        self.keys.fetch(self.conn, &keys)?;
        Ok(items)
    }
}
