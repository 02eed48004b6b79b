//! The server of one test: real sockets, a fresh database, and a clock that stands still until it is moved.
use super::database::{Engine, TestDb};
use super::fixtures::{self, World};
use super::persona::{Account, Persona, Session};
use super::reply::Reply;
use super::store::Store;
use super::typed::{Ended, typed};
use actix_web::dev::ServerHandle;
use actix_web::rt::System;
use actix_web::rt::task::JoinHandle;
use relais::config::{Config, Hashing};
use relais::db::Target;
use relais::kernel::{Clock, Instant};
use relais::op::Db;
use relais::problem::Result;
use relais::server::Server;
use relais::vault::create_ring_file;
use reqwest::{Client, Method, RequestBuilder};
use serde_json::Value;
use std::cell::{Cell, RefCell};
use std::collections::BTreeMap;
use std::fs::{OpenOptions, read};
use std::future::Future;
use std::io::Write;
use std::os::unix::fs::OpenOptionsExt;
use std::path::Path;
use std::rc::Rc;
use std::sync::OnceLock;
use std::time::Duration;
use tempfile::TempDir;

/// When tests begin: Tuesday 10 March 2026, 10:00 in Halifax.
pub(crate) const TUESDAY: Instant = Instant::from_millis(1_773_147_600_000);

/// Tells a story to a server of its own, on a runtime of its own, and looks at what it leaves.
pub(crate) fn tell<F: Future<Output = ()>>(engine: Engine, story: impl FnOnce(App) -> F) {
    System::new().block_on(async move {
        // database.rs has said loudly that the engine is not installed.
        let Some(app) = App::start(engine) else { return };
        story(app.clone()).await;
        app.close().await;
    });
}

/// A running server; clones are the same server.
#[derive(Clone)]
pub(crate) struct App(Rc<Inner>);

struct Inner {
    url: String,
    clock: Clock,
    db: RefCell<Option<Db>>,
    client: RefCell<Client>,
    /// Sessions, not personas: those hold the app, and nothing would ever be taken away.
    signed_in: RefCell<BTreeMap<String, Session>>,
    running: RefCell<Option<(ServerHandle, JoinHandle<Result<()>>)>>,
    tampered: Cell<bool>,
    world: &'static World,
    store: Store,
    keys: TempDir,
}

