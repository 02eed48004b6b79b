//! The demo, as somebody finds it who has typed `relais demo`.
use crate::harness::Engine;
use crate::harness::store::Store;
use serde_json::Value;
use std::collections::BTreeSet;
use std::fs;
use std::io::{BufRead, BufReader};
use std::os::unix::fs::PermissionsExt;
use std::path::{Path, PathBuf};
use std::process::{Child, Command, Stdio};

/// A demo that runs, until the test is over.
struct Demo {
    server: Child,
    dir: PathBuf,
    said: String,
}

impl Demo {
    fn at(dir: &Path) -> Self {
        Self::started(dir, &[])
    }
    fn in_database(dir: &Path, url: &str) -> Self {
        Self::started(dir, &["--database", url])
    }
    fn started(dir: &Path, typed: &[&str]) -> Self {
        let mut relais = relais(dir, &["--size", "small", "--listen", "127.0.0.1:0"]);
        let server = relais.args(typed).stdout(Stdio::piped()).spawn().unwrap();
        let mut demo = Self { server, dir: dir.to_owned(), said: String::new() };
        let lines = BufReader::new(demo.server.stdout.take().unwrap()).lines().map(Result::unwrap);
        for line in lines {
            demo.said.push_str(&line);
            if line.starts_with("Ctrl-C") {
                return demo;
            }
        }
        panic!("the demo ended before it had said everything:\n{}", demo.said);
    }
    fn get(&self, who: &str, path: &str) -> Value {
        let token = relais(&self.dir, &["token", who]).output().unwrap();
        assert!(token.status.success(), "{}", String::from_utf8_lossy(&token.stderr));
        let bearer = format!("Bearer {}", String::from_utf8(token.stdout).unwrap().trim());
        let url = format!("{}/v1/{path}", self.accounts()["url"].as_str().unwrap());
        ureq::get(&url).header("Authorization", &bearer).call().unwrap().body_mut().read_json().unwrap()
    }
    fn accounts(&self) -> Value {
        serde_json::from_str(&fs::read_to_string(self.dir.join("accounts.json")).unwrap()).unwrap()
    }
}
impl Drop for Demo {
    fn drop(&mut self) {
        drop(self.server.kill());
        drop(self.server.wait());
    }
}

fn relais(dir: &Path, typed: &[&str]) -> Command {
    let mut relais = Command::new(env!("CARGO_BIN_EXE_relais"));
    relais.env_clear().arg("demo").arg("--dir").arg(dir).args(typed).stderr(Stdio::piped());
    relais
}
fn refused(dir: &Path, typed: &[&str], why: &str) {
    let ended = relais(dir, typed).output().unwrap();
    let noted = String::from_utf8(ended.stderr).unwrap();
    assert!(ended.status.code() == Some(1) && noted.contains(why), "{:?}: {noted}", ended.status);
}
fn items(list: &Value) -> impl Iterator<Item = &Value> {
    list["items"].as_array().expect("a list").iter()
}

#[test]
fn the_demo_opens_on_a_short_list_and_shows_every_state() {
    let place = tempfile::tempdir().unwrap();
    let demo = Demo::at(&place.path().join("demo"));

    let missed = demo.get("solange@centre.example", "worklists/missed");
    let cases = demo.get("solange@centre.example", "cases?limit=100");
    let path = |case: &Value| format!("cases/{}/handoffs", case["id"].as_str().unwrap());
    let lists: Vec<Value> = items(&cases).map(|c| demo.get("solange@centre.example", &path(c))).collect();

    assert!((6..=10).contains(&items(&missed).count()), "{missed}");
    assert!(
        items(&cases).filter(|case| case["family_last_reached_at"].is_string()).count() > 20,
        "families are spoken to"
    );
    let record = serde_json::from_str::<Value>(&fs::read_to_string(demo.dir.join("record.json")).unwrap()).unwrap();
    let lines = |list: &Value| -> BTreeSet<(String, String)> {
        let text = |line: &Value, name: &str| line[name].as_str().unwrap().to_owned();
        let lines = list.as_array().unwrap().iter();
        lines.map(|line| (text(line, "handoff"), text(line, "expected"))).collect()
    };
    assert_eq!(lines(&missed["items"]), lines(&record["without_an_answer"]), "the list says what the stories say");
    let words: BTreeSet<&str> = items(&missed).filter_map(|line| line["word"].as_str()).collect();
    assert_eq!(words, BTreeSet::from(["awaited", "no_answer"]));
    let states: BTreeSet<&str> = lists.iter().flat_map(items).filter_map(|h| h["state"].as_str()).collect();
    assert_eq!(states.len(), 8, "{states:?}");
    assert!(demo.said.contains("obligation personnelle") && demo.said.contains("duty to report"));
}

#[test]
fn a_demo_is_served_again_as_it_was_left() {
    let place = tempfile::tempdir().unwrap();
    let dir = place.path().join("demo");
    let first = Demo::at(&dir);
    let made_at = first.accounts()["made_at"].clone();

    refused(&dir, &["--listen", "127.0.0.1:0"], "runs in");
    refused(&dir, &["token", "nobody@nowhere.example"], "solange@centre.example");
    drop(first);
    let again = Demo::at(&dir);

    assert_eq!(again.accounts()["made_at"], made_at);
    let mode = |name: &str| fs::metadata(dir.join(name)).unwrap().permissions().mode() & 0o777;
    let modes = ["accounts.json", "record.json", "demo.key", "demo.db"].map(mode);
    assert_eq!(modes, [0o600, 0o600, 0o400, 0o600]);
}

#[test]
fn what_no_demo_made_stays() {
    let place = tempfile::tempdir().unwrap();
    fs::write(place.path().join("demo.db"), "somebody's").unwrap();

    refused(place.path(), &["--listen", "127.0.0.1:0", "--fresh"], "was not made by a demo");

    assert_eq!(fs::read_to_string(place.path().join("demo.db")).unwrap(), "somebody's");
}

fn a_database_that_is_named(engine: Engine) {
    let Some(store) = Store::empty(engine) else { return };
    let (place, url) = (tempfile::tempdir().unwrap(), store.url());
    let (dir, other) = (place.path().join("demo"), place.path().join("other"));
    let first = Demo::in_database(&dir, &url);
    let made_at = first.accounts()["made_at"].clone();
    drop(first);

    refused(&other, &["--listen", "127.0.0.1:0", "--database", &url], "is not empty");
    refused(&dir, &["--listen", "127.0.0.1:0"], "in another database");
    let again = Demo::in_database(&dir, &url);

    assert_eq!(again.accounts()["made_at"], made_at);
    assert!((6..=10).contains(&items(&again.get("solange@centre.example", "worklists/missed")).count()));
    assert!(!dir.join("demo.db").exists());
}
#[test]
fn a_database_that_is_named_and_used_is_left_alone_sqlite() {
    a_database_that_is_named(Engine::Sqlite);
}
#[test]
fn a_database_that_is_named_and_used_is_left_alone_postgres() {
    a_database_that_is_named(Engine::Postgres);
}

#[test]
fn the_tables_of_somebody_else_stay() {
    let store = Store::empty(Engine::Sqlite).unwrap();
    store.sql("CREATE TABLE theirs (x TEXT)").unwrap();
    let (place, url) = (tempfile::tempdir().unwrap(), store.url());

    refused(place.path(), &["--listen", "127.0.0.1:0", "--database", &url], "not Relais's");

    assert_eq!(store.text("SELECT count(*) FROM theirs"), ["0"]);
}
