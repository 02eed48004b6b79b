//! Opening what is installed here, and saying in plain words why it cannot be opened.
use super::speak::Stop;
use crate::access::Caller;
use crate::config::Config;
use crate::db::{Found, SchemaState, found};
use crate::kernel::{RequestId, Secret};
use crate::op::Db;
use crate::problem::{Error, Result as Outcome};
use crate::vault::{RingFileError, read_ring_file};
use crate::{people, server};
use std::path::Path;

/// Runs on a runtime of its own.
pub(super) fn running<T>(work: impl Future<Output = T>) -> T {
    actix_web::rt::System::new().block_on(work)
}

/// What is at the address of the database; nothing there is a refusal.
pub(super) fn database(config: &Config) -> Result<Found, Stop> {
    let found = found(&config.database).map_err(|e| Stop::refused(format!("{:?}: {e}", config.database)))?;
    if found.state == SchemaState::Empty {
        let nothing = "there is no installation in it yet; run `relais init` (see `relais init --help`)";
        return Err(Stop::refused(format!("{:?}: {nothing}", config.database)));
    }
    Ok(found)
}

/// The key file, whole; else what to do.
pub(super) fn key(config: &Config) -> Result<(), Stop> {
    read_ring_file(&config.key_file).map(drop).map_err(|e| {
        let (what, mend) = key_trouble(&config.key_file, &e);
        Stop::Refused(format!("{what}; {mend}"))
    })
}

/// What is wrong with a key file, and how to mend it.
pub(super) fn key_trouble(path: &Path, e: &RingFileError) -> (String, String) {
    let path = path.display();
    let restore = "name the right one with --key-file, or restore it from its backup";
    match e {
        RingFileError::Io(e) if e.kind() == std::io::ErrorKind::NotFound => (
            format!("the key file {path} is not there, and without it nothing in the database can be read"),
            restore.to_owned(),
        ),
        RingFileError::Io(e) => (format!("the key file {path}: {e}"), restore.to_owned()),
        RingFileError::TooOpen(mode) => (
            format!("others than its owner may read the key file {path} (mode {mode:04o})"),
            format!("chmod 0400 {path}"),
        ),
        RingFileError::Malformed => {
            (format!("{path} is not a key file of Relais, or it is damaged"), restore.to_owned())
        }
    }
}

/// Opens an installation whose schema is current, with the key that belongs to it.
pub(super) async fn open(config: &Config) -> Result<Db, Stop> {
    if let SchemaState::Behind(n) = database(config)?.state {
        return Err(Stop::refused(format!(
            "{:?}: {n} migration(s) behind this program; make a backup, then run `relais migrate`",
            config.database
        )));
    }
    key(config)?;
    let db = server::open(config)?;
    if db.opens(people::PEOPLE).await? == Some(false) {
        return Err(Stop::refused(format!(
            "the key file {} is not the one of this database ({:?}); name the right one with --key-file",
            config.key_file.display(),
            config.database
        )));
    }
    Ok(db)
}

/// Who acts at the command line.
pub(super) fn operator(db: &Db) -> Caller {
    Caller::operator(RequestId::new(db.shared().clock.now()))
}

/// Numbers what the command has left in the access log, as a server does every second.
pub(super) async fn settle(db: &Db) -> Outcome<usize> {
    let mut numbered = 0;
    loop {
        match db.sequence().await? {
            0 => return db.fold().await.map(|()| numbered),
            n => numbered += n,
        }
    }
}

/// A password of 100 random bits, in letters and digits that are not mistaken for each other.
pub(super) fn new_password() -> Secret {
    const LETTERS: &[u8; 32] = b"0123456789abcdefghjkmnpqrstvwxyz";
    let mut random = [0; 20];
    crate::kernel::secret::random(&mut random);
    let letters = random.iter().filter_map(|byte| LETTERS.get(usize::from(byte % 32)).copied().map(char::from));
    let mut text = String::with_capacity(23);
    for (n, letter) in letters.enumerate() {
        if n > 0 && n % 5 == 0 {
            text.push('-');
        }
        text.push(letter);
    }
    Secret::new(text)
}

/// The password in a file (`-`: standard input), without the end of its line; or a new one, and true.
pub(super) fn password(file: Option<&Path>) -> Result<(Secret, bool), Stop> {
    let Some(path) = file else { return Ok((new_password(), true)) };
    let text =
        if path == Path::new("-") { std::io::read_to_string(std::io::stdin()) } else { std::fs::read_to_string(path) };
    let text = text.map_err(|e| Stop::refused(format!("the password file {}: {e}", path.display())))?;
    let line = text.strip_suffix('\n').unwrap_or(&text);
    let secret = Secret::new(line.strip_suffix('\r').unwrap_or(line).to_owned());
    match people::long_enough(&secret) {
        Err(Error::Invalid(_)) => {
            let bounds = "the password in it has to have 12 to 256 characters";
            Err(Stop::Usage(format!("{}: {bounds}", path.display())))
        }
        Err(e) => Err(e.into()),
        Ok(secret) => Ok((secret, false)),
    }
}
