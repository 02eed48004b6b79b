//! Transfers: a case moves to another centre when that centre takes it on, and all that is open goes with it.
use crate::harness::{App, Persona, text};
use relais::problem::Code;
use serde_json::{Value, json};

/// A transfer of a case of the centre to the one in Alberta.
async fn transfer(app: &App, by: &Persona, case: &str) -> String {
    app.handoff(by, case, "centre_ab", "transfer").await
}
fn items(list: &Value) -> &Vec<Value> {
    list["items"].as_array().expect("items")
}
/// What is expected, and of whom.
fn expected(list: &Value) -> Vec<(String, String)> {
    items(list).iter().map(|line| (text(line, "expected"), text(line, "handoff"))).collect()
}

on_both_engines! {
    async fn a_case_moves_when_the_other_centre_takes_it_on(app: App) {
        let (amina, odile, paul) = (app.amina().await, app.odile().await, app.paul().await);
        let case = app.case_with(&[&paul]).await;
        let path = format!("/v1/cases/{case}");
        let before = amina.get(&path).await.ok();

        let moving = transfer(&app, &amina, &case).await;
        assert_eq!(expected(&odile.get("/v1/worklists/due").await.ok()), [("handoff.confirm".to_owned(), moving.clone())]);
        assert_eq!(items(&odile.get("/v1/inbox").await.ok())[0]["view"], "preview");
        odile.moves(&moving, "confirm", json!({})).await.ok();
        odile.get(&path).await.hidden();
        assert_eq!(amina.get(&path).await.ok()["centre"], app.agency("centre"));
        let taken = odile.moves(&moving, "take-on", json!({})).await.ok();

        let now = odile.get(&path).await.ok();
        assert_eq!((&now["centre"], &now["view"], &now["status"]), (&json!(app.agency("centre_ab")), &json!("full"), &json!("open")));
        assert_eq!(taken["moved"], json!({"case_number": now["number"], "open_handoffs": 0, "ask_consent_again": []}));
        assert_eq!(now["child"], before["child"]);
        assert_eq!(paul.get(&path).await.ok()["view"], "full", "the team stays");
        odile.post(&format!("{path}/close"), json!({"code": "completed"})).await.ok();
    }

    async fn the_number_that_a_case_had_is_not_given_again(app: App) {
        let (amina, odile) = (app.amina().await, app.odile().await);
        let case = app.case_with(&[]).await;
        let number = amina.get(&format!("/v1/cases/{case}")).await.ok()["number"].clone();
        let moving = transfer(&app, &amina, &case).await;
        odile.moves(&moving, "take-on", json!({})).await.ok();

        let next = app.case_with(&[]).await;

        assert_ne!(amina.get(&format!("/v1/cases/{next}")).await.ok()["number"], number);
        assert_eq!(amina.get(&format!("/v1/cases/{case}")).await.ok()["number"], number, "they knew it by that");
    }

    async fn what_is_open_goes_with_the_case(app: App) {
        let (amina, odile, paul) = (app.amina().await, app.odile().await, app.paul().await);
        let (victor, helen) = (app.victor().await, app.helen().await);
        let case = app.case_with(&[&paul]).await;
        let exam = app.handoff(&paul, &case, "health", "medical_exam").await;
        helen.moves(&exam, "refuse", json!({"code": "no_capacity"})).await.ok();
        let support = app.handoff(&paul, &case, "centre", "support").await;
        let with = json!({"to_agency": app.agency("victim_services"), "service": "victim_support", "preview": {"contact_mode": "together"}});
        let calls = text(&paul.post(&format!("/v1/cases/{case}/handoffs"), with).await.created(), "id");
        victor.moves(&calls, "take-on", json!({})).await.ok();
        let moving = transfer(&app, &amina, &case).await;
        assert_eq!(items(&amina.get("/v1/worklists/due").await.ok()).len(), 5);

        let taken = odile.moves(&moving, "take-on", json!({})).await.ok();

        assert_eq!(taken["moved"]["open_handoffs"], 3);
        assert_eq!(taken["moved"]["ask_consent_again"], json!(["victim_support"]));
        assert_eq!(amina.get("/v1/worklists/due").await.ok()["items"], json!([]));
        let due = odile.get("/v1/worklists/due").await.ok();
        let mine: Vec<_> = items(&due).iter().filter(|l| l["agency"] == app.agency("centre_ab")).map(|l| text(l, "expected")).collect();
        assert_eq!(items(&due).len(), 4);
        for owed in ["handoff.decide", "handoff.confirm", "referral.first_contact"] {
            assert!(mine.contains(&owed.to_owned()), "{owed} in {mine:?}");
        }
        amina.moves(&exam, "reroute", json!({"to_agency": app.agency("health")})).await.refused(Code::Forbidden);
        amina.moves(&support, "confirm", json!({})).await.refused(Code::NotTheReceiver);
        odile.moves(&support, "take-on", json!({})).await.ok();
        odile.moves(&exam, "reroute", json!({"to_agency": app.agency("health")})).await.created();
    }

    async fn the_centre_that_a_case_left_sees_how_it_stood_then(app: App) {
        let (amina, odile, paul, helen) = (app.amina().await, app.odile().await, app.paul().await, app.helen().await);
        let case = app.case_with(&[&paul]).await;
        let path = format!("/v1/cases/{case}");
        let exam = app.handoff(&amina, &case, "health", "medical_exam").await;
        let moving = transfer(&app, &amina, &case).await;
        odile.moves(&moving, "take-on", json!({})).await.ok();
        let left = amina.get(&path).await.ok();
        assert_eq!((&left["view"], &left["status"], left.get("child")), (&json!("status"), &json!("open"), None));

        helen.moves(&exam, "take-on", json!({})).await.ok();
        let later = app.handoff(&odile, &case, "victim_services", "victim_support").await;
        app.victor().await.moves(&later, "refuse", json!({"code": "no_capacity"})).await.ok();
        odile.moves(&later, "unmet", json!({"code": "no_capacity"})).await.ok();
        odile.post(&format!("{path}/monitor"), json!({})).await.ok();

        assert_eq!(amina.get(&path).await.ok(), left, "nothing of what came later");
        amina.get(&format!("/v1/handoffs/{later}")).await.hidden();
        let seen = amina.get(&format!("/v1/handoffs/{exam}")).await.ok();
        assert_eq!((&seen["state"], &seen["view"], &seen["moves"]), (&json!("sent"), &json!("status"), &json!([])));
        assert!(seen["status"].get("received_at").is_none() && seen.get("sheet").is_none(), "{seen}");
        assert_eq!(seen["preview"]["case_number"], left["number"]);
        let listed = amina.ids(&format!("{path}/handoffs")).await;
        assert_eq!(listed, [moving.clone(), exam.clone()]);
        assert_eq!(amina.ids("/v1/cases?status=monitoring").await, Vec::<String>::new());
        assert_eq!(amina.ids("/v1/cases?status=open").await, std::slice::from_ref(&case));
        let told = amina.get(&format!("{path}/timeline")).await.ok();
        assert_eq!(items(&told)[0]["subject"], json!(moving), "the last thing is the transfer: {told}");
        amina.post(&format!("{path}/handoffs"), json!({"to_agency": app.agency("health"), "service": "medical_exam"})).await.refused(Code::Forbidden);
        amina.post(&format!("{path}/monitor"), json!({})).await.refused(Code::Forbidden);
        amina.moves(&exam, "in-error", json!({"code": "duplicate"})).await.refused(Code::Forbidden);
        amina.get(&format!("{path}/parties")).await.refused(Code::Forbidden);
        assert_eq!(app.claude().await.get(&path).await.ok(), left, "as any coordinator there does");
    }

    async fn what_the_new_centre_sends_elsewhere_is_its_own(app: App) {
        let (amina, odile, helen) = (app.amina().await, app.odile().await, app.helen().await);
        let case = app.case_with(&[]).await;
        let exam = app.handoff(&amina, &case, "health", "medical_exam").await;
        helen.moves(&exam, "refuse", json!({"code": "no_capacity"})).await.ok();
        let moving = transfer(&app, &amina, &case).await;
        odile.moves(&moving, "take-on", json!({})).await.ok();

        let next = odile.moves(&exam, "reroute", json!({"to_agency": app.agency("health")})).await.created();

        assert_eq!((&next["status"]["from_agency"], &next["status"]["sent_by"]), (&json!(odile.agency()), &json!(odile.id())));
        amina.get(&format!("/v1/handoffs/{}", text(&next, "id"))).await.hidden();
    }

    async fn a_case_comes_back(app: App) {
        let (amina, odile) = (app.amina().await, app.odile().await);
        let case = app.case_with(&[]).await;
        let path = format!("/v1/cases/{case}");
        let away = transfer(&app, &amina, &case).await;
        odile.moves(&away, "take-on", json!({})).await.ok();
        amina.moves(&away, "recall", json!({})).await.refused(Code::Forbidden);

        let back = app.handoff(&odile, &case, "centre", "transfer").await;
        amina.moves(&back, "take-on", json!({})).await.ok();

        assert_eq!(amina.get(&path).await.ok()["view"], "full");
        assert_eq!(odile.get(&path).await.ok()["view"], "status");
        let seen = odile.get(&format!("/v1/handoffs/{away}")).await.ok();
        assert_eq!((&seen["view"], &seen["moves"]), (&json!("status"), &json!([])), "no sheet is left to the centre");
        let third = transfer(&app, &amina, &case).await;
        odile.moves(&third, "take-on", json!({})).await.ok();
        assert_eq!(amina.ids(&format!("{path}/handoffs")).await, [third, back, away], "all that there was before");
    }

    async fn only_a_coordinator_of_its_centre_transfers_a_case(app: App) {
        let (amina, odile, paul) = (app.amina().await, app.odile().await, app.paul().await);
        let case = app.case_with(&[&paul]).await;
        let log = format!("/v1/cases/{case}/handoffs");
        let to = |agency: &str| json!({"to_agency": app.agency(agency), "service": "transfer"});

        paul.post(&log, to("centre_ab")).await.refused(Code::ServiceNotSent);
        odile.post(&log, to("centre_ab")).await.hidden();
        amina.post(&log, to("centre")).await.invalid("/to_agency", "conflict");
        amina.post(&log, to("health")).await.invalid("/to_agency", "not-offered");
        let intake = json!({"centre": app.agency("centre"), "case": {"child": {"name": "A"}}, "service": "transfer"});
        odile.post("/v1/intakes", intake).await.refused(Code::ServiceNotSent);
        let moving = transfer(&app, &amina, &case).await;
        amina.post(&log, to("centre_ab")).await.refused(Code::TransferPending);
        let mut for_them = to("centre");
        for_them["from_agency"] = json!(app.agency("centre_ab"));
        amina.post(&log, for_them).await.refused(Code::ServiceNotSent);
        odile.moves(&moving, "refuse", json!({"code": "no_capacity"})).await.ok();
        amina.post(&log, to("centre_ab")).await.refused(Code::TransferPending);
        amina.moves(&moving, "unmet", json!({"code": "no_capacity"})).await.ok();
        transfer(&app, &amina, &case).await;
    }

    async fn before_it_is_taken_on_a_transfer_is_a_handoff_like_any_other(app: App) {
        let (amina, claude, odile) = (app.amina().await, app.claude().await, app.odile().await);
        let case = app.case_with(&[]).await;
        let path = format!("/v1/cases/{case}");
        let first = transfer(&app, &amina, &case).await;
        odile.moves(&first, "confirm", json!({})).await.ok();
        odile.moves(&first, "retract", json!({})).await.ok();
        let said = |answer: &str| json!({"answer": answer, "reached": {"who": "Odile"}});
        claude.moves(&first, "attest", said("taken_on")).await.invalid("/answer", "conflict");
        claude.moves(&first, "attest", said("received")).await.ok();
        amina.moves(&first, "recall", json!({})).await.ok();
        odile.moves(&first, "acknowledge-recall", json!({})).await.ok();
        let second = transfer(&app, &amina, &case).await;
        odile.moves(&second, "refuse", json!({"code": "no_capacity"})).await.ok();
        odile.moves(&second, "retract", json!({})).await.ok();
        assert_eq!(amina.get(&path).await.ok()["view"], "full");
        amina.post(&format!("{path}/close"), json!({"code": "completed"})).await.refused(Code::CaseHasOpenHandoffs);
    }

    async fn what_has_moved_a_case_is_not_undone(app: App) {
        let (amina, odile, adele) = (app.amina().await, app.odile().await, app.adele().await);
        let case = app.case_with(&[&adele]).await;
        let moving = transfer(&app, &amina, &case).await;

        let taken = odile.moves(&moving, "take-on", json!({})).await.ok();

        assert_eq!(taken["moves"], json!(["end"]));
        odile.moves(&moving, "retract", json!({})).await.refused(Code::CaseHasMoved);
        odile.moves(&moving, "in-error", json!({"code": "wrong_agency"})).await.refused(Code::CaseHasMoved);
        odile.moves(&moving, "dispute", json!({"code": "other"})).await.refused(Code::CaseHasMoved);
        odile.moves(&moving, "end", json!({"code": "done"})).await.ok();
        odile.moves(&moving, "reroute", json!({"to_agency": app.agency("centre")})).await.refused(Code::CaseHasMoved);
        assert_eq!(odile.get(&format!("/v1/cases/{case}")).await.ok()["centre"], app.agency("centre_ab"));
    }

    async fn whoever_is_no_coordinator_of_the_other_centre_takes_over_nothing(app: App) {
        let (root, amina) = (app.root().await, app.amina().await);
        let new = json!({"agency": app.agency("centre_ab"), "name": "Mona", "email": "mona@centre-ab.example", "roles": ["member"],
                         "password": crate::harness::persona::PASSWORD, "receives_handoffs": true});
        let made = root.post("/v1/people", new).await.created();
        let account = crate::harness::persona::Account {
            id: text(&made, "id"), agency: text(&made, "agency"), name: text(&made, "name"), email: text(&made, "email"),
        };
        let mona = app.persona_as(&account, "member").await;
        let case = app.case_with(&[]).await;
        let moving = transfer(&app, &amina, &case).await;

        mona.moves(&moving, "confirm", json!({})).await.ok();
        mona.moves(&moving, "take-on", json!({})).await.refused(Code::Forbidden);

        assert_eq!(amina.get(&format!("/v1/cases/{case}")).await.ok()["view"], "full");
        assert_eq!(amina.get(&format!("/v1/handoffs/{moving}")).await.ok()["state"], "received");
        app.odile().await.moves(&moving, "take-on", json!({"worker": mona.id()})).await.ok();
    }
}
