//! What an operator types, as an operator types it: the program itself, its words and its exit codes.
use crate::harness::Engine;
use crate::harness::database::TestDb;
use crate::harness::typed::{Ended, typed};
use serde_json::Value;
use std::fs;
use std::os::unix::fs::PermissionsExt;
use std::path::Path;
use tempfile::TempDir;

/// A folder of its own, in which the program is run.
struct Place(TempDir);

const INIT: [&str; 11] = [
    "init",
    "--centre-name-en",
    "Harbour Centre",
    "--province",
    "NS",
    "--zone",
    "America/Halifax",
    "--name",
    "Amina Diallo",
    "--email",
    "amina@centre.example",
];

impl Place {
    fn new() -> Self {
        Self(tempfile::tempdir().unwrap())
    }
    fn path(&self, name: &str) -> std::path::PathBuf {
        self.0.path().join(name)
    }
    fn run(&self, typed: &[&str]) -> Ended {
        self::typed(self.0.path(), typed)
    }
    /// An installation in it.
    fn made() -> Self {
        let place = Self::new();
        place.run(&INIT).with(0, "password ");
        place
    }
    fn state_of(&self, check: &str) -> (i32, String) {
        let ended = self.run(&["doctor", "--format", "json"]);
        let checks: Value = serde_json::from_str(&ended.said).unwrap();
        let one = checks.as_array().unwrap().iter().find(|c| c["check"] == check).unwrap();
        (ended.code, one["state"].as_str().unwrap().to_owned())
    }
}

fn mode(path: &Path) -> u32 {
    fs::metadata(path).unwrap().permissions().mode() & 0o777
}

#[test]
fn a_new_installation_is_well() {
    let place = Place::made();

    let ended = place.run(&["doctor"]);

    assert_eq!(ended.with(0, "administrators who can sign in: 1").said.matches("ok ").count(), 6);
    assert_eq!((mode(&place.path("relais.key")), mode(&place.path("relais.db"))), (0o400, 0o600));
    place.run(&["ledger", "verify"]).with(0, "2 entries verified, 0 of them wait for their number: all as written");
    place.run(&["migrate", "--check"]).with(0, "is current");
}

#[test]
fn nothing_that_exists_is_overwritten() {
    let place = Place::made();
    let before = fs::read(place.path("relais.key")).unwrap();

    place.run(&INIT).with(1, "holds an installation already");
    place.run(&[&INIT[..], &["--database", "sqlite:other.db"]].concat()).with(1, "is never overwritten");

    assert_eq!(fs::read(place.path("relais.key")).unwrap(), before);
    assert!(!place.path("other.db").exists());
}

#[test]
fn every_wrong_value_is_named_and_nothing_is_made() {
    let place = Place::new();
    let mut typed = INIT;
    (typed[4], typed[6], typed[10]) = ("XX", "Mars/Phobos", "amina");

    let ended = place.run(&typed).with(2, "--province");

    assert!(ended.noted.contains("--zone") && ended.noted.contains("--email"), "{}", ended.noted);
    assert_eq!(fs::read_dir(place.0.path()).unwrap().count(), 0);
}

#[test]
fn what_could_not_be_finished_is_taken_back() {
    let place = Place::new();

    place.run(&[&INIT[..], &["--database", "sqlite:nowhere/relais.db"]].concat()).with(1, "nowhere");

    assert_eq!(fs::read_dir(place.0.path()).unwrap().count(), 0);
    place.run(&INIT).with(0, "Next: relais serve");
}

#[test]
fn a_place_without_an_installation_stays_empty() {
    let place = Place::new();

    place.run(&["serve"]).with(1, "relais init");
    place.run(&["migrate"]).with(1, "relais init");
    place.run(&["ledger", "verify"]).with(1, "relais init");

    assert_eq!(fs::read_dir(place.0.path()).unwrap().count(), 0);
}

#[test]
fn another_key_opens_nothing() {
    let (place, other) = (Place::made(), Place::made());
    fs::copy(other.path("relais.key"), place.path("other.key")).unwrap();

    place.run(&["serve", "--key-file", "other.key"]).with(1, "is not the one of this database");
    place.run(&["doctor", "--key-file", "other.key"]).with(1, "it is not the key of this database");
    place.run(&["serve", "--key-file", "lost.key"]).with(1, "lost.key is not there");
    fs::set_permissions(place.path("relais.key"), fs::Permissions::from_mode(0o444)).unwrap();
    place.run(&["serve"]).with(1, "chmod 0400");

    assert_eq!(place.state_of("key file"), (1, "wrong".to_owned()));
}

