//! Addresses and methods that are not there, and what is there for everybody.
use crate::harness::{App, Engine};
use relais::problem::Code;
use reqwest::Method;
use serde_json::{Value, json};

on_both_engines! {
    async fn a_method_that_an_address_does_not_know_is_refused_with_those_it_does(app: App) {
        let root = app.root().await;
        let person = format!("/v1/people/{}", root.id());

        for (method, path, allowed) in [
            (Method::DELETE, "/v1/agencies", "GET, POST"),
            (Method::PUT, "/v1/sessions", "POST"),
            (Method::POST, &person, "GET, PATCH"),
            (Method::POST, "/v1/sessions/current", "GET, DELETE"),
            (Method::PATCH, "/healthz", "GET"),
        ] {
            let reply = root.send(method, path, |request| request).await;

            assert_eq!(reply.header("allow"), Some(allowed), "{path}");
            reply.refused(Code::MethodNotAllowed);
        }
    }

    async fn an_address_that_nobody_knows_is_not_there(app: App) {
        for path in ["/", "/v1", "/v1/", "/v1/agencies/", "/v2/agencies", "/v1/people/1/2", "/%F0%9F", "/v1//people"] {
            app.send(app.raw(Method::GET, path)).await.hidden();
        }
    }

    async fn it_says_that_it_is_alive_and_ready(app: App) {
        for path in ["/healthz", "/readyz"] {
            assert_eq!(app.send(app.raw(Method::GET, path)).await.ok(), json!({ "status": "ok" }));
        }
    }

    async fn it_describes_itself(app: App) {
        let description = app.send(app.raw(Method::GET, "/openapi.json")).await.ok();

        assert!(description["openapi"].as_str().unwrap().starts_with("3.1"));
        assert!(description["paths"]["/v1/agencies"]["post"].is_object());
    }

    async fn what_fails_on_our_side_says_only_that(app: App) {
        let (root, paul) = (app.root().await, app.world().account("paul"));
        let key = if app.store().engine() == Engine::Sqlite { "x'00'" } else { "'\\x00'" };
        app.sql(&format!("UPDATE people SET profile = {key}"));

        let problem = root.get(&format!("/v1/people/{}", paul.id)).await.refused(Code::Internal);

        let fields: Vec<_> = problem.as_object().unwrap().keys().collect();
        assert_eq!(fields, ["type", "title", "status", "code", "instance"]);
        assert_eq!(problem["errors"], Value::Null);
    }

    async fn who_holds_the_store_keeps_others_waiting_but_not_for_ever(app: App) {
        let root = app.root().await;
        let etag = "\"1\"";
        let held = app.store().hold("agencies");

        let reply = root.patch(&format!("/v1/agencies/{}", app.agency("health")), etag, json!({})).await;

        assert_eq!(reply.header("retry-after"), Some("2"));
        reply.refused(Code::Busy);
        drop(held);
        assert_eq!(root.get("/v1/agencies").await.status(), 200);
    }
}
