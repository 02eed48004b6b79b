//! Handoffs: who may move them, what each move leaves, and what is owed afterwards.
use crate::harness::{App, text};
use relais::problem::Code;
use serde_json::{Value, json};
use std::time::Duration;

const DAY: Duration = Duration::from_hours(24);

/// What the coordinator finds owed, soonest first.
async fn owed(app: &App) -> Vec<Value> {
    let due = app.amina().await.get("/v1/worklists/due").await.ok();
    due["items"].as_array().expect("items").iter().map(|line| line["expected"].clone()).collect()
}

on_both_engines! {
    async fn a_handoff_needs_three_facts_and_no_more(app: App) {
        let paul = app.paul().await;
        let case = app.case_with(&[&paul]).await;
        let path = format!("/v1/cases/{case}/handoffs");
        let whole = json!({"to_agency": app.agency("health"), "service": "medical_exam"});

        for fact in ["to_agency", "service"] {
            let mut less = whole.clone();
            less.as_object_mut().expect("an object").remove(fact);
            paul.post(&path, less).await.invalid(&format!("/{fact}"), "required");
        }
        let logged = paul.post(&path, whole).await.created();

        assert_eq!((&logged["urgency"], &logged["status"]["mode"]), (&json!("urgent"), &json!("in_app")));
        assert_eq!(logged["status"]["from_agency"], app.agency("police"));
        assert_eq!(logged["preview"]["languages"], json!(["fr"]));
        assert_eq!(logged["preview"]["age_band"], "9_11");
    }

    async fn what_cannot_be_sent_is_refused_with_its_field(app: App) {
        let paul = app.paul().await;
        let path = format!("/v1/cases/{}/handoffs", app.case_with(&[&paul]).await);
        let (health, exam) = (app.agency("health"), "medical_exam");
        let nobody = "0199c7d2-0000-7000-8000-000000000000";

        let send = |body: Value| paul.post(&path, body);
        send(json!({"to_agency": nobody, "service": exam})).await.invalid("/to_agency", "no-such-thing");
        send(json!({"to_agency": health, "service": "tea"})).await.invalid("/service", "unknown-value");
        send(json!({"to_agency": app.agency("crown"), "service": exam})).await.invalid("/to_agency", "not-offered");
        let later = json!({"to_agency": health, "service": exam, "occurred_at": "2026-03-11T00:00:00Z"});
        send(later).await.invalid("/occurred_at", "in-the-future");
        let long_ago = json!({"to_agency": health, "service": exam, "occurred_at": "2024-03-11T00:00:00Z"});
        send(long_ago).await.invalid("/occurred_at", "too-long-ago");
        let therapy = json!({"to_agency": app.agency("counselling"), "service": "therapy_individual"});
        send(therapy).await.refused(Code::ServiceNotSent);
        let other = json!({"to_agency": health, "service": exam, "from_agency": app.agency("crown")});
        send(other).await.invalid("/from_agency", "no-such-thing");
        let safety = json!({"to_agency": app.agency("advocate"), "service": "safety_planning", "urgency": "safety"});
        send(safety).await.refused(Code::NoAfterHoursLine);
    }

    async fn only_moves_that_would_be_made_are_offered(app: App) {
        let (paul, helen) = (app.paul().await, app.helen().await);
        let case = app.case_with(&[&paul]).await;
        let exam = json!({"to_agency": app.agency("health"), "service": "medical_exam"});
        let logged = paul.post(&format!("/v1/cases/{case}/handoffs"), exam).await.created();
        let id = text(&logged, "id");

        let received = helen.moves(&id, "confirm", json!({})).await.ok();

        assert_eq!(received["moves"], json!(["take-on", "refuse", "retract", "waitlist"]), "an answer of one's own is undone");
        helen.moves(&id, "dispute", json!({"code": "other"})).await.refused(Code::Forbidden);
    }

    async fn nobody_learns_who_else_is_a_partner_by_recording_for_them(app: App) {
        let (paul, adele) = (app.paul().await, app.adele().await);
        let case = app.case_with(&[&paul, &adele]).await;
        let path = format!("/v1/cases/{case}/handoffs");
        let body = json!({"to_agency": app.agency("police"), "service": "report_joint", "from_agency": app.agency("counselling")});

        paul.post(&path, body.clone()).await.refused(Code::ServiceNotSent);
        app.handoff(&adele, &case, "counselling", "therapy_individual").await;
        paul.post(&path, body).await.refused(Code::ServiceNotSent);
    }

    async fn what_goes_elsewhere_is_closed_to_who_had_it(app: App) {
        let (amina, paul, adele, victor) = (app.amina().await, app.paul().await, app.adele().await, app.victor().await);
        let case = app.case_with(&[&paul, &adele]).await;
        let support = app.handoff(&paul, &case, "victim_services", "victim_support").await;
        victor.moves(&support, "take-on", json!({})).await.ok();
        adele.moves(&support, "dispute", json!({"code": "family_not_reached"})).await.ok();

        amina.moves(&support, "reroute", json!({"to_agency": app.agency("advocate")})).await.created();

        victor.get(&format!("/v1/handoffs/{support}")).await.hidden();
        victor.get(&format!("/v1/cases/{case}")).await.hidden();
    }

    async fn what_concerns_safety_shows_whom_to_call_first(app: App) {
        let paul = app.paul().await;
        let case = app.case_with(&[&paul]).await;
        let reached = json!({"who": "On call", "number": "+1 902 555 0100"});
        let body = json!({"to_agency": app.agency("child_protection"), "service": "safety_planning", "urgency": "safety", "reached": reached});

        let logged = paul.post(&format!("/v1/cases/{case}/handoffs"), body).await.created();

        assert!(text(&logged, "after_hours_line").starts_with('+'));
        assert_eq!((&logged["state"], &logged["sheet"]["reached"][0]["who"]), (&json!("sent"), &json!("On call")));
        let due: relais::kernel::Instant = serde_json::from_value(logged["confirm_due"].clone()).expect("a time");
        let at: relais::kernel::Instant = serde_json::from_value(logged["status"]["occurred_at"].clone()).expect("a time");
        assert_eq!(due, at.plus(Duration::from_hours(1)), "an hour, by the wall clock");
    }

    async fn a_refusal_asks_the_coordinator_for_a_decision(app: App) {
        let (amina, paul, helen) = (app.amina().await, app.paul().await, app.helen().await);
        let case = app.case_with(&[&paul]).await;
        let first = app.handoff(&paul, &case, "victim_services", "victim_support").await;
        let victor = app.victor().await;

        victor.moves(&first, "refuse", json!({"code": "tea"})).await.invalid("/code", "unknown-value");
        victor.moves(&first, "refuse", json!({"code": "no_capacity"})).await.ok();
        victor.get(&format!("/v1/handoffs/{first}")).await.hidden();
        assert_eq!(owed(&app).await, ["handoff.decide"]);
        helen.moves(&first, "reroute", json!({"to_agency": app.agency("advocate")})).await.hidden();
        paul.moves(&first, "reroute", json!({"to_agency": app.agency("advocate")})).await.refused(Code::Forbidden);
        let next = amina.moves(&first, "reroute", json!({"to_agency": app.agency("advocate")})).await.created();

        assert_eq!(next["status"]["from_agency"], app.agency("police"), "the first agency stays the sender");
        assert_eq!(next["status"]["sent_by"], paul.id());
        let was = amina.get(&format!("/v1/handoffs/{first}")).await.ok();
        assert_eq!((&was["status"]["closing"], &was["status"]["chain"]), (&json!("rerouted"), &next["status"]["chain"]));
        assert_eq!(owed(&app).await, ["handoff.confirm"]);
        let twice = amina.moves(&first, "unmet", json!({"code": "no_service"})).await.refused(Code::HandoffState);
        assert_eq!(twice["moves"], json!(["in-error"]));
    }

    async fn a_mistaken_answer_is_undone_freely_for_a_day(app: App) {
        let (paul, helen) = (app.paul().await, app.helen().await);
        let case = app.case_with(&[&paul]).await;
        let exam = app.handoff(&paul, &case, "health", "medical_exam").await;
        helen.moves(&exam, "take-on", json!({})).await.ok();
        assert_eq!(helen.get(&format!("/v1/cases/{case}")).await.status(), 200);

        let again = helen.moves(&exam, "retract", json!({})).await.ok();
        assert_eq!(again["state"], "sent");
        helen.get(&format!("/v1/cases/{case}")).await.hidden();

        helen.moves(&exam, "confirm", json!({})).await.ok();
        app.advance(DAY + Duration::from_mins(1));
        let helen = app.helen().await;
        helen.moves(&exam, "retract", json!({})).await.refused(Code::RetractNeedsCode);
        helen.moves(&exam, "retract", json!({"code": "wrong_item"})).await.ok();
    }

    async fn what_was_taken_back_after_it_was_seen_is_acknowledged(app: App) {
        let (paul, helen) = (app.paul().await, app.helen().await);
        let case = app.case_with(&[&paul]).await;
        let (seen, unseen) = (app.handoff(&paul, &case, "health", "medical_exam").await, app.handoff(&paul, &case, "victim_services", "victim_support").await);
        helen.get(&format!("/v1/handoffs/{seen}")).await.ok();

        paul.moves(&seen, "recall", json!({"code": "wrong_agency"})).await.ok();
        paul.moves(&unseen, "recall", json!({})).await.ok();

        app.victor().await.get(&format!("/v1/handoffs/{unseen}")).await.hidden();
        assert_eq!(helen.get(&format!("/v1/handoffs/{seen}")).await.ok()["view"], "status");
        assert_eq!(owed(&app).await, ["handoff.acknowledge_recall"]);
        helen.moves(&seen, "acknowledge-recall", json!({})).await.ok();
        helen.get(&format!("/v1/handoffs/{seen}")).await.hidden();
        assert_eq!(owed(&app).await, Vec::<Value>::new());
    }

    async fn a_dispute_is_decided_by_the_coordinator(app: App) {
        let (amina, paul, victor, adele) = (app.amina().await, app.paul().await, app.victor().await, app.adele().await);
        let case = app.case_with(&[&paul, &adele]).await;
        let support = app.handoff(&paul, &case, "victim_services", "safety_planning").await;
        victor.moves(&support, "confirm", json!({})).await.ok();
        victor.moves(&support, "dispute", json!({"code": "other"})).await.refused(Code::Forbidden);

        adele.moves(&support, "dispute", json!({"code": "family_not_reached"})).await.ok();
        assert_eq!(owed(&app).await, ["handoff.decide"]);
        amina.moves(&support, "uphold", json!({})).await.ok();
        assert_eq!(owed(&app).await, ["handoff.answer"]);
        amina.moves(&support, "dispute", json!({"code": "family_not_reached"})).await.ok();
        amina.moves(&support, "unmet", json!({"code": "no_service"})).await.ok();
        assert_eq!(owed(&app).await, Vec::<Value>::new());
    }

    async fn an_answer_by_word_of_mouth_counts_only_when_somebody_else_records_it(app: App) {
        let (amina, paul, helen) = (app.amina().await, app.paul().await, app.helen().await);
        let case = app.case_with(&[&paul]).await;
        let exam = app.handoff(&paul, &case, "health", "medical_exam").await;
        let said = json!({"answer": "received", "reached": {"who": "Reception", "number": "+1 902 555 0100"}});

        let own = paul.moves(&exam, "attest", said.clone()).await.ok();
        assert_eq!((&own["state"], &own["status"]["grade"]), (&json!("sent"), &Value::Null));
        assert_eq!(own["sheet"]["reached"][0]["who"], "Reception");
        let attested = amina.moves(&exam, "attest", said).await.ok();
        assert_eq!((&attested["state"], &attested["status"]["grade"]), (&json!("received"), &json!("attested")));
        let better = helen.moves(&exam, "confirm", json!({})).await.ok();
        assert_eq!(better["status"]["grade"], "in_app", "a better word replaces a weaker one");
        let refusal = json!({"answer": "refused", "reached": {"who": "Reception"}});
        amina.moves(&exam, "attest", refusal).await.invalid("/code", "required");
    }

    async fn two_confirmations_at_once_leave_one_winner(app: App) {
        let (paul, helen) = (app.paul().await, app.helen().await);
        let case = app.case_with(&[&paul]).await;

        for _ in 0..5 {
            let exam = app.handoff(&paul, &case, "health", "medical_exam").await;
            let (a, b) = tokio::join!(helen.moves(&exam, "confirm", json!({})), helen.moves(&exam, "confirm", json!({})));
            let mut both = [a.status(), b.status()];
            both.sort_unstable();
            assert_eq!(both, [200, 409]);
        }
    }

    async fn a_case_is_never_closed_while_a_handoff_is_logged(app: App) {
        let (amina, paul) = (app.amina().await, app.paul().await);
        for _ in 0..5 {
            let case = app.case_with(&[&paul]).await;
            let (close, log) = (format!("/v1/cases/{case}/close"), format!("/v1/cases/{case}/handoffs"));
            let body = json!({"to_agency": app.agency("health"), "service": "medical_exam"});

            let (closed, logged) = tokio::join!(amina.post(&close, json!({"code": "completed"})), paul.post(&log, body));

            match (closed.status(), logged.status()) {
                (200, 404) => {}
                (409, 201) => closed.refused(Code::CaseHasOpenHandoffs).as_object().map(drop).expect("a problem"),
                both => panic!("{both:?}"),
            }
        }
    }

    async fn the_same_key_twice_is_one_handoff(app: App) {
        let paul = app.paul().await;
        let case = app.case_with(&[&paul]).await;
        let path = format!("/v1/cases/{case}/handoffs");
        let body = json!({"to_agency": app.agency("health"), "service": "medical_exam"});

        let first = paul.post_once(&path, "k-1", body.clone()).await.created();
        let again = paul.post_once(&path, "k-1", body).await.created();
        let other = json!({"to_agency": app.agency("health"), "service": "medical_exam", "note": "Another."});
        paul.post_once(&path, "k-1", other).await.refused(Code::IdempotencyKeyReused);

        assert_eq!(first["id"], again["id"]);
        assert_eq!(paul.ids(&path).await.len(), 1);
        let confirm = format!("/v1/handoffs/{}/confirm", text(&first, "id"));
        let helen = app.helen().await;
        helen.post_once(&confirm, "k-2", json!({})).await.ok();
        helen.post_once(&confirm, "k-2", json!({})).await.ok();
        helen.post(&confirm, json!({})).await.refused(Code::HandoffState);
    }

    async fn a_coordinator_records_for_a_partner_who_does_not_sign_in(app: App) {
        let (amina, paul, helen) = (app.amina().await, app.paul().await, app.helen().await);
        let case = app.case_with(&[&paul]).await;
        let body = json!({"to_agency": app.agency("health"), "service": "medical_exam", "from_agency": app.agency("police"), "mode": "phone", "occurred_at": "2026-03-09T18:00:00Z"});

        let logged = amina.post(&format!("/v1/cases/{case}/handoffs"), body).await.created();

        let status = &logged["status"];
        assert_eq!((&status["from_agency"], &status["sent_by"]), (&json!(app.agency("police")), &Value::Null));
        assert_eq!((&status["recorded_by"], &status["mode"]), (&json!(amina.id()), &json!("phone")));
        let id = text(&logged, "id");
        assert_eq!(paul.get(&format!("/v1/handoffs/{id}")).await.ok()["view"], "full", "who is on the team stands as sender");
        assert_eq!(helen.moves(&id, "confirm", json!({})).await.status(), 200);
    }
}
