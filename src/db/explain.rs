//! How the engine would answer a query, step by step: `EXPLAIN`, in either dialect.
use super::conn::{DbConnection, MultiBackend};
use diesel::prelude::*;
use diesel::query_builder::{AstPass, Query, QueryFragment, QueryId};
use diesel::sql_types::{BigInt, Text};
use std::marker::PhantomData;

/// The steps by which the engine would answer a query.
pub(crate) fn explain<Q>(query: Q, conn: &mut DbConnection) -> QueryResult<Vec<String>>
where
    Q: QueryFragment<MultiBackend>,
{
    if conn.is_sqlite() {
        let steps: Vec<(i64, i64, i64, String)> =
            Explained::<Q, (BigInt, BigInt, BigInt, Text)>(query, PhantomData).load(conn)?;
        return Ok(steps.into_iter().map(|(.., step)| step).collect());
    }
    Explained::<Q, Text>(query, PhantomData).load(conn)
}

/// A query, and the shape in which its engine tells its steps.
struct Explained<Q, S>(Q, PhantomData<S>);

impl<Q, S> QueryId for Explained<Q, S> {
    type QueryId = ();
    const HAS_STATIC_QUERY_ID: bool = false;
}
impl<Q: QueryFragment<MultiBackend>, S> QueryFragment<MultiBackend> for Explained<Q, S> {
    fn walk_ast<'b>(&'b self, mut pass: AstPass<'_, 'b, MultiBackend>) -> QueryResult<()> {
        pass.unsafe_to_cache_prepared();
        pass.push_sql(match pass.backend() {
            MultiBackend::Postgres(_) => "EXPLAIN ",
            MultiBackend::Sqlite(_) => "EXPLAIN QUERY PLAN ",
        });
        self.0.walk_ast(pass.reborrow())
    }
}
impl<Q, S> Query for Explained<Q, S> {
    type SqlType = S;
}
impl<Q, S> RunQueryDsl<DbConnection> for Explained<Q, S> {}
