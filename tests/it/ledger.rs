//! The access log: one entry for every act, look and refusal, before the answer; and nobody changes it unnoticed.
use crate::harness::{App, Engine, Persona};
use relais::problem::Code;
use reqwest::Method;
use serde_json::{Value, json};

/// The keys of an entry, in the order in which they are written.
const KEYS: [&str; 19] = [
    "v", "id", "at", "req", "act", "out", "rule", "pol", "actor", "subject", "cases", "cmp", "view", "n", "q", "rules",
    "chg", "code", "",
];

fn agency() -> Value {
    json!({ "name_en": "N", "discipline": "health", "province": "NS", "zone": "America/Halifax" })
}
/// The actor of an entry of somebody who is signed in.
async fn actor(somebody: &Persona, role: &str, discipline: &str) -> Value {
    let session = somebody.get("/v1/sessions/current").await.ok();
    json!({
        "kind": "person", "person": somebody.id(), "agency": somebody.agency(), "role": role, "disc": discipline,
        "session": session["id"], "net": "127.0.0.0/24",
    })
}
/// What the verification finds, as (entry, what is wrong).
async fn findings(app: &App) -> Vec<(String, &'static str)> {
    app.tampers();
    let db = app.db();
    while db.sequence().await.unwrap() > 0 {}
    let report = db.verify(|_| ()).await.unwrap();
    report.findings.into_iter().map(|f| (f.entry, f.wrong)).collect()
}
/// How a statement names an id.
fn id(app: &App, uuid: &Value) -> String {
    let uuid = uuid.as_str().unwrap();
    match app.store().engine() {
        Engine::Sqlite => format!("x'{}'", uuid.replace('-', "")),
        Engine::Postgres => format!("'{uuid}'"),
    }
}
/// Takes the guards of a table away.
fn unguard(app: &App, table: &str) {
    match app.store().engine() {
        Engine::Sqlite => ["update", "delete"].iter().for_each(|act| {
            app.sql(&format!("DROP TRIGGER {table}_no_{act}"));
        }),
        Engine::Postgres => {
            app.sql(&format!("DROP TRIGGER {table}_insert_only ON {table}"));
        }
    }
}

