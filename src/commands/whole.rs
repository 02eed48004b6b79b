//! A file that a command writes: readable by its owner alone, and there whole or not at all.
use super::speak::Stop;
use std::fs::{File, OpenOptions};
use std::io::{self, BufWriter, Write};
use std::os::unix::fs::OpenOptionsExt;
use std::path::{Path, PathBuf};

/// A file that is there whole or not at all.
pub(super) struct Whole {
    path: PathBuf,
    out: Option<BufWriter<File>>,
    lines: u64,
}
impl Whole {
    /// Begins it under another name in the same folder.
    pub(super) fn beside(path: &Path) -> Result<Self, Stop> {
        let cannot = |path: &Path, why: &str| Stop::refused(format!("{}: {why}", path.display()));
        if path.symlink_metadata().is_ok() {
            return Err(cannot(path, "is there already, and is not overwritten"));
        }
        let mut name = path.as_os_str().to_owned();
        name.push(".part");
        let part = PathBuf::from(name);
        let made = OpenOptions::new().write(true).create_new(true).mode(0o600).open(&part);
        let file = made.map_err(|e| cannot(&part, &e.to_string()))?;
        Ok(Self { path: part, out: Some(BufWriter::new(file)), lines: 0 })
    }
    /// How many lines it has so far.
    pub(super) const fn lines(&self) -> u64 {
        self.lines
    }
    /// Writes a line.
    pub(super) fn line(&mut self, line: &str) -> Result<(), Stop> {
        self.lines += 1;
        self.bytes(line.as_bytes()).and_then(|()| self.bytes(b"\n"))
    }
    /// Writes bytes.
    pub(super) fn bytes(&mut self, bytes: &[u8]) -> Result<(), Stop> {
        let Some(out) = &mut self.out else { return Err(Stop::refused("the file is closed")) };
        Ok(out.write_all(bytes)?)
    }
    /// Gives it its name, once everything is on the disk.
    pub(super) fn keep(mut self, path: &Path) -> Result<(), Stop> {
        if let Some(out) = self.out.take() {
            let file = out.into_inner().map_err(io::IntoInnerError::into_error)?;
            file.sync_all()?;
            // a link, because a rename would overwrite what somebody has put there meanwhile
            if std::fs::hard_link(&self.path, path).is_err() {
                if path.symlink_metadata().is_ok() {
                    return Err(Stop::refused(format!("{}: is there by now, and is not overwritten", path.display())));
                }
                // a stick that knows no links
                std::fs::rename(&self.path, path)?;
            }
        }
        Ok(())
    }
}
impl Drop for Whole {
    fn drop(&mut self) {
        // it was never more than a part, or it has its own name now
        drop(std::fs::remove_file(&self.path));
    }
}
