//! Which rows a list may show, as SQL: printed from the same decision that is asked for each row again.
//!
//! For every standing the decision is asked on every state and every kind of information; what it allows becomes one
//! clause. There is no second formulation of who may see what.
use super::Op;
use super::left::left_behind;
use crate::access::{Action, CaseState, Decision, Principal, Stage, Standing, decide};
use crate::db::MultiBackend;
use crate::db::types::sql::Guid;
use crate::kernel::{Compartment, PersonId, SubjectId};
use crate::problem::{Code, Result};
use diesel::expression::{AppearsOnTable, Expression, SelectableExpression, ValidGrouping, is_aggregate};
use diesel::prelude::*;
use diesel::query_builder::{AstPass, QueryFragment, QueryId};
use diesel::sql_types::Bool;
use std::collections::BTreeMap;

/// Which rows are listed; each joins `cases`.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Rows {
    /// Cases themselves: identity.
    Cases,
    /// Rows of a table that hang on a case and carry their kind of information.
    Of(&'static str),
    /// Places on a team, to which agencies may stand through a handoff that they took on.
    Team,
    /// Agencies that work on a case, which their people on the team always see.
    Partners,
    /// Times that somebody spoke to the family, which the people of their agency on the team always see.
    Contacts,
    /// Handoffs, to which agencies stand as sender and receiver.
    Handoffs,
    /// Expected steps, which agencies owe.
    Obligations,
    /// What hangs on no case: the decision on each row is all there is.
    Deployment,
}

/// Kinds of information, and the states of a case in which they may be listed.
type Allowed = (Vec<Compartment>, Vec<CaseState>);

/// The rows that one person may list for one action.
#[derive(Debug, Clone)]
pub struct Scope {
    /// Who lists.
    pub who: Principal,
    rows: Rows,
    clauses: Vec<(Standing, Vec<Allowed>)>,
}

impl Scope {
    /// Asks the policy about everything that there is.
    #[must_use]
    pub fn of(who: &Principal, action: Action, rows: Rows) -> Self {
        let mut clauses = Vec::new();
        for standing in Standing::ALL.iter().filter(|standing| stands_in(**standing, rows)) {
            let mut by_states: BTreeMap<Vec<Compartment>, Vec<CaseState>> = BTreeMap::new();
            for state in CaseState::ALL {
                let allowed = |c: &&Compartment| {
                    matches!(decide(who, action, *standing, Some((**c, *state))), Decision::Allow(..))
                };
                let kinds: Vec<Compartment> = match rows {
                    Rows::Cases => [Compartment::Identity].iter().filter(allowed).copied().collect(),
                    _ => Compartment::ALL.iter().filter(allowed).copied().collect(),
                };
                if !kinds.is_empty() {
                    by_states.entry(kinds).or_default().push(*state);
                }
            }
            if !by_states.is_empty() {
                clauses.push((*standing, by_states.into_iter().collect()));
            }
        }
        Self { who: who.clone(), rows, clauses }
    }
}

impl Op<'_> {
    /// Goes on only when the caller's role may ask this at all, of what hangs on no case and tells nobody apart.
    ///
    /// For lists that may be empty and ids that may be unknown: the refusal must not depend on what is there.
    pub fn may(&mut self, action: Action, subject: Option<SubjectId>) -> Result<()> {
        self.draft.asked(action, subject);
        match decide(&self.who, action, Standing::Anybody, None) {
            Decision::Allow(..) => Ok(()),
            Decision::Deny(rule) => {
                self.draft.ruled(rule, None);
                Err(action.denial().into())
            }
            Decision::Hide(rule) => {
                self.draft.hide(rule);
                Err(Code::NotFound.into())
            }
        }
    }
}

/// Which standings exist towards these rows.
const fn stands_in(standing: Standing, rows: Rows) -> bool {
    match standing {
        Standing::Team => !matches!(rows, Rows::Obligations),
        Standing::Coordinator => true,
        Standing::FormerCentre => matches!(rows, Rows::Cases | Rows::Handoffs),
        Standing::Opener => matches!(rows, Rows::Cases | Rows::Handoffs | Rows::Partners | Rows::Of(_)),
        Standing::Receiver(Stage::TakenOn) => matches!(rows, Rows::Handoffs | Rows::Team),
        Standing::Receiver(_) => matches!(rows, Rows::Handoffs),
        Standing::Sender => matches!(rows, Rows::Handoffs | Rows::Partners | Rows::Contacts),
        Standing::Owing => matches!(rows, Rows::Obligations),
        Standing::Excluded | Standing::Oneself | Standing::Operator | Standing::Anybody => false,
    }
}

