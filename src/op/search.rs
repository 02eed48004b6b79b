//! Searching what is sealed: the rows of a scope are opened, compared and closed again, a limited number of them in a
//! limited time, and only what fits best is granted.
use super::{Granted, Op, Stored, Tx};
use crate::access::{Action, Decision, Facts, Principal, View, judge};
use crate::kernel::text::hex;
use crate::problem::{Error, Result};
use crate::vault::{KeyScope, Purpose, Sealed};
use serde::de::DeserializeOwned;
use std::time::{Duration, Instant};

/// The most rows that one search opens.
pub(crate) const ROWS: usize = 50_000;
/// The longest that one search goes on opening rows.
const LONGEST: Duration = Duration::from_secs(2);
/// Rows that are opened at once, with one question for their keys.
const AT_ONCE: usize = 500;

/// What a search found.
pub(crate) struct Found<'tx, T, W> {
    /// Those that fit best, best first, and how well each does.
    pub(crate) best: Vec<(W, Granted<'tx, T>)>,
    /// More fit than are shown.
    pub(crate) more: bool,
    /// Every row was looked at.
    pub(crate) complete: bool,
}

impl<'tx> Op<'tx> {
    /// Names what is done, and keeps the keyed hash of each term in the entry: the terms themselves are kept nowhere.
    pub(crate) fn searching(&mut self, action: Action, terms: &[(&str, &str)]) -> Result<()> {
        let mut hashed = Vec::new();
        for (kind, term) in terms {
            let mac = self.shared.ring.mac(Purpose::SearchTerms, &[kind.as_bytes(), term.as_bytes()])?;
            hashed.push(format!("{kind}:{}", hex(mac.get(..16).unwrap_or_default())));
        }
        self.draft.asked(action, None);
        self.draft.searched(hashed.join(" "));
        Ok(())
    }
    /// Opens one field of rows that a scope named, and keeps those that fit best.
    pub(crate) fn search<T: Stored, F: DeserializeOwned, W: Ord>(
        &mut self,
        action: Action,
        ids: &[T::Id],
        load: impl Fn(&mut Tx<'_>, &[T::Id], &Principal) -> Result<Vec<(T, Facts)>>,
        field: impl Fn(&T) -> &Sealed<F>,
        weigh: impl Fn(&T, &F) -> Option<W>,
        most: usize,
    ) -> Result<Found<'tx, T, W>> {
        let (began, mut best, mut fit) = (Instant::now(), Vec::new(), 0);
        let mut complete = ids.len() <= ROWS;
        for some in ids.get(..ROWS).unwrap_or(ids).chunks(AT_ONCE) {
            if began.elapsed() > LONGEST {
                complete = false;
                break;
            }
            let rows = load(&mut Tx(self.conn), some, &self.who)?;
            let fitting = self.weighed(action, rows, &field, &weigh)?;
            fit += fitting.len();
            best.extend(fitting);
            best.sort_by(|(a, ..), (b, ..)| b.cmp(a));
            best.truncate(most);
        }
        let (weights, rows): (Vec<W>, Vec<_>) =
            best.into_iter().map(|(weight, row, facts)| (weight, (row, facts))).unzip();
        let best = weights.into_iter().zip(self.granted(action, rows)?).collect();
        Ok(Found { best, more: fit > most, complete })
    }
    fn weighed<T: Stored, F: DeserializeOwned, W>(
        &mut self,
        action: Action,
        rows: Vec<(T, Facts)>,
        field: impl Fn(&T) -> &Sealed<F>,
        weigh: impl Fn(&T, &F) -> Option<W>,
    ) -> Result<Vec<(W, T, Facts)>> {
        let scopes: Vec<KeyScope> = rows.iter().flat_map(|(row, _)| row.sealed()).collect();
        self.keys.fetch(self.conn, &scopes)?;
        let mut fitting = Vec::new();
        for (row, facts) in rows {
            if !matches!(judge(&self.who, action, &facts), Decision::Allow(view, _) if view >= View::Minimum) {
                return Err(Error::internal("a search met a row that the policy refuses"));
            }
            // what was destroyed with its key is found by nobody
            let Ok(key) = self.keys.held(field(&row).place().scope) else { continue };
            let weight = weigh(&row, &*key.open(field(&row))?);
            fitting.extend(weight.map(|weight| (weight, row, facts)));
        }
        Ok(fitting)
    }
}
