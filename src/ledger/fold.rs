//! Refusals of nobody in particular: counted by network, one entry a minute, so that a flood fills no disk.
use super::entry::{Draft, Entry};
use crate::access::Caller;
use crate::kernel::{Instant, RequestId};
use crate::problem::{Code, Result};
use std::collections::BTreeMap;
use std::sync::Mutex;

/// The most networks that are counted apart; what comes from others is counted together.
const MOST: usize = 1024;

/// The counts since the last entry.
#[derive(Default)]
pub(crate) struct Folded(Mutex<Counts>);
type Counts = BTreeMap<(String, &'static str), (Code, u32)>;

impl Folded {
    /// Counts one refusal.
    pub(crate) fn count(&self, net: Option<&str>, code: Code) {
        let Ok(mut counts) = self.0.lock() else { return };
        let full = counts.len() >= MOST;
        let net = net.filter(|n| !full || counts.contains_key(&((*n).to_owned(), code.entry().code)));
        let key = (net.unwrap_or("other").to_owned(), code.entry().code);
        counts.entry(key).or_insert((code, 0)).1 += 1;
    }
    /// Takes the counts as entries, and begins anew.
    pub(crate) fn take(&self, now: Instant) -> Result<Vec<Entry>> {
        let counts = self.0.lock().map(|mut c| std::mem::take(&mut *c)).unwrap_or_default();
        let entry = |((net, _), (code, many)): ((String, _), (Code, u32))| {
            Draft::of(&Caller::nobody(RequestId::new(now), Some(net)), now).folded(code, many)
        };
        counts.into_iter().map(entry).collect()
    }
}
