//! One file for each thing that an operator can type; what they share, and how they end.
mod demo;
mod doctor;
mod export;
mod export_case;
mod import;
mod init;
mod installation;
mod ledger;
mod migrate;
mod named;
mod people;
mod progress;
mod serve;
mod speak;
mod transfer;
mod whole;
pub mod openapi;
pub mod token;

use crate::config::{ConfigErrors, Given};
use clap::{Args, Parser, Subcommand, ValueEnum};
use speak::Stop;
use std::path::{Path, PathBuf};
use std::process::ExitCode;

/// Case coordination for child advocacy centres
#[derive(Debug, Parser)]
#[command(
    name = "relais",
    version,
    max_term_width = 100,
    long_about = "Relais coordinates the case of one child among the organizations of a child advocacy centre: a \
                  handoff counts only when its receiver confirms it, every expected step has a clock, and every look \
                  at a file is written down before the file is shown.\n\nA new installation is two commands: \
                  `relais init …`, then `relais serve`. To see \
                  one at work: `relais demo`.",
    after_help = "Settings come from relais.toml, then RELAIS_* variables (RELAIS_DATABASE, RELAIS_KEY_FILE, \
                  RELAIS_LISTEN, …), then flags; the later one wins. Exit codes: 0 done, 1 refused, 2 typed or set \
                  wrongly."
)]
pub struct Relais {
    #[command(flatten)]
    settings: Settings,
    #[command(subcommand)]
    command: Command,
}

/// Settings that every command reads.
#[derive(Debug, Args)]
#[command(next_help_heading = "Settings")]
struct Settings {
    /// The file with settings [default: relais.toml, when there is one]
    #[arg(long, global = true, value_name = "FILE")]
    config: Option<PathBuf>,
    /// sqlite:PATH or postgres://… [default: sqlite:relais.db]
    #[arg(long, global = true, value_name = "URL")]
    database: Option<String>,
    /// The file in which that address stands, when it has a password
    #[arg(long, global = true, value_name = "FILE")]
    database_file: Option<PathBuf>,
    /// The file with the root key [default: relais.key]
    #[arg(long, global = true, value_name = "FILE")]
    key_file: Option<PathBuf>,
    /// How much is logged: error, warn, info or debug [default: info]
    #[arg(long, global = true, value_name = "LEVEL")]
    log: Option<String>,
}

#[derive(Debug, Subcommand)]
enum Command {
    Demo(demo::Demo),
    Init(Box<init::Init>),
    Serve(serve::Serve),
    Migrate(migrate::Migrate),
    #[command(subcommand)]
    People(people::People),
    #[command(subcommand)]
    Import(import::Import),
    #[command(subcommand)]
    Export(export::Export),
    #[command(subcommand)]
    Transfer(transfer::Transfer),
    #[command(subcommand)]
    Ledger(ledger::Ledger),
    Doctor(doctor::Doctor),
    Openapi(openapi::Openapi),
}

/// How an answer is written.
#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
enum Format {
    /// For people
    Text,
    /// For programs
    Json,
}

impl Relais {
    /// Does what was asked, and says how it ended.
    #[must_use]
    pub fn run(self) -> ExitCode {
        match self.command.run(&self.settings) {
            Ok(()) => ExitCode::SUCCESS,
            Err(stop) => stop.end(),
        }
    }
}

impl Command {
    fn run(self, settings: &Settings) -> Result<(), Stop> {
        if !matches!(self, Self::Serve(_)) {
            crate::telemetry::start(settings.log.as_deref().unwrap_or("error"));
        }
        match self {
            Self::Demo(demo) => settings.none().and_then(|()| demo.run()),
            Self::Init(init) => init.run(&settings.given()?.config()?),
            Self::Serve(serve) => serve.run(settings.given()?),
            Self::Migrate(migrate) => migrate.run(&settings.given()?.config()?),
            Self::People(people) => people.run(&settings.given()?.config()?),
            Self::Import(import) => import.run(&settings.given()?.config()?),
            Self::Export(export) => export.run(&settings.given()?.config()?),
            Self::Transfer(transfer) => transfer.run(&settings.given()?.config()?),
            Self::Ledger(ledger) => ledger.run(&settings.given()?.config()?),
            Self::Doctor(doctor) => doctor.run(settings.given().and_then(|given| given.config())),
            Self::Openapi(openapi) => openapi.run(),
        }
    }
}

impl Settings {
    /// The demo has an installation of its own, and takes nobody else's: its `--database` is for an empty one.
    fn none(&self) -> Result<(), Stop> {
        if [&self.config, &self.database_file, &self.key_file].iter().all(|file| file.is_none()) {
            return Ok(());
        }
        let own = "relais demo makes an installation of its own; name its folder with --dir, and leave out --config, \
                   --database-file and --key-file";
        Err(Stop::Usage(own.to_owned()))
    }
    /// Defaults are filled in later: here the file, the environment and the flags, the later one winning.
    fn given(&self) -> Result<Given, ConfigErrors> {
        let path = self.config.as_deref().unwrap_or(Path::new("relais.toml"));
        let mut flags = Given::default();
        let path_text = |path: &PathBuf| path.to_string_lossy().into_owned();
        let typed = [
            ("database", self.database.clone()),
            ("database_file", self.database_file.as_ref().map(path_text)),
            ("key_file", self.key_file.as_ref().map(path_text)),
            ("log", self.log.clone()),
        ];
        for (name, value) in typed {
            if let Some(value) = value {
                flags.set(name, value);
            }
        }
        Ok(flags.over(Given::from_environment().over(Given::from_file(path, self.config.is_some())?)))
    }
}
