//! How far something long is: one line that moves on a terminal, a line now and then elsewhere.
use super::speak::note;
use std::io::{self, IsTerminal, Write};

/// How far something is.
pub(super) struct Progress {
    said: u64,
    every: u64,
}
impl Progress {
    /// Off a terminal, speaks each time that so many more are done.
    pub(super) const fn every(every: u64) -> Self {
        Self { said: 0, every }
    }
    /// So many are done.
    pub(super) fn at(&mut self, done: u64, text: impl FnOnce() -> String) {
        if io::stderr().is_terminal() {
            // a progress line that cannot be shown is no reason to stop
            drop(write!(io::stderr(), "\r{}", text()));
            self.said = done;
        } else if done >= self.said + self.every {
            note(&text());
            self.said = done;
        }
    }
    /// Takes the moving line away.
    pub(super) fn end(&self) {
        if self.said > 0 && io::stderr().is_terminal() {
            drop(write!(io::stderr(), "\r\x1b[K"));
        }
    }
}
