//! Every setting, parsed once, all mistakes reported together.
//!
//! Defaults, then `relais.toml`, then `RELAIS_*` variables, then flags. Secrets come from files alone.
use crate::db::{Target, TargetError};
use crate::kernel::Clock;
use crate::vault::read_private;
use std::collections::BTreeMap;
use std::fmt;
use std::net::SocketAddr;
use std::path::{Path, PathBuf};
use std::time::Duration;

/// How hard a password is to guess offline (argon2id, RFC 9106).
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Hashing {
    /// Memory of one hash.
    pub memory_kib: u32,
    /// Passes over that memory.
    pub passes: u32,
}
impl Hashing {
    /// For a usual server: 64 MiB, 3 passes.
    pub const USUAL: Self = Self { memory_kib: 65_536, passes: 3 };
    /// For a machine with less than 2 GiB of memory: the least that OWASP's Password Storage Cheat Sheet accepts.
    pub const SMALL: Self = Self { memory_kib: 19_456, passes: 2 };
}

/// The settings of a server.
#[derive(Debug, Clone)]
pub struct Config {
    /// Which database.
    pub database: Target,
    /// The file with the root key.
    pub key_file: PathBuf,
    /// Where to listen.
    pub listen: SocketAddr,
    /// Where to show counters, if anywhere; never to the outside.
    pub metrics: Option<SocketAddr>,
    /// Connections that read.
    pub readers: u32,
    /// Threads that speak HTTP.
    pub workers: usize,
    /// How passwords are hashed.
    pub hashing: Hashing,
    /// How long readiness is red before the listener closes.
    pub drain: Duration,
    /// The time.
    pub clock: Clock,
    /// How much is logged, as `tracing` reads it.
    pub log: String,
}

/// Every setting that is not right, each with its name and what was expected.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ConfigErrors(pub Vec<(String, String)>);
impl fmt::Display for ConfigErrors {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        for (name, expected) in &self.0 {
            writeln!(f, "  {name}: {expected}")?;
        }
        Ok(())
    }
}
impl std::error::Error for ConfigErrors {}

/// Names and values as they were given, the later source winning.
#[derive(Debug, Clone, Default)]
pub struct Given(BTreeMap<String, String>);

/// Every setting: its name, its default, what it is.
pub const SETTINGS: [(&str, &str, &str); 9] = [
    ("database", "sqlite:relais.db", "sqlite:PATH, or postgres://… of this host (or another, with the TLS build)"),
    ("database_file", "", "instead: the file in which that address stands, mode 0400; the only place for a password"),
    ("key_file", "relais.key", "the file with the root key, mode 0400, kept and backed up apart from the database"),
    ("listen", "127.0.0.1:8080", "ADDRESS:PORT; put a proxy that speaks TLS in front"),
    ("metrics_listen", "", "ADDRESS:PORT for counters; empty: none"),
    ("readers", "0", "connections that read, 1 to 48; 0: four a core; on PostgreSQL half as many more write"),
    ("hashing", "usual", "usual (64 MiB a sign-in) or small (19 MiB)"),
    ("drain_seconds", "3", "how long /readyz is red before the server stops listening, 0 to 300"),
    ("log", "info", "how much is logged: error, warn, info, debug"),
];

/// The two ways to say which database.
const WHICH: [&str; 2] = ["database", "database_file"];

impl Given {
    /// Reads `relais.toml`; a file that is not there says nothing unless it was named.
    pub fn from_file(path: &Path, named: bool) -> Result<Self, ConfigErrors> {
        let problem = |what: String| ConfigErrors(vec![(path.display().to_string(), what)]);
        let text = match std::fs::read_to_string(path) {
            Ok(text) => text,
            Err(e) if e.kind() == std::io::ErrorKind::NotFound && !named => return Ok(Self::default()),
            Err(e) => return Err(problem(e.to_string())),
        };
        let table: toml::Table = text.parse().map_err(|e: toml::de::Error| problem(e.to_string()))?;
        let plain = |value: toml::Value| match value {
            toml::Value::String(text) => text,
            other => other.to_string(),
        };
        Ok(Self(table.into_iter().map(|(name, value)| (name, plain(value))).collect()))
    }
    /// Reads `RELAIS_*` variables.
    #[must_use]
    pub fn from_environment() -> Self {
        let ours = std::env::vars().filter_map(|(name, value)| {
            let name = name.strip_prefix("RELAIS_")?.to_lowercase();
            Some((name, value))
        });
        Self(ours.filter(|(name, _)| SETTINGS.iter().any(|s| s.0 == name)).collect())
    }
    /// Sets one name, as a flag does.
    pub fn set(&mut self, name: &str, value: impl Into<String>) {
        self.0.insert(name.to_owned(), value.into());
    }
    /// What a later source says wins; which database, as a whole.
    #[must_use]
    pub fn over(mut self, earlier: Self) -> Self {
        let which = WHICH.iter().any(|name| self.0.contains_key(*name));
        for (name, value) in earlier.0 {
            if !(which && WHICH.contains(&name.as_str())) {
                self.0.entry(name).or_insert(value);
            }
        }
        self
    }
    /// Parses everything; every mistake is reported.
    pub fn config(&self) -> Result<Config, ConfigErrors> {
        let mut wrong = Wrong(Vec::new());
        for name in self.0.keys().filter(|name| !SETTINGS.iter().any(|s| s.0 == name.as_str())) {
            wrong.0.push((name.clone(), "there is no such setting".to_owned()));
        }
        let text = |name: &str| {
            let default = SETTINGS.iter().find(|s| s.0 == name).map_or("", |s| s.1);
            self.0.get(name).map_or(default, String::as_str).to_owned()
        };
        let cores = std::thread::available_parallelism().map_or(1, usize::from);
        let readers = wrong.number("readers", &text("readers"), 0, 48);
        let metrics = Some(text("metrics_listen")).filter(|t| !t.is_empty());
        let config = Config {
            database: self.target(&mut wrong, &text("database")),
            key_file: text("key_file").into(),
            listen: wrong.address("listen", &text("listen")),
            metrics: metrics.map(|t| wrong.address("metrics_listen", &t)),
            readers: if readers == 0 { u32::try_from(cores * 4).unwrap_or(4).min(48) } else { readers },
            workers: cores,
            hashing: wrong.hashing(&text("hashing")),
            drain: Duration::from_secs(wrong.number("drain_seconds", &text("drain_seconds"), 0, 300).into()),
            clock: Clock::System,
            log: text("log"),
        };
        if wrong.0.is_empty() { Ok(config) } else { Err(ConfigErrors(wrong.0)) }
    }
    /// The database that is named, here or in a file. A password is taken from a file alone: what is typed or set in the
    /// environment is seen by others.
    fn target(&self, wrong: &mut Wrong, address: &str) -> Target {
        let Some(file) = self.0.get("database_file").filter(|file| !file.is_empty()) else {
            let target = wrong.target("database", address);
            if target.has_password() {
                wrong.say(
                    "database",
                    "a password belongs in a file: write this address into one, and name it as database_file",
                );
            }
            return target;
        };
        if self.0.contains_key("database") {
            wrong.say("database_file", "expected this or database, not both");
        }
        let text = read_private(Path::new(file)).map_err(|e| wrong.say("database_file", format!("{file}: {e}")));
        text.map_or_else(|()| Wrong::nowhere(), |text| wrong.target("database_file", text.trim()))
    }
}

