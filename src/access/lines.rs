//! The lines of the policy by name, told apart by what the caller learns from them.
//!
//! Entries keep the name of the line that decided. Whoever reads entries of people who were refused must be able to
//! tell which of them met something that they may not know of: a name that is not listed here as open hides.
use super::policy::RuleId;

/// Lines that allow, or that deny openly.
const OPEN: [RuleId; 15] = [
    "administrator",
    "auditor",
    "coordinator",
    "former-centre",
    "not-in-this-role",
    "oneself",
    "opener",
    "operator",
    "owing",
    "receiver",
    "sender",
    "sign-in",
    "signed-in",
    "team",
    "timeline",
];
/// Lines that hide: the answer was that of an unknown id.
const HIDING: [RuleId; 10] = [
    "case-closed",
    "case-merged",
    "excluded",
    "never-to-police-or-crown",
    "no-standing",
    "not-for-this-standing",
    "not-oneself",
    "role-without-content",
    "signed-out",
    "youth-accused",
];

/// True when a line hides; an unknown one does, to be safe.
#[must_use]
pub fn hides(rule: &str) -> bool {
    !OPEN.contains(&rule)
}
/// Every line that an entry can name.
pub fn lines() -> impl Iterator<Item = RuleId> {
    OPEN.into_iter().chain(HIDING)
}

#[cfg(test)]
mod tests {
    use super::super::policy::every_principal;
    use super::super::{Action, CaseState, Decision, Facts, Standing, decide, judge};
    use super::{HIDING, OPEN, hides, lines};
    use crate::kernel::Compartment;
    use crate::rules::Rules;
    use std::collections::BTreeSet;

    #[test]
    fn the_lists_are_what_the_policy_says() {
        let nothing = Facts { case: None, standings: Vec::new() };
        let (mut open, mut hiding) = (BTreeSet::new(), BTreeSet::new());
        let cells = Compartment::ALL.iter().flat_map(|c| CaseState::ALL.iter().map(|s| Some((*c, *s))));
        let on: Vec<_> = cells.chain([None]).collect();
        for who in every_principal() {
            for action in Action::ALL {
                let each = Standing::ALL.iter().flat_map(|s| on.iter().map(|on| decide(&who, *action, *s, *on)));
                for decision in each.chain([judge(&who, *action, &nothing)]) {
                    match decision {
                        Decision::Allow(_, rule) | Decision::Deny(rule) => open.insert(rule),
                        Decision::Hide(rule) => hiding.insert(rule),
                    };
                }
            }
        }

        assert_eq!(open, OPEN.into_iter().collect());
        assert_eq!(hiding, HIDING.into_iter().collect());
    }
    #[test]
    fn every_line_can_be_told_to_a_person() {
        let rules = Rules::embedded().unwrap();
        let told: BTreeSet<&str> = rules.codes("access_rule").iter().map(|(code, _)| *code).collect();

        assert_eq!(told, lines().collect());
        assert!(hides("a-line-of-another-version") && lines().filter(|l| hides(l)).count() == HIDING.len());
    }
}
