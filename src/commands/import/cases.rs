//! `relais import cases`: running cases of a centre and their open handoffs, from its own spreadsheets.
use super::check::{Check, NewCase, NewHandoff};
use super::table::{Mistake, Row, Table, read};
use super::words::{self, Column, Speech};
use crate::agencies::AgencyView;
use crate::cases::{self, ImportCase, KnownCase, Reference};
use crate::commands::installation::{open, operator, running, settle};
use crate::commands::named;
use crate::commands::progress::Progress;
use crate::commands::speak::{Stop, answer};
use crate::config::Config;
use crate::handoffs::{self, ImportHandoff, Same, TRANSFER};
use crate::kernel::{CaseId, Instant, Lang, PersonId};
use crate::op::Db;
use crate::problem::Error;
use chrono::NaiveDate;
use clap::Args;
use std::collections::{BTreeMap, BTreeSet};
use std::path::{Path, PathBuf};

/// Bring in running cases and their open handoffs from spreadsheets
#[derive(Debug, Args)]
#[command(
    long_about = "Brings in the running cases of a centre from a spreadsheet (CSV), and their open handoffs from a \
                  second one that names each case by its reference.\n\nEvery cell is looked at before the first case \
                  is kept: when one is not right, all that are not right are named with their line and column, and \
                  nothing is kept. The same files may be imported again: what is there already stays as it is. \
                  References are known again without case, spaces and hyphens, as long as they stay on their cases \
                  as the centre's own file numbers.\n\nAn imported handoff waits for the word of its receiver, also \
                  when the service has begun long ago. It keeps the day on which it was sent; its clock begins when \
                  it is imported, or at --go-live.",
    after_long_help = help()
)]
pub(in crate::commands) struct Cases {
    /// The cases: a CSV file in UTF-8
    #[arg(value_name = "FILE.csv")]
    file: PathBuf,
    /// Their open handoffs: another CSV file
    #[arg(long, value_name = "FILE.csv")]
    handoffs: Option<PathBuf>,
    /// The centre: its id, or its name in either language
    #[arg(long, value_name = "ID|NAME")]
    centre: String,
    /// The coordinator who answers for the cases: an id or an address; the only one of the centre unless said otherwise
    #[arg(long, value_name = "ID|ADDRESS")]
    coordinator: Option<String>,
    /// The day on which clocks begin, such as 2026-04-01; now unless said otherwise
    #[arg(long, value_name = "DATE")]
    go_live: Option<NaiveDate>,
    /// Do everything, and keep nothing
    #[arg(long)]
    dry_run: bool,
    /// The language of the answer; that of the header row unless said otherwise
    #[arg(long, value_parser = ["fr", "en"])]
    lang: Option<String>,
}

/// The columns of both files, for `--help`.
fn help() -> String {
    let lines = |columns: &[Column]| {
        let line = |c: &Column| {
            let star = if c.required { " (has to be there)" } else { "" };
            format!("  {}, {}{star}\n      {}\n", c.en, c.fr, c.what[0])
        };
        columns.iter().map(line).collect::<String>()
    };
    format!(
        "The header row names the columns, in English or in French; cells are parted by commas or semicolons, and may \
         be quoted. Codes are given by their name in either language.\n\nColumns of the cases:\n{}\nColumns of the \
         handoffs:\n{}\nExample:\n  relais import cases cases.csv --handoffs handoffs.csv --centre 'Harbour Centre' \
         --dry-run",
        lines(&words::CASES),
        lines(&words::HANDOFFS)
    )
}

/// What is there already, and what is to be made.
struct Plan {
    cases: Vec<NewCase>,
    handoffs: Vec<NewHandoff>,
    known: BTreeMap<String, CaseId>,
    there: usize,
    clocks_from: Instant,
}

