//! `relais demo`: a fresh installation in a folder, with a year of invented work in it, and a server that shows it.
mod accounts;
mod calendar;
mod cast;
mod chance;
mod children;
mod course;
mod play;
mod script;
mod stage;
mod stories;
mod year;

use super::installation::{new_password, open, running};
use super::speak::{Stop, note};
use super::token;
use crate::config::{Config, Given};
use crate::db::{MadeBy, SchemaState, found, prepare, reserve, unmake};

use crate::server::Server;
use crate::vault::create_ring_file;
use accounts::Handout;
use clap::{Args, Subcommand, ValueEnum};

use std::fs::{DirBuilder, File, OpenOptions, TryLockError};
use std::os::unix::fs::{DirBuilderExt, OpenOptionsExt};
use std::path::{Path, PathBuf};

/// Show an invented centre at work: data, accounts, server, in one command
#[derive(Debug, Args)]
#[command(
    long_about = "Makes an installation of its own in a folder, tells it a year of invented work around two centres, \
                  prints its accounts and serves it. Nothing in it is real, nothing outside the folder is touched.\n\nA \
                  demo that is there already is served again as it was left; --fresh begins anew. What is without an \
                  answer when it opens is in record.json, by the stories' own account.",
    after_long_help = "Example:\n  relais demo\n  curl -H \"Authorization: Bearer $(relais demo token \
                       solange@centre.example)\" http://127.0.0.1:8080/v1/worklists/missed"
)]
pub(super) struct Demo {
    /// The folder of the demo
    #[arg(long, global = true, value_name = "FOLDER", default_value = "relais-demo")]
    dir: PathBuf,
    /// Where to listen, ADDRESS:PORT; port 0 takes any free one [default: 127.0.0.1:8080]
    #[arg(long, value_name = "ADDRESS:PORT")]
    listen: Option<String>,
    /// Remove the demo that is in the folder, and begin anew
    #[arg(long)]
    fresh: bool,
    /// How much work the year holds
    #[arg(long, value_enum, default_value_t = Size::Median)]
    size: Size,
    /// An empty PostgreSQL database to make it in, instead of a file in the folder
    #[arg(long, value_name = "URL", conflicts_with = "fresh")]
    database: Option<String>,
    #[command(subcommand)]
    client: Option<Client>,
}
/// Cases in the year before the stories.
#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
enum Size {
    /// 40 cases: ready at once
    Small,
    /// 400 cases, as many as a median centre has
    Median,
    /// 2,000 cases
    Large,
    /// 20,000 cases, as many as a country has; takes minutes
    National,
}
impl Size {
    const fn cases(self) -> u32 {
        match self {
            Self::Small => 40,
            Self::Median => 400,
            Self::Large => 2_000,
            Self::National => 20_000,
        }
    }
}
/// What is asked of a demo that runs.
#[derive(Debug, Subcommand)]
enum Client {
    /// Print an access token for an account of the demo that runs
    Token {
        /// The address of the account
        email: String,
        /// In which role, when the account has several
        #[arg(long)]
        role: Option<String>,
    },
}

/// What a demo makes in its folder, beside its lock.
const OURS: [&str; 4] = ["demo.db", "demo.key", "accounts.json", "record.json"];

