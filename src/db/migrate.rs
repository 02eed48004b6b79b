//! The schema: made and brought up to date on purpose, refused when it is unknown or newer.
use super::conn::{DbConnection, on_each};
use diesel::migration::{Migration, MigrationSource, MigrationVersion};
use diesel::prelude::*;
use diesel_migrations::{EmbeddedMigrations, MigrationHarness, embed_migrations};
use std::fmt;

const POSTGRES: EmbeddedMigrations = embed_migrations!("migrations/postgres");
const SQLITE: EmbeddedMigrations = embed_migrations!("migrations/sqlite");

/// How far a database is from what this program was built for.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum SchemaState {
    /// Nothing in it.
    Empty,
    /// Exactly ours.
    Current,
    /// Ours, some migrations behind.
    Behind(usize),
}

/// Why a database is not touched.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum SchemaTrouble {
    /// Tables of somebody else.
    Foreign,
    /// Made by a newer program: the migration that this one does not know.
    Newer(String),
    /// It did not answer.
    Unreadable(String),
}
impl fmt::Display for SchemaTrouble {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Foreign => f.write_str("this database holds tables that are not Relais's; name an empty one"),
            Self::Newer(version) => write!(
                f,
                "this database was made by a newer Relais (migration {version}); run that version, or restore a backup"
            ),
            Self::Unreadable(why) => write!(f, "the database cannot be opened: {why}"),
        }
    }
}
impl std::error::Error for SchemaTrouble {}

impl DbConnection {
    /// Compares the database with what this program was built for.
    pub(crate) fn schema_state(&mut self) -> Result<SchemaState, SchemaTrouble> {
        let unreadable = |e: &dyn fmt::Display| SchemaTrouble::Unreadable(e.to_string());
        let tables = self.tables().map_err(|e| unreadable(&e))?;
        if tables.is_empty() {
            return Ok(SchemaState::Empty);
        }
        let ours = ["__diesel_schema_migrations", "installation"];
        if !ours.iter().all(|t| tables.iter().any(|have| have == t)) {
            return Err(SchemaTrouble::Foreign);
        }
        let applied = on_each!(self, |c| c.applied_migrations()).map_err(|e| unreadable(&e))?;
        let known = self.known_migrations().map_err(|e| unreadable(&e))?;
        if let Some(newer) = applied.iter().find(|v| !known.contains(v)) {
            return Err(SchemaTrouble::Newer(newer.to_string()));
        }
        match known.len() - applied.len() {
            0 => Ok(SchemaState::Current),
            behind => Ok(SchemaState::Behind(behind)),
        }
    }
    /// Brings an empty database, or one of ours, up to date; says how many migrations that took.
    pub(crate) fn migrate(&mut self) -> Result<usize, SchemaTrouble> {
        self.schema_state()?;
        let done = match self {
            Self::Postgres(c) => c.run_pending_migrations(POSTGRES).map(|v| v.len()),
            Self::Sqlite(c) => c.run_pending_migrations(SQLITE).map(|v| v.len()),
        };
        done.map_err(|e| SchemaTrouble::Unreadable(e.to_string()))
    }
    /// Takes every migration back, and the table that counts them.
    pub(super) fn unmake(&mut self) -> Result<(), SchemaTrouble> {
        let undone = match self {
            Self::Postgres(c) => c.revert_all_migrations(POSTGRES).map(drop),
            Self::Sqlite(c) => c.revert_all_migrations(SQLITE).map(drop),
        };
        undone.map_err(|e| SchemaTrouble::Unreadable(e.to_string()))?;
        let gone = on_each!(self, |c| diesel::sql_query("DROP TABLE __diesel_schema_migrations").execute(c));
        gone.map(drop).map_err(|e| SchemaTrouble::Unreadable(e.to_string()))
    }
    fn known_migrations(&self) -> diesel::migration::Result<Vec<MigrationVersion<'static>>> {
        fn versions<DB: diesel::backend::Backend>(
            source: &EmbeddedMigrations,
        ) -> diesel::migration::Result<Vec<MigrationVersion<'static>>> {
            let all = MigrationSource::<DB>::migrations(source)?;
            Ok(all.iter().map(|m| Migration::<DB>::name(m).version().as_owned()).collect())
        }
        match self {
            Self::Postgres(_) => versions::<diesel::pg::Pg>(&POSTGRES),
            Self::Sqlite(_) => versions::<diesel::sqlite::Sqlite>(&SQLITE),
        }
    }
    fn tables(&mut self) -> QueryResult<Vec<String>> {
        let sql = match self {
            Self::Postgres(_) => "SELECT tablename::text AS name FROM pg_tables WHERE schemaname = current_schema()",
            Self::Sqlite(_) => "SELECT name FROM sqlite_schema WHERE type = 'table' AND name NOT LIKE 'sqlite_%'",
        };
        let rows: Vec<Named> = on_each!(self, |c| diesel::sql_query(sql).load(c))?;
        Ok(rows.into_iter().map(|r| r.name).collect())
    }
}

#[derive(QueryableByName)]
struct Named {
    #[diesel(sql_type = diesel::sql_types::Text)]
    name: String,
}
