//! That a case has left somebody's centre: told in the same words by scopes, and by what stores select beside rows.
use crate::db::MultiBackend;
use crate::db::types::sql::{Guid, Moment};
use crate::kernel::{AgencyId, PersonId};
use diesel::expression::{AppearsOnTable, Expression, SelectableExpression, ValidGrouping, is_aggregate};
use diesel::prelude::*;
use diesel::query_builder::{AstPass, QueryFragment, QueryId};
use diesel::sql_types::{Nullable, Text};

/// A question about the last time that a case left somebody's centre, unless it has come back there.
#[derive(Debug, Clone, Copy)]
struct Last {
    before: &'static str,
    after: &'static str,
    whose: PersonId,
}
/// The custody of the case of a row, by the centre of somebody.
const OF_CASE: &str = " FROM people p JOIN case_custody k ON k.centre_id = p.agency_id \
                       WHERE k.case_id = cases.id AND k.centre_id <> cases.centre_id AND p.id = ";

macro_rules! asked_of_a_case {
    ($name:ident, $sql:ty) => {
        impl Expression for $name {
            type SqlType = $sql;
        }
        impl<Source> AppearsOnTable<Source> for $name {}
        impl<Source> SelectableExpression<Source> for $name {}
        impl ValidGrouping<()> for $name {
            type IsAggregate = is_aggregate::Never;
        }
        impl QueryId for $name {
            type QueryId = ();
            const HAS_STATIC_QUERY_ID: bool = false;
        }
        impl QueryFragment<MultiBackend> for $name {
            fn walk_ast<'b>(&'b self, mut out: AstPass<'_, 'b, MultiBackend>) -> QueryResult<()> {
                out.push_sql(self.0.before);
                out.push_sql(OF_CASE);
                out.push_bind_param::<Guid, _>(&self.0.whose)?;
                out.push_sql(self.0.after);
                Ok(())
            }
        }
    };
}

/// When the case of a row left somebody's centre, as an expression to select beside the row.
#[derive(Debug, Clone, Copy)]
pub struct Left(Last);
impl Left {
    /// The last time that it left the centre where this person works.
    #[must_use]
    pub const fn centre_of(person: PersonId) -> Self {
        Self(Last { before: "(SELECT MAX(k.until_at)", after: ")", whose: person })
    }
}
asked_of_a_case!(Left, Nullable<Moment>);

/// The state of a case as somebody may know it: as it was when it left their centre, else as it is.
#[derive(Debug, Clone, Copy)]
pub struct StateKnown(Last);
impl StateKnown {
    /// To this person.
    #[must_use]
    pub const fn to(person: PersonId) -> Self {
        let after = " ORDER BY k.until_at DESC LIMIT 1), cases.status)";
        Self(Last { before: "COALESCE((SELECT k.status", after, whose: person })
    }
}
asked_of_a_case!(StateKnown, Text);

/// Which rows a case left behind at a centre: all of the case, or those that were recorded there.
pub(super) fn left_behind<'b>(
    centre: &'b AgencyId,
    recorded: Option<&'static str>,
    out: &mut AstPass<'_, 'b, MultiBackend>,
) -> QueryResult<()> {
    out.push_sql("(cases.centre_id <> ");
    out.push_bind_param::<Guid, _>(centre)?;
    if let Some(recorded) = recorded {
        out.push_sql(" AND EXISTS (SELECT 1 FROM case_custody k WHERE k.case_id = cases.id AND k.until_at > ");
        out.push_sql(recorded);
        out.push_sql(" AND k.centre_id = ");
    } else {
        out.push_sql(" AND cases.id IN (SELECT k.case_id FROM case_custody k WHERE k.centre_id = ");
    }
    out.push_bind_param::<Guid, _>(centre)?;
    out.push_sql("))");
    Ok(())
}
