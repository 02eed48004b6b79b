//! Intakes: a partner opens a case towards a centre, and the centre takes it on, or not.
use crate::harness::{App, text};
use relais::problem::Code;
use serde_json::{Value, json};

pub(crate) fn intake(app: &App, centre: &str) -> Value {
    json!({"centre": app.agency(centre), "case": {"child": {"name": "Sanikiluaq", "age": 8}}, "note": "Met at school.",
           "parties": [{"role": "caregiver", "name": "Aunt Mary"}]})
}

on_both_engines! {
    async fn a_centre_takes_on_what_police_propose(app: App) {
        let (paul, amina) = (app.paul().await, app.amina().await);

        let opened = paul.post("/v1/intakes", intake(&app, "centre")).await.created();
        let (case, handoff) = (text(&opened["case"], "id"), text(&opened["handoff"], "id"));
        assert_eq!((&opened["case"]["status"], &opened["case"]["view"]), (&json!("proposed"), &json!("status")));
        amina.get(&format!("/v1/cases/{case}")).await.hidden();
        assert_eq!(amina.get("/v1/cases").await.ok()["items"], json!([]));
        let preview = amina.get("/v1/inbox").await.ok();
        assert_eq!((&preview["items"][0]["id"], &preview["items"][0]["view"]), (&json!(handoff), &json!("preview")));

        let sheet = amina.moves(&handoff, "confirm", json!({})).await.ok();
        assert_eq!(sheet["sheet"]["note"], "Met at school.");
        amina.get(&format!("/v1/cases/{case}")).await.hidden();
        amina.moves(&handoff, "take-on", json!({})).await.ok();

        let open = amina.get(&format!("/v1/cases/{case}")).await.ok();
        assert_eq!((&open["status"], &open["child"]["name"]), (&json!("open"), &json!("Sanikiluaq")));
        let mine = paul.get(&format!("/v1/cases/{case}")).await.ok();
        assert_eq!(mine["view"], "full", "who opened it joins the team");
        assert_eq!(amina.get(&format!("/v1/cases/{case}/parties")).await.ok()["items"][0]["name"], "Aunt Mary");
    }

    async fn what_a_centre_refuses_goes_to_another_or_ends(app: App) {
        let (paul, amina, odile) = (app.paul().await, app.amina().await, app.odile().await);
        let opened = paul.post("/v1/intakes", intake(&app, "centre")).await.created();
        let (case, first) = (text(&opened["case"], "id"), text(&opened["handoff"], "id"));

        amina.moves(&first, "refuse", json!({"code": "not_eligible_residence"})).await.ok();
        amina.moves(&first, "reroute", json!({"to_agency": app.agency("centre_ab")})).await.hidden();
        let due = paul.get("/v1/worklists/due").await.ok();
        assert_eq!(due["items"][0]["expected"], "handoff.decide", "who opened it decides");
        let next = paul.moves(&first, "reroute", json!({"to_agency": app.agency("centre_ab")})).await.created();
        let second = text(&next, "id");
        let moved = paul.get(&format!("/v1/cases/{case}")).await.ok();
        assert_eq!((&moved["centre"], &moved["status"]), (&json!(app.agency("centre_ab")), &json!("proposed")));

        paul.moves(&first, "in-error", json!({"code": "duplicate"})).await.ok();
        let still = paul.get(&format!("/v1/cases/{case}")).await.ok();
        assert_eq!(still["status"], "proposed", "the first attempt no longer decides what becomes of the case");

        odile.moves(&second, "refuse", json!({"code": "no_capacity"})).await.ok();
        paul.moves(&second, "unmet", json!({"code": "no_capacity"})).await.ok();
        for who in [&paul, &odile] {
            let ended = who.get(&format!("/v1/cases/{case}")).await.ok();
            assert_eq!((&ended["status"], &ended["status_code"]), (&json!("closed"), &json!("not_taken")));
            assert!(ended.get("child").is_none(), "a centre that took nobody on learns no name: {ended}");
        }
        odile.post(&format!("/v1/cases/{case}/reopen"), json!({})).await.refused(Code::Forbidden);
        odile.get(&format!("/v1/cases/{case}/parties")).await.refused(Code::Forbidden);
    }

    async fn an_intake_that_is_taken_back_ends_its_case(app: App) {
        let (paul, amina) = (app.paul().await, app.amina().await);
        let opened = paul.post("/v1/intakes", intake(&app, "centre")).await.created();
        let (case, handoff) = (text(&opened["case"], "id"), text(&opened["handoff"], "id"));
        amina.get(&format!("/v1/handoffs/{handoff}")).await.ok();

        paul.moves(&handoff, "in-error", json!({"code": "wrong_child"})).await.ok();

        assert_eq!(paul.get(&format!("/v1/cases/{case}")).await.ok()["status"], "closed");
        amina.get("/v1/inbox").await.ok();
        assert_eq!(amina.get("/v1/worklists/due").await.ok()["items"][0]["expected"], "handoff.incident_check");
        amina.moves(&handoff, "incident-check", json!({"code": "contained"})).await.ok();
    }

    async fn colleagues_of_who_opened_a_case_see_its_status_alone(app: App) {
        let (paul, rita) = (app.paul().await, app.rita().await);
        let opened = paul.post("/v1/intakes", intake(&app, "centre")).await.created();
        let case = format!("/v1/cases/{}", text(&opened["case"], "id"));

        assert_eq!(rita.get(&case).await.ok()["view"], "status");
        let body = json!({"to_agency": app.agency("health"), "service": "medical_exam"});
        rita.post(&format!("{case}/handoffs"), body).await.refused(Code::Forbidden);
    }

    async fn only_a_centre_can_be_asked(app: App) {
        let (paul, amina) = (app.paul().await, app.amina().await);

        paul.post("/v1/intakes", intake(&app, "health")).await.invalid("/centre", "no-such-thing");
        amina.post("/v1/intakes", intake(&app, "centre")).await.invalid("/centre", "conflict");
        let mut wrong = intake(&app, "centre");
        wrong["case"]["child"]["birth_date"] = json!("2030-01-01");
        wrong["case"]["child"]["age"] = Value::Null;
        paul.post("/v1/intakes", wrong).await.invalid("/case/child/birth_date", "in-the-future");
        app.root().await.post("/v1/intakes", intake(&app, "centre_ab")).await.hidden();
        let once = paul.post_once("/v1/intakes", "k", intake(&app, "centre")).await.created();
        let again = paul.post_once("/v1/intakes", "k", intake(&app, "centre")).await.created();
        assert_eq!((&once["case"]["id"], &once["handoff"]["id"]), (&again["case"]["id"], &again["handoff"]["id"]));
    }
}
