//! People: accounts are kept by administrators; names are for everybody who is signed in, the rest is not.
use crate::harness::App;
use crate::harness::persona::PASSWORD;
use relais::problem::Code;
use serde_json::{Value, json};

fn newcomer(app: &App) -> Value {
    json!({
        "agency": app.agency("crown"), "name": "Noémie Pelletier-Ñandú", "email": "Noemie@Crown.example",
        "password": PASSWORD, "roles": ["member", "auditor", "member"], "lang": "en",
    })
}

on_both_engines! {
    async fn an_administrator_adds_somebody_who_can_sign_in(app: App) {
        let root = app.root().await;

        let reply = root.post("/v1/people", newcomer(&app)).await;
        let place = reply.header("location").expect("where it is").to_owned();
        let made = reply.created();

        let tokens = app.post("/v1/sessions", json!({ "email": "noemie@crown.example", "password": PASSWORD })).await;
        assert_eq!(tokens.created()["session"]["person"], made["id"]);
        assert_eq!(place, format!("/v1/people/{}", made["id"].as_str().unwrap()));
        assert_eq!(made["email"], json!("noemie@crown.example"));
        assert_eq!(made["roles"], json!(["member", "auditor"]));
        assert_eq!((&made["receives_handoffs"], &made["lang"]), (&json!(false), &json!("en")));
        assert!(made.get("password").is_none());
    }

    async fn only_an_administrator_adds_or_changes_people(app: App) {
        let path = format!("/v1/people/{}", app.world().account("rita").id);

        for key in ["amina", "paul", "rita", "audrey"] {
            let somebody = app.persona(key).await;
            somebody.post("/v1/people", newcomer(&app)).await.refused(Code::Forbidden);
            somebody.patch(&path, "\"1\"", json!({ "roles": ["coordinator"] })).await.refused(Code::Forbidden);
        }

        assert_eq!(app.sql_text("SELECT count(*) FROM people"), ["15"]);
    }

    async fn colleagues_see_a_name_and_no_address(app: App) {
        let (root, paul, nadia) = (app.root().await, app.paul().await, app.nadia().await);
        let path = format!("/v1/people/{}", nadia.id());

        let (seen, kept) = (paul.get(&path).await.ok(), root.get(&path).await.ok());

        assert_eq!(seen["name"], json!("Nadia Noël"));
        let fields: Vec<_> = seen.as_object().unwrap().keys().collect();
        assert_eq!(fields, ["id", "agency", "name", "active", "created_at", "version"]);
        assert_eq!(kept["email"], json!("nadia@crown.example"));
        assert_eq!(nadia.get("/v1/me").await.ok(), kept);
        assert_eq!(nadia.get(&path).await.ok(), kept);
    }

    async fn an_address_belongs_to_one_account(app: App) {
        let (root, mut new) = (app.root().await, newcomer(&app));
        new["email"] = json!("PAUL@police.example");
        let rita = format!("/v1/people/{}", app.world().account("rita").id);

        let taken = root.post("/v1/people", new).await;
        let moved = root.patch(&rita, "\"1\"", json!({ "email": "paul@police.example" })).await;

        taken.refused(Code::EmailTaken);
        moved.refused(Code::EmailTaken);
        assert_eq!(app.sql_text("SELECT count(*) FROM people"), ["15"]);
    }

    async fn a_new_address_and_password_replace_the_old_ones(app: App) {
        let (root, rita) = (app.root().await, app.world().account("rita"));
        let path = format!("/v1/people/{}", rita.id);
        let fresh = json!({ "email": "rita.new@police.example", "password": "another very long one" });

        let changed = root.patch(&path, "\"1\"", fresh.clone()).await.ok();

        assert_eq!((&changed["email"], &changed["version"]), (&fresh["email"], &json!(2)));
        assert_eq!(changed["name"], json!("Rita Côté"));
        let old = app.post("/v1/sessions", json!({ "email": rita.email, "password": PASSWORD })).await;
        old.refused(Code::InvalidCredentials);
        app.post("/v1/sessions", fresh).await.created();
    }

    async fn people_are_listed_by_agency(app: App) {
        let sam = app.sam().await;

        let police = sam.get(&format!("/v1/people?agency={}", app.agency("police"))).await.ok();

        let names: Vec<_> = police["items"].as_array().unwrap().iter().map(|p| p["name"].clone()).collect();
        assert_eq!(names, ["Paul Gélinas", "Rita Côté", "Pierre Brûlé"]);
    }

    async fn a_person_that_nobody_knows_is_not_there(app: App) {
        let (root, paul) = (app.root().await, app.paul().await);

        for id in [app.agency("police"), "019a0000-0000-7000-8000-000000000000", "paul"] {
            let path = format!("/v1/people/{id}");
            paul.get(&path).await.hidden();
            root.patch(&path, "\"1\"", json!({})).await.hidden();
        }
    }

    async fn an_agency_that_is_not_there_has_no_people(app: App) {
        let (root, mut new) = (app.root().await, newcomer(&app));
        new["agency"] = json!(root.id());

        let refused = root.post("/v1/people", new).await;

        refused.invalid("/agency", "no-such-thing");
    }

    async fn a_person_can_be_asked_for_by_nobody(app: App) {
        let somebody = format!("/v1/people/{}", app.world().account("paul").id);

        for path in ["/v1/people", "/v1/me", &somebody] {
            app.send(app.raw(reqwest::Method::GET, path)).await.refused(Code::Unauthenticated);
        }
    }
}
