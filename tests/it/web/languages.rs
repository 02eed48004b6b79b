//! Refusals are worded in the caller's language: as the request asks, else as the account says, else in French.
use crate::harness::{App, Persona};
use relais::problem::Code;
use reqwest::Method;
use reqwest::header::ACCEPT_LANGUAGE;
use serde_json::json;

/// Asks for what this person may not do, and says in which language that was refused.
async fn refused_in(somebody: &Persona, asks_for: Option<&str>) -> String {
    let reply = somebody
        .send(Method::POST, "/v1/agencies", |request| {
            let body = json!({ "name_en": "N", "discipline": "health", "province": "NS", "zone": "America/Halifax" });
            let request = request.json(&body);
            if let Some(languages) = asks_for { request.header(ACCEPT_LANGUAGE, languages) } else { request }
        })
        .await;
    let lang = reply.header("content-language").expect("a language").to_owned();
    reply.refused(Code::Forbidden);
    lang
}

on_both_engines! {
    async fn the_request_says_in_which_language(app: App) {
        let (paul, rita) = (app.paul().await, app.rita().await);

        assert_eq!(refused_in(&paul, Some("fr")).await, "fr");
        assert_eq!(refused_in(&rita, Some("en-CA,en;q=0.9,fr;q=0.8")).await, "en");
        assert_eq!(refused_in(&rita, Some("de, en;q=0.2, fr;q=0.7")).await, "fr");
    }

    async fn the_account_says_it_when_the_request_does_not(app: App) {
        let (paul, rita) = (app.paul().await, app.rita().await);

        assert_eq!(refused_in(&paul, None).await, "en");
        assert_eq!(refused_in(&paul, Some("de")).await, "en");
        assert_eq!(refused_in(&rita, None).await, "fr");
    }

    async fn a_stranger_reads_french(app: App) {
        let reply = app.send(app.raw(Method::GET, "/v1/me")).await;

        assert_eq!(reply.header("content-language"), Some("fr"));
        let problem = reply.refused(Code::Unauthenticated);
        assert_eq!(problem["title"], json!("Ouvrez une session pour continuer."));
    }

    async fn a_field_is_explained_in_the_language_of_the_refusal(app: App) {
        let body = json!({ "email": "x", "password": "y" });
        let ask = |lang| app.raw(Method::POST, "/v1/sessions").header(ACCEPT_LANGUAGE, lang).json(&body);

        let english = app.send(ask("en")).await.refused(Code::Invalid);
        let french = app.send(ask("fr")).await.refused(Code::Invalid);

        assert_eq!(english["errors"][0]["detail"], json!("This is too short."));
        assert_eq!(french["errors"][0]["detail"], json!("C'est trop court."));
    }
}