impl Demo {
    pub(super) fn run(self) -> Result<(), Stop> {
        match &self.client {
            Some(Client::Token { email, role }) => {
                token::run_as(email, role.as_deref(), &self.dir).map_err(Stop::Refused)
            }
            None => self.show(),
        }
    }
    fn show(&self) -> Result<(), Stop> {
        let config = self.config()?;
        free(&config)?;
        DirBuilder::new().recursive(true).mode(0o700).create(&self.dir).map_err(|e| trouble(&self.dir, &e))?;
        let _held = self.hold()?;
        let file = self.dir.join("accounts.json");
        let before = if self.fresh { None } else { Handout::read(&file)? };
        let accounts = if let Some(accounts) = before {
            if accounts.database != self.database {
                let dir = self.dir.display();
                return Err(Stop::refused(format!(
                    "the demo in {dir} is in another database: say the same --database as when it was made, or name \
                     another folder with --dir"
                )));
            }
            note(&format!("serving the demo that was made at {}; --fresh begins anew", accounts.made_at));
            accounts
        } else {
            self.check_empty(&config)?;
            self.clear(&config)?;
            self.make(&config).inspect_err(|_| {
                drop(self.clear(&config));
                drop(unmake(&config.database));
            })?
        };
        serve(&config, accounts, &self.dir)
    }
    /// Settings of its own: nothing is taken from `relais.toml` or the environment.
    fn config(&self) -> Result<Config, Stop> {
        let mut given = Given::default();
        let file = || format!("sqlite:{}", self.dir.join("demo.db").display());
        given.set("database", self.database.clone().unwrap_or_else(file));
        given.set("key_file", self.dir.join("demo.key").display().to_string());
        given.set("hashing", "small".to_owned());
        given.set("drain_seconds", "0".to_owned());
        if let Some(listen) = &self.listen {
            given.set("listen", listen.clone());
        }
        Ok(given.config()?)
    }
    /// One server a folder, and no folder in which somebody else has files of these names.
    fn hold(&self) -> Result<File, Stop> {
        let path = self.dir.join("demo.lock");
        let strange = || OURS.iter().map(|name| self.dir.join(name)).find(|file| file.exists());
        if let Some(file) = strange().filter(|_| !path.exists()) {
            let file = file.display();
            return Err(Stop::refused(format!("{file} was not made by a demo; name another folder with --dir")));
        }
        let lock = OpenOptions::new().write(true).create(true).truncate(false).mode(0o600).open(&path);
        let lock = lock.map_err(|e| trouble(&path, &e))?;
        match lock.try_lock() {
            Ok(()) => Ok(lock),
            Err(TryLockError::WouldBlock) => {
                Err(Stop::refused(format!("a demo runs in {} already; stop it first", self.dir.display())))
            }
            Err(TryLockError::Error(e)) => Err(trouble(&path, &e)),
        }
    }
    /// A database that somebody named has to be empty: nothing of theirs is added to, and nothing is removed.
    fn check_empty(&self, config: &Config) -> Result<(), Stop> {
        if self.database.is_none() || found(&config.database)?.state == SchemaState::Empty {
            return Ok(());
        }
        let why = "the database of --database is not empty; make an empty one for the demo, and name that";
        Err(Stop::refused(why.to_owned()))
    }
    /// Removes what a demo leaves in its folder, and nothing else.
    fn clear(&self, config: &Config) -> Result<(), Stop> {
        if self.database.is_none() {
            unmake(&config.database)?;
        }
        for path in [&config.key_file, &self.dir.join("accounts.json"), &self.dir.join("record.json")] {
            match std::fs::remove_file(path) {
                Err(e) if e.kind() != std::io::ErrorKind::NotFound => return Err(trouble(path, &e)),
                _ => {}
            }
        }
        Ok(())
    }
    fn make(&self, config: &Config) -> Result<Handout, Stop> {
        note(&format!("making the demo in {}: key, database, agencies, people …", self.dir.display()));
        let (now, password) = (config.clock.now(), new_password());
        create_ring_file(&config.key_file).map_err(|e| Stop::refused(format!("{}: {e}", config.key_file.display())))?;
        reserve(&config.database)?;
        prepare(&config.database, now, MadeBy::Relais)?;
        let record = running(play::tell(config, &password, now, self.size.cases()))?;
        accounts::leave(&self.dir.join("record.json"), &record)?;
        Ok(Handout::new(String::new(), now, self.database.clone(), &password))
    }
}

fn trouble(path: &Path, e: &std::io::Error) -> Stop {
    Stop::refused(format!("{}: {e}", path.display()))
}

/// Finds out before anything is made whether somebody listens there already.
fn free(config: &Config) -> Result<(), Stop> {
    std::net::TcpListener::bind(config.listen).map(drop).map_err(|e| {
        let other = "choose another address, such as --listen 127.0.0.1:8081";
        Stop::refused(format!("nothing can listen on {}: {e}; {other}", config.listen))
    })
}

/// What is wrong with a demo is not mended.
fn stale(stop: Stop) -> Stop {
    match stop {
        Stop::Refused(why) => Stop::Refused(format!("{why}\nto begin anew instead: relais demo --fresh")),
        other => other,
    }
}

/// Serves it, under the machine's clock.
fn serve(config: &Config, mut accounts: Handout, dir: &Path) -> Result<(), Stop> {
    running(async {
        let db = open(config).await.map_err(stale)?;
        let server = Server::over(db, config)?;
        accounts.url = format!("http://{}", std::net::SocketAddr::new(config.listen.ip(), server.port()));
        accounts.write(&dir.join("accounts.json"))?;
        accounts.said(dir)?;
        server.run().await?;
        note("the demo has stopped; relais demo serves it again as it is");
        Ok(())
    })
}
