//! `relais serve`: answers requests until it is told to stop.
use super::installation::{database, open, running};
use super::speak::{Stop, answer, note};
use crate::config::{Config, Given};
use crate::db::{Found, MadeBy, SchemaState, prepare};
use crate::server::Server;
use clap::Args;
use std::net::SocketAddr;

/// Answer requests until told to stop
#[derive(Debug, Args)]
#[command(
    long_about = "Answers requests until it is told to stop (Ctrl-C, SIGTERM): first /readyz turns red, then open \
                  requests are finished.\n\nIt speaks plain HTTP; put a proxy that speaks TLS in front. A file of \
                  Relais that is behind is brought up to date first; a PostgreSQL database only when Relais made it.",
    after_long_help = "Example:\n  relais serve --listen 127.0.0.1:8080\n  curl http://127.0.0.1:8080/readyz"
)]
pub(super) struct Serve {
    /// Where to listen, ADDRESS:PORT; port 0 takes any free one [default: 127.0.0.1:8080]
    #[arg(long, value_name = "ADDRESS:PORT")]
    listen: Option<String>,
}

impl Serve {
    pub(super) fn run(self, mut given: Given) -> Result<(), Stop> {
        if let Some(listen) = self.listen {
            given.set("listen", listen);
        }
        let config = given.config()?;
        crate::telemetry::start(&config.log);
        up_to_date(&config)?;
        running(async {
            let db = open(&config).await?;
            let server = Server::over(db, &config)?;
            let at = SocketAddr::new(config.listen.ip(), server.port());
            answer(format_args!("Relais listens on http://{at} ({:?})", config.database))?;
            if let Some(at) = config.metrics {
                answer(format_args!("counters on http://{at}/metrics"))?;
            }
            server.run().await?;
            answer("Relais has stopped; everything that was answered is stored")
        })
    }
}

/// Brings a database that Relais made up to date; what an administrator made is theirs to change.
fn up_to_date(config: &Config) -> Result<(), Stop> {
    let Found { state: SchemaState::Behind(behind), made_by, .. } = database(config)? else { return Ok(()) };
    if !config.database.is_sqlite() && made_by != Some(MadeBy::Relais) {
        return Err(Stop::refused(format!(
            "{:?}: {behind} migration(s) behind, and its administrator made it; make a backup, then run \
             `relais migrate` as a role that may change tables",
            config.database
        )));
    }
    let done = prepare(&config.database, config.clock.now(), MadeBy::Relais)?;
    note(&format!("brought the database up to date: {done} migration(s)"));
    Ok(())
}
