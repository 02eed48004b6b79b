//! `relais transfer`: what another installation has answered to a transfer.
use super::installation::{open, operator, running, settle};
use super::named;
use super::speak::{Stop, answer};
use crate::config::Config;
use crate::handoffs::{self, CaseNamed, EndedHere};
use crate::vault::Receipt;
use clap::{Args, Subcommand};

/// Follow the transfer of a case to another installation
#[derive(Debug, Subcommand)]
pub(super) enum Transfer {
    Received(Received),
}

/// Enter the receipt of a centre of another installation: the case moves
#[derive(Debug, Args)]
#[command(
    long_about = "Enters the receipt that the operator of another installation has told after opening the file of \
                  `relais export case`. The transfer is taken on, as known by word of mouth; the case belongs to that \
                  centre and is closed here, where its former centre keeps reading how it stood. What waited here for \
                  somebody ends as going on elsewhere, and is named, so that they can be told.\n\nThere is no way \
                  back. With a wrong receipt nothing changes.",
    after_long_help = "Example:\n  relais transfer received --case 2026-0012 --centre 'Harbour Centre' \\\n    \
                       --receipt 7k2m-9qxw-04ht-r6de"
)]
pub(super) struct Received {
    /// The case: its id, or its number here
    #[arg(long, value_name = "ID|NUMBER")]
    case: CaseNamed,
    /// The centre that it leaves: its id, or its name in either language
    #[arg(long, value_name = "ID|NAME")]
    centre: String,
    /// The receipt: sixteen letters and digits
    #[arg(long, value_name = "CODE")]
    receipt: String,
    /// The coordinator who answers for it: an id or an address; the only one of the centre unless said otherwise
    #[arg(long, value_name = "ID|ADDRESS")]
    coordinator: Option<String>,
}

impl Transfer {
    pub(super) fn run(self, config: &Config) -> Result<(), Stop> {
        let Self::Received(received) = self;
        running(received.run(config))
    }
}
impl Received {
    async fn run(self, config: &Config) -> Result<(), Stop> {
        let receipt = Receipt::heard(&self.receipt);
        let receipt =
            receipt.ok_or_else(|| Stop::Usage("--receipt: four groups of four letters and digits".to_owned()))?;
        let db = open(config).await?;
        let all = named::agencies(&db).await?;
        let centre = named::centre(&all, &self.centre)?;
        let by = named::coordinator(&db, &centre, self.coordinator.as_deref()).await?;
        let case = (self.case, centre.id);
        let released = db.write(&operator(&db), move |op| handoffs::release(op, case, receipt, by)).await?.parts().0;
        settle(&db).await?;
        answer(format_args!("case {} has moved, and is closed here", released.number))?;
        for EndedHere { service, agency } in &released.ended {
            let name = all.iter().find(|known| known.id == *agency).map_or("", |known| known.name_en.as_str());
            answer(format_args!("  ended here, goes on elsewhere: {service}, {name}"))?;
        }
        if released.later > 0 {
            let later = "open handoff(s) came or moved after the file was made: tell the other centre";
            answer(format_args!("{} {later}", released.later))?;
        }
        Ok(())
    }
}
