//! What is without an answer, and what is due next: one line for all attempts at one thing, safety first.
use crate::harness::{App, text};
use serde_json::{Value, json};
use std::time::Duration;

const DAY: Duration = Duration::from_hours(24);

fn handoffs(list: &Value) -> Vec<String> {
    list["items"].as_array().expect("items").iter().map(|line| text(line, "handoff")).collect()
}

on_both_engines! {
    async fn safety_comes_first_and_each_chain_once(app: App) {
        let (paul, victor) = (app.paul().await, app.victor().await);
        let case = app.case_with(&[&paul]).await;
        let support = app.handoff(&paul, &case, "victim_services", "victim_support").await;
        let exam = app.handoff(&paul, &case, "health", "medical_exam").await;
        let body = json!({"to_agency": app.agency("child_protection"), "service": "safety_planning", "urgency": "safety"});
        let safety = text(&paul.post(&format!("/v1/cases/{case}/handoffs"), body).await.created(), "id");
        victor.moves(&support, "refuse", json!({"code": "no_capacity"})).await.ok();

        app.advance(7 * DAY);
        let amina = app.amina().await;
        amina.moves(&support, "reroute", json!({"to_agency": app.agency("advocate")})).await.created();
        app.advance(7 * DAY);

        let missed = app.amina().await.get("/v1/worklists/missed").await.ok();
        let lines = handoffs(&missed);
        assert_eq!((lines.len(), &lines[0]), (3, &safety));
        assert!(lines.contains(&exam) && !lines.contains(&support), "the refused attempt has gone on to another");
        let walked: Vec<Value> = app.amina().await.walk("/v1/worklists/missed", 1).await;
        assert_eq!(walked.len(), 3, "one a page, each once");
    }

    async fn everybody_else_sees_what_their_agency_owes(app: App) {
        let (paul, helen, thea) = (app.paul().await, app.helen().await, app.thea().await);
        let case = app.case_with(&[&paul]).await;
        let exam = app.handoff(&paul, &case, "health", "medical_exam").await;

        let mine = helen.get("/v1/worklists/due").await.ok();

        assert_eq!(handoffs(&mine), [exam]);
        assert!(mine["items"][0].get("case").is_none(), "before it answers, an agency sees the preview alone");
        assert_eq!(thea.get("/v1/worklists/due").await.ok()["items"], json!([]));
        assert_eq!(paul.get("/v1/worklists/due").await.ok()["items"], json!([]), "only the next actor is told");
        assert_eq!(app.odile().await.get("/v1/worklists/due").await.ok()["items"], json!([]));
    }

    async fn of_police_and_the_crown_something_is_awaited(app: App) {
        let (karim, nadia) = (app.karim().await, app.nadia().await);
        let case = app.case_with(&[&karim]).await;
        app.handoff(&karim, &case, "police", "report_joint").await;
        app.advance(7 * DAY);

        let line = app.amina().await.get("/v1/worklists/missed").await.ok()["items"][0].clone();

        assert_eq!((&line["word"], &line["agency"]), (&json!("awaited"), &json!(app.agency("police"))));
        assert_eq!(app.nadia().await.get("/v1/worklists/missed").await.ok()["items"], json!([]));
        drop(nadia);
    }

    async fn tidiness_is_shown_when_it_is_asked_for(app: App) {
        let (paul, helen) = (app.paul().await, app.helen().await);
        let case = app.case_with(&[&paul]).await;
        let exam = app.handoff(&paul, &case, "health", "medical_exam").await;
        helen.get(&format!("/v1/handoffs/{exam}")).await.ok();
        paul.moves(&exam, "recall", json!({})).await.ok();
        app.advance(14 * DAY);

        let amina = app.amina().await;
        assert_eq!(amina.get("/v1/worklists/missed").await.ok()["items"], json!([]));
        let all = amina.get("/v1/worklists/missed?tiers=all").await.ok();
        assert_eq!(all["items"][0]["expected"], "handoff.acknowledge_recall");
        amina.get("/v1/worklists/missed?tiers=some").await.invalid("?tiers", "unknown-value");
    }
}
