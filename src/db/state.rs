//! What is at an address, seen without changing it; and the way back for a database that could not be finished.
use super::conn::{DbConnection, Opener, on_each};
use super::install::MadeBy;
use super::migrate::{SchemaState, SchemaTrouble};
use super::schema::{agencies, installation as i, people, vault_keys};
use super::target::Target;
use diesel::connection::SimpleConnection;
use diesel::prelude::*;
use diesel::sqlite::SqliteConnection;
use std::fmt;
use std::os::unix::fs::OpenOptionsExt;
use std::path::{Path, PathBuf};

/// What is at the address of a database.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Found {
    /// How far it is from what this program was built for.
    pub state: SchemaState,
    /// Who made it, when that is written in it.
    pub made_by: Option<MadeBy>,
    /// Whether an agency, an account or a key is in it.
    pub inhabited: bool,
}

/// Looks at a database: no file is made, no setting of it is changed.
pub fn found(target: &Target) -> Result<Found, SchemaTrouble> {
    let nothing = Found { state: SchemaState::Empty, made_by: None, inhabited: false };
    let Some(mut conn) = look_in(target)? else { return Ok(nothing) };
    match conn.schema_state()? {
        SchemaState::Empty => Ok(nothing),
        state => inside(&mut conn, state).map_err(unreadable),
    }
}

fn inside(conn: &mut DbConnection, state: SchemaState) -> QueryResult<Found> {
    let word: Option<String> = i::table.select(i::made_by).first(conn).optional()?;
    let makers = [MadeBy::Relais, MadeBy::Administrator];
    let made_by = word.and_then(|word| makers.into_iter().find(|m| m.name() == word));
    let rows: [i64; 3] = [
        agencies::table.count().get_result(conn)?,
        people::table.count().get_result(conn)?,
        vault_keys::table.count().get_result(conn)?,
    ];
    Ok(Found { state, made_by, inhabited: rows.iter().any(|n| *n > 0) })
}

fn look_in(target: &Target) -> Result<Option<DbConnection>, SchemaTrouble> {
    let Target::Sqlite { path, .. } = target else {
        return Opener { target: target.clone(), reads_only: false }.open().map(Some).map_err(unreadable);
    };
    match std::fs::metadata(path) {
        Err(e) if e.kind() == std::io::ErrorKind::NotFound => Ok(None),
        Err(e) => Err(unreadable(e)),
        Ok(file) if file.is_file() && file.len() == 0 => Ok(None),
        Ok(_) => {
            let mut conn = SqliteConnection::establish(&as_read(path)).map_err(unreadable)?;
            // whoever has just closed it may still be tidying up
            conn.batch_execute("PRAGMA busy_timeout=5000").map_err(unreadable)?;
            Ok(Some(DbConnection::Sqlite(conn)))
        }
    }
}

/// The address of a file that is only read (sqlite.org/uri.html).
fn as_read(path: &Path) -> String {
    let plain = path.to_string_lossy().replace('%', "%25").replace('?', "%3f").replace('#', "%23");
    format!("file:{plain}?mode=ro")
}

/// The files of an embedded database.
fn files(path: &Path) -> [PathBuf; 3] {
    ["", "-wal", "-shm"].map(|end| {
        let mut name = path.as_os_str().to_owned();
        name.push(end);
        name.into()
    })
}

/// Makes the file of an embedded database, for its owner alone; the files that the engine puts beside it follow suit.
pub fn reserve(target: &Target) -> Result<(), SchemaTrouble> {
    let Target::Sqlite { path, .. } = target else { return Ok(()) };
    let made = std::fs::OpenOptions::new().write(true).create(true).truncate(false).mode(0o600).open(path);
    made.map(drop).map_err(unreadable)
}

/// Takes back what was just made at an address that held nothing before: for whoever made it, and could not finish.
pub fn unmake(target: &Target) -> Result<(), SchemaTrouble> {
    if let Target::Sqlite { path, .. } = target {
        for file in files(path) {
            match std::fs::remove_file(&file) {
                Err(e) if e.kind() != std::io::ErrorKind::NotFound => return Err(unreadable(e)),
                _ => {}
            }
        }
        return Ok(());
    }
    Opener { target: target.clone(), reads_only: false }.open().map_err(unreadable)?.unmake()
}

/// Settings without which a commit, or what it rests on, could be lost; empty when all is well.
pub(crate) fn unsafe_settings(conn: &mut DbConnection) -> QueryResult<Vec<String>> {
    let asked: &[Setting] = if conn.is_sqlite() { &SQLITE } else { &POSTGRES };
    let mut wrong = Vec::new();
    for (name, sql, wanted, sound) in asked {
        let rows: Vec<Said> = on_each!(conn, |c| diesel::sql_query(*sql).load(c))?;
        let said = rows.first().map_or("nothing", |row| row.said.as_str());
        if !sound(said) {
            wrong.push(format!("{name} is {said}, and has to be {wanted}"));
        }
    }
    Ok(wrong)
}

/// Moves what waits beside the file into it (sqlite.org/wal.html); the other engine does so by itself.
pub(crate) fn fold(conn: &mut DbConnection) -> QueryResult<()> {
    let DbConnection::Sqlite(c) = conn else { return Ok(()) };
    diesel::sql_query("PRAGMA wal_checkpoint(PASSIVE)").execute(c).map(drop)
}

/// Its name, how it is asked for, what it has to be in words and in code.
type Setting = (&'static str, &'static str, &'static str, fn(&str) -> bool);
const SQLITE: [Setting; 4] = [
    ("journal_mode", "SELECT journal_mode AS said FROM pragma_journal_mode", "wal", |v| v == "wal"),
    ("synchronous", "SELECT CAST(synchronous AS TEXT) AS said FROM pragma_synchronous", "2 (FULL)", |v| v == "2"),
    ("foreign_keys", "SELECT CAST(foreign_keys AS TEXT) AS said FROM pragma_foreign_keys", "1 (on)", |v| v == "1"),
    ("the file", "SELECT quick_check AS said FROM pragma_quick_check LIMIT 1", "ok", |v| v == "ok"),
];
const POSTGRES: [Setting; 6] = [
    ("server_version_num", "SELECT current_setting('server_version_num') AS said", "150000 or more", |v| {
        v.parse::<u32>().is_ok_and(|n| n >= 150_000)
    }),
    ("synchronous_commit", "SELECT current_setting('synchronous_commit') AS said", "on", |v| {
        matches!(v, "on" | "remote_apply")
    }),
    ("fsync", "SELECT current_setting('fsync') AS said", "on", |v| v == "on"),
    ("full_page_writes", "SELECT current_setting('full_page_writes') AS said", "on", |v| v == "on"),
    ("TimeZone", "SELECT current_setting('TimeZone') AS said", "UTC", |v| v == "UTC"),
    ("server_encoding", "SELECT current_setting('server_encoding') AS said", "UTF8", |v| v == "UTF8"),
];

#[derive(QueryableByName)]
struct Said {
    #[diesel(sql_type = diesel::sql_types::Text)]
    said: String,
}

fn unreadable(e: impl fmt::Display) -> SchemaTrouble {
    SchemaTrouble::Unreadable(e.to_string().trim_end().to_owned())
}