impl Cases {
    pub(super) fn run(self, config: &Config) -> Result<(), Stop> {
        running(self.import(config))
    }
    async fn import(self, config: &Config) -> Result<(), Stop> {
        let db = open(config).await?;
        let all = named::agencies(&db).await?;
        let centre = named::centre(&all, &self.centre)?;
        let coordinator = named::coordinator(&db, &centre, self.coordinator.as_deref()).await?;
        let zone = centre.zone.parse().map_err(|_unsaid| Error::internal("an unknown time zone"))?;
        let shared = db.shared();
        let check = Check { rules: &shared.rules, agencies: &all, centre: &centre, zone, now: shared.clock.now() };
        let clocks_from = self.clocks_from(&check)?;
        let (table, mut wrong) = read(&bytes(&self.file)?, &words::CASES);
        let second = self.handoffs.as_deref().map(bytes).transpose()?;
        let (rows, mut wrong_too) = second.map_or_else(Default::default, |bytes| read(&bytes, &words::HANDOFFS));
        let speech = Speech(self.lang.as_deref().and_then(Lang::parse).unwrap_or(table.lang));
        let cases = check.cases(&table, &mut wrong);
        let handoffs = check.handoffs(&rows, &mut wrong_too);
        let plan = plan(&db, &centre, (&table, &rows), (cases, handoffs), &mut wrong_too).await?;
        let mistakes = [(Some(self.file.as_path()), wrong), (self.handoffs.as_deref(), wrong_too)];
        refuse(&speech, &mistakes, &check)?;
        let plan = Plan { clocks_from, ..plan };
        let shown = |at: Instant| at.utc().with_timezone(&zone).format("%Y-%m-%d %H:%M").to_string();
        if self.dry_run {
            would(&speech, &plan, &all)?;
        } else {
            keep(&db, &speech, &plan, (&centre, coordinator), &all, &shown).await?;
        }
        answer(speech.outcome(self.dry_run, plan.cases.len(), plan.handoffs.len(), plan.there))?;
        answer(speech.clocks(&shown(plan.clocks_from)))?;
        if self.dry_run { answer(speech.kept_nothing()) } else { Ok(()) }
    }
    /// Clocks never begin before the import.
    fn clocks_from(&self, check: &Check<'_>) -> Result<Instant, Stop> {
        let Some(day) = self.go_live else { return Ok(check.now) };
        let soon = |day: &NaiveDate| (*day - check.today()).num_days() <= 366;
        let day = Some(day).filter(|day| *day >= check.today()).filter(soon);
        let begins = day.and_then(|day| check.begins(day)).map(|at| at.max(check.now));
        begins.ok_or_else(|| Stop::Usage("--go-live: a day from today on, within a year".to_owned()))
    }
}

fn bytes(path: &Path) -> Result<Vec<u8>, Stop> {
    std::fs::read(path).map_err(|e| Stop::refused(format!("{}: {e}", path.display())))
}

/// Leaves out what is there already.
async fn plan(
    db: &Db,
    centre: &AgencyView,
    (table, rows): (&Table, &Table),
    (mut cases, mut handoffs): (Vec<NewCase>, Vec<NewHandoff>),
    wrong: &mut Vec<Mistake>,
) -> Result<Plan, Stop> {
    let centre = centre.id;
    let asked = cases.iter().map(|c| &c.reference).chain(handoffs.iter().map(|h| &h.reference));
    let numbers: Vec<_> = asked.cloned().collect();
    let found = {
        let numbers = numbers.clone();
        db.read(&operator(db), move |op| cases::known(op, centre, &numbers)).await?.parts().0
    };
    let pairs = numbers.iter().zip(found).filter_map(|(number, case)| Some((number.normal().to_owned(), case?)));
    let known: BTreeMap<String, KnownCase> = pairs.collect();
    let ids: Vec<CaseId> = known.values().map(|case| case.id).collect::<BTreeSet<_>>().into_iter().collect();
    let sent = db.read(&operator(db), move |op| handoffs::known(op, centre, &ids)).await?.parts().0;
    let sent: BTreeSet<Same> = sent.into_iter().collect();
    let both = cases.len() + handoffs.len();
    let offered: BTreeSet<String> = table.rows.iter().filter_map(number).collect();
    for row in &rows.rows {
        let lost = |number: &String| !known.get(number).map_or(offered.contains(number), |case| case.live);
        if number(row).as_ref().is_some_and(lost) {
            wrong.push(rows.mistake(row, "reference", words::fixed(words::NO_CASE)));
        }
    }
    cases.retain(|case| !known.contains_key(case.reference.normal()));
    handoffs.retain(|new| known.get(new.reference.normal()).is_none_or(|case| !sent.contains(&same(new, case.id))));
    let there = both - cases.len() - handoffs.len();
    let known = known.into_iter().map(|(number, case)| (number, case.id)).collect();
    Ok(Plan { cases, handoffs, known, there, clocks_from: db.shared().clock.now() })
}
fn number(row: &Row) -> Option<String> {
    Some(Reference::parse(row.cell("reference")?)?.normal().to_owned())
}
fn same(new: &NewHandoff, case: CaseId) -> Same {
    Same { case, service: new.service.clone(), from: new.from, to: new.to, occurred_at: new.occurred_at }
}

