//! Which database is meant: never guessed, never another one than was named.
use std::fmt;
use std::path::PathBuf;

/// The database of an installation.
#[derive(Clone, PartialEq, Eq)]
pub enum Target {
    /// A file of our own.
    Sqlite {
        /// Where it is.
        path: PathBuf,
        /// Whether a commit waits for the disk; off only in tests that are not about durability.
        durable: bool,
    },
    /// A PostgreSQL server.
    Postgres {
        /// A `postgres://` URL, as libpq reads it.
        url: String,
    },
}

/// Why an address is not the address of a database.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum TargetError {
    /// Neither `sqlite:` nor `postgres://`.
    Unknown,
    /// `sqlite:` without a path.
    NoPath,
    /// A PostgreSQL server on another host, and this build cannot speak TLS.
    RemoteWithoutTls,
    /// A PostgreSQL server on another host without `sslmode=verify-full`.
    RemoteUnverified,
}
impl fmt::Display for TargetError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self {
            Self::Unknown => "expected sqlite:PATH or postgres://…",
            Self::NoPath => "sqlite: needs a path, as in sqlite:/var/lib/relais/relais.db",
            Self::RemoteWithoutTls => {
                "this build speaks to PostgreSQL on this host only; use the postgres-tls build for another host"
            }
            Self::RemoteUnverified => "a PostgreSQL server on another host needs sslmode=verify-full in its URL",
        })
    }
}

impl Target {
    /// Reads `sqlite:PATH` or a `postgres://` URL; nothing else, so that a mistake never opens an empty file.
    pub fn parse(text: &str) -> Result<Self, TargetError> {
        if let Some(path) = text.strip_prefix("sqlite:") {
            let path = path.strip_prefix("//").filter(|p| p.starts_with('/')).unwrap_or(path);
            return if path.is_empty() {
                Err(TargetError::NoPath)
            } else {
                Ok(Self::Sqlite { path: path.into(), durable: true })
            };
        }
        if !text.starts_with("postgres://") && !text.starts_with("postgresql://") {
            return Err(TargetError::Unknown);
        }
        match (stays_here(text), cfg!(feature = "postgres-tls")) {
            (true, _) => Ok(Self::Postgres { url: text.to_owned() }),
            (false, false) => Err(TargetError::RemoteWithoutTls),
            (false, true) if text.contains("sslmode=verify-full") => Ok(Self::Postgres { url: text.to_owned() }),
            (false, true) => Err(TargetError::RemoteUnverified),
        }
    }
    /// True when the address has a password in it.
    #[must_use]
    pub fn has_password(&self) -> bool {
        let Self::Postgres { url } = self else { return false };
        let (authority, query) = parts(url);
        let user = authority.rsplit_once('@').and_then(|(user, _)| user.split_once(':'));
        user.is_some_and(|(_, password)| !password.is_empty())
            || query.split('&').any(|p| p.starts_with("password=") || p.starts_with("sslpassword="))
    }
    /// True for the embedded engine.
    #[must_use]
    pub const fn is_sqlite(&self) -> bool {
        matches!(self, Self::Sqlite { .. })
    }
}
impl fmt::Debug for Target {
    /// Without the user, the password and the host that a URL may hold.
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Sqlite { path, .. } => write!(f, "sqlite:{}", path.display()),
            Self::Postgres { url } => {
                let name = url.split('?').next().and_then(|u| u.splitn(4, '/').nth(3)).unwrap_or_default();
                write!(f, "postgres://…/{name}")
            }
        }
    }
}

/// Who and where, and what stands behind the question mark.
fn parts(url: &str) -> (&str, &str) {
    let rest = url.split_once("://").map_or("", |(_, rest)| rest);
    let (place, query) = rest.split_once('?').unwrap_or((rest, ""));
    (place.split('/').next().unwrap_or_default(), query)
}

/// True when every host of the URL is a socket folder or the loopback.
fn stays_here(url: &str) -> bool {
    let (authority, query) = parts(url);
    let hosts = authority.rsplit('@').next().unwrap_or_default();
    let named = query.split('&').filter_map(|p| p.strip_prefix("host=").or_else(|| p.strip_prefix("hostaddr=")));
    hosts.split(',').chain(named.flat_map(|v| v.split(','))).all(|host| {
        let host = host.replace("%2F", "/").replace("%2f", "/");
        let bare = host
            .strip_prefix('[')
            .and_then(|h| h.split(']').next())
            .unwrap_or_else(|| host.split(':').next().unwrap_or_default());
        bare.is_empty() || host.starts_with('/') || matches!(bare, "localhost" | "127.0.0.1" | "::1")
    })
}

#[cfg(test)]
mod tests {
    use super::{Target, TargetError};

    #[test]
    fn only_a_named_engine_is_opened() {
        assert!(
            matches!(Target::parse("sqlite:/a/b.db"), Ok(Target::Sqlite { path, durable: true }) if path.ends_with("b.db"))
        );
        assert!(Target::parse("postgres:///relais?host=/run/postgresql").is_ok());
        assert!(Target::parse("postgres://u:p@localhost:5432/relais").is_ok());
        assert!(Target::parse("postgres://u@[::1]/relais").is_ok());
        for wrong in ["host=127.0.0.1 dbname=x", "relais.db", "", "mysql://x", "Postgres://x"] {
            assert_eq!(Target::parse(wrong), Err(TargetError::Unknown), "{wrong}");
        }
        assert_eq!(Target::parse("sqlite:"), Err(TargetError::NoPath));
    }
    #[test]
    fn a_password_is_seen_wherever_it_stands() {
        let has = |url: &str| Target::parse(url).unwrap().has_password();
        for url in ["postgres://u:p@localhost/x", "postgres://u:p:q@/x", "postgresql:///x?user=u&password=p"] {
            assert!(has(url), "{url}");
        }
        for url in ["postgres://u@localhost:5432/x", "postgres://u:@/x", "postgres:///x?passfile=/p", "sqlite:/a:b@c"] {
            assert!(!has(url), "{url}");
        }
    }
    #[test]
    fn another_host_needs_tls() {
        let away = ["postgres://u@db.example.org/x", "postgres://localhost,10.0.0.1/x", "postgres:///x?host=10.0.0.1"];
        for url in away {
            assert!(Target::parse(url).is_err(), "{url}");
        }
    }
}
