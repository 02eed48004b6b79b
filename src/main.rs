//! The command: reads what was typed, does it, and ends with 0 (done), 1 (refused) or 2 (typed or set wrongly).
use clap::Parser;
use relais::commands::Relais;
use std::process::ExitCode;

fn main() -> ExitCode {
    Relais::parse().run()
}
