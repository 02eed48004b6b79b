//! The test's database, from behind the server's back.
use super::database::{Engine, TestDb};
use diesel::prelude::*;
use diesel::sql_types::{Nullable, Text};
use diesel::{PgConnection, SqliteConnection, sql_query};
use relais::db::Target;
use serde_json::Value;
use std::path::PathBuf;

/// A database, and statements by hand.
pub(crate) enum Store {
    /// The database of one test.
    Own(TestDb),
    /// A template, while it is built.
    Borrowed(Target),
}

/// A connection that keeps others waiting.
#[expect(dead_code, reason = "it is only held, and dropped")]
pub(crate) enum Held {
    /// Nobody else writes.
    Sqlite(SqliteConnection),
    /// Nobody else sees the table.
    Postgres(PgConnection),
}

#[derive(QueryableByName)]
struct Row {
    #[diesel(sql_type = Nullable<Text>)]
    text: Option<String>,
}

impl Store {
    /// Statements for this database.
    pub(crate) fn of(db: TestDb) -> Self {
        Self::Own(db)
    }
    /// A database that somebody else takes away.
    pub(crate) fn borrowed(url: &str) -> Self {
        Self::Borrowed(target(url))
    }
    /// An empty database; `None` when the engine is not installed here.
    pub(crate) fn empty(engine: Engine) -> Option<Self> {
        TestDb::empty(engine).map(Self::Own)
    }
    /// Which engine it is.
    pub(crate) fn engine(&self) -> Engine {
        match self {
            Self::Own(db) => db.engine,
            Self::Borrowed(Target::Sqlite { .. }) => Engine::Sqlite,
            Self::Borrowed(Target::Postgres { .. }) => Engine::Postgres,
        }
    }
    /// Its file, when it is one.
    pub(crate) fn file(&self) -> Option<PathBuf> {
        if let Target::Sqlite { path, .. } = self.target() { Some(path) } else { None }
    }
    /// Its address, as an operator types it.
    pub(crate) fn url(&self) -> String {
        match self {
            Self::Own(db) => db.url(),
            Self::Borrowed(_) => panic!("a template is nobody's to type"),
        }
    }
    /// How the product reaches it; a test does not wait for a disk.
    pub(crate) fn target(&self) -> Target {
        match self {
            Self::Own(db) => target(&db.url()),
            Self::Borrowed(target) => target.clone(),
        }
    }
    /// Runs a statement; says how many rows it changed.
    pub(crate) fn sql(&self, statement: &str) -> QueryResult<usize> {
        match self.engine() {
            Engine::Sqlite => sql_query(statement).execute(&mut self.sqlite()),
            Engine::Postgres => sql_query(statement).execute(&mut self.postgres()),
        }
    }
    /// One column, as text; NULL reads as nothing.
    pub(crate) fn text(&self, query: &str) -> Vec<String> {
        let query = format!("WITH q(x) AS ({query}) SELECT CAST(x AS TEXT) AS text FROM q");
        let rows: QueryResult<Vec<Row>> = match self.engine() {
            Engine::Sqlite => sql_query(&query).load(&mut self.sqlite()),
            Engine::Postgres => sql_query(&query).load(&mut self.postgres()),
        };
        rows.expect(&query).into_iter().map(|row| row.text.unwrap_or_default()).collect()
    }
    /// The entries of the access log from a moment on, oldest first, as they were written.
    pub(crate) fn entries(&self, from_ms: i64) -> Vec<Value> {
        let (bytes, ms) = match self.engine() {
            Engine::Sqlite => ("bytes", "at"),
            Engine::Postgres => ("convert_from(bytes, 'UTF8')", "extract(epoch FROM at) * 1000"),
        };
        let query = format!("SELECT {bytes} FROM ledger_entries WHERE {ms} >= {from_ms} ORDER BY at, id");
        self.text(&query).iter().map(|text| serde_json::from_str(text).expect(text)).collect()
    }
    /// Keeps a table, or on SQLite all writing, to itself until it is dropped.
    pub(crate) fn hold(&self, table: &str) -> Held {
        match self.engine() {
            Engine::Sqlite => {
                let mut conn = self.sqlite();
                sql_query("BEGIN IMMEDIATE").execute(&mut conn).expect("the turn to write");
                Held::Sqlite(conn)
            }
            Engine::Postgres => {
                let mut conn = self.postgres();
                sql_query("BEGIN").execute(&mut conn).expect("a transaction");
                sql_query(format!("LOCK TABLE {table}")).execute(&mut conn).expect("the table");
                Held::Postgres(conn)
            }
        }
    }
    /// A connection, when it is a file.
    pub(crate) fn sqlite(&self) -> SqliteConnection {
        let file = self.file().expect("SQLite is a file");
        let mut conn = SqliteConnection::establish(&file.to_string_lossy()).expect("a connection");
        sql_query("PRAGMA busy_timeout=5000").execute(&mut conn).expect("a setting");
        conn
    }
    /// A connection, when it is a server.
    pub(crate) fn postgres(&self) -> PgConnection {
        let Target::Postgres { url } = self.target() else { panic!("PostgreSQL is a server") };
        PgConnection::establish(&url).expect("a connection")
    }
}

/// How the product reaches an address; a test does not wait for a disk.
pub(crate) fn target(url: &str) -> Target {
    match Target::parse(url).expect(url) {
        Target::Sqlite { path, .. } => Target::Sqlite { path, durable: false },
        postgres @ Target::Postgres { .. } => postgres,
    }
}
