//! `relais doctor`: what is wrong with this installation, and how to mend it.
use super::Format;
use super::installation::{key_trouble, running, settle};
use super::speak::{Stop, answer, answer_json, plain};
use crate::config::{Config, ConfigErrors};
use crate::db::{SchemaState, found};
use crate::handoffs::disagreements;
use crate::op::Db;
use crate::problem::Result as Outcome;
use crate::vault::read_ring_file;
use crate::{people, server};
use clap::Args;
use serde::Serialize;
use std::net::TcpStream;
use std::os::unix::fs::PermissionsExt;
use std::time::Duration;

/// Say what is wrong with this installation, and how to mend it
#[derive(Debug, Args)]
#[command(
    long_about = "Checks six things: the settings, the key file, the database, the access log, whether the expected steps \
                  are what the handoffs ask for, and who can look after this installation. For each it says whether all is well; if not, what is wrong and how to mend it. \
                  It ends with 1 when something is wrong. It may be run while the server runs.",
    after_long_help = "Example:\n  relais doctor --format json | jq '.[] | select(.state == \"wrong\")'"
)]
pub(super) struct Doctor {
    /// How the answer is written
    #[arg(long, value_enum, default_value = "text")]
    format: Format,
}

/// How one check ended.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize)]
#[serde(rename_all = "snake_case")]
enum State {
    Ok,
    Wrong,
    NotChecked,
}

/// One check.
#[derive(Debug, Serialize)]
struct Check {
    #[serde(rename = "check")]
    about: &'static str,
    state: State,
    found: String,
    #[serde(skip_serializing_if = "Option::is_none")]
    mend: Option<String>,
}
impl Check {
    fn well(about: &'static str, found: impl Into<String>) -> Self {
        Self { about, state: State::Ok, found: found.into(), mend: None }
    }
    fn wrong(about: &'static str, found: impl Into<String>, mend: impl Into<String>) -> Self {
        Self { about, state: State::Wrong, found: found.into(), mend: Some(mend.into()) }
    }
    fn skipped(about: &'static str, why: &str) -> Self {
        Self { about, state: State::NotChecked, found: why.to_owned(), mend: None }
    }
    /// A check that could not ask its question is wrong as well.
    fn of(about: &'static str, asked: Outcome<Self>) -> Self {
        asked.unwrap_or_else(|e| Self::wrong(about, plain(&e), "see that the database answers, then try again"))
    }
}

const SETTINGS: &str = "settings";
const KEY: &str = "key file";
const DATABASE: &str = "database";
const LOG: &str = "access log";
const STEPS: &str = "next steps";
const ACCOUNTS: &str = "accounts";

impl Doctor {
    pub(super) fn run(self, config: Result<Config, ConfigErrors>) -> Result<(), Stop> {
        let checks = match config {
            Ok(config) => running(examine(&config)),
            Err(errors) => {
                let mend = "correct them in relais.toml, the RELAIS_* variables or the flags";
                let mut checks = vec![Check::wrong(SETTINGS, lines(&errors.to_string()), mend)];
                checks.extend(
                    [KEY, DATABASE, LOG, STEPS, ACCOUNTS].map(|c| Check::skipped(c, "the settings come first")),
                );
                checks
            }
        };
        match self.format {
            Format::Json => answer_json(&checks)?,
            Format::Text => checks.iter().try_for_each(said)?,
        }
        if checks.iter().all(|c| c.state == State::Ok) { Ok(()) } else { Err(Stop::Said) }
    }
}

fn said(check: &Check) -> Result<(), Stop> {
    let state = match check.state {
        State::Ok => "ok",
        State::Wrong => "wrong",
        State::NotChecked => "-",
    };
    answer(format_args!("{state:<6} {:<11} {}", check.about, check.found.replace('\n', "\n                   ")))?;
    check.mend.as_ref().map_or(Ok(()), |mend| answer(format_args!("                   to mend it: {mend}")))
}

/// Lines without what stands around them.
fn lines(text: &str) -> String {
    text.lines().map(str::trim).filter(|line| !line.is_empty()).collect::<Vec<_>>().join("\n")
}

async fn examine(config: &Config) -> Vec<Check> {
    let settings =
        format!("{:?}, key file {}, listens on {}", config.database, config.key_file.display(), config.listen);
    let (key, schema) = (key(config), schema(config));
    let mut checks = vec![Check::well(SETTINGS, settings)];
    if key.state != State::Ok || schema.state != State::Ok {
        let why = "the key file and the database come first";
        checks.extend([key, schema]);
        checks.extend([LOG, STEPS, ACCOUNTS].map(|c| Check::skipped(c, why)));
        return checks;
    }
    match server::open(config) {
        Err(e) => {
            checks.extend([key, Check::wrong(DATABASE, plain(&e), "see that it answers, then try again")]);
            checks.extend([LOG, STEPS, ACCOUNTS].map(|c| Check::skipped(c, "the database comes first")));
        }
        Ok(db) => checks.extend([
            Check::of(KEY, belongs(&db, key).await),
            Check::of(DATABASE, engine(&db, schema).await),
            Check::of(LOG, access_log(&db, config).await),
            Check::of(STEPS, steps(&db).await),
            Check::of(ACCOUNTS, accounts(&db).await),
        ]),
    }
    checks
}

