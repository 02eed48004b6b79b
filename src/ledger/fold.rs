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
    /// True when something was refused for that reason since the last entry.
    pub(crate) fn counts(&self, code: Code) -> bool {
        self.0.lock().is_ok_and(|counts| counts.values().any(|(counted, _)| *counted == code))
    }
    /// Takes the counts, and begins anew.
    pub(crate) fn take(&self) -> Vec<Count> {
        let counts = self.0.lock().map(|mut c| std::mem::take(&mut *c)).unwrap_or_default();
        counts.into_iter().map(|((net, _), (code, many))| Count { net, code, many }).collect()
    }
    /// Counts again what could not be written.
    pub(crate) fn put_back(&self, Count { net, code, many }: Count) {
        let Ok(mut counts) = self.0.lock() else { return };
        let counted = &mut counts.entry((net, code.entry().code)).or_insert((code, 0)).1;
        *counted = counted.saturating_add(many);
    }
}

/// Refusals of one kind that one network met.
#[derive(Debug, PartialEq, Eq)]
pub(crate) struct Count {
    net: String,
    code: Code,
    many: u32,
}
impl Count {
    /// One entry for all of them.
    pub(crate) fn entry(&self, now: Instant) -> Result<Entry> {
        let by = Caller::nobody(RequestId::new(now), Some(self.net.clone()));
        Draft::of(&by, now).folded(self.code, self.many)
    }
}

#[cfg(test)]
mod tests {
    use super::{Count, Folded};
    use crate::problem::Code;

    #[test]
    fn what_could_not_be_written_is_counted_again() {
        let (folded, net) = (Folded::default(), "192.0.2.0/24");
        folded.count(Some(net), Code::Unauthenticated);
        folded.count(Some(net), Code::LedgerUnavailable);
        assert!(folded.counts(Code::LedgerUnavailable) && !folded.counts(Code::Busy));

        let taken = folded.take();
        assert!(taken.len() == 2 && folded.take().is_empty());
        for count in taken {
            folded.put_back(count);
        }
        folded.count(Some(net), Code::LedgerUnavailable);

        let twice = Count { net: net.to_owned(), code: Code::LedgerUnavailable, many: 2 };
        assert!(folded.take().contains(&twice));
    }
}
