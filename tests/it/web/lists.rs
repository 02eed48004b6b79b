//! Lists are walked by cursors that are good for one list of one session.
use crate::harness::{App, Persona};
use serde_json::{Value, json};
use std::collections::BTreeSet;

/// The cursor of the second page.
async fn cursor(somebody: &Persona, path: &str) -> String {
    let page = somebody.get(path).await.ok();
    page["next"].as_str().expect("another page").to_owned()
}
fn ids(items: &[Value]) -> BTreeSet<String> {
    items.iter().map(|item| item["id"].as_str().unwrap().to_owned()).collect()
}

on_both_engines! {
    async fn pages_show_everything_exactly_once(app: App) {
        let root = app.root().await;

        for size in [1, 4, 15, 16] {
            let people = root.walk("/v1/people", size).await;
            assert_eq!((people.len(), ids(&people).len()), (15, 15), "{size} at a time");
        }
        let police = format!("/v1/people?agency={}", app.agency("police"));
        assert_eq!(root.walk(&police, 2).await.len(), 3);
    }

    async fn rows_of_the_same_moment_are_not_lost_between_pages(app: App) {
        let root = app.root().await;
        app.sql("UPDATE agencies SET created_at = (SELECT min(created_at) FROM agencies)");

        let agencies = root.walk("/v1/agencies", 3).await;

        assert_eq!((agencies.len(), ids(&agencies).len()), (11, 11));
    }

    async fn what_is_added_meanwhile_repeats_nothing(app: App) {
        let root = app.root().await;
        let next = cursor(&root, "/v1/agencies?limit=10").await;
        let new = json!({ "name_en": "New", "discipline": "health", "province": "NS", "zone": "America/Halifax" });
        let made = root.post("/v1/agencies", new).await.created();

        let rest = root.get(&format!("/v1/agencies?limit=10&cursor={next}")).await.ok();

        let shown: Vec<_> = rest["items"].as_array().unwrap().iter().map(|a| a["id"].clone()).collect();
        assert_eq!(shown, [json!(app.agency("cultural_support")), made["id"].clone()]);
        assert_eq!(rest["next"], Value::Null);
    }

    async fn a_page_has_a_size(app: App) {
        let root = app.root().await;

        for limit in ["0", "101", "-1", "many", "", "1e1"] {
            root.get(&format!("/v1/people?limit={limit}")).await.invalid("?limit", "out-of-range");
        }

        assert_eq!(root.get("/v1/people?limit=100").await.ok()["items"].as_array().unwrap().len(), 15);
    }

    async fn a_cursor_is_good_for_its_own_list_alone(app: App) {
        let root = app.root().await;
        let next = cursor(&root, "/v1/agencies?limit=2").await;

        for path in ["/v1/people?", "/v1/agencies?discipline=centre&", "/v1/agencies?discipline=police&"] {
            root.get(&format!("{path}limit=2&cursor={next}")).await.invalid("?cursor", "bad-cursor");
        }

        assert_eq!(root.get(&format!("/v1/agencies?limit=5&cursor={next}")).await.status(), 200);
    }

    async fn a_cursor_is_good_for_its_own_session_alone(app: App) {
        let (root, paul) = (app.root().await, app.paul().await);
        let next = cursor(&root, "/v1/agencies?limit=2").await;

        let borrowed = paul.get(&format!("/v1/agencies?limit=2&cursor={next}")).await;

        borrowed.invalid("?cursor", "bad-cursor");
    }

    async fn a_cursor_that_was_changed_is_none(app: App) {
        let root = app.root().await;
        let next = cursor(&root, "/v1/agencies?limit=2").await;
        let changed = next.replacen(next.chars().next().unwrap(), "_", 1);

        for wrong in [changed.as_str(), "x", "", "%F0", &next.replace('A', ""), &format!("{next}AAAA")] {
            root.get(&format!("/v1/agencies?limit=2&cursor={wrong}")).await.invalid("?cursor", "bad-cursor");
        }
    }

    async fn a_list_is_narrowed_by_what_it_knows_alone(app: App) {
        let root = app.root().await;

        root.get("/v1/agencies?colour=red").await.invalid("?colour", "unknown-field");
        root.get("/v1/agencies?discipline=circus").await.invalid("?discipline", "unknown-value");
        root.get("/v1/people?agency=police").await.invalid("?agency", "wrong-type");
        root.get("/v1/agencies?limit=1&limit=2").await.invalid("?limit", "conflict");
        root.get("/v1/agencies?Zo%C3%A9%20Canari=1").await.invalid("?", "unknown-field");
    }
}
