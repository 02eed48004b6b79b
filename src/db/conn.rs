//! One connection, whichever engine: how it is opened, how transactions begin and end, what its errors mean.
use super::target::Target;
use diesel::connection::{AnsiTransactionManager, SimpleConnection, TransactionManager, TransactionManagerStatus};
use diesel::pg::PgConnection;
use diesel::prelude::*;
use diesel::query_builder::{AsQuery, AstPass, Query, QueryFragment, QueryId};
use diesel::result::{DatabaseErrorKind, Error, QueryResult};
use diesel::sqlite::SqliteConnection;
use std::time::Duration;

/// A connection of either engine.
#[derive(diesel::MultiConnection)]
pub(crate) enum DbConnection {
    /// PostgreSQL; first, because the other accepts any text as an address.
    Postgres(PgConnection),
    /// SQLite.
    Sqlite(SqliteConnection),
}

/// Runs one expression against the concrete connection; both arms are type checked.
macro_rules! on_each {
    ($conn:expr, |$c:ident| $body:expr) => {
        match $conn {
            $crate::db::DbConnection::Postgres($c) => $body,
            $crate::db::DbConnection::Sqlite($c) => $body,
        }
    };
}
pub(crate) use on_each;

/// The kinds of transactions.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Begin {
    /// Takes its turn to write.
    Write,
    /// A savepoint in a transaction that is open.
    Nested,
}

impl DbConnection {
    /// Begins a transaction of a kind.
    pub(crate) fn begin(&mut self, kind: Begin) -> QueryResult<()> {
        match (self, kind) {
            (Self::Sqlite(c), Begin::Write) => AnsiTransactionManager::begin_transaction_sql(c, "BEGIN IMMEDIATE"),
            (conn, _) => on_each!(conn, |c| AnsiTransactionManager::begin_transaction(c)),
        }
    }
    /// Looks at one unchanging picture of the store.
    ///
    /// On PostgreSQL a connection that only reads always stands at the beginning of such a transaction, which costs
    /// nobody anything: the picture is taken by its first statement. So a look saves the round trip of its `BEGIN`.
    pub(crate) fn in_snapshot<R>(&mut self, look: impl FnOnce(&mut Self) -> R) -> QueryResult<R> {
        if let Self::Sqlite(c) = self {
            AnsiTransactionManager::begin_transaction_sql(c, "BEGIN DEFERRED")?;
        }
        let seen = look(self);
        match self {
            Self::Postgres(c) => {
                let again = c.batch_execute("ROLLBACK AND CHAIN");
                again.inspect_err(|_| AnsiTransactionManager::transaction_manager_status_mut(c).set_in_error())?;
            }
            Self::Sqlite(c) => AnsiTransactionManager::rollback_transaction(c)?,
        }
        Ok(seen)
    }
    /// Keeps what was done since the last `begin`.
    pub(crate) fn commit(&mut self) -> QueryResult<()> {
        on_each!(self, |c| AnsiTransactionManager::commit_transaction(c))
    }
    /// Forgets what was done since the last `begin`.
    pub(crate) fn rollback(&mut self) -> QueryResult<()> {
        on_each!(self, |c| AnsiTransactionManager::rollback_transaction(c))
    }
    /// True for the embedded engine, where writers take turns in one thread.
    pub(crate) const fn is_sqlite(&self) -> bool {
        matches!(self, Self::Sqlite(_))
    }
    /// Waits for its turn among all nodes for what has a name; released by the end of the transaction.
    pub(crate) fn take_turn(&mut self, name: i64) -> QueryResult<()> {
        match self {
            Self::Postgres(c) => {
                let query = diesel::sql_query("SELECT pg_advisory_xact_lock($1)");
                query.bind::<diesel::sql_types::BigInt, _>(name).execute(c).map(drop)
            }
            Self::Sqlite(_) => Ok(()),
        }
    }
    fn is_broken(&mut self) -> bool {
        let open = |s: &TransactionManagerStatus| !matches!(s.transaction_depth(), Ok(None));
        on_each!(self, |c| {
            let status = AnsiTransactionManager::transaction_manager_status_mut(c);
            open(status)
        })
    }
}

/// `… FOR NO KEY UPDATE` on PostgreSQL, which lets others refer to the row meanwhile; nothing on SQLite, where whoever writes is alone.
#[derive(Debug, Clone, Copy, QueryId)]
pub(crate) struct Locked<Q>(Q);
/// Locks the rows that a query finds until the transaction ends.
pub(crate) fn lock_rows<Q: AsQuery>(query: Q) -> Locked<Q::Query> {
    Locked(query.as_query())
}
impl<Q: QueryFragment<MultiBackend>> QueryFragment<MultiBackend> for Locked<Q> {
    fn walk_ast<'b>(&'b self, mut pass: AstPass<'_, 'b, MultiBackend>) -> QueryResult<()> {
        self.0.walk_ast(pass.reborrow())?;
        if let MultiBackend::Postgres(_) = pass.backend() {
            pass.push_sql(" FOR NO KEY UPDATE");
        }
        Ok(())
    }
}
impl<Q: Query> Query for Locked<Q> {
    type SqlType = Q::SqlType;
}
impl<Q> RunQueryDsl<DbConnection> for Locked<Q> {}

