//! `relais export case`: one case for a centre of another installation, sealed.
use super::installation::{open, operator, settle};
use super::named;
use super::speak::{Stop, answer};
use super::whole::Whole;
use crate::config::Config;
use crate::exports;
use crate::handoffs::CaseNamed;
use crate::vault::{PackageKey, package_id};
use clap::Args;
use std::path::PathBuf;
use std::sync::Arc;

/// Write one case, sealed, for a centre of another installation
#[derive(Debug, Args)]
#[command(
    long_about = "Writes one case into a sealed file for a centre of another installation: everything that hangs on \
                  it, what was merged into it, and the organizations and people whom it names, without addresses and \
                  accounts. The access log stays here.\n\nA coordinator of the case has logged its transfer before, to \
                  the agency that stands here for that centre: of discipline `centre`, and without accounts. Until \
                  the receipt is entered with `relais transfer received`, the case stays where it is and is worked on \
                  here.\n\nThe key is shown once, and is kept nowhere. Give it to the other operator by telephone: \
                  WHOEVER HAS THE FILE AND THE KEY HAS THE CASE.",
    after_long_help = "Example:\n  relais export case --case 2026-0012 --for 'Prairie Centre' --to case.relais"
)]
pub(super) struct OneCase {
    /// The case: its id, or its number
    #[arg(long, value_name = "ID|NUMBER")]
    case: CaseNamed,
    /// The centre that it goes to, as it is called here: its id, or its name in either language
    #[arg(long = "for", value_name = "ID|NAME")]
    centre: String,
    /// The file, which is not there yet
    #[arg(long, value_name = "FILE")]
    to: PathBuf,
}

impl OneCase {
    pub(super) async fn run(self, config: &Config) -> Result<(), Stop> {
        let db = open(config).await?;
        let centre = named::centre(&named::agencies(&db).await?, &self.centre)?;
        let mut file = Whole::beside(&self.to)?;
        let (case, package, key) = (self.case, package_id(), Arc::new(PackageKey::new()));
        let with = Arc::clone(&key);
        let packed = db.write(&operator(&db), move |op| exports::pack(op, case, centre.id, (&with, package))).await?;
        let packed = packed.parts().0;
        settle(&db).await?;
        file.bytes(&key.seal(package, &packed.text)?)?;
        file.keep(&self.to)?;
        let (path, number, lines, spoken) = (self.to.display(), packed.number, packed.lines, key.spoken());
        answer(format_args!(
            "{path}: case {number}, {lines} lines, sealed\nkey {}\nIt is shown this once. Tell it to the operator there by \
             telephone, and enter the receipt that they tell you:\n  relais transfer received --case {number} --centre … \
             --receipt …",
            spoken.as_str()
        ))
    }
}
