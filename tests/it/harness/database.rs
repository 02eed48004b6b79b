//! The tests' databases: a fresh one for every test, on both engines, copied from one template per engine.
//!
//! PostgreSQL is a private cluster of this test binary, started from the installed binaries. A shell keeps it and holds
//! the other end of a pipe of ours: when this process ends, even by `kill -9`, the shell stops the server and removes
//! its folder. Without binaries the tests on PostgreSQL are reported as not run, and under `CI=true` they fail.
use std::ffi::OsStr;
use std::io::{BufRead, BufReader, Write};
use std::os::unix::fs::chown;
use std::os::unix::process::CommandExt;
use std::path::{Path, PathBuf};
use std::process::{Child, Command, Stdio};
use std::sync::atomic::{AtomicU32, Ordering};
use std::sync::{Mutex, OnceLock, PoisonError};
use std::{env, fs, io, panic, process, thread};

use diesel::{Connection, RunQueryDsl, SqliteConnection, sql_query};
use nix::unistd::{User, geteuid};
use tempfile::TempDir;

/// Which store a test runs on.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Engine {
    /// One file.
    Sqlite,
    /// A database of the private cluster.
    Postgres,
}

/// Makes the cluster ($1 the binaries, $2 the folder), says so, and ends it when its standard input ends.
///
/// `pg_ctl` waits for the server both ways, so nothing here or in Rust has to ask again and again. The broken pipe at
/// `echo` must not kill the shell: we were killed while the server started, and it is the one that cleans up.
const KEEPER: &str = r#"
trap '' PIPE
"$1/initdb" -D "$2/data" -U postgres -A trust --no-locale -E UTF8 --no-sync >"$2/log" 2>&1 || exit
echo 'local all all trust' >"$2/data/pg_hba.conf"
"$1/pg_ctl" start --wait --timeout=30 --silent -D "$2/data" -l "$2/log" -o "-k '$2' -c listen_addresses= \
    -c unix_socket_permissions=0700 -c fsync=off -c synchronous_commit=off -c full_page_writes=off \
    -c max_connections=200 -c shared_buffers=64MB" >>"$2/log" 2>&1 || exit
echo ready
read -r _
"$1/pg_ctl" stop --wait --timeout=30 --silent --mode=fast -D "$2/data" >>"$2/log" 2>&1
cd / && rm -rf "$2"
"#;

/// A PostgreSQL server of our own, on a socket in a folder that only its user may enter.
pub(crate) struct Cluster {
    bin: PathBuf,
    dir: PathBuf,
    /// Holds our end of the pipe, into which nothing is ever written.
    _keeper: Child,
}

/// The cluster of this test binary, started by whoever asks first; `None` when PostgreSQL is not installed here.
pub(crate) fn postgres() -> Option<&'static Cluster> {
    static CLUSTER: OnceLock<Result<Option<Cluster>, String>> = OnceLock::new();
    let cluster = CLUSTER.get_or_init(|| match binaries() {
        Some(bin) => Cluster::start(bin).map(Some),
        None if env::var_os("CI").is_some_and(|ci| ci == "true") => Err("CI=true, and no PostgreSQL server".to_owned()),
        None => {
            // Past the capture of the test runner, which would hide it.
            let line = "*".repeat(100);
            let said =
                writeln!(io::stderr(), "\n{line}\nPostgreSQL is not installed: its tests were NOT RUN.\n{line}\n");
            said.map(|()| None).map_err(|e| e.to_string())
        }
    });
    match cluster {
        Ok(cluster) => cluster.as_ref(),
        Err(why) => panic!("{why}"),
    }
}

/// The folder with the newest server that is installed here: Debian keeps them apart, others in the `PATH`.
fn binaries() -> Option<PathBuf> {
    let debian = fs::read_dir("/usr/lib/postgresql").into_iter().flatten().flatten();
    let numbered = debian.filter_map(|d| Some((d.file_name().to_str()?.parse::<u32>().ok()?, d.path().join("bin"))));
    let newest = numbered.filter(|(_, bin)| serves(bin)).max().map(|(_, bin)| bin);
    newest.or_else(|| env::split_paths(&env::var_os("PATH")?).find(|bin| serves(bin)))
}

