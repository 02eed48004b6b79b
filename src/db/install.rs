//! An installation is a database with our schema and one row that says since when.
use super::conn::{Begin, DbConnection, Opener};
use super::migrate::SchemaTrouble;
use super::schema::installation as i;
use super::target::Target;
use crate::kernel::{InstallationId, Instant};
use diesel::prelude::*;
use std::fmt;

/// Who made the database itself: what we made we may also bring up to date.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum MadeBy {
    /// Relais did: a file that was not there before.
    Relais,
    /// Somebody who looks after it did, and looks after its schema too.
    Administrator,
}
impl MadeBy {
    /// As it is stored.
    #[must_use]
    pub const fn name(self) -> &'static str {
        match self {
            Self::Relais => "relais",
            Self::Administrator => "administrator",
        }
    }
}

/// One name for the turn of whoever prepares a database, among all that have its address.
const TURN: i64 = i64::from_be_bytes(*b"prepared");

/// Brings a database up to date and makes it an installation, once; says how many migrations that took.
///
/// # Errors
/// A database with tables of somebody else, or of a newer program, is left as it is.
pub fn prepare(target: &Target, now: Instant, made_by: MadeBy) -> Result<usize, SchemaTrouble> {
    let unreadable = |e: &dyn fmt::Display| SchemaTrouble::Unreadable(e.to_string());
    let mut conn = Opener { target: target.clone(), reads_only: false }.open().map_err(|e| unreadable(&e))?;
    let migrations = conn.migrate()?;
    conn.begin(Begin::Write).map_err(|e| unreadable(&e))?;
    let named = name(&mut conn, now, made_by).and_then(|()| conn.commit());
    named.map_err(|e| unreadable(&e))?;
    Ok(migrations)
}

/// Gives the installation its name, when it has none.
fn name(conn: &mut DbConnection, now: Instant, made_by: MadeBy) -> QueryResult<()> {
    conn.take_turn(TURN)?;
    if i::table.count().get_result::<i64>(conn)? == 0 {
        let row = (
            (i::id.eq(1_i64), i::made_by.eq(made_by.name())),
            (i::made_at.eq(now), i::name.eq(InstallationId::new(now))),
        );
        diesel::insert_into(i::table).values(row).execute(conn)?;
    }
    Ok(())
}