on_both_engines! {
    async fn an_act_is_written_down(app: App) {
        let root = app.root().await;
        let (who, at) = (actor(&root, "administrator", "centre").await, app.now());

        let reply = root.post("/v1/agencies", agency()).await;

        let entry = app.entry(&reply.request_id());
        let made = reply.created();
        assert_eq!((&entry["v"], &entry["at"]), (&json!(1), &json!(at)));
        assert_eq!((&entry["act"], &entry["out"]), (&json!("agency.created"), &json!("ok")));
        assert_eq!((&entry["rule"], &entry["view"]), (&json!("administrator"), &json!("full")));
        assert_eq!(entry["actor"], who);
        assert_eq!(entry["subject"], json!({ "kind": "agency", "id": made["id"] }));
        assert_eq!(entry["n"], json!(1));
        assert_eq!(entry["pol"], json!(relais::access::policy_hash()));
        let keys: Vec<_> = entry.as_object().unwrap().keys().map(String::as_str).collect();
        let order: Vec<_> = KEYS.into_iter().filter(|key| keys.contains(key)).collect();
        assert_eq!(keys, order);
    }

    async fn a_look_is_written_down(app: App) {
        let paul = app.paul().await;
        let (who, rita) = (actor(&paul, "member", "police").await, app.world().account("rita"));

        let reply = paul.get(&format!("/v1/people/{}", rita.id)).await;

        let entry = app.entry(&reply.request_id());
        assert_eq!((&entry["act"], &entry["out"], &entry["n"]), (&json!("person.read"), &json!("ok"), &json!(1)));
        assert_eq!((&entry["rule"], &entry["view"]), (&json!("signed-in"), &json!("minimum")));
        assert_eq!(entry["actor"], who);
        assert_eq!(entry["subject"], json!({ "kind": "person", "id": rita.id }));
        reply.ok();
    }

    async fn a_list_is_written_down_with_how_much_it_showed(app: App) {
        let paul = app.paul().await;

        let reply = paul.get("/v1/people?limit=7").await;

        let entry = app.entry(&reply.request_id());
        assert_eq!((&entry["act"], &entry["n"]), (&json!("person.listed"), &json!(7)));
        assert_eq!(entry.get("subject"), None);
        reply.ok();
    }

    async fn every_refusal_is_written_down(app: App) {
        let (root, paul) = (app.root().await, app.paul().await);
        let health = format!("/v1/agencies/{}", app.agency("health"));
        let nobody = "019a0000-0000-7000-8000-000000000000";

        let refusals = [
            (paul.post("/v1/agencies", agency()).await, "agency.created", Code::Forbidden),
            (paul.patch(&health, "\"1\"", json!({})).await, "agency.updated", Code::Forbidden),
            (paul.get(&format!("/v1/people/{nobody}")).await, "person.read", Code::NotFound),
            (root.patch(&health, "\"9\"", json!({})).await, "agency.updated", Code::StaleVersion),
        ];

        for (reply, act, code) in refusals {
            let entry = app.entry(&reply.request_id());
            assert_eq!((&entry["act"], &entry["out"], &entry["n"]), (&json!(act), &json!("refused"), &json!(0)));
            assert_eq!(entry["code"], json!(code.entry().code));
            assert!(entry["actor"]["person"].is_string());
            reply.refused(code);
        }
    }

    async fn an_entry_holds_no_names(app: App) {
        let root = app.root().await;
        let new = json!({
            "agency": app.agency("crown"), "name": "Canari Ouistiti", "email": "canari@ouistiti.example",
            "password": "a very long password", "roles": ["member"],
        });

        root.post("/v1/people", new.clone()).await.created();
        root.post("/v1/people", new).await.refused(Code::EmailTaken);

        let told = app.sql_text(match app.store().engine() {
            Engine::Sqlite => "SELECT bytes FROM ledger_entries",
            Engine::Postgres => "SELECT convert_from(bytes, 'UTF8') FROM ledger_entries",
        });
        assert!(told.iter().all(|entry| !entry.to_lowercase().contains("canari")));
    }

    async fn a_sign_in_that_fails_is_written_under_the_account_it_was_for(app: App) {
        let paul = app.world().account("paul");

        let reply = app.post("/v1/sessions", json!({ "email": paul.email, "password": "a wrong password" })).await;

        let entry = app.entry(&reply.request_id());
        assert_eq!((&entry["act"], &entry["code"]), (&json!("session.opened"), &json!("invalid-credentials")));
        assert_eq!(entry["actor"]["person"], json!(paul.id));
        assert_eq!(entry["subject"], json!({ "kind": "person", "id": paul.id }));
        reply.refused(Code::InvalidCredentials);
    }

    async fn refusals_of_nobody_in_particular_are_counted(app: App) {
        let paul = app.paul().await;
        app.sql("DELETE FROM sessions");
        let before = app.entries().len();

        for _ in 0..3 {
            app.send(app.raw(Method::GET, "/v1/me")).await.refused(Code::Unauthenticated);
            app.post("/v1/sessions", json!({ "email": "a@b.example", "password": "?" })).await.refused(Code::InvalidCredentials);
        }
        paul.get("/v1/me").await.refused(Code::Unauthenticated);
        app.db().write_counted().await.unwrap();

        let entries = app.entries().split_off(before);
        let mut counted: Vec<_> = entries.iter().map(|e| (e["code"].as_str().unwrap(), e["n"].as_u64().unwrap())).collect();
        counted.sort_unstable();
        assert_eq!(counted, [("invalid-credentials", 3), ("unauthenticated", 4)]);
        assert!(entries.iter().all(|e| e["actor"] == json!({ "kind": "nobody", "net": "127.0.0.0/24" })));
    }

    async fn what_cannot_be_written_down_is_neither_shown_nor_done(app: App) {
        let root = app.root().await;
        let path = format!("/v1/people/{}", root.id());
        app.sql("ALTER TABLE ledger_queue RENAME TO hidden_queue");

        let look = root.get(&path).await;
        let act = root.post("/v1/agencies", agency()).await;
        let refusal = root.get(&format!("/v1/people/{}", app.agency("police"))).await;

        for reply in [look, act, refusal] {
            assert_eq!(reply.header("retry-after"), Some("2"));
            reply.refused(Code::LedgerUnavailable);
        }
        app.sql("ALTER TABLE hidden_queue RENAME TO ledger_queue");
        assert_eq!(app.sql_text("SELECT count(*) FROM agencies"), ["11"]);
        assert_eq!(root.get(&path).await.status(), 200);
        root.post("/v1/agencies", agency()).await.created();
    }

    async fn entries_are_numbered_from_nought_without_a_gap(app: App) {
        let root = app.root().await;
        let looks = (0..20).map(|_| async { assert_eq!(root.get("/v1/me").await.status(), 200) });
        futures_util::future::join_all(looks).await;

        while app.db().sequence().await.unwrap() > 0 {}

        let numbers: Vec<usize> =
            app.sql_text("SELECT idx FROM ledger_index ORDER BY idx").iter().map(|n| n.parse().unwrap()).collect();
        assert_eq!(numbers, (0..numbers.len()).collect::<Vec<_>>());
        assert_eq!(app.sql_text("SELECT count(*) FROM ledger_entries"), [numbers.len().to_string()]);
        assert_eq!(app.sql_text("SELECT count(*) FROM ledger_queue"), ["0"]);
    }

    async fn nothing_of_it_is_changed_or_taken_away(app: App) {
        app.root().await.get("/v1/me").await.ok();
        while app.db().sequence().await.unwrap() > 0 {}

        for (table, column) in [("ledger_entries", "act"), ("ledger_index", "leaf")] {
            let refused = |statement: String| app.store().sql(&statement).unwrap_err().to_string();

            assert!(refused(format!("UPDATE {table} SET {column} = {column}")).contains("insert only"));
            assert!(refused(format!("DELETE FROM {table}")).contains("insert only"));
        }
        if app.store().engine() == Engine::Postgres {
            for table in ["ledger_entries", "ledger_index", "ledger_cases"] {
                assert!(app.store().sql(&format!("TRUNCATE {table} CASCADE")).is_err());
            }
        }
    }

    async fn whose_entry_was_changed_is_found(app: App) {
        let reply = app.paul().await.get("/v1/people").await;
        let entry = app.entry(&reply.request_id());
        let name = entry["id"].as_str().unwrap().to_owned();
        reply.ok();
        assert_eq!(findings(&app).await, []);
        unguard(&app, "ledger_entries");
        let one = format!("WHERE id = {}", id(&app, &entry["id"]));
        let set = |bytes: &str| {
            let bytes = match app.store().engine() {
                Engine::Sqlite => format!("CAST('{bytes}' AS BLOB)"),
                Engine::Postgres => format!("convert_to('{bytes}', 'UTF8')"),
            };
            app.sql(&format!("UPDATE ledger_entries SET bytes = {bytes} {one}"));
        };

        let honest = entry.to_string();
        set(&honest.replace("\"n\":15", "\"n\":1"));
        assert_eq!(findings(&app).await, [(name.clone(), "its leaf is not that of its bytes")]);
        set(&honest.replace("\"n\":15", "\"n\": 15"));
        assert_eq!(findings(&app).await, [(name.clone(), "its bytes are not canonical")]);
        set("nothing");
        assert_eq!(findings(&app).await, [(name.clone(), "its bytes are not an entry")]);
        set(&honest);
        assert_eq!(findings(&app).await, []);
        app.sql(&format!("UPDATE ledger_entries SET act = 'person.read' {one}"));
        assert_eq!(findings(&app).await, [(name, "a column says something else than its bytes")]);
    }

    async fn an_entry_that_was_taken_out_leaves_a_gap(app: App) {
        let paul = app.paul().await;
        let reply = paul.get("/v1/people").await;
        paul.get("/v1/me").await.ok();
        let entry = id(&app, &app.entry(&reply.request_id())["id"]);
        reply.ok();
        assert_eq!(findings(&app).await, []);
        unguard(&app, "ledger_entries");
        unguard(&app, "ledger_index");

        app.sql(&format!("DELETE FROM ledger_index WHERE entry = {entry}"));
        app.sql(&format!("DELETE FROM ledger_entries WHERE id = {entry}"));

        assert_eq!(findings(&app).await, [("index".to_owned(), "the numbers have a gap")]);
    }

    async fn an_entry_that_lost_its_number_is_found(app: App) {
        let paul = app.paul().await;
        let reply = paul.get("/v1/people").await;
        let entry = app.entry(&reply.request_id())["id"].clone();
        reply.ok();
        assert_eq!(findings(&app).await, []);
        unguard(&app, "ledger_index");

        app.sql(&format!("DELETE FROM ledger_index WHERE entry = {}", id(&app, &entry)));

        let found = findings(&app).await;
        let lost = (entry.as_str().unwrap().to_owned(), "it has no number and does not wait for one");
        assert!(found.contains(&lost), "{found:?}");
    }
}

on_both_engines! {
    async fn what_no_door_has_seen_is_written_down_too(app: App) {
        let paul = app.paul().await;

        let no_id = paul.get("/v1/cases/no-id").await;
        let request = no_id.request_id();
        no_id.hidden();

        let entry = app.entry(&request);
        assert_eq!((&entry["code"], &entry["actor"]["person"]), (&json!("not-found"), &json!(paul.id())));
    }
}
