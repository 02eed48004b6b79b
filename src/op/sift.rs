//! A few rows of one case, decided one by one: for what no single table holds, and no scope can be printed for.
use super::{Granted, Op, Stored};
use crate::access::{Action, Decision, Facts, judge};
use crate::kernel::page::After;
use crate::kernel::{Page, Paging};
use crate::problem::Result;
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
        let mut items = Vec::with_capacity(seen.items.len());
        for (row, facts) in seen.items {
            items.push(self.grant(action, row, &facts)?);
        }
        let keys: Vec<KeyScope> = items.iter().flat_map(|g| g.sealed()).collect();
        self.keys.fetch(self.conn, &keys)?;
        Ok(Page { items, next: seen.next })
    }
}
