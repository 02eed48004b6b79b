//! A case that goes to a centre of another installation: a sealed file, what becomes of it there, and the receipt that
//! lets it go here.
use crate::arrivals::{Elsewhere, signed_in};
use crate::exports::everything;
use crate::harness::persona::{Account, PASSWORD};
use crate::harness::typed::Ended;
use crate::harness::{App, Engine, Persona, text};
use relais::problem::Code;
use serde_json::{Value, json};
use std::fs::{self, Permissions};
use std::os::unix::fs::PermissionsExt;
use std::path::{Path, PathBuf};
use tempfile::TempDir;

/// An agency that stands for a centre of another installation.
async fn northern(app: &App) -> String {
    let new = json!({"name_en": "Northern Centre", "name_fr": "Centre du Nord", "discipline": "centre", "province": "NB",
                     "zone": "America/Moncton", "services": []});
    text(&app.root().await.post("/v1/agencies", new).await.created(), "id")
}
async fn transfer_to(amina: &Persona, case: &str, centre: &str) -> String {
    let body = json!({"to_agency": centre, "service": "transfer"});
    text(&amina.post(&format!("/v1/cases/{case}/handoffs"), body).await.created(), "id")
}
fn export(app: &App, folder: &TempDir, case: &str) -> Ended {
    let to = ["export", "case", "--case", case, "--for", "Northern Centre", "--to", "case.relais"];
    app.types(folder.path(), &to)
}
fn after(said: &str, word: &str) -> String {
    let line = said.lines().find_map(|line| line.strip_prefix(word)).unwrap_or_else(|| panic!("no {word} in {said}"));
    line.trim().to_owned()
}
/// A case with work of every kind that waits for its transfer, in a sealed file: its id, the file, and its key in another.
async fn sent(app: &App, folder: &TempDir) -> (String, PathBuf, PathBuf) {
    let case = everything(app).await;
    transfer_to(&app.amina().await, &case, &northern(app).await).await;
    let key = after(&export(app, folder, &case).with(0, "sealed").said, "key ");
    let (file, key_file) = (folder.path().join("case.relais"), folder.path().join("key"));
    fs::write(&key_file, key).unwrap();
    fs::set_permissions(&key_file, Permissions::from_mode(0o600)).unwrap();
    (case, file, key_file)
}
/// An installation with a coordinator.
fn elsewhere(engine: Engine) -> Option<(Elsewhere, Account)> {
    let there = Elsewhere::new(engine)?;
    let noor = [
        "people",
        "add",
        "--agency",
        "Province Host",
        "--name",
        "Noor Haddad",
        "--email",
        "noor@host.example",
        "--role",
        "coordinator",
        "--receives-handoffs",
        "--format",
        "json",
    ];
    let told: Value = serde_json::from_str(&there.types(&noor).with(0, "noor@host.example").said).unwrap();
    let of = |field: &str| text(&told["person"], field);
    Some((there, Account { id: of("id"), agency: of("agency"), name: of("name"), email: of("email") }))
}
fn imports(there: &Elsewhere, file: &Path, key: &Path, more: &[&str]) -> Ended {
    let base =
        ["import", "case", file.to_str().unwrap(), "--package-key", key.to_str().unwrap(), "--centre", "Province Host"];
    there.types(&[&base, more].concat())
}
fn received(app: &App, folder: &TempDir, case: &str, receipt: &str) -> Ended {
    let base = ["transfer", "received", "--case", case, "--centre", "Lighthouse Centre", "--receipt", receipt];
    app.types(folder.path(), &[&base[..], &["--coordinator", "amina@centre.example"]].concat())
}
/// What the first centre is left with.
async fn has_moved(app: &App, case: &str, number: &str) {
    let amina = app.amina().await;
    let left = amina.get(&format!("/v1/cases/{case}")).await.ok();
    assert_eq!((&left["view"], &left["number"]), (&json!("status"), &json!(number)));
    app.paul().await.get(&format!("/v1/cases/{case}")).await.hidden();
    assert_eq!(app.sql_text("SELECT count(*) FROM obligations o JOIN cases c ON c.id = o.case_id WHERE o.closed_at IS NULL AND c.status_code = 'transferred'"), ["0"]);
    let handoffs = amina.get(&format!("/v1/cases/{case}/handoffs")).await.ok();
    let states: Vec<_> = handoffs["items"].as_array().unwrap().iter().map(|h| text(h, "state")).collect();
    assert_eq!(states[0], "taken_on", "the transfer: {states:?}");
    assert!(!states.iter().any(|state| state == "sent" || state == "received"), "{states:?}");
    amina.post(&format!("/v1/cases/{case}/reopen"), json!({})).await.refused(Code::Forbidden);
}
/// What the second one works with.
async fn is_worked_on(there: App, noor: &Account, case: &str) {
    let noor = signed_in(&there, noor).await;
    let path = format!("/v1/cases/{case}");
    let now = noor.get(&path).await.ok();
    assert_eq!((&now["view"], &now["status"], &now["centre"]), (&json!("full"), &json!("open"), &json!(noor.agency())));
    assert_eq!((&now["child"]["name"], text(&now, "number").ends_with("-0001")), (&json!("Léa Tremblay-Okpik"), true));
    let due = noor.get("/v1/worklists/due").await.ok();
    let missed = noor.get("/v1/worklists/missed").await.ok();
    let owed =
        [&due, &missed].iter().flat_map(|list| list["items"].as_array().unwrap().clone()).collect::<Vec<Value>>();
    assert!(owed.iter().any(|line| line["agency"] == noor.agency()), "what the former centre owed: {owed:?}");
    assert_eq!(noor.get(&format!("{path}/team")).await.ok()["items"], json!([]), "nobody of it is here");
    noor.post(&format!("{path}/monitor"), json!({})).await.ok();
    there.close().await;
}

