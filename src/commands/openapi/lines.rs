//! The policy, asked about everybody and everything: what the access page is made of.
use crate::access::{
    Action, CaseState, Column, Decision, Principal, RuleId, Standing, View, cell, column, decide, every_principal,
};
use crate::kernel::{Compartment, Discipline, Role};
use std::collections::{BTreeMap, BTreeSet};

/// What one standing allows of one action: to whom, and where.
pub(super) struct Line {
    pub(super) action: Action,
    pub(super) standing: Standing,
    pub(super) roles: BTreeSet<Role>,
    /// Callers that are no people: `operator`, `nobody`.
    pub(super) kinds: BTreeSet<&'static str>,
    pub(super) states: BTreeSet<CaseState>,
    pub(super) disciplines: BTreeSet<Discipline>,
    pub(super) views: BTreeSet<View>,
    /// The entries of the table with which it is allowed, where the table is asked.
    pub(super) cells: BTreeSet<String>,
    /// Only to people who are marked as receiving handoffs.
    pub(super) marked: bool,
}

impl Line {
    fn new(action: Action, standing: Standing) -> Self {
        Self {
            action,
            standing,
            roles: BTreeSet::new(),
            kinds: BTreeSet::new(),
            states: BTreeSet::new(),
            disciplines: BTreeSet::new(),
            views: BTreeSet::new(),
            cells: BTreeSet::new(),
            marked: true,
        }
    }
    fn allowed(&mut self, who: &Principal, view: View) {
        self.views.insert(view);
        if !who.is_person() {
            self.kinds.insert(who.kind);
            self.marked = false;
            return;
        }
        self.roles.insert(who.role);
        self.disciplines.insert(who.discipline);
        self.marked &= who.receives_handoffs;
    }
    fn is_empty(&self) -> bool {
        self.views.is_empty()
    }
}

/// What may be done on a case file.
pub(super) fn case_lines() -> Vec<Line> {
    let callers: Vec<Principal> = every_principal().collect();
    let mut lines = Vec::new();
    for action in Action::ALL {
        for standing in Standing::ALL {
            let mut line = Line::new(*action, *standing);
            for who in &callers {
                for (kind, state) in everywhere() {
                    let Decision::Allow(view, _) = decide(who, *action, *standing, Some((kind, state))) else {
                        continue;
                    };
                    line.allowed(who, view);
                    line.states.insert(state);
                    line.cells.extend(asked(who, *standing).map(|column| format!("{:?}", cell(column, kind))));
                }
            }
            lines.extend((!line.is_empty()).then_some(line));
        }
    }
    lines
}

/// Which column of the table a standing asks.
fn asked(who: &Principal, standing: Standing) -> Option<Column> {
    match standing {
        Standing::Team => column(who.discipline),
        Standing::Coordinator => Some(Column::Coordinator),
        _ => None,
    }
}

fn everywhere() -> impl Iterator<Item = (Compartment, CaseState)> {
    Compartment::ALL.iter().flat_map(|kind| CaseState::ALL.iter().map(|state| (*kind, *state)))
}

/// What may be done outside case files: a line for each view, so that it tells who sees more.
pub(super) fn deployment_lines() -> Vec<Line> {
    let mut lines = Vec::new();
    for action in Action::ALL {
        for standing in [Standing::Oneself, Standing::Anybody] {
            let mut views: BTreeMap<View, Line> = BTreeMap::new();
            for who in every_principal() {
                let Decision::Allow(view, _) = decide(&who, *action, standing, None) else { continue };
                views.entry(view).or_insert_with(|| Line::new(*action, standing)).allowed(&who, view);
            }
            lines.extend(views.into_values());
        }
    }
    lines
}

/// What is hidden by a rule of its own: which kinds of information, and from which disciplines.
pub(super) fn hides() -> BTreeMap<RuleId, (BTreeSet<Compartment>, BTreeSet<Discipline>)> {
    let mut found: BTreeMap<RuleId, (BTreeSet<Compartment>, BTreeSet<Discipline>)> = BTreeMap::new();
    for who in every_principal().filter(Principal::is_person) {
        for standing in Standing::ALL {
            for (kind, state) in everywhere() {
                let Decision::Hide(rule) = decide(&who, Action::ReadHandoff, *standing, Some((kind, state))) else {
                    continue;
                };
                let (kinds, from) = found.entry(rule).or_default();
                kinds.insert(kind);
                from.insert(who.discipline);
            }
        }
    }
    found.remove("not-for-this-standing");
    found
}
