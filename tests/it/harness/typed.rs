//! The program as an operator types it: its words and its exit codes.
use std::path::Path;
use std::process::{Command, Output};

/// How a command ended.
pub(crate) struct Ended {
    pub(crate) code: i32,
    pub(crate) said: String,
    pub(crate) noted: String,
}
impl Ended {
    /// It ended with this code, and said these words.
    #[track_caller]
    pub(crate) fn with(self, code: i32, words: &str) -> Self {
        let all = format!("{}{}", self.said, self.noted);
        assert!(self.code == code && all.contains(words), "ended with {} and said:\n{all}", self.code);
        self
    }
}

/// Types a command in a folder.
pub(crate) fn typed(folder: &Path, command: &[&str]) -> Ended {
    let mut relais = Command::new(env!("CARGO_BIN_EXE_relais"));
    relais.current_dir(folder).env_clear().env("RELAIS_HASHING", "small").args(command);
    let Output { status, stdout, stderr } = relais.output().unwrap();
    let text = |bytes: Vec<u8>| String::from_utf8(bytes).unwrap();
    Ended { code: status.code().unwrap(), said: text(stdout), noted: text(stderr) }
}
