//! Nobody overwrites what they have not read.
use crate::harness::{App, Engine};
use relais::problem::Code;
use reqwest::Method;
use serde_json::json;

on_both_engines! {
    async fn a_change_names_the_version_that_was_read(app: App) {
        let (root, path) = (app.root().await, format!("/v1/agencies/{}", app.agency("health")));

        let blind = root.send(Method::PATCH, &path, |request| request.json(&json!({ "name_en": "B" }))).await;

        blind.refused(Code::IfMatchRequired);
        assert_eq!(root.get(&path).await.etag(), "\"1\"");
    }

    async fn a_version_that_is_past_changes_nothing(app: App) {
        let (root, path) = (app.root().await, format!("/v1/agencies/{}", app.agency("health")));
        let etag = root.get(&path).await.etag();
        root.patch(&path, &etag, json!({ "name_en": "B" })).await.ok();

        for stale in [etag.as_str(), "\"3\"", "W/\"2\"", "2", "*", "\"\"", "\"x\""] {
            root.patch(&path, stale, json!({ "name_en": "C" })).await.refused(Code::StaleVersion);
        }

        assert_eq!(root.get(&path).await.ok()["name_en"], json!("B"));
    }

    async fn of_two_who_read_the_same_one_is_first(app: App) {
        let (root, path) = (app.root().await, format!("/v1/agencies/{}", app.agency("health")));

        let (one, other) = tokio::join!(
            root.patch(&path, "\"1\"", json!({ "name_en": "One" })),
            root.patch(&path, "\"1\"", json!({ "name_en": "Other" })),
        );

        let refused = [one.code(), other.code()];
        assert_eq!(refused.iter().flatten().count(), 1, "{refused:?}");
        let known = ["changed-meanwhile", "stale-version"];
        assert!(refused.iter().flatten().all(|code| known.contains(code)), "{refused:?}");
        assert_eq!(root.get(&path).await.etag(), "\"2\"");
    }

    async fn a_change_that_loses_the_race_says_so(app: App) {
        // On SQLite whoever writes is alone: there the loser has always read too early, and hears so.
        if app.store().engine() == Engine::Sqlite {
            return;
        }
        let (root, id) = (app.root().await, app.agency("health"));
        let mut rival = app.store().postgres();
        let mut run = |sql: &str| diesel::RunQueryDsl::execute(diesel::sql_query(sql), &mut rival).unwrap();
        run("BEGIN");
        run(&format!("UPDATE agencies SET version = version + 1 WHERE id = '{id}'"));

        let path = format!("/v1/agencies/{id}");
        let change = actix_web::rt::spawn(async move { root.patch(&path, "\"1\"", json!({ "name_en": "B" })).await });
        let waiting = "SELECT count(*) FROM pg_locks l JOIN pg_database d ON d.oid = l.database \
                       WHERE d.datname = current_database() AND EXISTS (SELECT 1 FROM pg_locks w WHERE NOT w.granted)";
        while app.sql_text(waiting) == ["0"] {
            tokio::task::yield_now().await;
        }
        run("COMMIT");

        change.await.unwrap().refused(Code::ChangedMeanwhile);
    }
}
