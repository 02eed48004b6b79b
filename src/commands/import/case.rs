//! `relais import case`: one case that a centre of another installation transfers, from its sealed file.
use super::centre::{broken, refused};
use crate::commands::installation::{new_password, open, operator, running, settle};
use crate::commands::named;
use crate::commands::speak::{Stop, answer};
use crate::config::Config;
use crate::exports::{self, Brought, Moving, TakenIn};
use crate::kernel::text::hex;
use crate::kernel::{AgencyId, PersonId};
use crate::op::Db;
use crate::server;
use crate::vault::{PackageKey, Receipt, read_private};
use aws_lc_rs::digest::{SHA256, digest};
use clap::Args;
use std::path::{Path, PathBuf};
use std::sync::Arc;
use zeroize::Zeroizing;

/// Bring in one case that a centre of another installation transfers
#[derive(Debug, Args)]
#[command(
    long_about = "Opens the sealed file that `relais export case` has written in another installation, and brings its \
                  case to a centre here, with a number of its own and everything that hangs on it. Ids, versions and \
                  moments stay.\n\nEvery line is looked at before the first is kept; what is kept, is kept in one \
                  transaction. Organizations and people that nobody here knows become names: no account, no address, \
                  nobody to send to. What is open of the former centre is owed by the new one.\n\nThe RECEIPT at the \
                  end is for the other operator: by it they know that the case is here, and let it go there.",
    after_long_help = "Example:\n  relais import case case.relais --package-key - --centre 'Prairie Centre' --dry-run"
)]
pub(in crate::commands) struct Case {
    /// The sealed file
    #[arg(value_name = "FILE")]
    file: PathBuf,
    /// A file with its key, which its owner alone may read (-: standard input)
    #[arg(long, value_name = "FILE")]
    package_key: PathBuf,
    /// The centre here: its id, or its name in either language
    #[arg(long, value_name = "ID|NAME")]
    centre: String,
    /// The coordinator who takes it over: an id or an address; the only one of the centre unless said otherwise
    #[arg(long, value_name = "ID|ADDRESS")]
    coordinator: Option<String>,
    /// Look at everything, and keep nothing
    #[arg(long)]
    dry_run: bool,
}

/// What a package holds, and what is answered once it is kept.
struct Opened {
    brought: Brought,
    moving: Moving,
    receipt: Receipt,
}

impl Case {
    pub(super) fn run(self, config: &Config) -> Result<(), Stop> {
        running(self.import(config))
    }
    async fn import(self, config: &Config) -> Result<(), Stop> {
        let db = open(config).await?;
        let centre = named::centre(&named::agencies(&db).await?, &self.centre)?;
        let coordinator = named::coordinator(&db, &centre, self.coordinator.as_deref()).await?;
        let Opened { brought, moving, receipt } = self.opened(centre.id)?;
        let brought = Arc::new(brought);
        let asked = Arc::clone(&brought);
        let wrong = db.read(&operator(&db), move |op| exports::misfits(op, &asked)).await?.parts().0;
        if !wrong.is_empty() {
            self.said_again(&db, &brought, moving, receipt).await?;
            return Err(refused(&self.file, &wrong));
        }
        let about = format!("a case of {}: {} lines", brought.centre_name(), brought.lines);
        let Some(brought) = Arc::into_inner(brought) else { return Err(Stop::refused("the file is still in use")) };
        if self.dry_run {
            return answer(format_args!("{about}\nNothing was kept."));
        }
        let taken = self.keep(config, &db, brought, (centre.id, coordinator)).await?;
        answer(format_args!("{about}, {} of them kept", taken.lines))?;
        told(&taken, &centre.name_en)?;
        answer(format_args!("receipt {}\nTell it to the operator who sent the file.", receipt.spoken()))
    }
    async fn keep(
        &self,
        config: &Config,
        db: &Db,
        brought: Brought,
        (centre, coordinator): (AgencyId, PersonId),
    ) -> Result<TakenIn, Stop> {
        // a password that nobody knows, hashed once
        let nobodys = server::passwords(config, db)?.hash(new_password()).await?;
        let kept =
            db.write(&operator(db), move |op| exports::take_in(op, brought, centre, coordinator, &nobodys)).await;
        let taken = kept.map_err(|e| broken(&self.file, e))?.parts().0;
        settle(db).await?;
        Ok(taken)
    }
    /// A receipt that was lost is told again, but not where the case comes from.
    async fn said_again(&self, db: &Db, brought: &Brought, moving: Moving, receipt: Receipt) -> Result<(), Stop> {
        let (case, from) = (moving.case, brought.centre);
        let kept = db.read(&operator(db), move |op| exports::kept_from(op, case, from)).await?.parts().0;
        if kept { answer(format_args!("the case is here already; receipt {}", receipt.spoken())) } else { Ok(()) }
    }
    /// Opens the file: one answer for whatever is wrong with it, so that nothing is learned by trying.
    fn opened(&self, centre: AgencyId) -> Result<Opened, Stop> {
        let key = key(&self.package_key)?;
        let path = self.file.display();
        let bytes = std::fs::read(&self.file).map_err(|e| Stop::refused(format!("{path}: {e}")))?;
        let closed = "cannot be opened with this key: it is of another file, or the file was changed or is not whole; \
                      nothing was kept";
        let (id, text) = key.open(&bytes)?.ok_or_else(|| Stop::refused(format!("{path} {closed}")))?;
        let sha256 = hex(digest(&SHA256, &bytes).as_ref());
        let brought = exports::case_of(&text, centre, &sha256).map_err(|wrong| refused(&self.file, &wrong))?;
        let moving = brought.moving.filter(|moving| moving.package == id);
        let moving = moving.ok_or_else(|| Stop::refused(format!("{path} {closed}")))?;
        Ok(Opened { receipt: key.receipt(id, moving.case.into())?, moving, brought })
    }
}

/// The key as it was written down.
fn key(path: &Path) -> Result<PackageKey, Stop> {
    let text = if path == Path::new("-") {
        let typed = std::io::read_to_string(std::io::stdin());
        typed.map(Zeroizing::new).map_err(|e| Stop::refused(format!("the key: {e}")))?
    } else {
        read_private(path).map_err(|e| Stop::refused(format!("{}: {e}", path.display())))?
    };
    let unheard = "this is no key of such a file: fourteen groups of four letters and digits, all of them right";
    PackageKey::heard(text.trim()).ok_or_else(|| Stop::refused(unheard))
}
/// What the new centre has to know first.
fn told(taken: &TakenIn, centre: &str) -> Result<(), Stop> {
    let arrived = &taken.arrived;
    answer(format_args!("case {} of {centre}; handoffs that wait for something: {}", arrived.number, arrived.open))?;
    for service in &arrived.ask_again {
        answer(format_args!("  ask for consent again: {service}"))?;
    }
    for name in &taken.strangers {
        answer(format_args!("  without accounts here: {name}"))?;
    }
    Ok(())
}
