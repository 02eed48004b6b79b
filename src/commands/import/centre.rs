//! `relais import centre`: a whole centre, from the file that another installation has written.
use crate::commands::installation::{new_password, open, operator, running, settle};
use crate::commands::progress::Progress;
use crate::commands::speak::{Stop, answer};
use crate::config::Config;
use crate::exports::{self, Brought, Mistake};
use crate::problem::{Error, FieldCode, FieldError};
use crate::server;
use clap::Args;
use std::path::{Path, PathBuf};
use std::sync::Arc;

/// Bring in a whole centre from the file of an export
#[derive(Debug, Args)]
#[command(
    long_about = "Brings in a whole centre from the file that `relais export centre` has written in another \
                  installation: its cases with everything that hangs on them, and the organizations and people whom \
                  they name. Ids, versions, moments and numbers stay what they were; names, contacts and notes are \
                  sealed under the keys of this installation.\n\nEvery line is looked at before the first is kept. \
                  When something is not right, every line is named with its field, and nothing is kept; the same when \
                  a line is not whole, or something of the file is here already. What is kept, is kept in one \
                  transaction: until it ends, a server that runs here answers that it is busy.\n\nNobody of the file \
                  can sign in until an administrator of this installation gives them a password; its own accounts \
                  stay as they are. The entries of the former access log stay in the file: KEEP IT as long as these \
                  have to be kept. Each case gets an entry that names the SHA-256 of the file and how many they are.",
    after_long_help = "Example:\n  relais import centre harbour.jsonl --dry-run\n  relais import centre harbour.jsonl"
)]
pub(in crate::commands) struct Centre {
    /// The file of the export
    #[arg(value_name = "FILE.jsonl")]
    file: PathBuf,
    /// Look at everything, and keep nothing
    #[arg(long)]
    dry_run: bool,
}

/// The most mistakes that are named.
const NAMED: usize = 100;

impl Centre {
    pub(super) fn run(self, config: &Config) -> Result<(), Stop> {
        running(self.import(config))
    }
    async fn import(self, config: &Config) -> Result<(), Stop> {
        let db = open(config).await?;
        let text = std::fs::read_to_string(&self.file);
        let text = text.map_err(|e| Stop::refused(format!("{}: {e}", self.file.display())))?;
        let brought = Arc::new(exports::read(&text).map_err(|wrong| refused(&self.file, &wrong))?);
        drop(text);
        if brought.moving.is_some() {
            return Err(Stop::refused("this is one case that moves, and no centre"));
        }
        let asked = Arc::clone(&brought);
        let wrong = db.read(&operator(&db), move |op| exports::misfits(op, &asked)).await?.parts().0;
        if !wrong.is_empty() {
            return Err(refused(&self.file, &wrong));
        }
        let Some(brought) = Arc::into_inner(brought) else { return Err(Stop::refused("the file is still in use")) };
        let about = about(&brought);
        if self.dry_run {
            return answer(format_args!("{about}\nNothing was kept."));
        }
        // a password that nobody knows, hashed once
        let nobodys = server::passwords(config, &db)?.hash(new_password()).await?;
        let (mut progress, mut done) = (Progress::every(5_000), 0_u64);
        let one_more = move || {
            done += 1;
            progress.at(done, || format!("{done} lines written, none kept yet"));
        };
        let kept = db.write(&operator(&db), move |op| exports::bring(op, brought, &nobodys, one_more)).await;
        let kept = kept.map_err(|e| broken(&self.file, e))?.parts().0;
        settle(&db).await?;
        answer(format_args!(
            "{about}\n{kept} lines were kept. Keep the file: the former access log is in it. Nobody of it can sign in \
             until an administrator gives them a password."
        ))
    }
}

/// Names what is wrong.
pub(super) fn refused(file: &Path, wrong: &[Mistake]) -> Stop {
    let line = |m: &Mistake| {
        let field = if m.field.is_empty() { String::new() } else { format!(" {}", m.field) };
        format!("  line {},{field} {}", m.line, m.why)
    };
    let mut lines: Vec<String> = wrong.iter().take(NAMED).map(line).collect();
    if wrong.len() > NAMED {
        lines.push(format!("  and {} more", wrong.len() - NAMED));
    }
    let file = file.display();
    Stop::refused(format!("{file}: nothing was kept; {} thing(s) are not right:\n{}", wrong.len(), lines.join("\n")))
}
/// What was only found while it was kept.
pub(super) fn broken(file: &Path, e: Error) -> Stop {
    let Error::Invalid(fields) = &e else { return e.into() };
    let at = |field: &FieldError| Mistake {
        line: field.pointer.parse().unwrap_or_default(),
        field: String::new(),
        why: if field.code == FieldCode::Conflict {
            "does not go with what is here, or with another line"
        } else {
            "holds what this program cannot read"
        },
    };
    refused(file, &fields.iter().map(at).collect::<Vec<_>>())
}

fn about(brought: &Brought) -> String {
    let Brought { sha256, lines, entries, .. } = brought;
    let (name, cases) = (brought.centre_name(), brought.cases());
    format!(
        "{name}: {cases} cases, {lines} lines, {entries} of them entries of the former access log\nSHA-256 {sha256}"
    )
}