/// Names everything that is wrong, if something is.
fn refuse(speech: &Speech, files: &[(Option<&Path>, Vec<Mistake>)], check: &Check<'_>) -> Result<(), Stop> {
    let (mut lines, mut many) = (Vec::new(), 0);
    let (mut agencies, mut services) = (false, false);
    for (path, wrong) in files {
        let mut wrong: Vec<&Mistake> = wrong.iter().collect();
        wrong.sort_by_key(|mistake| mistake.line);
        many += wrong.len();
        lines.extend(path.filter(|_| !wrong.is_empty()).map(|path| path.display().to_string()));
        for mistake in wrong {
            lines.push(speech.mistake(mistake.line, &mistake.column, &mistake.wants));
            agencies |= mistake.wants == words::fixed(words::AGENCY);
            services |= mistake.wants == words::fixed(words::SERVICE);
        }
    }
    if many == 0 {
        return Ok(());
    }
    if agencies {
        lines.push(speech.agencies());
        let active = check.agencies.iter().filter(|a| a.active);
        lines.extend(active.map(|a| format!("  {}  {} | {}", a.id, a.name_en, a.name_fr)));
    }
    if services {
        lines.push(speech.services());
        lines.extend(
            check
                .rules
                .services()
                .filter(|s| s.id != TRANSFER)
                .map(|s| format!("  {}  {} | {}", s.id, s.label.en, s.label.fr)),
        );
    }
    Err(Stop::Refused(format!("{}\n{}", speech.mistakes(many), lines.join("\n"))))
}

/// Says what would be made.
fn would(speech: &Speech, plan: &Plan, all: &[AgencyView]) -> Result<(), Stop> {
    for case in &plan.cases {
        answer(speech.case(case.line, None, case.opened_at.unwrap_or(plan.clocks_from)))?;
    }
    for new in &plan.handoffs {
        answer(speech.handoff(new.line, &new.service, &name(speech, all, new), None))?;
    }
    Ok(())
}
fn name(speech: &Speech, all: &[AgencyView], new: &NewHandoff) -> String {
    let to = all.iter().find(|agency| agency.id == new.to);
    to.map_or_else(String::new, |to| if speech.0 == Lang::En { to.name_en.clone() } else { to.name_fr.clone() })
}

/// Makes it: an act for each case and for each handoff.
async fn keep(
    db: &Db,
    speech: &Speech,
    plan: &Plan,
    (centre, coordinator): (&AgencyView, PersonId),
    all: &[AgencyView],
    shown: &impl Fn(Instant) -> String,
) -> Result<(), Stop> {
    let (mut known, mut done) = (plan.known.clone(), 0);
    let lines = plan.cases.len() + plan.handoffs.len();
    let mut progress = Progress::every(500);
    let broken = |line: u64, e: &Error, done: usize| Stop::Refused(speech.broken(line, &speech.why(e), done));
    for new in &plan.cases {
        let import = ImportCase {
            case: new.case.clone(),
            centre: centre.id,
            coordinator,
            reference: new.reference.clone(),
            opened_at: new.opened_at,
            monitoring: new.monitoring,
        };
        let kept = db.write(&operator(db), move |op| cases::import(op, import)).await;
        let kept = kept.map_err(|e| broken(new.line, &e, done))?.parts().0;
        answer(speech.case(new.line, Some(&kept.number), plan.clocks_from))?;
        known.insert(new.reference.normal().to_owned(), kept.id);
        done += 1;
        progress.at(u64::try_from(done).unwrap_or_default(), || speech.progress(done, lines));
    }
    for new in &plan.handoffs {
        let Some(case) = known.get(new.reference.normal()) else { continue };
        let import = ImportHandoff {
            same: same(new, *case),
            coordinator,
            whom: new.whom,
            urgency: new.urgency,
            note: new.note.clone(),
            clocks_from: plan.clocks_from,
        };
        let kept = db.write(&operator(db), move |op| handoffs::import(op, import)).await;
        let kept = kept.map_err(|e| broken(new.line, &e, done))?.parts().0;
        let due = shown(kept.confirm_due);
        answer(speech.handoff(new.line, &new.service, &name(speech, all, new), Some(&due)))?;
        done += 1;
        progress.at(u64::try_from(done).unwrap_or_default(), || speech.progress(done, lines));
    }
    progress.end();
    settle(db).await?;
    Ok(())
}