on_both_engines! {
    async fn a_case_goes_to_another_installation(app: App) {
        let folder = tempfile::tempdir().unwrap();
        let (case, file, key) = sent(&app, &folder).await;
        let number = text(&app.amina().await.get(&format!("/v1/cases/{case}")).await.ok(), "number");
        let other = if app.store().engine() == Engine::Sqlite { Engine::Postgres } else { Engine::Sqlite };
        let Some((there, noor)) = elsewhere(other).or_else(|| elsewhere(Engine::Sqlite)) else { return };

        imports(&there, &file, &key, &["--dry-run"]).with(0, "Nothing was kept.");
        assert_eq!((there.cases(), there.people()), ("0".to_owned(), "2".to_owned()));
        let kept = imports(&there, &file, &key, &[]).with(0, "receipt ");
        assert!(kept.said.contains("without accounts here: Harbour Regional Police"), "{}", kept.said);
        let receipt = after(&kept.said, "receipt ");
        let again = imports(&there, &file, &key, &[]).with(1, "id is here already");
        assert!(again.said.contains(&receipt), "lost receipts are told again: {}", again.said);
        there.types(&["ledger", "verify"]).with(0, "all as written");

        app.amina().await.get(&format!("/v1/cases/{case}")).await.ok();
        received(&app, &folder, &number, "0000-0000-0000-0000").with(1, Code::WrongReceipt.entry().en);
        assert_eq!(app.amina().await.get(&format!("/v1/cases/{case}")).await.ok()["view"], "full");
        received(&app, &folder, &number, &receipt.to_uppercase()).with(0, "has moved, and is closed here");
        received(&app, &folder, &number, &receipt).with(1, Code::NoTransferWaits.entry().en);

        has_moved(&app, &case, &number).await;
        let (there, _keys) = there.serve();
        is_worked_on(there, &noor, &case).await;
    }

    async fn what_is_not_whole_is_not_kept(app: App) {
        let folder = tempfile::tempdir().unwrap();
        let (case, file, key) = sent(&app, &folder).await;
        let Some((there, _)) = elsewhere(app.store().engine()) else { return };
        let whole = fs::read(&file).unwrap();
        assert!(!whole.windows(8).any(|some| some == b"Tremblay" || some == b"Lighthou"));
        let mut bent = whole.clone();
        bent[whole.len() / 2] ^= 1;
        let second = key.with_extension("2");
        fs::remove_file(&file).unwrap();
        let other = after(&export(&app, &folder, &case).with(0, "sealed").said, "key ");
        fs::write(&second, other).unwrap();
        fs::set_permissions(&second, Permissions::from_mode(0o600)).unwrap();

        for (bytes, key) in [(bent, &key), (whole[..whole.len() - 16].to_vec(), &key), (whole.clone(), &second), (b"{}".to_vec(), &key)] {
            fs::write(&file, bytes).unwrap();
            imports(&there, &file, key, &[]).with(1, "cannot be opened with this key");
        }
        let wrong = fs::read_to_string(&key).unwrap().replacen(['0', '1', '2', '3', '4'], "z", 1);
        fs::write(&second, wrong).unwrap();
        imports(&there, &file, &second, &[]).with(1, "this is no key of such a file");

        assert_eq!((there.cases(), there.people()), ("0".to_owned(), "2".to_owned()));
        fs::write(&file, whole).unwrap();
        imports(&there, &file, &key, &[]).with(0, "receipt ");
    }

    async fn a_second_case_of_the_same_centre_arrives_too(app: App) {
        let (folder, amina, north) = (tempfile::tempdir().unwrap(), app.amina().await, northern(&app).await);
        let Some((there, _)) = elsewhere(app.store().engine()) else { return };

        for many in ["1", "2"] {
            let case = app.case_with(&[]).await;
            transfer_to(&amina, &case, &north).await;
            let (file, key) = (folder.path().join("case.relais"), folder.path().join(many));
            fs::write(&key, after(&export(&app, &folder, &case).with(0, "sealed").said, "key ")).unwrap();
            fs::set_permissions(&key, Permissions::from_mode(0o600)).unwrap();
            imports(&there, &file, &key, &[]).with(0, "receipt ");
            fs::remove_file(&file).unwrap();
            assert_eq!(there.cases(), many);
        }
    }

    async fn only_a_case_that_is_handed_over_leaves(app: App) {
        let (folder, amina, north) = (tempfile::tempdir().unwrap(), app.amina().await, northern(&app).await);
        let case = app.case_with(&[]).await;
        export(&app, &folder, &case).with(1, Code::NoTransferWaits.entry().en);
        let helen = app.helen().await;
        let mistake = app.handoff(&amina, &case, "health", "medical_exam").await;
        helen.get(&format!("/v1/handoffs/{mistake}")).await.ok();
        amina.moves(&mistake, "in-error", json!({"code": "wrong_agency"})).await.ok();
        transfer_to(&amina, &case, &north).await;
        export(&app, &folder, &case).with(1, Code::IncidentNotChecked.entry().en);
        amina.moves(&mistake, "incident-check", json!({"code": "contained"})).await.ok();

        let new = json!({"agency": north, "name": "Ines", "email": "ines@north.example", "roles": ["coordinator"], "password": PASSWORD});
        let ines = app.root().await.post("/v1/people", new).await.created();
        export(&app, &folder, &case).with(1, Code::CentreIsHere.entry().en);
        app.root().await.patch(&format!("/v1/people/{}", text(&ines, "id")), "\"1\"", json!({"active": false})).await.ok();
        assert_eq!(fs::read_dir(folder.path()).unwrap().count(), 0);
        export(&app, &folder, &case).with(0, "sealed");

        let entry = app.entries().into_iter().rfind(|entry| entry["act"] == "case.exported" && entry["code"].is_null());
        assert!(entry.is_some_and(|entry| entry["cases"] == json!([case]) && entry["actor"]["kind"] == "operator"));
    }
}