impl App {
    /// Starts a server on a copy of the engine's template; `None` when the engine is not installed here.
    pub(crate) fn start(engine: Engine) -> Option<Self> {
        Self::start_with(engine, |_| ())
    }
    /// The same, with other settings.
    pub(crate) fn start_with(engine: Engine, tune: impl FnOnce(&mut Config)) -> Option<Self> {
        let db = TestDb::from_template(engine, move |url| fixtures::build(engine, url))?;
        Some(Self::over(Store::of(db), TUESDAY, fixtures::world(engine), tune))
    }
    /// Starts a server over a store that is there.
    pub(crate) fn over(store: Store, at: Instant, world: &'static World, tune: impl FnOnce(&mut Config)) -> Self {
        let (keys, clock) = (tempfile::tempdir().expect("a folder for the key"), Clock::fixed(at));
        let mut config = config(store.target(), &keys.path().join("test.key"), &clock);
        tune(&mut config);
        let server = Server::build(&config).expect("a server");
        let (url, db) = (format!("http://127.0.0.1:{}", server.port()), server.db().clone());
        let handle = server.handle();
        let running = actix_web::rt::spawn(server.run());
        Self(Rc::new(Inner {
            url,
            clock,
            db: RefCell::new(Some(db)),
            client: RefCell::new(client()),
            signed_in: RefCell::default(),
            running: RefCell::new(Some((handle, running))),
            tampered: Cell::new(false),
            world,
            store,
            keys,
        }))
    }
    /// Where the server answers.
    pub(crate) fn url(&self) -> &str {
        &self.0.url
    }
    /// What time it is there.
    pub(crate) fn now(&self) -> Instant {
        self.0.clock.now()
    }
    /// Moves its clock forward.
    pub(crate) fn advance(&self, by: Duration) {
        self.0.clock.advance(by);
    }
    /// Types a command of the program at its installation, while the server runs; files are in `folder`.
    pub(crate) fn types(&self, folder: &Path, command: &[&str]) -> Ended {
        let (url, key) = (self.0.store.url(), self.0.keys.path().join("test.key"));
        let there = ["--database", &url, "--key-file", key.to_str().expect("a path")];
        typed(folder, &[command, &there].concat())
    }
    /// Its store, as the server has it.
    pub(crate) fn db(&self) -> Db {
        self.0.db.borrow().clone().expect("the server still runs")
    }
    /// Who and what is there from the beginning.
    pub(crate) fn world(&self) -> &'static World {
        self.0.world
    }
    /// The id of an agency, by its key in `fixtures`.
    pub(crate) fn agency(&self, key: &str) -> &'static str {
        self.world().agency(key)
    }
    /// A request without a token, with everything by hand.
    pub(crate) fn raw(&self, method: Method, path: &str) -> RequestBuilder {
        self.0.client.borrow().request(method, format!("{}{path}", self.0.url))
    }
    /// Sends a request that was made by hand, and looks at its answer.
    pub(crate) async fn send(&self, request: RequestBuilder) -> Reply {
        let reply = Reply::of(request).await;
        // Whatever happens next happens later: what is ordered by time has one order.
        self.advance(Duration::from_millis(1));
        reply
    }
    /// Posts without a token.
    pub(crate) async fn post(&self, path: &str, body: Value) -> Reply {
        self.send(self.raw(Method::POST, path).json(&body)).await
    }
    /// Somebody of the fixtures, signed in in the role that the server chooses.
    pub(crate) async fn persona(&self, key: &str) -> Persona {
        let account = self.world().account(key).clone();
        let known = self.0.signed_in.borrow().get(key).cloned();
        if let Some(session) = known {
            return Persona::resume(self, account, session);
        }
        let persona = Persona::sign_in(self, account, None).await;
        self.0.signed_in.borrow_mut().insert(key.to_owned(), persona.session());
        persona
    }
    /// Somebody in one of their roles.
    pub(crate) async fn persona_as(&self, account: &Account, role: &str) -> Persona {
        Persona::sign_in(self, account.clone(), Some(role)).await
    }
    /// Runs a statement by hand; says how many rows it changed.
    pub(crate) fn sql(&self, statement: &str) -> usize {
        self.0.store.sql(statement).expect(statement)
    }
    /// One column of a query by hand, as text.
    pub(crate) fn sql_text(&self, query: &str) -> Vec<String> {
        self.0.store.text(query)
    }
    /// What the access log says since the test began, oldest first.
    pub(crate) fn entries(&self) -> Vec<Value> {
        self.0.store.entries(TUESDAY.millis())
    }
    /// The one entry of a request.
    #[track_caller]
    pub(crate) fn entry(&self, request: &str) -> Value {
        let mut found: Vec<_> = self.entries().into_iter().filter(|entry| entry["req"] == request).collect();
        assert_eq!(found.len(), 1, "entries of request {request}: {found:?}");
        found.remove(0)
    }
    /// The database itself.
    pub(crate) fn store(&self) -> &Store {
        &self.0.store
    }
    /// From here on the access log is not what the server wrote: `close` does not look at it.
    pub(crate) fn tampers(&self) {
        self.0.tampered.set(true);
    }
    /// Stops the server when it has answered everything.
    pub(crate) async fn stop(&self) {
        self.0.client.replace(client());
        let running = self.0.running.borrow_mut().take();
        if let Some((handle, running)) = running {
            handle.stop(true).await;
            running.await.expect("a server that ends").expect("a server that ends well");
        }
    }
    /// Stops the server and verifies what it leaves.
    pub(crate) async fn close(self) {
        self.stop().await;
        let db = self.db();
        while db.sequence().await.expect("entries are numbered") > 0 {}
        let report = db.verify(|_| ()).await.expect("the access log is read");
        if !self.0.tampered.get() {
            assert_eq!(report.findings, [], "the access log is not what the server wrote");
            assert_eq!(report.waiting, 0);
            let owed = relais::handoffs::disagreements(&db).await.expect("expected steps are read");
            assert_eq!(owed, Vec::<String>::new(), "expected steps are not what the handoffs owe");
        }
        self.0.db.replace(None);
    }
}

/// A client of its own for each server; a connection is not kept, so that nothing waits for it at the end.
fn client() -> Client {
    Client::builder().pool_max_idle_per_host(0).no_proxy().build().expect("a client")
}

/// The settings of a test: nothing of them comes from the environment.
pub(crate) fn config(database: Target, key_file: &Path, clock: &Clock) -> Config {
    write_key(key_file);
    Config {
        database,
        key_file: key_file.to_owned(),
        listen: ([127, 0, 0, 1], 0).into(),
        metrics: None,
        readers: 4,
        workers: 1,
        hashing: Hashing { memory_kib: 64, passes: 1 },
        drain: Duration::ZERO,
        clock: clock.clone(),
        log: "error".to_owned(),
    }
}

/// One root key for this test binary, because templates are sealed with it.
fn write_key(path: &Path) {
    static KEY: OnceLock<Vec<u8>> = OnceLock::new();
    let key = KEY.get_or_init(|| {
        let dir = tempfile::tempdir().expect("a folder for the key");
        let path = dir.path().join("relais.key");
        create_ring_file(&path).expect("a key");
        read(&path).expect("a key")
    });
    let file = OpenOptions::new().write(true).create_new(true).mode(0o400).open(path);
    file.expect("a key file").write_all(key).expect("a key file");
}
