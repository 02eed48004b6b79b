//! Who may do what: one pure decision, on one page (`policy`), over facts that features find.
mod action;
mod caller;
mod facts;
mod lines;
mod policy;
mod table;

pub use action::Action;
pub use caller::{Caller, Who};
pub use facts::{CaseFacts, CaseState, Facts, Principal, Stage, Standing, View};
pub use lines::{hides, lines};
pub(crate) use policy::every_principal;
pub use policy::{Decision, RuleId, decide, judge, policy_hash};
pub use table::{Cell, Column, cell, column, kind_of, openness};
