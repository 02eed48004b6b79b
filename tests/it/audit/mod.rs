//! Who looks through the access log, what they find there, and what stays hidden from them.
use crate::harness::App;
use crate::harness::Persona;
use relais::problem::Code;
use serde_json::{Value, json};
use std::collections::BTreeSet;
use std::time::Duration;
use uuid::Uuid;

mod masking;
mod planted;

const ENTRIES: &str = "/v1/audit/entries";

/// Every entry that somebody finds.
async fn all(who: &Persona, filter: &str) -> Vec<Value> {
    who.walk(&format!("{ENTRIES}{filter}"), 100).await
}
fn requests(entries: &[Value]) -> Vec<&str> {
    entries.iter().map(|e| e["request"].as_str().expect("a request")).collect()
}
fn agencies(entries: &[Value]) -> BTreeSet<&str> {
    entries.iter().map(|e| e["actor"]["agency"].as_str().unwrap_or("nobody's")).collect()
}

on_both_engines! {
    async fn a_partners_auditor_sees_what_their_own_people_did(app: App) {
        let (paul, nadia, pierre) = (app.paul().await, app.nadia().await, app.pierre().await);
        let looked = paul.get("/v1/agencies").await.request_id();
        nadia.get("/v1/agencies").await.ok();

        let found = all(&pierre, "").await;

        assert_eq!(agencies(&found), [paul.agency()].into());
        let look = found.iter().find(|e| e["request"] == *looked).expect("the look");
        assert_eq!((&look["act"], &look["outcome"], &look["shown"]), (&json!("agency.listed"), &json!("ok"), &json!(11)));
        assert_eq!((&look["actor"]["person"], &look["actor"]["role"]), (&json!(paul.id()), &json!("member")));
        assert_eq!(look["why"]["code"], "signed-in");
        assert!(look["why"]["fr"] != look["why"]["en"] && look["code"].is_null() && look["cases"] == json!([]));
        assert!(look.get("leaf").is_none() && look.get("bytes").is_none() && look.get("name").is_none());
    }
    async fn sign_ins_that_failed_belong_to_the_agency_of_the_account(app: App) {
        let pierre = app.pierre().await;
        let wrong = |email: &str| json!({ "email": email, "password": "not the right password" });
        let email = app.world().account("paul").email.clone();
        let failed = app.post("/v1/sessions", wrong(&email)).await;
        let (request, _) = (failed.request_id(), failed.refused(Code::InvalidCredentials));
        app.post("/v1/sessions", wrong("nobody@police.example")).await.refused(Code::InvalidCredentials);
        app.paul().await;

        let found = all(&pierre, "?act=session.opened").await;

        let failed = found.iter().find(|e| e["request"] == *request).expect("the attempt");
        assert_eq!((&failed["outcome"], &failed["code"]), (&json!("refused"), &json!("invalid-credentials")));
        assert_eq!(agencies(&found), [pierre.agency()].into());
        let opened = found.iter().filter(|e| e["outcome"] == "ok" && e["actor"]["person"] != pierre.id());
        assert_eq!(opened.count(), 1);
    }
    async fn what_nobody_known_did_belongs_to_whoever_runs_the_deployment(app: App) {
        let (audrey, pierre) = (app.audrey().await, app.pierre().await);
        app.send(app.raw(reqwest::Method::GET, "/v1/me")).await.refused(Code::Unauthenticated);
        app.db().write_counted().await.expect("a counting entry");

        let found = all(&audrey, "").await;

        let counted = found.iter().find(|e| e["actor"]["kind"] == "nobody").expect("the counting entry");
        assert_eq!((&counted["code"], &counted["shown"]), (&json!("unauthenticated"), &json!(1)));
        assert!(found.iter().any(|e| e["actor"]["kind"] == "operator"), "the command line made the first agency");
        assert!(all(&pierre, "").await.iter().all(|e| e["actor"]["kind"] == "person"));
    }
    async fn only_auditors_look_and_every_look_is_an_entry(app: App) {
        let audrey = app.audrey().await;
        app.db().sequence().await.expect("numbers");
        for who in [app.root().await, app.amina().await, app.paul().await] {
            for path in [ENTRIES, "/v1/audit/entries/0", "/v1/audit/entries/4000000000", "/v1/audit/entries?act=case.read"] {
                let refused = who.get(path).await;
                let request = refused.request_id();
                refused.refused(Code::Forbidden);
                assert_eq!(app.entry(&request)["rule"], "not-in-this-role");
            }
        }
        let about = Uuid::from_u128(7);
        let look = audrey.get(&format!("{ENTRIES}?case={about}&out=ok")).await;

        let found = all(&audrey, "?act=audit.listed").await;

        let entry = found.iter().find(|e| e["request"] == look.request_id()).expect("the look");
        assert_eq!(entry["subject"], json!({ "kind": "case", "id": about }));
        assert_eq!((&entry["why"]["code"], &entry["shown"]), (&Value::Null, &json!(0)));
        assert_eq!(look.ok(), json!({ "items": [], "next": null }));
    }
    async fn a_walk_meets_everything_once_while_more_is_written(app: App) {
        let (pierre, paul) = (app.pierre().await, app.paul().await);
        for _ in 0..7 {
            paul.get("/v1/me").await.ok();
        }
        let before = all(&pierre, "").await;
        paul.get("/v1/me").await.ok();

        let walked = pierre.walk(ENTRIES, 2).await;

        let ids: BTreeSet<_> = walked.iter().map(|e| e["id"].as_str().expect("an id")).collect();
        assert_eq!(ids.len(), walked.len());
        assert!(before.iter().all(|e| ids.contains(e["id"].as_str().expect("an id"))));
        let order: Vec<_> = walked.iter().map(|e| (e["at"].as_str(), e["id"].as_str())).collect();
        assert!(order.is_sorted_by(|newer, older| newer > older));
    }
    async fn filters_narrow_together(app: App) {
        let (paul, rita, pierre) = (app.paul().await, app.rita().await, app.pierre().await);
        let first = paul.get("/v1/agencies").await.request_id();
        app.advance(Duration::from_mins(1));
        let noon = app.now();
        let refused = paul.get(&format!("/v1/agencies/{}", Uuid::from_u128(5))).await;
        let unknown = refused.request_id();
        refused.hidden();
        let other = rita.get("/v1/agencies").await.request_id();

        let paths = [
            (format!("?person={}&act=agency.listed", paul.id()), vec![&first]),
            (format!("?person={}&out=refused", paul.id()), vec![&unknown]),
            (format!("?agency={}&act=agency.listed&from={noon}", paul.agency()), vec![&other]),
            (format!("?act=agency.listed&to={noon}"), vec![&first]),
            ("?act=agency.listed".to_owned(), vec![&other, &first]),
            (format!("?agency={}", app.agency("crown")), vec![]),
            (format!("?person={}", app.world().account("nadia").id), vec![]),
        ];

        for (filter, expected) in paths {
            assert_eq!(requests(&all(&pierre, &filter).await), expected, "{filter}");
        }
    }
    async fn a_filter_that_cannot_be_read_is_named(app: App) {
        let pierre = app.pierre().await;
        let bad = [
            ("from=yesterday", "?from", "wrong-type"),
            ("to=2026-02-30T00:00:00Z", "?to", "wrong-type"),
            ("act=case.devoured", "?act", "unknown-value"),
            ("out=maybe", "?out", "unknown-value"),
            ("case=12", "?case", "wrong-type"),
            ("limit=101", "?limit", "out-of-range"),
            ("name=Paul", "?name", "unknown-field"),
        ];

        for (filter, pointer, code) in bad {
            pierre.get(&format!("{ENTRIES}?{filter}")).await.invalid(pointer, code);
        }
    }
    async fn an_entry_is_found_again_by_its_number(app: App) {
        let (pierre, nadia) = (app.pierre().await, app.nadia().await);
        nadia.get("/v1/me").await.ok();
        app.db().sequence().await.expect("numbers");

        let entry = all(&pierre, "?act=session.opened").await.remove(0);
        let again = pierre.get(&format!("{ENTRIES}/{}", entry["index"])).await.ok();

        assert_eq!(again, entry);
        let of_others = app.sql_text("SELECT idx FROM ledger_index JOIN ledger_entries ON id = entry WHERE act = 'me.read'");
        for number in [of_others[0].as_str(), "4000000000", "-1", "x"] {
            pierre.get(&format!("{ENTRIES}/{number}")).await.hidden();
        }
    }
}
