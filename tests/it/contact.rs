//! How a family may be contacted: said once, by who speaks for it, and read by everybody who works with the child.
use crate::cases::{each, opened, opened_with};
use crate::harness::App;
use relais::problem::Code;
use serde_json::{Value, json};
use std::time::Duration;

const NEW: (&str, &str) = ("If-None-Match", "*");

fn nobody() -> Value {
    json!({ "rule": "none" })
}

on_both_engines! {
    async fn every_discipline_reads_that_a_family_wants_peace(app: App) {
        let (paul, adele, helen) = (app.paul().await, app.adele().await, app.helen().await);
        let case = opened_with(&app.amina().await, &[&paul, &adele]).await;
        let exam = app.handoff(&paul, case.rsplit('/').next().unwrap(), "health", "medical_exam").await;
        let seen = helen.get(&format!("/v1/handoffs/{exam}")).await.ok();
        assert_eq!((&seen["view"], &seen["contact"]), (&json!("preview"), &json!("open")));
        let tags = (paul.get(&case).await.etag(), helen.get(&format!("/v1/handoffs/{exam}")).await.etag());

        adele.put(&format!("{case}/contact"), NEW, nobody()).await.ok();

        assert_eq!(helen.get(&format!("/v1/handoffs/{exam}")).await.ok()["contact"], "none", "before anybody calls");
        assert_eq!(each(&helen.get("/v1/inbox").await.ok(), "contact"), ["none"]);
        assert_eq!(each(&paul.get("/v1/sent").await.ok(), "contact"), ["none"]);
        for key in ["amina", "paul", "adele"] {
            let somebody = app.persona(key).await;
            assert_eq!(somebody.get(&case).await.ok()["contact"], "none", "{key}");
            assert_eq!(somebody.get(&format!("{case}/contact")).await.ok()["rule"], "none", "{key}");
        }
        let after = (paul.get(&case).await.etag(), helen.get(&format!("/v1/handoffs/{exam}")).await.etag());
        assert_eq!(tags, after, "the rule has a version of its own");
        let new = json!({"to_agency": app.agency("child_protection"), "service": "protection_concern"});
        assert_eq!(paul.post(&format!("{case}/handoffs"), new).await.created()["contact"], "none");
        let acts = each(&paul.get(&format!("{case}/timeline")).await.ok(), "act");
        assert!(acts.contains(&json!("contact_rule.set")), "{acts:?}");
    }

    async fn who_speaks_for_the_family_says_how(app: App) {
        let (amina, paul, adele, victor) = (app.amina().await, app.paul().await, app.adele().await, app.victor().await);
        let case = opened_with(&amina, &[&paul, &adele, &victor]).await;
        let place = format!("{case}/contact");
        assert_eq!(paul.get(&place).await.ok(), json!({"rule": "open", "version": 0}));

        paul.put(&place, NEW, nobody()).await.refused(Code::Forbidden);
        for key in ["rita", "thea", "odile", "audrey", "root"] {
            let somebody = app.persona(key).await;
            somebody.put(&place, NEW, nobody()).await.hidden();
            somebody.get(&place).await.hidden();
        }

        let mother = json!({"rule": "through", "through": adele.agency(), "note": "Never write: he reads her messages."});
        let said = victor.put(&place, NEW, mother.clone()).await;
        assert_eq!(said.etag(), "\"1\"");
        let said = said.ok();
        assert_eq!((&said["through"], &said["note"]), (&mother["through"], &mother["note"]));
        assert_eq!(paul.get(&case).await.ok()["contact_through"], mother["through"]);
        adele.put(&place, NEW, nobody()).await.refused(Code::StaleVersion);
        adele.put(&place, ("If-Match", "\"0\""), nobody()).await.refused(Code::StaleVersion);
        let changed = amina.put(&place, ("If-Match", "\"1\""), json!({"rule": "open"})).await;
        let request = changed.request_id();
        assert_eq!(changed.ok()["note"], Value::Null, "what is not said again is gone");
        let entry = app.entry(&request);
        assert_eq!((&entry["act"], &entry["chg"]), (&json!("contact_rule.set"), &json!({"from": "through", "to": "open"})));
    }

    async fn a_rule_ends_after_its_last_day(app: App) {
        let (amina, paul) = (app.amina().await, app.paul().await);
        let case = opened_with(&amina, &[&paul]).await;
        let rule = json!({"rule": "none", "until": "2026-03-12"});
        amina.put(&format!("{case}/contact"), NEW, rule).await.ok();
        assert_eq!(paul.get(&case).await.ok()["contact_until"], "2026-03-12");

        app.advance(Duration::from_hours(24 * 2));
        assert_eq!(app.paul().await.get(&case).await.ok()["contact"], "none");
        app.advance(Duration::from_hours(24));

        let seen = app.paul().await.get(&case).await.ok();
        assert_eq!((&seen["contact"], &seen["contact_until"]), (&json!("open"), &Value::Null));
        let rule = app.paul().await.get(&format!("{case}/contact")).await.ok();
        assert_eq!((&rule["rule"], &rule["version"]), (&json!("open"), &json!(1)));
    }

    async fn nobody_is_named_whose_name_tells_something(app: App) {
        let amina = app.amina().await;
        let place = format!("{}/contact", opened(&amina).await);
        let through = |agency: &str| json!({"rule": "through", "through": agency});
        let ask = async |body: Value| amina.put(&place, NEW, body).await;

        for key in ["counselling", "cultural_support"] {
            ask(through(app.agency(key))).await.invalid("/through", "no-such-thing");
        }
        ask(through("019a0000-0000-7000-8000-000000000000")).await.invalid("/through", "no-such-thing");
        ask(json!({"rule": "through"})).await.invalid("/through", "required");
        ask(json!({"rule": "none", "through": app.agency("advocate")})).await.invalid("/through", "conflict");
        ask(json!({"rule": "open", "until": "2026-05-01"})).await.invalid("/until", "conflict");
        ask(json!({"rule": "none", "until": "2026-03-08"})).await.invalid("/until", "out-of-range");
        ask(json!({"rule": "none", "until": "2036-03-10"})).await.invalid("/until", "out-of-range");
        ask(json!({"rule": "sometimes"})).await.invalid("/rule", "unknown-value");
        ask(through(app.agency("victim_services"))).await.ok();
    }
}
