//! One thing of a case that somebody who investigates or prosecutes can see.
use crate::access::View;
use crate::kernel::{AgencyId, Compartment, Discipline, Instant, SubjectId};
use std::collections::BTreeMap;

/// One thing of a case, and to whom it is open.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Open {
    /// What.
    pub(super) subject: SubjectId,
    /// What kind of information it is.
    pub(super) kind: Compartment,
    /// Since when it is there.
    pub(super) since: Instant,
    /// How much of it each agency is shown: what the one of its people sees who sees most.
    pub(super) to: BTreeMap<AgencyId, (Discipline, View)>,
}
impl Open {
    /// The same thing, open to somebody else too.
    pub(super) fn also(&mut self, agency: AgencyId, discipline: Discipline, view: View) {
        let shown = self.to.entry(agency).or_insert((discipline, view));
        shown.1 = shown.1.max(view);
    }
}
