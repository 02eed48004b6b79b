//! `relais openapi`: the description of the API, and the two pages that are made with it.
mod access;
mod lines;
mod problems;

use super::speak::{Stop, answer, answer_json};
use crate::problem::{Error, Result};
use crate::server::description;
use clap::Args;
use std::path::PathBuf;

/// Print the description of the API, or write it with its pages
#[derive(Debug, Args)]
#[command(
    long_about = "Prints the description of the API (OpenAPI 3.1), made from the code.\n\nWith --write it writes three \
                  files into a folder: openapi.json; problems.md, every code by which a request is refused; and \
                  access.md, who may see and do what, for people who answer for that.",
    after_long_help = "Example:\n  relais openapi | jq '.paths | keys'\n  relais openapi --write api-spec"
)]
pub(super) struct Openapi {
    /// Write openapi.json, problems.md and access.md into this folder
    #[arg(long, value_name = "DIR")]
    write: Option<PathBuf>,
}

impl Openapi {
    pub(super) fn run(self) -> Result<(), Stop> {
        let Some(folder) = self.write else { return answer_json(&description()) };
        let failed = |e: std::io::Error| Stop::refused(format!("{}: {e}", folder.display()));
        std::fs::create_dir_all(&folder).map_err(failed)?;
        for (name, text) in pages()? {
            std::fs::write(folder.join(name), text).map_err(failed)?;
            answer(folder.join(name).display())?;
        }
        Ok(())
    }
}

/// What is committed in `api-spec`: names of files, and what has to be in them.
pub fn pages() -> Result<[(&'static str, String); 3]> {
    let spec = serde_json::to_string_pretty(&description()).map_err(Error::internal)?;
    Ok([("openapi.json", spec + "\n"), ("problems.md", problems::page()), ("access.md", access::page()?)])
}
