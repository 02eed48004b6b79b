//! A centre that moves: what one installation has taken out, another one has as it was, whatever their engines; or it has
//! nothing of it.
use crate::exports::everything;
use crate::harness::app::TUESDAY;
use crate::harness::fixtures::World;
use crate::harness::persona::{Account, PASSWORD};
use crate::harness::store::Store;
use crate::harness::typed::{Ended, typed};
use crate::harness::{App, Engine, Persona, text};
use serde_json::{Value, json};
use std::fs;
use std::path::{Path, PathBuf};
use std::time::Duration;
use tempfile::TempDir;

const INIT: [&str; 13] = [
    "init",
    "--centre-name-en",
    "Province Host",
    "--province",
    "NS",
    "--zone",
    "America/Halifax",
    "--name",
    "Root Elsewhere",
    "--email",
    "root@elsewhere.example",
    "--password-file",
    "password",
];

/// Another installation, with keys of its own.
pub(crate) struct Elsewhere {
    folder: TempDir,
    store: Store,
}
impl Elsewhere {
    pub(crate) fn new(engine: Engine) -> Option<Self> {
        let new = Self { folder: tempfile::tempdir().unwrap(), store: Store::empty(engine)? };
        fs::write(new.folder.path().join("password"), PASSWORD).unwrap();
        new.types(&INIT).with(0, "Province Host");
        Some(new)
    }
    /// Types a command there.
    pub(crate) fn types(&self, command: &[&str]) -> Ended {
        typed(self.folder.path(), &[command, &["--database", &self.store.url()]].concat())
    }
    fn imports(&self, file: &Path, more: &[&str]) -> Ended {
        self.types(&[&["import", "centre", file.to_str().unwrap()], more].concat())
    }
    /// Everything of the centre, as it is here.
    fn exports(&self) -> PathBuf {
        let to = ["export", "centre", "--centre", "Lighthouse Centre", "--to", "again.jsonl", "--yes"];
        self.types(&to).with(0, "names in clear");
        self.folder.path().join("again.jsonl")
    }
    /// How many cases it has.
    pub(crate) fn cases(&self) -> String {
        self.store.text("SELECT count(*) FROM cases").remove(0)
    }
    /// How many people.
    pub(crate) fn people(&self) -> String {
        self.store.text("SELECT count(*) FROM people").remove(0)
    }
    /// A server here, later than everything that was typed.
    pub(crate) fn serve(self) -> (App, TempDir) {
        let world = Box::leak(Box::new(World::default()));
        let key = self.folder.path().join("relais.key");
        let later = TUESDAY.plus(Duration::from_hours(24 * 3650));
        (App::over(self.store, later, world, |config| config.key_file = key), self.folder)
    }
}