struct Wrong(Vec<(String, String)>);
impl Wrong {
    fn say(&mut self, name: &str, expected: impl Into<String>) {
        self.0.push((name.to_owned(), expected.into()));
    }
    const fn nowhere() -> Target {
        Target::Sqlite { path: PathBuf::new(), durable: true }
    }
    fn target(&mut self, name: &str, text: &str) -> Target {
        Target::parse(text).unwrap_or_else(|e: TargetError| {
            self.say(name, e.to_string());
            Self::nowhere()
        })
    }
    fn address(&mut self, name: &str, text: &str) -> SocketAddr {
        text.parse().unwrap_or_else(|_| {
            self.say(name, "expected ADDRESS:PORT, as in 127.0.0.1:8080");
            SocketAddr::from(([127, 0, 0, 1], 0))
        })
    }
    fn number(&mut self, name: &str, text: &str, least: u32, most: u32) -> u32 {
        text.parse().ok().filter(|n| (least..=most).contains(n)).unwrap_or_else(|| {
            self.say(name, format!("expected a whole number from {least} to {most}"));
            least
        })
    }
    fn hashing(&mut self, text: &str) -> Hashing {
        match text {
            "usual" => Hashing::USUAL,
            "small" => Hashing::SMALL,
            _ => {
                self.say("hashing", "expected usual or small");
                Hashing::USUAL
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::Given;
    use crate::db::Target;
    use std::os::unix::fs::PermissionsExt;
    use std::path::{Path, PathBuf};

    fn given(settings: &[(&str, &str)]) -> Given {
        let mut given = Given::default();
        for (name, value) in settings {
            given.set(name, *value);
        }
        given
    }
    fn mistakes(given: &Given) -> Vec<String> {
        given.config().map_or_else(|wrong| wrong.0.into_iter().map(|(name, _)| name).collect(), |_| Vec::new())
    }
    /// A file with an address in it.
    fn written(folder: &Path, address: &str, mode: u32) -> PathBuf {
        let path = folder.join(format!("{mode:o}"));
        std::fs::write(&path, address).unwrap();
        std::fs::set_permissions(&path, std::fs::Permissions::from_mode(mode)).unwrap();
        path
    }

    #[test]
    fn every_mistake_is_reported_at_once() {
        let all = given(&[("database", "relais.db"), ("listen", "8080"), ("readers", "many"), ("colour", "red")]);

        assert_eq!(mistakes(&all), ["colour", "readers", "database", "listen"]);
        assert!(Given::default().config().is_ok());
    }

    #[test]
    fn a_password_is_taken_from_a_closed_file_alone() {
        let (folder, address) = (tempfile::tempdir().unwrap(), "postgres://u:p@localhost/relais");
        let file = |mode| written(folder.path(), &format!("{address}\n"), mode).display().to_string();
        let (closed, open) = (file(0o400), file(0o444));

        let database = given(&[("database_file", &closed)]).config().unwrap().database;

        assert_eq!(database, Target::parse(address).unwrap());
        assert_eq!(mistakes(&given(&[("database", address)])), ["database"]);
        assert_eq!(mistakes(&given(&[("database_file", &open)])), ["database_file"]);
        assert_eq!(mistakes(&given(&[("database_file", "nowhere")])), ["database_file"]);
        assert_eq!(mistakes(&given(&[("database_file", &closed), ("database", "sqlite:x")])), ["database_file"]);
    }

    #[test]
    fn a_later_source_says_which_database_as_a_whole() {
        let (file, typed) =
            (given(&[("database_file", "nowhere"), ("log", "warn")]), given(&[("database", "sqlite:x")]));

        let config = typed.over(file).config().unwrap();

        assert_eq!((config.database.is_sqlite(), config.log.as_str()), (true, "warn"));
    }
}
