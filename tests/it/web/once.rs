//! Asking twice with the same key does a thing once.
use crate::harness::App;
use relais::problem::Code;
use serde_json::{Value, json};
use std::time::Duration;

fn agency(name: &str) -> Value {
    json!({ "name_en": name, "discipline": "health", "province": "NS", "zone": "America/Halifax" })
}
/// How many agencies there are beside those of the fixtures.
fn added(app: &App) -> usize {
    app.sql_text("SELECT count(*) FROM agencies").concat().parse::<usize>().unwrap() - 11
}

on_both_engines! {
    async fn the_same_request_again_makes_nothing_new(app: App) {
        let root = app.root().await;

        let first = root.post_once("/v1/agencies", "key-1", agency("A")).await;
        let again = root.post_once("/v1/agencies", "key-1", agency("A")).await;

        assert_eq!(first.header("location"), again.header("location"));
        assert_eq!(first.created(), again.created());
        assert_eq!(added(&app), 1);
    }

    async fn a_repeat_shows_the_thing_as_it_is_now(app: App) {
        let root = app.root().await;
        let made = root.post_once("/v1/agencies", "key-1", agency("A")).await.created();
        let path = format!("/v1/agencies/{}", made["id"].as_str().unwrap());
        root.patch(&path, "\"1\"", json!({ "name_en": "B" })).await.ok();

        let again = root.post_once("/v1/agencies", "key-1", agency("A")).await;

        assert_eq!(again.etag(), "\"2\"");
        assert_eq!(again.created()["name_en"], json!("B"));
    }

    async fn two_at_the_same_moment_make_one(app: App) {
        let root = app.root().await;

        let (one, other) = tokio::join!(
            root.post_once("/v1/agencies", "key-1", agency("A")),
            root.post_once("/v1/agencies", "key-1", agency("A")),
        );

        assert_eq!(one.created()["id"], other.created()["id"]);
        assert_eq!(added(&app), 1);
    }

    async fn a_key_belongs_to_one_request(app: App) {
        let root = app.root().await;
        root.post_once("/v1/agencies", "key-1", agency("A")).await.created();

        let other_body = root.post_once("/v1/agencies", "key-1", agency("B")).await;
        let person = json!({
            "agency": app.agency("crown"), "name": "N", "email": "n@crown.example", "roles": ["member"],
            "password": "a very long password",
        });
        let other_path = root.post_once("/v1/people", "key-1", person).await;

        other_body.refused(Code::IdempotencyKeyReused);
        other_path.refused(Code::IdempotencyKeyReused);
        assert_eq!(added(&app), 1);
    }

    async fn a_key_belongs_to_one_person(app: App) {
        let (root, amina) = (app.root().await, app.persona_as(app.world().account("amina"), "administrator").await);

        let one = root.post_once("/v1/agencies", "key-1", agency("A")).await.created();
        let other = amina.post_once("/v1/agencies", "key-1", agency("A")).await.created();

        assert_ne!(one["id"], other["id"]);
    }

    async fn a_key_is_forgotten_after_a_day(app: App) {
        let root = app.root().await;
        let one = root.post_once("/v1/agencies", "key-1", agency("A")).await.created();

        app.advance(Duration::from_hours(24) - Duration::from_secs(1));
        let same = root.post_once("/v1/agencies", "key-1", agency("A")).await.created();
        app.advance(Duration::from_secs(1));
        let anew = root.post_once("/v1/agencies", "key-1", agency("B")).await.created();

        assert_eq!(one["id"], same["id"]);
        assert_ne!(one["id"], anew["id"]);
    }

    async fn a_refused_request_uses_up_no_key(app: App) {
        let (root, paul) = (app.root().await, app.paul().await);

        paul.post_once("/v1/agencies", "key-1", agency("A")).await.refused(Code::Forbidden);
        root.post_once("/v1/agencies", "key-1", json!({})).await.refused(Code::Invalid);

        root.post_once("/v1/agencies", "key-1", agency("A")).await.created();
    }

    async fn a_repeat_is_judged_by_the_role_of_today(app: App) {
        let account = app.world().account("amina");
        let keeper = app.persona_as(account, "administrator").await;
        let person = json!({
            "agency": app.agency("crown"), "name": "N", "email": "n@crown.example", "roles": ["member"],
            "password": "a very long password",
        });
        let made = keeper.post_once("/v1/people", "key-1", person.clone()).await.created();

        let again = app.amina().await.post_once("/v1/people", "key-1", person).await.created();

        assert_eq!(again["id"], made["id"]);
        assert_eq!((&made["email"], &again["email"]), (&json!("n@crown.example"), &Value::Null));
    }

    async fn a_key_is_a_short_text(app: App) {
        let root = app.root().await;

        for key in ["", " ", &"k".repeat(256)] {
            root.post_once("/v1/agencies", key, agency("A")).await.refused(Code::InvalidHeader);
        }

        root.post_once("/v1/agencies", &"k".repeat(255), agency("A")).await.created();
    }
}
