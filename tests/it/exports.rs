//! A whole centre as a file: everything of its cases in clear, nothing of others, and the page says what is in it.
use crate::harness::{App, text};
use crate::intakes::intake;
use crate::wishes::{served, stop, withdraw};
use serde_json::{Value, json};
use std::collections::{BTreeMap, BTreeSet};
use std::fs;
use std::os::unix::fs::PermissionsExt;
use std::path::Path;

fn page() -> String {
    fs::read_to_string(concat!(env!("CARGO_MANIFEST_DIR"), "/api-spec/export.md")).unwrap()
}
/// What the page says of each kind of line: its fields in order.
fn told() -> BTreeMap<String, Vec<String>> {
    let fields = |line: &str| {
        let (kind, rest) = line.strip_prefix("| `")?.split_once("` | ")?;
        let fields = rest.split(" | ").next()?.split('`').skip(1).step_by(2).map(str::to_owned).collect();
        Some((kind.to_owned(), fields))
    };
    page().lines().filter_map(fields).collect()
}

const NEW: (&str, &str) = ("If-None-Match", "*");

/// A case with everything that hangs on one, among others in other states: that one's id.
pub(crate) async fn everything(app: &App) -> String {
    let (paul, adele) = (app.paul().await, app.adele().await);
    let case = app.case_with(&[&paul, &adele]).await;
    let path = format!("/v1/cases/{case}");
    described(app, &path).await;
    said(app, &path).await;
    examined(app, &case).await;
    waiting(app, &case).await;
    linked(app, &path).await;
    merged(app, &path).await;
    moved_in(app).await;
    proposed(app, &path).await;
    case
}
/// A case that waits for the centre; and somebody who looks for the first one in vain.
async fn proposed(app: &App, path: &str) {
    app.paul().await.post("/v1/intakes", intake(app, "centre")).await.created();
    app.nadia().await.get(path).await.hidden();
}
/// Who belongs to it, who must not, and its number at the police.
async fn described(app: &App, path: &str) {
    let (amina, paul) = (app.amina().await, app.paul().await);
    let party = json!({"role": "caregiver", "name": "Papillon Monarque", "phone": "+1 902 555 7777"});
    amina.post(&format!("{path}/parties"), party).await.created();
    let rita = app.world().account("rita").id.clone();
    amina.put(&format!("{path}/exclusions/{rita}"), NEW, json!({"code": "relative"})).await.created();
    let number = json!({"file_number": "26-00417"});
    paul.put(&format!("{path}/partners/{}", app.agency("police")), NEW, number).await.created();
}
/// How and when the family may be met.
async fn said(app: &App, path: &str) {
    let adele = app.adele().await;
    let mother = json!({"rule": "through", "through": adele.agency(), "note": "Never write.", "until": "2026-05-01"});
    adele.put(&format!("{path}/contact"), NEW, mother).await.ok();
    let hours = json!([{"from": "2026-03-12T13:00:00.000Z", "until": "2026-03-12T15:00:00.000Z"}]);
    adele.put(&format!("{path}/unavailable-times"), NEW, json!({"times": hours})).await.ok();
}
/// A second file of the child that has become part of it, and one that was taken apart again.
async fn merged(app: &App, path: &str) {
    let (amina, adele) = (app.amina().await, app.adele().await);
    for mistaken in [false, true] {
        let other = app.case_with(&[]).await;
        app.handoff(&amina, &other, "victim_services", "support").await;
        let merge = format!("{path}/merges/{other}");
        let made = amina.put(&merge, NEW, json!({})).await;
        if mistaken {
            amina.delete(&merge, &made.etag()).await.ok();
        }
    }
    let spoke =
        json!({"with": "caregiver", "channel": "phone", "reached": true, "promised": "call_back", "note": "Mornings."});
    adele.post(&format!("{path}/contacts"), spoke).await.created();
}
/// A handoff that was followed, and one that was refused.
async fn examined(app: &App, case: &str) {
    let (paul, helen) = (app.paul().await, app.helen().await);
    let exam = app.handoff(&paul, case, "health", "medical_exam").await;
    helen.moves(&exam, "take-on", json!({})).await.ok();
    let tried = json!({"code": "no_answer", "note": "Try after school."});
    helen.post(&format!("/v1/referrals/{exam}/attempts"), tried).await.ok();
    let refused = app.handoff(&paul, case, "health", "medical_exam").await;
    helen.moves(&refused, "refuse", json!({"code": "no_capacity"})).await.ok();
}
/// Handoffs that wait, by two words of mouth and by nobody's.
async fn waiting(app: &App, case: &str) {
    let (adele, thea) = (app.adele().await, app.thea().await);
    let therapy = app.handoff(&adele, case, "counselling", "therapy_individual").await;
    thea.post(&format!("/v1/referrals/{therapy}/waitlist"), json!({})).await.ok();
    let desk = json!({"answer": "waitlisted", "reached": {"who": "Front desk"}});
    let told = app.handoff(&adele, case, "victim_services", "caregiver_support").await;
    app.amina().await.moves(&told, "attest", desk).await.ok();
    app.handoff(&app.paul().await, case, "child_protection", "protection_concern").await;
}
/// The case of a sibling, whose family wants no service any more.
async fn linked(app: &App, path: &str) {
    let (amina, (withdrawn, _)) = (app.amina().await, served(app).await);
    withdraw(&amina, &withdrawn, stop()).await.ok();
    let other = withdrawn.rsplit('/').next().unwrap();
    amina.put(&format!("{path}/links/{other}"), NEW, json!({"kind": "sibling"})).await.created();
}
/// A case that another centre had before.
async fn moved_in(app: &App) {
    let (odile, amina) = (app.odile().await, app.amina().await);
    let case = text(&odile.post("/v1/cases", json!({"child": {"name": "Hirondelle"}})).await.created(), "id");
    let moving = app.handoff(&odile, &case, "centre", "transfer").await;
    amina.moves(&moving, "take-on", json!({})).await.ok();
}
fn export(app: &App, folder: &Path, more: &[&str]) -> crate::harness::typed::Ended {
    app.types(folder, &[&["export", "centre", "--centre", "Lighthouse Centre", "--to", "out.jsonl"], more].concat())
}