impl Expression for Scope {
    type SqlType = Bool;
}
impl<Source> AppearsOnTable<Source> for Scope {}
impl<Source> SelectableExpression<Source> for Scope {}
impl ValidGrouping<()> for Scope {
    type IsAggregate = is_aggregate::Never;
}
impl QueryId for Scope {
    type QueryId = ();
    const HAS_STATIC_QUERY_ID: bool = false;
}
impl QueryFragment<MultiBackend> for Scope {
    fn walk_ast<'b>(&'b self, mut out: AstPass<'_, 'b, MultiBackend>) -> QueryResult<()> {
        if self.rows == Rows::Deployment {
            out.push_sql("TRUE");
            return Ok(());
        }
        out.push_sql("(NOT ");
        BARRED.walk(&self.who.person, &mut out)?;
        // the state `merged` is told from another column than the others, and shows nothing
        out.push_sql(" AND cases.merged_into IS NULL AND (FALSE");
        for (standing, allowed) in &self.clauses {
            out.push_sql(" OR (");
            self.standing(*standing, &mut out)?;
            out.push_sql(" AND (FALSE");
            for (kinds, states) in allowed {
                out.push_sql(" OR (");
                if self.rows != Rows::Cases {
                    out.push_sql(self.table());
                    out.push_sql(".compartment IN (");
                    words(&mut out, kinds.iter().map(|k| k.name()));
                    out.push_sql(") AND ");
                }
                out.push_sql("cases.status IN (");
                words(&mut out, states.iter().map(|s| s.name()));
                out.push_sql("))");
            }
            out.push_sql("))");
        }
        out.push_sql("))");
        Ok(())
    }
}

impl Scope {
    const fn table(&self) -> &'static str {
        match self.rows {
            Rows::Of(table) => table,
            Rows::Handoffs => "handoffs",
            Rows::Team => "team",
            Rows::Partners => "partners",
            Rows::Contacts => "contacts",
            Rows::Obligations => "obligations",
            Rows::Cases | Rows::Deployment => "cases",
        }
    }
    /// When a row was recorded, for rows that a case may leave behind one by one.
    fn recorded(&self) -> Option<&'static str> {
        (self.rows == Rows::Handoffs).then_some("handoffs.recorded_at")
    }
    /// How a standing is told from the rows: the counterpart of what stores report as facts.
    fn standing<'b>(&'b self, standing: Standing, out: &mut AstPass<'_, 'b, MultiBackend>) -> QueryResult<()> {
        let me = &self.who.person;
        match standing {
            Standing::Team => ON_TEAM.walk(me, out)?,
            Standing::Coordinator => self.mine("cases.centre_id", out)?,
            Standing::Opener => self.mine("cases.opener_id", out)?,
            Standing::Owing => self.mine("obligations.agency_id", out)?,
            Standing::Sender if matches!(self.rows, Rows::Partners | Rows::Contacts) => {
                self.mine(if self.rows == Rows::Partners { "partners.agency_id" } else { "contacts.agency_id" }, out)?;
                out.push_sql(" AND ");
                ON_TEAM.walk(me, out)?;
            }
            Standing::FormerCentre => left_behind(&self.who.agency, self.recorded(), out)?,
            Standing::Sender => {
                out.push_sql("(handoffs.sent_by = ");
                out.push_bind_param::<Guid, _>(me)?;
                out.push_sql(" OR (");
                self.mine("handoffs.from_agency", out)?;
                out.push_sql(" AND ");
                ON_TEAM.walk(me, out)?;
                out.push_sql(")) AND NOT ");
                left_behind(&self.who.agency, self.recorded(), out)?;
            }
            Standing::Receiver(_) if self.rows == Rows::Team => {
                out.push_sql("(team.handoff_id IS NOT NULL AND ");
                self.mine("team.agency_id", out)?;
                if !self.who.receives_handoffs {
                    out.push_sql(" AND team.person_id = ");
                    out.push_bind_param::<Guid, _>(me)?;
                }
                out.push_sql(")");
            }
            Standing::Receiver(stage) => {
                out.push_sql("(");
                self.mine("handoffs.to_agency", out)?;
                out.push_sql(stage_sql(stage));
                if stage == Stage::TakenOn && !self.who.receives_handoffs {
                    out.push_sql(" AND handoffs.worker_id = ");
                    out.push_bind_param::<Guid, _>(me)?;
                    out.push_sql(" AND ");
                    ON_TEAM.walk(me, out)?;
                }
                out.push_sql(")");
            }
            Standing::Excluded | Standing::Oneself | Standing::Operator | Standing::Anybody => out.push_sql("FALSE"),
        }
        Ok(())
    }
    /// A column that names the caller's agency.
    fn mine<'b>(&'b self, column: &str, out: &mut AstPass<'_, 'b, MultiBackend>) -> QueryResult<()> {
        out.push_sql(column);
        out.push_sql(" = ");
        out.push_bind_param::<Guid, _>(&self.who.agency)
    }
}

