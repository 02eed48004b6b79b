//! `relais import`: what a centre kept elsewhere until now.
mod case;
mod cases;
mod centre;
mod check;
mod table;
mod words;

use super::speak::Stop;
use crate::config::Config;
use clap::Subcommand;

/// Bring in what a centre kept elsewhere
#[derive(Debug, Subcommand)]
pub(super) enum Import {
    Cases(Box<cases::Cases>),
    Centre(centre::Centre),
    Case(case::Case),
}

impl Import {
    pub(super) fn run(self, config: &Config) -> Result<(), Stop> {
        match self {
            Self::Cases(cases) => cases.run(config),
            Self::Centre(centre) => centre.run(config),
            Self::Case(case) => case.run(config),
        }
    }
}
