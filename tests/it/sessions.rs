//! Signing in, in one role at a time, and what ends it.
use crate::harness::persona::PASSWORD;
use crate::harness::{App, Reply};
use relais::problem::Code;
use reqwest::Method;
use serde_json::{Value, json};
use std::time::Duration;

/// What somebody without a session sends.
fn with(email: &str, password: &str) -> Value {
    json!({ "email": email, "password": password })
}
/// Asks as whoever holds a token.
async fn me(app: &App, token: &str) -> Reply {
    app.send(app.raw(Method::GET, "/v1/me").bearer_auth(token)).await
}
async fn refresh(app: &App, token: &Value) -> Reply {
    app.post("/v1/sessions/refresh", json!({ "refresh_token": token })).await
}
fn text(value: &Value) -> &str {
    value.as_str().expect("a text")
}

on_both_engines! {
    async fn a_session_has_one_person_one_role_and_an_end(app: App) {
        let paul = app.world().account("paul");

        let tokens = app.post("/v1/sessions", with(&paul.email, PASSWORD)).await.created();

        assert_eq!((&tokens["token_type"], &tokens["expires_in"]), (&json!("Bearer"), &json!(300)));
        assert_eq!((&tokens["session"]["person"], &tokens["session"]["role"]), (&json!(paul.id), &json!("member")));
        assert_eq!(tokens["session"]["expires_at"], json!("2026-03-10T13:30:00.000Z"));
        assert_eq!(me(&app, text(&tokens["access_token"])).await.ok()["name"], json!(paul.name));
    }

    async fn an_address_is_the_same_however_it_is_typed(app: App) {
        let shouted = format!("  {} ", app.world().account("paul").email.to_uppercase());

        let tokens = app.post("/v1/sessions", with(&shouted, PASSWORD)).await.created();

        assert_eq!(tokens["session"]["person"], json!(app.world().account("paul").id));
    }

    async fn a_wrong_password_an_unknown_address_and_a_closed_account_look_the_same(app: App) {
        let (root, rita) = (app.root().await, app.world().account("rita"));
        let path = format!("/v1/people/{}", rita.id);
        let etag = root.get(&path).await.etag();
        root.patch(&path, &etag, json!({ "active": false })).await.ok();

        let mut bodies = Vec::new();
        for (email, password) in [
            (app.world().account("paul").email.as_str(), "not the password at all"),
            ("nobody@nowhere.example", PASSWORD),
            (rita.email.as_str(), PASSWORD),
            ("not an address", PASSWORD),
        ] {
            let mut body = app.post("/v1/sessions", with(email, password)).await.refused(Code::InvalidCredentials);
            body["instance"].take();
            bodies.push(body);
        }

        assert!(bodies.iter().all(|body| *body == bodies[0]), "{bodies:?}");
    }

    async fn nobody_signs_in_for_an_agency_that_is_closed(app: App) {
        let (root, path) = (app.root().await, format!("/v1/agencies/{}", app.agency("police")));
        let etag = root.get(&path).await.etag();
        root.patch(&path, &etag, json!({ "active": false })).await.ok();

        let refused = app.post("/v1/sessions", with(&app.world().account("paul").email, PASSWORD)).await;

        refused.refused(Code::InvalidCredentials);
    }

    async fn a_role_that_is_not_held_is_refused(app: App) {
        let mut asked = with(&app.world().account("paul").email, PASSWORD);
        asked["role"] = json!("coordinator");

        let refused = app.post("/v1/sessions", asked).await;

        refused.refused(Code::RoleNotHeld);
    }

    async fn the_role_is_chosen_at_sign_in(app: App) {
        let (usual, amina) = (app.amina().await, app.world().account("amina"));
        let keeper = app.persona_as(amina, "administrator").await;
        let change = json!({ "name_en": "Another Name" });
        let path = format!("/v1/agencies/{}", app.agency("crown"));

        let refused = usual.patch(&path, "\"1\"", change.clone()).await;
        let done = keeper.patch(&path, "\"1\"", change).await;

        assert_eq!(usual.get("/v1/sessions/current").await.ok()["role"], json!("coordinator"));
        refused.refused(Code::Forbidden);
        assert_eq!(done.ok()["name_en"], json!("Another Name"));
    }

    async fn a_refresh_token_is_good_once(app: App) {
        let first = app.post("/v1/sessions", with(&app.world().account("paul").email, PASSWORD)).await.created();
        app.advance(Duration::from_mins(20));

        let second = refresh(&app, &first["refresh_token"]).await.ok();
        let again = refresh(&app, &first["refresh_token"]).await;

        again.refused(Code::SessionEnded);
        assert_eq!(second["session"]["id"], first["session"]["id"]);
        assert_eq!(me(&app, text(&second["access_token"])).await.status(), 200);
        assert_eq!(refresh(&app, &second["refresh_token"]).await.status(), 200);
    }

    async fn signing_out_works_at_once(app: App) {
        let tokens = app.post("/v1/sessions", with(&app.world().account("paul").email, PASSWORD)).await.created();
        let token = text(&tokens["access_token"]);

        let ended = app.send(app.raw(Method::DELETE, "/v1/sessions/current").bearer_auth(token)).await.ok();

        assert!(ended["ended_at"].is_string());
        me(&app, token).await.refused(Code::SessionEnded);
        refresh(&app, &tokens["refresh_token"]).await.refused(Code::SessionEnded);
    }

    async fn an_access_token_ends_before_its_session(app: App) {
        let tokens = app.post("/v1/sessions", with(&app.world().account("paul").email, PASSWORD)).await.created();

        app.advance(Duration::from_secs(306));

        me(&app, text(&tokens["access_token"])).await.refused(Code::Unauthenticated);
        assert_eq!(refresh(&app, &tokens["refresh_token"]).await.status(), 200);
    }

    async fn a_session_ends_after_half_an_hour_without_its_person(app: App) {
        let tokens = app.post("/v1/sessions", with(&app.world().account("paul").email, PASSWORD)).await.created();

        app.advance(Duration::from_mins(30));

        refresh(&app, &tokens["refresh_token"]).await.refused(Code::SessionEnded);
    }

    async fn a_session_ends_after_twelve_hours_whoever_is_there(app: App) {
        let mut tokens = app.post("/v1/sessions", with(&app.world().account("paul").email, PASSWORD)).await.created();

        for _ in 0..24 {
            app.advance(Duration::from_mins(29));
            tokens = refresh(&app, &tokens["refresh_token"]).await.ok();
        }
        app.advance(Duration::from_mins(24));

        assert_eq!(tokens["session"]["expires_at"], json!("2026-03-11T01:00:00.000Z"));
        refresh(&app, &tokens["refresh_token"]).await.refused(Code::SessionEnded);
    }

    async fn without_a_token_even_garbage_is_refused_for_want_of_one(app: App) {
        let garbage = |method, path: &str| app.raw(method, path).header("Idempotency-Key", "").body("{{{");

        for (method, path) in [
            (Method::POST, "/v1/agencies"),
            (Method::PATCH, "/v1/people/not-an-id"),
            (Method::GET, "/v1/people?limit=lots&cursor=x"),
            (Method::GET, "/v1/me"),
            (Method::DELETE, "/v1/sessions/current"),
        ] {
            let reply = app.send(garbage(method, path)).await;

            assert_eq!(reply.header("www-authenticate"), Some("Bearer"), "{path}");
            reply.refused(Code::Unauthenticated);
        }
    }

    async fn a_token_that_is_not_to_the_letter_ours_is_none(app: App) {
        let paul = app.paul().await;
        let token = paul.token();
        let [head, claims, signature] = token.split('.').collect::<Vec<_>>()[..] else { panic!("{token}") };
        let unsigned = "eyJhbGciOiJub25lIiwidHlwIjoiYXQrand0In0";
        let hmac = "eyJhbGciOiJIUzI1NiIsInR5cCI6ImF0K2p3dCJ9";
        let (other, backwards) = (claims.replace('A', "B"), signature.chars().rev().collect::<String>());

        for wrong in [
            format!("{unsigned}.{claims}."),
            format!("{unsigned}.{claims}.{signature}"),
            format!("{hmac}.{claims}.{signature}"),
            format!("{head}.{other}x.{signature}"),
            format!("{head}.{claims}.{backwards}"),
            format!("{head}.{claims}"),
            "x".repeat(3000),
            String::new(),
        ] {
            me(&app, &wrong).await.refused(Code::Unauthenticated);
        }

        assert_eq!(me(&app, &token).await.status(), 200);
    }

    async fn a_closed_account_is_out_at_once(app: App) {
        let (root, paul) = (app.root().await, app.paul().await);
        let path = format!("/v1/people/{}", paul.id());

        root.patch(&path, "\"1\"", json!({ "active": false })).await.ok();

        me(&app, &paul.token()).await.refused(Code::SessionEnded);
    }

    async fn a_role_that_is_taken_away_ends_its_sessions(app: App) {
        let (root, amina) = (app.root().await, app.amina().await);
        let path = format!("/v1/people/{}", amina.id());

        root.patch(&path, "\"1\"", json!({ "roles": ["administrator"] })).await.ok();

        me(&app, &amina.token()).await.refused(Code::SessionEnded);
    }

    async fn a_closed_agency_ends_the_sessions_of_its_people(app: App) {
        let (root, paul) = (app.root().await, app.paul().await);

        root.patch(&format!("/v1/agencies/{}", paul.agency()), "\"1\"", json!({ "active": false })).await.ok();

        me(&app, &paul.token()).await.refused(Code::SessionEnded);
    }

    async fn too_many_sign_ins_at_once_are_asked_to_come_back(app: App) {
        let costly = |config: &mut relais::config::Config| config.hashing.memory_kib = 16 * 1024;
        let app = App::start_with(app.store().engine(), costly).expect("the engine is there");
        let guesses = (0..64).map(|_| {
            let app = app.clone();
            actix_web::rt::spawn(async move { app.post("/v1/sessions", with("a@b.example", "a guess")).await })
        });

        let mut turned_away = 0;
        for guess in guesses.collect::<Vec<_>>() {
            let reply = guess.await.expect("an answer");
            if reply.status() == 429 {
                assert_eq!(reply.header("retry-after"), Some("2"));
                reply.refused(Code::TooManyRequests);
                turned_away += 1;
            }
        }

        assert!((1..=32).contains(&turned_away), "{turned_away} of 64");
        app.close().await;
    }
}