/// How somebody is tied to the case of a row: asked in the same words by scopes and by what stores report as facts.
#[derive(Debug, Clone, Copy)]
struct TieSql(&'static str);
const ON_TEAM: TieSql =
    TieSql("EXISTS (SELECT 1 FROM team m WHERE m.case_id = cases.id AND m.ended_at IS NULL AND m.person_id = ");
const BARRED: TieSql =
    TieSql("EXISTS (SELECT 1 FROM exclusions x WHERE x.case_id = cases.id AND x.lifted_at IS NULL AND x.person_id = ");
impl TieSql {
    fn walk<'b>(self, person: &'b PersonId, out: &mut AstPass<'_, 'b, MultiBackend>) -> QueryResult<()> {
        out.push_sql(self.0);
        out.push_bind_param::<Guid, _>(person)?;
        out.push_sql(")");
        Ok(())
    }
}

/// Whether somebody is tied to the case of a row, as an expression to select beside the row.
#[derive(Debug, Clone, Copy)]
pub struct Tie(PersonId, TieSql);
impl Tie {
    /// Is on the team of the case.
    #[must_use]
    pub const fn on_team(person: PersonId) -> Self {
        Self(person, ON_TEAM)
    }
    /// Is barred from the case.
    #[must_use]
    pub const fn barred(person: PersonId) -> Self {
        Self(person, BARRED)
    }
}
impl Expression for Tie {
    type SqlType = Bool;
}
impl<Source> AppearsOnTable<Source> for Tie {}
impl<Source> SelectableExpression<Source> for Tie {}
impl ValidGrouping<()> for Tie {
    type IsAggregate = is_aggregate::Never;
}
impl QueryId for Tie {
    type QueryId = ();
    const HAS_STATIC_QUERY_ID: bool = false;
}
impl QueryFragment<MultiBackend> for Tie {
    fn walk_ast<'b>(&'b self, mut out: AstPass<'_, 'b, MultiBackend>) -> QueryResult<()> {
        self.1.walk(&self.0, &mut out)
    }
}

const fn stage_sql(stage: Stage) -> &'static str {
    match stage {
        Stage::Invited => " AND handoffs.state = 'sent'",
        Stage::Received => {
            " AND (handoffs.state = 'received' OR (handoffs.state = 'disputed' AND handoffs.closing_at IS NULL AND handoffs.former = 'received'))"
        }
        Stage::TakenOn => {
            " AND (handoffs.state = 'taken_on' OR (handoffs.state = 'disputed' AND handoffs.closing_at IS NULL AND handoffs.former = 'taken_on'))"
        }
        Stage::Declined => " AND handoffs.state = 'refused'",
        Stage::Recalled => {
            " AND handoffs.state = 'recalled' AND handoffs.seen_at IS NOT NULL AND handoffs.closing_at IS NULL"
        }
    }
}

fn words(out: &mut AstPass<'_, '_, MultiBackend>, words: impl Iterator<Item = &'static str>) {
    for (n, word) in words.enumerate() {
        out.push_sql(if n == 0 { "'" } else { ", '" });
        out.push_sql(word);
        out.push_sql("'");
    }
}
