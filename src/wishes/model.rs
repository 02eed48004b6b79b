//! That a family wants no service any more: whose wish it is, why, and when it may be asked again.
use crate::kernel::words::words;
use crate::kernel::{CaseId, Compartment, Instant, PersonId, WishId};
use chrono::NaiveDate;
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

words! {
    /// Whose wish it is.
    Whose {
        /// Of whoever looks after the child.
        Parents = "parents",
        /// Of the young person.
        Youth = "youth",
    }
}

/// What kind of information a wish is.
pub(super) const KIND: Compartment = Compartment::Wishes;

/// That a family wants no service any more.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Wish {
    /// Its id.
    pub id: WishId,
    /// The case.
    pub case: CaseId,
    /// Whose it is.
    pub whose: Whose,
    /// Why: list `withdraw`.
    pub code: String,
    /// From which day on services may be offered again.
    pub reoffer_on: Option<NaiveDate>,
    /// When it was said.
    pub said_at: Instant,
    /// Who recorded it.
    pub recorded_by: PersonId,
    /// Counted from 1.
    pub version: i64,
}
impl Wish {
    /// Whether somebody says the same again.
    #[must_use]
    pub fn says(&self, code: &str, reoffer_on: Option<NaiveDate>) -> bool {
        self.code == code && self.reoffer_on == reoffer_on
    }
}

#[cfg(test)]
mod tests {
    use crate::access::{Action, CaseState, Decision, Principal, Standing, decide};
    use crate::kernel::{Discipline, Role};
    use crate::rules::Rules;

    /// One act ends them all, so a coordinator must reach them all.
    #[test]
    fn a_coordinator_meets_every_service_that_may_be_declined() {
        let nobody = Principal::nobody();
        let who = Principal { kind: "person", discipline: Discipline::Centre, role: Role::Coordinator, ..nobody };
        let rules = Rules::embedded().unwrap();

        for service in rules.services().filter(|service| service.voluntary) {
            let on = Some((service.compartment, CaseState::Open));
            let decision = decide(&who, Action::WithdrawVoluntary, Standing::Coordinator, on);
            assert!(matches!(decision, Decision::Allow(..)), "{}", service.id);
        }
    }
}