fn serves(bin: &Path) -> bool {
    ["initdb", "pg_ctl", "postgres", "psql"].iter().all(|name| bin.join(name).exists())
}

/// Whom the server runs as: it refuses to be root.
fn other_user() -> Option<User> {
    let find = |name| User::from_name(name).ok().flatten();
    geteuid().is_root().then(|| ["postgres", "nobody"].into_iter().find_map(find)).flatten()
}

impl Cluster {
    fn start(bin: PathBuf) -> Result<Self, String> {
        // Under /tmp whatever TMPDIR says: the path of a socket may not be longer than about a hundred bytes.
        let dir = tempfile::Builder::new().prefix("relais-pg-").tempdir_in("/tmp").map_err(|e| e.to_string())?;
        let mut keeper = Command::new("sh");
        keeper.args([OsStr::new("-c"), KEEPER.as_ref(), "keeper".as_ref(), bin.as_ref(), dir.path().as_ref()]);
        keeper.current_dir(dir.path()).env("LC_ALL", "C").stdin(Stdio::piped()).stdout(Stdio::piped());
        // A group of its own, so that Ctrl-C ends us and not the shell that has to clean up after us.
        keeper.stderr(Stdio::null()).process_group(0);
        if let Some(user) = other_user() {
            let (uid, gid) = (user.uid.as_raw(), user.gid.as_raw());
            chown(dir.path(), Some(uid), Some(gid)).map_err(|e| e.to_string())?;
            keeper.uid(uid).gid(gid);
        }
        let mut keeper = keeper.spawn().map_err(|e| e.to_string())?;
        let mut said = String::new();
        if let Some(out) = keeper.stdout.take() {
            BufReader::new(out).read_line(&mut said).map_err(|e| e.to_string())?;
        }
        if said != "ready\n" {
            let log = fs::read_to_string(dir.path().join("log")).unwrap_or_default();
            return Err(format!("PostgreSQL of {} did not start: {:?}\n{log}", bin.display(), keeper.wait()));
        }
        Ok(Self { bin, dir: dir.keep(), _keeper: keeper })
    }

    /// How libpq reaches a database of this cluster.
    pub(crate) fn url(&self, db: &str) -> String {
        format!("host={} user=postgres dbname={db}", self.dir.display())
    }

    /// Creates a database, empty or as a copy of a template to which nobody is connected.
    pub(crate) fn create(&self, db: &str, template: Option<&str>) {
        // Copies at the same time would only wait for each other's checkpoints.
        static ONE_AT_A_TIME: Mutex<()> = Mutex::new(());
        let turn = ONE_AT_A_TIME.lock().unwrap_or_else(PoisonError::into_inner);
        let copied = template.map(|from| format!(" TEMPLATE \"{from}\" STRATEGY FILE_COPY")).unwrap_or_default();
        let made = self.execute(&format!("CREATE DATABASE \"{db}\"{copied}"));
        drop(turn);
        made.unwrap_or_else(|why| panic!("database {db}: {why}"));
    }

    /// Drops a database together with the connections that are still open.
    pub(crate) fn drop_db(&self, db: &str) {
        if let Err(why) = self.execute(&format!("DROP DATABASE IF EXISTS \"{db}\" WITH (FORCE)")) {
            eprintln!("database {db}: {why}");
        }
    }

    fn execute(&self, statement: &str) -> Result<(), String> {
        let mut psql = Command::new(self.bin.join("psql"));
        let ran = psql.args(["-Xqd", &self.url("postgres"), "-c", statement]).output().map_err(|e| e.to_string())?;
        if ran.status.success() { Ok(()) } else { Err(String::from_utf8_lossy(&ran.stderr).into_owned()) }
    }
}

/// A database of one test, gone with it.
pub(crate) struct TestDb {
    /// Which store this is.
    pub(crate) engine: Engine,
    place: Place,
}

enum Place {
    File(TempDir),
    Database(&'static Cluster, String),
}

impl TestDb {
    /// An empty database; `None` when the engine is not installed here.
    pub(crate) fn empty(engine: Engine) -> Option<Self> {
        Self::create(engine, None)
    }