/// A centre with work of every kind, as a file.
async fn taken_out(app: &App, folder: &TempDir) -> (String, PathBuf) {
    let case = everything(app).await;
    let to = ["export", "centre", "--centre", "Lighthouse Centre", "--to", "out.jsonl", "--yes"];
    app.types(folder.path(), &to).with(0, "6 cases");
    (case, folder.path().join("out.jsonl"))
}
/// The lines of a file, but for those about the file itself and the entries of the log that stays in it.
fn kept(file: &Path) -> Vec<String> {
    let apart = |line: &str| {
        ["export", "entry", "looker", "end"].iter().any(|k| line.starts_with(&format!(r#"{{"kind":"{k}","#)))
    };
    fs::read_to_string(file).unwrap().lines().filter(|line| !apart(line)).map(str::to_owned).collect()
}
/// The same file, where two cases of a year have one number: nobody but the store sees that.
fn twice_numbered(whole: &str) -> String {
    whole.replacen(r#""number":2,"#, r#""number":1,"#, 1)
}
/// Somebody who has a password again.
pub(crate) async fn signed_in(there: &App, account: &Account) -> Persona {
    let (email, name) = ("root@elsewhere.example".to_owned(), String::new());
    let root = Account { id: String::new(), agency: String::new(), name, email };
    let root = there.persona_as(&root, "administrator").await;
    let body = json!({"email": account.email, "password": PASSWORD});
    there.post("/v1/sessions", body).await.refused(relais::problem::Code::InvalidCredentials);
    root.patch(&format!("/v1/people/{}", account.id), "\"1\"", json!({"password": PASSWORD})).await.ok();
    there.persona_as(account, "coordinator").await
}
async fn works_on(there: &App, amina: &Persona, case: &str) {
    let path = format!("/v1/cases/{case}");
    assert_eq!(amina.get(&path).await.ok()["child"]["name"], "Léa Tremblay-Okpik");
    let found = amina.post("/v1/cases/search", json!({"file_number": "26 00417"})).await.ok();
    assert_eq!(text(&found["items"][0]["case"], "id"), case, "found by its number: {found}");
    let handoffs = amina.get(&format!("{path}/handoffs")).await.ok();
    assert_eq!(handoffs["items"].as_array().unwrap().len(), 6);
    let timeline = amina.get(&format!("{path}/timeline")).await.ok();
    assert!(timeline["items"].as_array().unwrap().iter().any(|line| line["act"] == "case.imported"), "{timeline}");
    amina
        .post(&format!("{path}/handoffs"), json!({"to_agency": amina.agency(), "service": "support"}))
        .await
        .invalid("/to_agency", "conflict");
    assert!(!there.entries().is_empty());
}

on_both_engines! {
    async fn a_centre_is_elsewhere_what_it_was(app: App) {
        let folder = tempfile::tempdir().unwrap();
        let (case, out) = taken_out(&app, &folder).await;

        for engine in [Engine::Sqlite, Engine::Postgres] {
            let Some(elsewhere) = Elsewhere::new(engine) else { continue };
            elsewhere.imports(&out, &["--dry-run"]).with(0, "Nothing was kept.");
            assert_eq!(elsewhere.cases(), "0");
            elsewhere.imports(&out, &[]).with(0, "Lighthouse Centre: 6 cases");

            assert_eq!(kept(&elsewhere.exports()), kept(&out));
            elsewhere.imports(&out, &[]).with(1, "id is here already");
            let (there, _keys) = elsewhere.serve();
            let amina = signed_in(&there, app.world().account("amina")).await;
            works_on(&there, &amina, &case).await;
            there.close().await;
        }
    }

    async fn every_case_says_from_which_file_it_came(app: App) {
        let folder = tempfile::tempdir().unwrap();
        let (case, out) = taken_out(&app, &folder).await;
        let Some(elsewhere) = Elsewhere::new(app.store().engine()) else { return };
        let all = fs::read_to_string(&out).unwrap();
        let about = all.lines().filter(|line| line.starts_with(r#"{"kind":"entry""#) && line.contains(&case)).count();

        let sha = elsewhere.imports(&out, &[]).with(0, "SHA-256").said;

        let sha = sha.lines().find_map(|line| line.strip_prefix("SHA-256 ")).unwrap().to_owned();
        let entries = elsewhere.store.entries(0);
        let of = |act: &str| entries.iter().filter(|e| e["act"] == act).cloned().collect::<Vec<Value>>();
        let mine = of("case.imported").into_iter().find(|entry| entry["subject"]["id"] == case.as_str()).unwrap();
        assert_eq!((mine["q"].as_str(), mine["n"].as_u64()), (Some(&*format!("sha256:{sha}")), u64::try_from(about).ok()));
        assert_eq!((of("case.imported").len(), of("centre.imported").len()), (6, 1));
        elsewhere.types(&["ledger", "verify"]).with(0, "all as written");
    }

    async fn a_file_that_is_not_right_leaves_nothing(app: App) {
        let folder = tempfile::tempdir().unwrap();
        let (_, out) = taken_out(&app, &folder).await;
        let Some(elsewhere) = Elsewhere::new(app.store().engine()) else { return };
        let whole = fs::read_to_string(&out).unwrap();
        let end = whole.lines().last().unwrap();
        let wrong = [
            (whole.replace(end, ""), "is the last one, and not `end`"),
            (whole.replacen("\n{\"kind\":\"wish\"", "\n\n{\"kind\":\"wish\"", 1), "is not a JSON object"),
            (whole.replace("\"lines\":", "\"lines\":1"), "lines is not the number of lines"),
            (whole.replacen("{\"kind\":\"wish\"", "{\"kind\":\"dream\"", 1), "kind is not one that this program knows"),
            (whole.replacen("{\"kind\":\"wish\",\"v\":1", "{\"kind\":\"wish\",\"v\":2", 1), "v is of a version"),
            (whole.replacen("\"status\":\"open\"", "\"status\":\"ajar\"", 1), "status is not what belongs there"),
            (whole.replacen("\"discipline\":\"police\",", "", 1), "discipline is missing"),
            (whole.replacen("\"discipline\":", "\"purpose\":1,\"discipline\":", 1), "purpose is not known"),
            (whole.replacen("\"safe_contact\":", "\"unsafe\":1,\"safe_contact\":", 1), "is not written as api-spec/export.md says"),
            (whole.replacen("\"joined_at\":\"2026-03-10T1", "\"joined_at\":\"2026-03-10t1", 1), "joined_at is not"),
            (whole.replacen("\"service\":\"therapy_individual\"", "\"service\":\"tea\"", 1), "service is not known"),
            (twice_numbered(&whole), "does not go with what is here, or with another line"),
            (whole.replacen("paul@police.example", "root@elsewhere.example", 1), "profile/email is the address of somebody here"),
        ];

        for (text, words) in wrong {
            assert!(text != whole, "{words}");
            let file = folder.path().join("wrong.jsonl");
            fs::write(&file, text).unwrap();
            let ended = elsewhere.imports(&file, &[]).with(1, words);
            assert!(ended.noted.contains("  line ") && !ended.noted.contains("ajar"), "{}", ended.noted);
        }

        assert_eq!((elsewhere.cases(), elsewhere.people()), ("0".to_owned(), "1".to_owned()));
        elsewhere.imports(&out, &[]).with(0, "6 cases");
    }
}
