//! `relais migrate`: brings the schema up to date, on purpose.
use super::speak::{Stop, answer};
use crate::config::Config;
use crate::db::{Found, MadeBy, SchemaState, found, prepare};
use clap::Args;

/// Bring the database's tables up to date
#[derive(Debug, Args)]
#[command(
    long_about = "Brings the tables of a database up to date with this program. Make a backup first: there is no way \
                  back but that backup.\n\nIn an empty PostgreSQL database it makes the tables, as for an \
                  administrator who wants `relais serve` to run as a role that may not change them; `relais init` \
                  then fills them.",
    after_long_help = "Example:\n  relais migrate --check || (pg_dump relais > before.sql && relais migrate)"
)]
pub(super) struct Migrate {
    /// Only say how things are: exit code 0 when current, 1 when behind or empty
    #[arg(long)]
    check: bool,
}

impl Migrate {
    pub(super) fn run(&self, config: &Config) -> Result<(), Stop> {
        let target = &config.database;
        let Found { state, .. } = found(target).map_err(|e| Stop::refused(format!("{target:?}: {e}")))?;
        match state {
            SchemaState::Current => answer(format_args!("{target:?} is current")),
            SchemaState::Behind(n) if self.check => {
                Err(Stop::refused(format!("{target:?} is {n} migration(s) behind; run `relais migrate`")))
            }
            SchemaState::Empty if self.check => Err(Stop::refused(format!("{target:?} is empty"))),
            SchemaState::Empty if target.is_sqlite() => {
                Err(Stop::refused(format!("{target:?} is not there yet; `relais init` makes it")))
            }
            SchemaState::Empty | SchemaState::Behind(_) => {
                let done = prepare(target, config.clock.now(), MadeBy::Administrator)?;
                answer(format_args!("{target:?} is current: {done} migration(s) done"))
            }
        }
    }
}