/// There, whole, closed to others, and not to be overwritten.
fn key(config: &Config) -> Check {
    let path = config.key_file.display();
    if let Err(e) = read_ring_file(&config.key_file) {
        let (found, mend) = key_trouble(&config.key_file, &e);
        return Check::wrong(KEY, found, mend);
    }
    let mode = std::fs::metadata(&config.key_file).map_or(0, |m| m.permissions().mode() & 0o777);
    if mode & 0o222 == 0 {
        return Check::well(KEY, format!("{path}, mode {mode:04o}"));
    }
    let found = format!("{path} has mode {mode:04o}: it could be overwritten by mistake");
    Check::wrong(KEY, found, format!("chmod 0400 {path}"))
}

/// Does it open what is in this database?
async fn belongs(db: &Db, key: Check) -> Outcome<Check> {
    Ok(match db.opens(people::PEOPLE).await? {
        Some(true) => Check::well(KEY, format!("{}, and it opens this database", key.found)),
        None => Check::well(KEY, format!("{}; the database has no keys to try it on yet", key.found)),
        Some(false) => {
            let mend = "name the key file of this database with --key-file, or restore it from its backup";
            Check::wrong(KEY, "it is not the key of this database: nothing in it can be read", mend)
        }
    })
}

fn schema(config: &Config) -> Check {
    match found(&config.database).map(|found| found.state) {
        Ok(SchemaState::Current) => Check::well(DATABASE, "it answers, its tables are current"),
        Ok(SchemaState::Empty) => Check::wrong(DATABASE, "there is no installation in it", "relais init"),
        Ok(SchemaState::Behind(n)) => Check::wrong(
            DATABASE,
            format!("{n} migration(s) behind this program"),
            "make a backup, then relais migrate",
        ),
        Err(e) => Check::wrong(
            DATABASE,
            lines(&e.to_string()),
            "see that --database names the right one, and that it answers",
        ),
    }
}

/// Does a commit stay?
async fn engine(db: &Db, schema: Check) -> Outcome<Check> {
    let wrong = db.unsafe_settings().await?;
    if wrong.is_empty() {
        return Ok(Check::well(DATABASE, format!("{}, what is committed stays", schema.found)));
    }
    Ok(Check::wrong(DATABASE, wrong.join("\n"), "set them so for this database, or move it to a server that is"))
}

/// Can it be written, is it numbered in time, and are its newest entries what was written?
async fn access_log(db: &Db, config: &Config) -> Outcome<Check> {
    const NEWEST: i64 = 1000;
    let late = db.waiting().await?.since.filter(|at| *at < config.clock.now().minus(Duration::from_mins(1)));
    let numbered = settle(db).await?;
    let report = db.verify_last(NEWEST).await?;
    if let Some(first) = report.findings.first() {
        let found = format!(
            "{} of its newest entries are not what was written; {}: {}",
            report.findings.len(),
            first.entry,
            first.wrong
        );
        return Ok(Check::wrong(
            LOG,
            found,
            "keep this database as it is, run relais ledger verify, call your auditor",
        ));
    }
    let served = TcpStream::connect_timeout(&config.listen, Duration::from_millis(500)).is_ok();
    if let Some(since) = late.filter(|_| served) {
        let found =
            format!("{numbered} entries waited for their number since {since}, although a server runs; done now");
        return Ok(Check::wrong(LOG, found, "look for errors in the server's log, then restart it"));
    }
    Ok(Check::well(LOG, format!("it can be written, its newest {} entries are as written", report.entries)))
}

/// Is what is expected next what the stored handoffs ask for?
async fn steps(db: &Db) -> Outcome<Check> {
    let wrong = disagreements(db).await?;
    if wrong.is_empty() {
        return Ok(Check::well(STEPS, "the expected steps are what the handoffs ask for"));
    }
    let mend = "keep this database as it is, and report it: something else than an act of Relais has changed rows";
    Ok(Check::wrong(STEPS, wrong.join("\n"), mend))
}

/// Can anybody look after it?
async fn accounts(db: &Db) -> Outcome<Check> {
    let found = db.accounts().await?;
    let counted = format!(
        "people: {}, agencies: {}, administrators who can sign in: {}",
        found.people, found.agencies, found.administrators
    );
    Ok(if found.running == 0 {
        Check::wrong(ACCOUNTS, "no agency runs this deployment", "relais init, in a database without agencies")
    } else if found.administrators == 0 {
        let mend = "relais people add --role administrator --agency … --name … --email …";
        Check::wrong(ACCOUNTS, format!("{counted}: nobody can look after it"), mend)
    } else {
        Check::well(ACCOUNTS, counted)
    })
}
