//! `relais ledger`: is the access log still what was written?
use super::Format;
use super::installation::{open, running};
use super::progress::Progress;
use super::speak::{Stop, answer, answer_json};
use crate::config::Config;
use crate::ledger::Report;
use clap::{Args, Subcommand};

/// Check the access log
#[derive(Debug, Subcommand)]
pub(super) enum Ledger {
    Verify(Verify),
}

/// Verify every entry of the access log
#[derive(Debug, Args)]
#[command(
    long_about = "Reads every entry of the access log and compares it with its place in the numbering, its leaf in the \
                  tree and its columns; names each entry that is not what was written, and then ends with 1. It may \
                  be run while the server runs.\n\nWhat it cannot see: an entry that was removed together with its \
                  place before anybody outside had seen it.",
    after_long_help = "Example:\n  relais ledger verify --format json > report.json"
)]
pub(super) struct Verify {
    /// How the answer is written
    #[arg(long, value_enum, default_value = "text")]
    format: Format,
}

impl Ledger {
    pub(super) fn run(self, config: &Config) -> Result<(), Stop> {
        let Self::Verify(verify) = self;
        running(verify.run(config))
    }
}

impl Verify {
    async fn run(self, config: &Config) -> Result<(), Stop> {
        let db = open(config).await?;
        let mut progress = Progress::every(50_000);
        let report = db.verify(|entries| progress.at(entries, || format!("{entries} entries verified so far"))).await?;
        progress.end();
        match self.format {
            Format::Json => answer_json(&report)?,
            Format::Text => said(&report)?,
        }
        if report.findings.is_empty() { Ok(()) } else { Err(Stop::Said) }
    }
}

fn said(report: &Report) -> Result<(), Stop> {
    let Report { entries, waiting, findings } = report;
    for finding in findings {
        answer(format_args!("wrong  {}: {}", finding.entry, finding.wrong))?;
    }
    let how = if findings.is_empty() { "all as written".to_owned() } else { format!("{} wrong", findings.len()) };
    answer(format_args!("{entries} entries verified, {waiting} of them wait for their number: {how}"))
}
