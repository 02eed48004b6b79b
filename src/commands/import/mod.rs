//! `relais import`: what a centre kept elsewhere until now.
mod cases;
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
}

impl Import {
    pub(super) fn run(self, config: &Config) -> Result<(), Stop> {
        let Self::Cases(cases) = self;
        cases.run(config)
    }
}
