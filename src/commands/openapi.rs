//! `relais openapi`.
use super::speak::{Stop, answer_json};
use clap::Args;

/// Print the description of the API
#[derive(Debug, Args)]
pub(super) struct Openapi {}
impl Openapi {
    pub(super) fn run(self) -> Result<(), Stop> {
        answer_json(&crate::server::description())
    }
}
