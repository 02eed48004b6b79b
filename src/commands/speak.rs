//! How commands speak: answers on standard output, everything else on standard error, in plain words.
use crate::config::ConfigErrors;
use crate::db::SchemaTrouble;
use crate::kernel::Lang;
use crate::problem::{Error, FieldError};
use serde::Serialize;
use std::fmt;
use std::io::{self, Write};
use std::process::ExitCode;

/// Why a command ends without having done what was asked.
#[derive(Debug)]
pub(super) enum Stop {
    /// It cannot be done as things are; the text says why, and what to do.
    Refused(String),
    /// It was typed, or set up, wrongly.
    Usage(String),
    /// Everything has been said already.
    Said,
}
impl Stop {
    /// Says why, and gives the exit code.
    pub(super) fn end(self) -> ExitCode {
        let (code, why) = match self {
            Self::Refused(why) => (1, why),
            Self::Usage(why) => (2, why),
            Self::Said => (1, String::new()),
        };
        if !why.is_empty() {
            note(&format!("relais: {why}"));
        }
        ExitCode::from(code)
    }
    /// A refusal, in words.
    pub(super) fn refused(why: impl Into<String>) -> Self {
        Self::Refused(why.into())
    }
}
impl From<Error> for Stop {
    fn from(e: Error) -> Self {
        Self::Refused(plain(&e))
    }
}
impl From<SchemaTrouble> for Stop {
    fn from(trouble: SchemaTrouble) -> Self {
        Self::Refused(trouble.to_string())
    }
}
impl From<ConfigErrors> for Stop {
    fn from(errors: ConfigErrors) -> Self {
        Self::Usage(format!("these settings are not right:\n{}", errors.to_string().trim_end()))
    }
}
impl From<io::Error> for Stop {
    fn from(e: io::Error) -> Self {
        Self::Refused(format!("the answer could not be written: {e}"))
    }
}

/// An error in words, without its place in the program.
pub(super) fn plain(e: &Error) -> String {
    match e {
        Error::Internal(cause) => cause.to_string(),
        Error::Refused(refusal) => refusal.code.entry().en.to_owned(),
        Error::Invalid(fields) => wrong(fields, |pointer| pointer.trim_start_matches('/').to_owned()),
    }
}

/// Wrong fields, named as the flags by which they were given.
pub(super) fn wrong_flags(e: Error, flags: &[(&str, &str)]) -> Stop {
    let Error::Invalid(fields) = &e else { return e.into() };
    let flag = |pointer: &str| {
        let name = pointer.trim_start_matches('/').split('/').next().unwrap_or_default();
        let known = flags.iter().find(|(field, _)| *field == name);
        known.map_or_else(|| format!("--{}", name.replace('_', "-")), |(_, flag)| (*flag).to_owned())
    };
    Stop::Usage(format!("these values are not right:\n{}", wrong(fields, flag)))
}

fn wrong(fields: &[FieldError], name: impl Fn(&str) -> String) -> String {
    let lines: Vec<String> =
        fields.iter().map(|f| format!("  {}: {}", name(&f.pointer), f.code.detail(Lang::En))).collect();
    lines.join("\n")
}

/// An answer: the one thing that goes to standard output. Whoever stops reading early has read enough.
pub(super) fn answer(text: impl fmt::Display) -> Result<(), Stop> {
    let mut out = io::stdout().lock();
    match writeln!(out, "{text}").and_then(|()| out.flush()) {
        Err(e) if e.kind() != io::ErrorKind::BrokenPipe => Err(e.into()),
        _ => Ok(()),
    }
}
/// An answer for programs.
pub(super) fn answer_json(value: &impl Serialize) -> Result<(), Stop> {
    answer(serde_json::to_string_pretty(value).map_err(Error::internal)?)
}
/// A remark, for whoever watches.
pub(super) fn note(text: &str) {
    // nobody is left to be told when standard error is gone
    drop(writeln!(io::stderr().lock(), "{text}"));
}
