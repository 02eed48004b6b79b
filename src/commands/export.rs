//! `relais export`: a whole centre, as a file that other programs can read; or one case, sealed.
use super::export_case::OneCase;
use super::installation::{open, operator, running, settle};
use super::named;
use super::progress::Progress;
use super::speak::{Stop, answer, note};
use super::whole::Whole;
use crate::config::Config;
use crate::exports::{self, After, Taken};
use crate::kernel::{AgencyId, CaseId, Instant, PersonId};
use crate::op::Db;
use clap::{Args, Subcommand};
use serde_json::json;
use std::collections::BTreeSet;
use std::io::{self, BufRead, IsTerminal};
use std::path::PathBuf;

/// Take out what a centre has here
#[derive(Debug, Subcommand)]
pub(super) enum Export {
    Centre(Everything),
    Case(OneCase),
}

/// Write everything of one centre into a file
#[derive(Debug, Args)]
#[command(
    long_about = "Writes everything of one centre into a file: its cases with the people around the children, teams, \
                  handoffs and what followed them, the organizations and people whom they name, and the entries of the \
                  access log about them; a JSON object on each line, as api-spec/export.md says.\n\nThe file holds \
                  names, contacts and notes IN CLEAR. It is readable by its owner alone (0600); keep it as long as it \
                  is needed and no longer. There are no passwords in it. The access log says for each case that it \
                  was taken out.\n\nThe file is written whole or not at all, and no file is overwritten. What changes \
                  while it is written may be in it or not: stop the server for a copy of one moment.",
    after_long_help = "Example:\n  relais export centre --centre 'Harbour Centre' --to harbour.jsonl --yes"
)]
pub(super) struct Everything {
    /// The centre: its id, or its name in either language
    #[arg(long, value_name = "ID|NAME")]
    centre: String,
    /// The file, which is not there yet
    #[arg(long, value_name = "FILE.jsonl")]
    to: PathBuf,
    /// Do not ask: the file will hold names in clear
    #[arg(long)]
    yes: bool,
}

impl Export {
    pub(super) fn run(self, config: &Config) -> Result<(), Stop> {
        match self {
            Self::Centre(centre) => running(centre.run(config)),
            Self::Case(case) => running(case.run(config)),
        }
    }
}

impl Everything {
    async fn run(self, config: &Config) -> Result<(), Stop> {
        let db = open(config).await?;
        let centre = named::centre(&named::agencies(&db).await?, &self.centre)?;
        self.sure(&centre.name_en)?;
        let mut file = Whole::beside(&self.to)?;
        let began = db.shared().clock.now();
        let (cases, lines) = write(&db, centre.id, began, &mut file).await?;
        settle(&db).await?;
        file.keep(&self.to)?;
        answer(format_args!("{}: {lines} lines, {cases} cases, names in clear", self.to.display()))
    }
    /// Nobody takes out a centre without meaning to.
    fn sure(&self, name: &str) -> Result<(), Stop> {
        let what =
            format!("{} will hold the names, contacts and notes of every case of {name} in clear", self.to.display());
        if self.yes {
            return Ok(());
        }
        if !io::stdin().is_terminal() {
            return Err(Stop::Usage(format!("{what}; add --yes if that is what you want")));
        }
        note(&format!("{what}.\nType yes to go on:"));
        let mut typed = String::new();
        io::stdin().lock().read_line(&mut typed)?;
        if typed.trim() == "yes" { Ok(()) } else { Err(Stop::refused("nothing was written")) }
    }
}

/// How many cases one look takes out: their ids have room in its entry.
const CASES: usize = 100;

/// Writes all lines; says how many cases and lines.
async fn write(db: &Db, centre: AgencyId, began: Instant, file: &mut Whole) -> Result<(usize, u64), Stop> {
    let by = || operator(db);
    let ids = db.read(&by(), move |op| exports::ids(op, centre)).await?.parts().0;
    let mut all = Taken::default();
    let mut progress = Progress::every(1000);
    for some in ids.chunks(CASES) {
        let (some, known): (Vec<CaseId>, BTreeSet<CaseId>) = (some.to_vec(), ids.iter().copied().collect());
        let taken = db.read(&by(), move |op| exports::cases(op, centre, &some, &known)).await?.parts().0;
        all.lines.extend(taken.lines);
        all.people.extend(taken.people);
        all.agencies.extend(taken.agencies);
        let done = all.lines.len();
        progress.at(u64::try_from(done).unwrap_or_default(), || format!("{done} lines of cases read"));
    }
    let people = all.people;
    let people = db.read(&by(), move |op| exports::people(op, centre, people)).await?.parts().0;
    all.agencies.extend(people.agencies);
    all.agencies.insert(centre);
    let agencies = all.agencies.into_iter().collect::<Vec<_>>();
    let agencies = db.read(&by(), move |op| exports::agencies(op, centre, &agencies)).await?.parts().0;
    let program = concat!("relais ", env!("CARGO_PKG_VERSION"));
    file.line(
        &json!({ "kind": "export", "v": 1, "centre": centre, "made_at": began, "program": program }).to_string(),
    )?;
    for line in agencies.lines.iter().chain(&people.lines).chain(&all.lines) {
        file.line(line)?;
    }
    write_log(db, centre, began, &people.people, file, &mut progress).await?;
    progress.end();
    file.line(&json!({ "kind": "end", "v": 1, "lines": file.lines() }).to_string())?;
    Ok((ids.len(), file.lines()))
}

/// Writes what the access log says of the cases, and who they are whom it alone names.
async fn write_log(
    db: &Db,
    centre: AgencyId,
    began: Instant,
    known: &BTreeSet<PersonId>,
    file: &mut Whole,
    progress: &mut Progress,
) -> Result<(), Stop> {
    let (mut after, mut lookers): (Option<After>, BTreeSet<PersonId>) = (None, BTreeSet::new());
    loop {
        let read = db.read(&operator(db), move |op| exports::entries(op, centre, began, after)).await?;
        let (taken, last) = read.parts().0;
        taken.lines.iter().try_for_each(|line| file.line(line))?;
        lookers.extend(taken.people.difference(known));
        progress.at(file.lines(), || format!("{} lines written", file.lines()));
        if last.is_none() {
            break;
        }
        after = last;
    }
    let lookers: Vec<PersonId> = lookers.into_iter().collect();
    let lookers = db.read(&operator(db), move |op| exports::lookers(op, centre, &lookers)).await?.parts().0;
    lookers.lines.iter().try_for_each(|line| file.line(line))
}