on_both_engines! {
    async fn a_centre_is_taken_out_whole(app: App) {
        let (folder, odile) = (tempfile::tempdir().unwrap(), app.odile().await);
        let case = everything(&app).await;
        odile.post("/v1/cases", json!({"child": {"name": "Baleine Blanche"}})).await.created();

        export(&app, folder.path(), &["--yes"]).with(0, "6 cases, names in clear");

        let out = folder.path().join("out.jsonl");
        let lines: Vec<Value> = fs::read_to_string(&out).unwrap().lines().map(|l| serde_json::from_str(l).unwrap()).collect();
        let of = |kind: &str| lines.iter().filter(|l| l["kind"] == kind && l["case_id"] == case.as_str()).collect::<Vec<_>>();
        assert_eq!(fs::metadata(&out).unwrap().permissions().mode() & 0o777, 0o600);
        assert_eq!(fs::read_dir(folder.path()).unwrap().count(), 1);
        assert_eq!((lines[0]["kind"].as_str(), lines[lines.len() - 1]["lines"].as_u64()), (Some("export"), u64::try_from(lines.len() - 1).ok()));
        let mine = lines.iter().find(|line| line["kind"] == "case" && line["id"] == case.as_str()).unwrap();
        assert_eq!((&mine["identity"]["name"], &mine["contact_note"]), (&json!("Léa Tremblay-Okpik"), &json!("Never write.")));
        assert_eq!((&of("party")[0]["details"]["name"], &of("partner")[0]["file_number"]), (&json!("Papillon Monarque"), &json!("26-00417")));
        assert_eq!((of("exclusion").len(), of("unavailable").len(), of("handoff").len()), (1, 1, 6));
        let all = fs::read_to_string(&out).unwrap();
        assert!(["Baleine", "argon2id"].iter().all(|word| !all.contains(word)));
        let people: BTreeSet<String> = lines.iter().filter(|l| l["kind"] == "person").map(|line| text(line, "id")).collect();
        assert!(["amina", "paul", "rita", "helen", "audrey"].iter().all(|key| people.contains(&app.world().account(key).id)));
        assert!(all.contains(r#""kind":"entry""#) && all.contains("handoff.taken_on"));
        let taken = |e: &&Value| e["act"] == "centre.exported" && e["cases"].as_array().is_some_and(|c| c.contains(&json!(case)));
        assert_eq!(app.entries().iter().filter(taken).count(), 1);
    }

    async fn every_line_is_what_the_page_says(app: App) {
        let folder = tempfile::tempdir().unwrap();
        everything(&app).await;
        export(&app, folder.path(), &["--yes"]).with(0, "names in clear");

        let (told, mut met) = (told(), BTreeSet::new());
        for line in fs::read_to_string(folder.path().join("out.jsonl")).unwrap().lines() {
            let line: Value = serde_json::from_str(line).unwrap();
            let fields: Vec<&String> = line.as_object().unwrap().keys().skip(2).collect();
            let said = told.get(line["kind"].as_str().unwrap()).unwrap_or_else(|| panic!("the page lacks {line}"));
            assert_eq!(fields, said.iter().collect::<Vec<_>>(), "{}", line["kind"]);
            met.insert(text(&line, "kind"));
        }
        assert_eq!(met, told.into_keys().collect(), "a centre has lines of every kind");
    }

    async fn nobody_takes_a_centre_out_by_mistake(app: App) {
        let folder = tempfile::tempdir().unwrap();

        export(&app, folder.path(), &[]).with(2, "in clear; add --yes");
        fs::write(folder.path().join("out.jsonl"), "kept").unwrap();
        export(&app, folder.path(), &["--yes"]).with(1, "is not overwritten");

        assert_eq!(fs::read_to_string(folder.path().join("out.jsonl")).unwrap(), "kept");
        assert_eq!(fs::read_dir(folder.path()).unwrap().count(), 1);
    }
}

/// Every table of the store, and its columns.
fn tables() -> BTreeMap<String, Vec<String>> {
    let read = |file: &str| fs::read_to_string(Path::new(env!("CARGO_MANIFEST_DIR")).join(file)).unwrap();
    let (mut tables, mut table) = (BTreeMap::<String, Vec<String>>::new(), String::new());
    for line in format!("{}{}", read("src/db/schema.rs"), read("src/db/schema_cases.rs")).lines() {
        if let Some((column, _)) = line.strip_prefix("        ").and_then(|line| line.split_once(" -> ")) {
            tables.get_mut(&table).unwrap().push(column.to_owned());
        } else if let Some((name, _)) =
            line.strip_prefix("    ").filter(|l| l.ends_with(") {")).and_then(|l| l.split_once(" ("))
        {
            name.clone_into(&mut table);
            tables.insert(table.clone(), Vec::new());
        }
    }
    tables
}

#[test]
fn every_table_and_column_is_taken_out_or_said_to_stay() {
    let (page, told, tables) = (page(), told(), tables());
    let kind = |table: &str| {
        let from = format!("From table `{table}`");
        let line = page.lines().find(|line| line.contains(&from))?;
        told.get(line.strip_prefix("| `")?.split_once('`')?.0)
    };

    let mut missing = Vec::new();
    for (table, columns) in &tables {
        let (fields, whole) = (kind(table), page.contains(&format!("table `{table}` stays")));
        let told = |column: &&String| {
            fields.is_some_and(|f| f.contains(column)) || page.contains(&format!("`{table}.{column}`"))
        };
        missing
            .extend(columns.iter().filter(|column| !whole && !told(column)).map(|column| format!("{table}.{column}")));
    }

    assert!(tables.len() >= 22 && missing.is_empty(), "api-spec/export.md says nothing of {missing:?}");
}