    /// A copy of the engine's template, which the first caller builds; `None` when the engine is not installed here.
    ///
    /// There is one template per engine, so every caller has to bring the same `build`. It gets the address of an empty
    /// database and runs in a plain thread, where it may start a runtime; it must close its connections.
    pub(crate) fn from_template(engine: Engine, build: impl FnOnce(&str) + Send) -> Option<Self> {
        static FILE: OnceLock<Vec<u8>> = OnceLock::new();
        static DATABASE: OnceLock<String> = OnceLock::new();
        match engine {
            Engine::Sqlite => {
                let template = FILE.get_or_init(|| sqlite_template(build));
                let copy = Self::empty(engine)?;
                fs::write(copy.file()?, template).expect("a copy of the template");
                Some(copy)
            }
            Engine::Postgres => {
                let cluster = postgres()?;
                let template = DATABASE.get_or_init(|| {
                    let template = fresh_name("template");
                    cluster.create(&template, None);
                    in_a_plain_thread(build, &postgres_url(cluster, &template));
                    template
                });
                Self::create(engine, Some(template))
            }
        }
    }

    /// The address, as the product's configuration writes it.
    pub(crate) fn url(&self) -> String {
        match &self.place {
            Place::File(dir) => format!("sqlite:{}", file_in(dir).display()),
            Place::Database(cluster, name) => postgres_url(cluster, name),
        }
    }

    /// The file, when it is one.
    pub(crate) fn file(&self) -> Option<PathBuf> {
        match &self.place {
            Place::File(dir) => Some(file_in(dir)),
            Place::Database(..) => None,
        }
    }

    fn create(engine: Engine, template: Option<&str>) -> Option<Self> {
        let place = match engine {
            Engine::Sqlite => {
                Place::File(tempfile::Builder::new().prefix("relais-it-").tempdir().expect("a folder for a test"))
            }
            Engine::Postgres => {
                let (cluster, name) = (postgres()?, fresh_name("test"));
                cluster.create(&name, template);
                Place::Database(cluster, name)
            }
        };
        Some(Self { engine, place })
    }
}

impl Drop for TestDb {
    fn drop(&mut self) {
        if let Place::Database(cluster, name) = &self.place {
            cluster.drop_db(name);
        }
    }
}

/// What the template's file holds; kept in memory, so that nothing is left behind.
fn sqlite_template(build: impl FnOnce(&str) + Send) -> Vec<u8> {
    let first = TestDb::empty(Engine::Sqlite).expect("SQLite is always there");
    in_a_plain_thread(build, &first.url());
    let file = first.file().expect("SQLite is a file");
    // a thread of the builder's server may still be about to close its connection
    let mut conn = SqliteConnection::establish(&file.to_string_lossy()).expect("a connection");
    for pragma in ["PRAGMA busy_timeout=5000", "PRAGMA wal_checkpoint(TRUNCATE)"] {
        sql_query(pragma).execute(&mut conn).expect(pragma);
    }
    let log = fs::metadata(file.with_extension("db-wal")).map_or(0, |log| log.len());
    assert_eq!(log, 0, "nothing writes any more, and the file holds everything");
    fs::read(file).expect("the template that was just built")
}

/// A test is often inside a runtime, where another one cannot be started.
fn in_a_plain_thread(build: impl FnOnce(&str) + Send, url: &str) {
    let ran = thread::scope(|scope| scope.spawn(|| build(url)).join());
    ran.unwrap_or_else(|why| panic::resume_unwind(why));
}

fn file_in(dir: &TempDir) -> PathBuf {
    dir.path().join("relais.db")
}

fn postgres_url(cluster: &Cluster, db: &str) -> String {
    format!("postgres://postgres@/{db}?host={}", cluster.dir.display())
}

fn fresh_name(kind: &str) -> String {
    static MADE: AtomicU32 = AtomicU32::new(0);
    format!("{kind}_{}_{}", process::id(), MADE.fetch_add(1, Ordering::Relaxed))
}