#[test]
fn people_are_added_by_the_name_of_their_agency() {
    let place = Place::made();
    let add = ["people", "add", "--agency", "harbour centre", "--name", "Paul Roy", "--email", "paul@centre.example"];
    let typed = |more: &[&'static str]| place.run(&[&add[..], more].concat());

    let ended = typed(&["--role", "member,coordinator", "--format", "json"]).with(0, "paul@centre.example");

    let told: Value = serde_json::from_str(&ended.said).unwrap();
    assert_eq!(told["person"]["roles"], serde_json::json!(["member", "coordinator"]));
    typed(&["--role", "member"]).with(1, "Another account has this e-mail address.");
    typed(&["--role", "boss"]).with(2, "possible values: member, coordinator, auditor, administrator");
    let lost = ["people", "add", "--agency", "Nowhere", "--name", "P", "--email", "p@x.ca", "--role", "member"];
    place.run(&lost).with(2, "Harbour Centre");
    place.run(&["ledger", "verify"]).with(0, "all as written");
}

#[test]
fn all_mistakes_in_the_settings_are_told_together() {
    let place = Place::new();
    fs::write(place.path("relais.toml"), "colour = \"red\"\nlisten = 8080\n").unwrap();

    let ended = place.run(&["serve", "--database", "relais.db"]).with(2, "colour");

    assert!(ended.noted.contains("listen:") && ended.noted.contains("sqlite:PATH"), "{}", ended.noted);
    assert_eq!(place.state_of("settings"), (1, "wrong".to_owned()));
}

#[test]
fn the_address_of_the_database_may_stand_in_a_file() {
    let Some(db) = TestDb::empty(Engine::Postgres) else { return };
    let place = Place::new();
    fs::write(place.path("database"), db.url().replace("postgres@", "postgres:a%20secret@") + "\n").unwrap();
    fs::set_permissions(place.path("database"), fs::Permissions::from_mode(0o400)).unwrap();

    let ended = place.run(&[&INIT[..], &["--database-file", "database"]].concat()).with(0, "database   postgres://…/");

    assert!(!ended.said.contains("secret") && !ended.noted.contains("secret"));
    place.run(&["ledger", "verify", "--database-file", "database"]).with(0, "2 entries verified");
    let refused = place.run(&["ledger", "verify", "--database", "postgres://u:secret@/x"]).with(2, "belongs in a file");
    assert!(!refused.noted.contains("secret"), "{}", refused.noted);
}

#[test]
fn an_empty_postgresql_database_is_left_as_it_was_found() {
    let Some(db) = TestDb::empty(Engine::Postgres) else { return };
    let place = Place::new();
    let url = db.url();
    let init = |key: &'static str| place.run(&[&INIT[..], &["--database", &url, "--key-file", key]].concat());

    place.run(&["serve", "--database", &url]).with(1, "relais init");
    init("nowhere/relais.key").with(1, "is not there");
    place.run(&["migrate", "--check", "--database", &url]).with(1, "is empty");
    init("relais.key").with(0, "password ");

    place.run(&["ledger", "verify", "--database", &url]).with(0, "2 entries verified");
    place.run(&["migrate", "--check", "--database", &url]).with(0, "is current");
}

#[test]
fn what_was_made_can_be_unmade() {
    use relais::db::{MadeBy, SchemaState, Target, found, prepare, unmake};
    for engine in [Engine::Sqlite, Engine::Postgres] {
        let Some(db) = TestDb::empty(engine) else { continue };
        let target = Target::parse(&db.url()).unwrap();
        let now = relais::kernel::Instant::from_millis(1_800_000_000_000);

        prepare(&target, now, MadeBy::Relais).unwrap();
        assert_eq!(found(&target).unwrap().made_by, Some(MadeBy::Relais));
        unmake(&target).unwrap();

        assert_eq!(found(&target).unwrap().state, SchemaState::Empty);
    }
}
