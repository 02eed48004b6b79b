//! What the product is for, told from beginning to end.
use crate::harness::{App, text};
use relais::problem::Code;
use serde_json::json;
use std::time::Duration;

const HOUR: Duration = Duration::from_hours(1);

on_both_engines! {
    async fn police_hand_a_child_to_the_hospital_and_to_victim_services(app: App) {
        let (paul, helen, victor) = (app.paul().await, app.helen().await, app.victor().await);
        let case = app.case_with(&[&paul]).await;
        let exam = app.handoff(&paul, &case, "health", "medical_exam").await;
        let support = app.handoff(&paul, &case, "victim_services", "victim_support").await;

        let preview = helen.get(&format!("/v1/handoffs/{exam}")).await.ok();
        assert_eq!((&preview["view"], &preview["preview"]["initials"]), (&json!("preview"), &json!("L.T.O.")));
        assert!(preview.get("sheet").is_none() && preview.get("status").is_none(), "{preview}");
        helen.get(&format!("/v1/cases/{case}")).await.hidden();
        paul.moves(&exam, "confirm", json!({})).await.refused(Code::NotTheReceiver);
        victor.moves(&exam, "confirm", json!({})).await.hidden();

        let received = helen.moves(&exam, "confirm", json!({})).await.ok();
        assert_eq!(received["state"], "received");
        let sheet = helen.get(&format!("/v1/handoffs/{exam}")).await.ok();
        assert_eq!(sheet["sheet"]["child"]["name"], "Léa Tremblay-Okpik");
        helen.get(&format!("/v1/cases/{case}")).await.hidden();
        helen.moves(&exam, "take-on", json!({})).await.ok();
        assert_eq!(helen.get(&format!("/v1/cases/{case}")).await.ok()["child"]["safe_contact"], "Aunt, mornings");

        let sent = paul.get("/v1/sent").await.ok();
        assert_eq!(text(&sent["items"][0], "id"), support, "what nobody answered comes first");
        let done = &sent["items"][1]["status"];
        assert_eq!((&done["grade"], &done["received_by"]), (&json!("in_app"), &json!(helen.id())));
        assert_eq!(done["received_at"], received["status"]["received_at"]);
    }

    async fn what_nobody_confirms_is_first_in_the_list_of_the_coordinator(app: App) {
        let (amina, paul, helen) = (app.amina().await, app.paul().await, app.helen().await);
        let case = app.case_with(&[&paul]).await;
        let exam = app.handoff(&paul, &case, "health", "medical_exam").await;
        assert_eq!(amina.get("/v1/worklists/due").await.ok()["items"][0]["handoff"], *exam);

        app.advance(5 * HOUR);
        let amina = app.amina().await;
        let missed = amina.get("/v1/worklists/missed").await.ok();
        assert_eq!((&missed["items"][0]["handoff"], &missed["items"][0]["word"]), (&json!(exam), &json!("no_answer")));

        let helen_now = app.helen().await;
        helen_now.moves(&exam, "confirm", json!({})).await.ok();
        assert_eq!(amina.get("/v1/worklists/missed").await.ok()["items"], json!([]));
        helen_now.moves(&exam, "retract", json!({})).await.ok();
        let again = amina.get("/v1/worklists/missed").await.ok();
        assert_eq!(again["items"][0]["due"], missed["items"][0]["due"], "the clock goes on from the first time");
        drop(helen);
    }

    async fn police_and_the_crown_never_learn_of_therapy(app: App) {
        let (paul, nadia, adele, thea) = (app.paul().await, app.nadia().await, app.adele().await, app.thea().await);
        let case = app.case_with(&[&paul, &nadia, &adele]).await;
        let before = seen_by_police(&app, &case).await;

        let therapy = app.handoff(&adele, &case, "counselling", "therapy_individual").await;
        thea.moves(&therapy, "confirm", json!({})).await.ok();
        thea.moves(&therapy, "take-on", json!({})).await.ok();

        assert_eq!(seen_by_police(&app, &case).await, before, "no list, count, team row, timeline or ETag moved");
        let nobody = "0199c7d2-0000-7000-8000-000000000000";
        for who in [&paul, &nadia] {
            who.get(&format!("/v1/handoffs/{therapy}")).await.hidden();
            for name in ["confirm", "recall", "end", "dispute", "uphold"] {
                let (real, made_up) = (who.moves(&therapy, name, json!({"code": "other"})).await, who.moves(nobody, name, json!({"code": "other"})).await);
                assert_eq!((real.status(), real.code()), (made_up.status(), made_up.code()), "{name}");
            }
        }
        let coordinator = app.amina().await.get(&format!("/v1/handoffs/{therapy}")).await.ok();
        assert_eq!(coordinator["view"], "status", "the coordinator follows it without its content");
        assert!(coordinator.get("sheet").is_none());
    }

    async fn a_wrong_child_is_closed_to_whoever_received_it(app: App) {
        let (amina, paul, helen) = (app.amina().await, app.paul().await, app.helen().await);
        let case = app.case_with(&[&paul]).await;
        let exam = app.handoff(&paul, &case, "health", "medical_exam").await;
        helen.moves(&exam, "take-on", json!({})).await.ok();

        paul.moves(&exam, "in-error", json!({"code": "wrong_child"})).await.ok();

        helen.get(&format!("/v1/handoffs/{exam}")).await.hidden();
        helen.get(&format!("/v1/cases/{case}")).await.hidden();
        assert_eq!(helen.get("/v1/inbox").await.ok()["items"], json!([]));
        let owed = amina.get("/v1/worklists/due").await.ok();
        assert_eq!(owed["items"][0]["expected"], "handoff.incident_check", "what was seen by mistake is looked into");
        amina.moves(&exam, "incident-check", json!({"code": "contained"})).await.ok();
        assert_eq!(amina.get("/v1/worklists/due").await.ok()["items"], json!([]), "and then nothing of it is left");
    }

    async fn the_auditor_sees_who_looked_how_much_and_why_and_reads_nothing(app: App) {
        let (paul, helen, audrey, pierre) = (app.paul().await, app.helen().await, app.audrey().await, app.pierre().await);
        let case = app.case_with(&[&paul]).await;
        paul.get(&format!("/v1/cases/{case}")).await.ok();
        let exam = app.handoff(&paul, &case, "health", "medical_exam").await;
        helen.get(&format!("/v1/handoffs/{exam}")).await.ok();

        let entries = audrey.get(&format!("/v1/audit/entries?case={case}&act=case.read")).await.ok();
        let look = &entries["items"][0];
        assert_eq!((&look["actor"]["person"], &look["view"], &look["why"]["code"]), (&json!(paul.id()), &json!("full"), &json!("team")));
        let looks = audrey.get(&format!("/v1/audit/entries?case={case}&act=handoff.read")).await.ok();
        assert_eq!((&looks["items"][0]["actor"]["person"], &looks["items"][0]["view"]), (&json!(helen.id()), &json!("preview")));

        for path in [format!("/v1/cases/{case}"), format!("/v1/handoffs/{exam}"), format!("/v1/cases/{case}/parties")] {
            audrey.get(&path).await.hidden();
        }
        let theirs = pierre.get(&format!("/v1/audit/entries?person={}", helen.id())).await.ok();
        assert_eq!(theirs["items"], json!([]), "a partner's auditor sees what their own people did");
    }
}

/// Everything that a police officer on the team can see of a case: the lists, the `ETag`, the timeline.
async fn seen_by_police(app: &App, case: &str) -> Vec<String> {
    let paul = app.paul().await;
    let whole = paul.get(&format!("/v1/cases/{case}")).await;
    let mut seen = vec![whole.etag(), whole.ok().to_string()];
    for list in ["handoffs", "team", "timeline", "parties"] {
        seen.push(paul.get(&format!("/v1/cases/{case}/{list}")).await.ok().to_string());
    }
    for list in ["/v1/cases", "/v1/inbox", "/v1/sent", "/v1/worklists/missed", "/v1/worklists/due"] {
        seen.push(paul.get(list).await.ok().to_string());
    }
    seen
}