/// Opens connections to one target.
#[derive(Debug, Clone)]
pub(crate) struct Opener {
    /// Where to.
    pub(crate) target: Target,
    /// A connection that only reads cannot write, whatever is asked of it.
    pub(crate) reads_only: bool,
}
impl Opener {
    /// Opens a connection and sets it up.
    pub(crate) fn open(&self) -> ConnectionResult<DbConnection> {
        let setup = ConnectionError::CouldntSetupConfiguration;
        match &self.target {
            Target::Postgres { url } => {
                let mut c = PgConnection::establish(url)?;
                let begun = if self.reads_only {
                    "SET idle_in_transaction_session_timeout = 0; \
                     BEGIN TRANSACTION ISOLATION LEVEL REPEATABLE READ READ ONLY"
                } else {
                    "SET idle_in_transaction_session_timeout = '10s'"
                };
                let sql = "SET TIME ZONE 'UTC'; SET statement_timeout = '5s'; SET lock_timeout = '4s'";
                c.batch_execute(sql).and_then(|()| c.batch_execute(begun)).map_err(setup)?;
                Ok(DbConnection::Postgres(c))
            }
            Target::Sqlite { path, durable } => {
                let mut c = SqliteConnection::establish(&path.to_string_lossy())?;
                let (sync, only) = (if *durable { "FULL" } else { "OFF" }, if self.reads_only { "ON" } else { "OFF" });
                let sql = format!(
                    "PRAGMA busy_timeout=5000; PRAGMA journal_mode=WAL; PRAGMA synchronous={sync}; \
                     PRAGMA foreign_keys=ON; PRAGMA secure_delete=ON; PRAGMA trusted_schema=OFF; \
                     PRAGMA temp_store=MEMORY; PRAGMA cache_size=-16384; PRAGMA query_only={only}"
                );
                c.batch_execute(&sql).map_err(setup)?;
                Ok(DbConnection::Sqlite(c))
            }
        }
    }
}
impl r2d2::ManageConnection for Opener {
    type Connection = DbConnection;
    type Error = diesel::r2d2::Error;
    fn connect(&self) -> Result<DbConnection, Self::Error> {
        self.open().map_err(diesel::r2d2::Error::ConnectionError)
    }
    fn is_valid(&self, c: &mut DbConnection) -> Result<(), Self::Error> {
        diesel::r2d2::R2D2Connection::ping(c).map_err(diesel::r2d2::Error::QueryError)
    }
    fn has_broken(&self, c: &mut DbConnection) -> bool {
        std::thread::panicking() || c.is_broken() || on_each!(c, |c| diesel::r2d2::R2D2Connection::is_broken(c))
    }
}
/// The pool of connections.
pub(crate) type Pool = r2d2::Pool<Opener>;

/// Makes a pool that gives up after two seconds.
pub(crate) fn pool(opener: Opener, size: u32) -> Result<Pool, r2d2::Error> {
    r2d2::Pool::builder()
        .max_size(size)
        .min_idle(Some(1))
        .test_on_check_out(false)
        .connection_timeout(Duration::from_secs(2))
        .error_handler(Box::new(r2d2::NopErrorHandler))
        .build(opener)
}

/// True when the engine says that somebody else was first and that another try may do.
pub(crate) fn is_busy(e: &Error) -> bool {
    match e {
        Error::DatabaseError(DatabaseErrorKind::SerializationFailure, _) => true,
        Error::DatabaseError(_, info) => {
            let text = info.message();
            ["database is locked", "deadlock detected", "lock timeout", "statement timeout"]
                .iter()
                .any(|t| text.contains(t))
        }
        _ => false,
    }
}

/// True when a transaction that met this error can no longer be trusted.
pub(crate) fn poisons(e: &Error) -> bool {
    use DatabaseErrorKind::{CheckViolation, ForeignKeyViolation, NotNullViolation, UniqueViolation};
    match e {
        Error::NotFound => false,
        Error::DatabaseError(kind, _) => {
            !matches!(kind, UniqueViolation | ForeignKeyViolation | NotNullViolation | CheckViolation)
        }
        _ => true,
    }
}

/// True when the engine could not do what was asked, whatever it was: no room, no connection, no leave to write.
///
/// PostgreSQL words its errors in the language of its host, so they are not told apart by their words.
pub(crate) fn fails(e: &Error) -> bool {
    let ended = matches!(e, Error::BrokenTransactionManager | Error::RollbackErrorOnCommit { .. });
    ended || (matches!(e, Error::DatabaseError(..)) && poisons(e))
}

/// True when the error is a second row with the same values in these columns, named `table.column` as SQLite does.
///
/// PostgreSQL names the constraint instead; migrations name theirs `table_column_column_key`.
pub(crate) fn unique_columns(e: &Error, table: &str, columns: &[&str]) -> bool {
    let Error::DatabaseError(DatabaseErrorKind::UniqueViolation, info) = e else { return false };
    if let Some(name) = info.constraint_name() {
        return name == format!("{table}_{}_key", columns.join("_"));
    }
    let named: Vec<String> = columns.iter().map(|c| format!("{table}.{c}")).collect();
    info.message().ends_with(&named.join(", "))
}
