//! The ring file: the root key, outside the database, readable by its owner alone.
use crate::kernel::secret::random;
use base64::{Engine, engine::general_purpose::STANDARD};
use serde::{Deserialize, Serialize};
use std::fmt;
use std::io::Write;
use std::os::unix::fs::{MetadataExt, OpenOptionsExt};
use std::path::Path;
use zeroize::Zeroizing;

#[derive(Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
struct RingFile {
    version: u32,
    root: Zeroizing<String>,
}

/// Why a ring file is not used.
#[derive(Debug)]
pub enum RingFileError {
    /// It cannot be read or written.
    Io(std::io::Error),
    /// Others than its owner may read it.
    TooOpen(u32),
    /// It is not a ring file.
    Malformed,
}
impl fmt::Display for RingFileError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Io(e) => e.fmt(f),
            Self::TooOpen(mode) => write!(f, "others may read it (mode {mode:04o}); run chmod 0400 on it"),
            Self::Malformed => f.write_str("it is not a key file of Relais, or it is damaged; restore its backup"),
        }
    }
}
impl std::error::Error for RingFileError {}
impl From<std::io::Error> for RingFileError {
    fn from(e: std::io::Error) -> Self {
        Self::Io(e)
    }
}

/// Makes a ring file with a new root key (mode 0400); never over one that exists.
pub fn create_ring_file(path: &Path) -> Result<(), RingFileError> {
    let mut root = Zeroizing::new([0_u8; 32]);
    random(root.as_mut_slice());
    let file = RingFile { version: 1, root: Zeroizing::new(STANDARD.encode(root.as_slice())) };
    let text = Zeroizing::new(serde_json::to_string_pretty(&file).map_err(|_unsaid| RingFileError::Malformed)?);
    let mut out = std::fs::OpenOptions::new().write(true).create_new(true).mode(0o400).open(path)?;
    out.write_all(text.as_bytes())?;
    out.write_all(b"\n")?;
    out.sync_all()?;
    if let Some(folder) = path.parent().filter(|p| !p.as_os_str().is_empty()) {
        std::fs::File::open(folder)?.sync_all()?;
    }
    Ok(())
}

/// Reads a file with a secret, which nobody but its owner may read; what belongs to root may be lent to one group, as
/// systemd hands out credentials (mode 0440 with an access list) and as PostgreSQL takes its own key.
pub fn read_private(path: &Path) -> Result<Zeroizing<String>, RingFileError> {
    let about = std::fs::metadata(path)?;
    let mode = about.mode() & 0o777;
    let others = if about.uid() == 0 { 0o037 } else { 0o077 };
    if mode & others != 0 {
        return Err(RingFileError::TooOpen(mode));
    }
    Ok(Zeroizing::new(std::fs::read_to_string(path)?))
}

/// Reads the root key of a ring file that only its owner can read, or that root lends to a group.
pub fn read_ring_file(path: &Path) -> Result<Zeroizing<[u8; 32]>, RingFileError> {
    let text = read_private(path)?;
    let file: RingFile = serde_json::from_str(&text).map_err(|_unsaid| RingFileError::Malformed)?;
    let root = Zeroizing::new(STANDARD.decode(file.root.as_bytes()).map_err(|_unsaid| RingFileError::Malformed)?);
    let sound = file.version == 1;
    let key: [u8; 32] = root.as_slice().try_into().map_err(|_unsaid| RingFileError::Malformed)?;
    if sound { Ok(Zeroizing::new(key)) } else { Err(RingFileError::Malformed) }
}

#[cfg(test)]
mod tests {
    use super::read_private;
    use std::fs::{Permissions, set_permissions, write};
    use std::os::unix::fs::{MetadataExt, PermissionsExt};

    #[test]
    fn a_secret_is_read_by_its_owner_and_lent_by_root_alone() {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("secret");
        write(&path, "x").unwrap();
        let by_root = path.metadata().unwrap().uid() == 0;

        for (mode, taken) in [
            (0o400, true),
            (0o600, true),
            (0o440, by_root),
            (0o640, by_root),
            (0o660, false),
            (0o404, false),
            (0o444, false),
        ] {
            set_permissions(&path, Permissions::from_mode(mode)).unwrap();
            assert_eq!(read_private(&path).is_ok(), taken, "{mode:04o}");
        }
    }
}
