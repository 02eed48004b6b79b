//! When a family was last reached, as far as somebody may know it: told in the words of the scope that lists contacts.
use super::{Rows, Scope};
use crate::access::{Action, Principal};
use crate::db::MultiBackend;
use crate::db::types::sql::Moment;
use diesel::expression::{AppearsOnTable, Expression, SelectableExpression, ValidGrouping, is_aggregate};
use diesel::prelude::*;
use diesel::query_builder::{AstPass, QueryFragment, QueryId};
use diesel::sql_types::Nullable;

/// When the family of the case of a row was last reached, as an expression to select beside the row.
#[derive(Debug, Clone)]
pub struct FamilyReached(Scope);
impl FamilyReached {
    /// The last time that this person could find in the list.
    #[must_use]
    pub fn known_to(who: &Principal) -> Self {
        Self(Scope::of(who, Action::ListContacts, Rows::Contacts))
    }
}
impl Expression for FamilyReached {
    type SqlType = Nullable<Moment>;
}
impl<Source> AppearsOnTable<Source> for FamilyReached {}
impl<Source> SelectableExpression<Source> for FamilyReached {}
impl ValidGrouping<()> for FamilyReached {
    type IsAggregate = is_aggregate::Never;
}
impl QueryId for FamilyReached {
    type QueryId = ();
    const HAS_STATIC_QUERY_ID: bool = false;
}
impl QueryFragment<MultiBackend> for FamilyReached {
    fn walk_ast<'b>(&'b self, mut out: AstPass<'_, 'b, MultiBackend>) -> QueryResult<()> {
        out.push_sql("(SELECT contacts.at FROM contacts WHERE contacts.case_id = cases.id AND contacts.reached AND ");
        self.0.walk_ast(out.reborrow())?;
        out.push_sql(" ORDER BY contacts.at DESC, contacts.id DESC LIMIT 1)");
        Ok(())
    }
}
