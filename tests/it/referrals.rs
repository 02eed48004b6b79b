//! What follows when a handoff asks for a service: a place on a list, a first contact, the service, its end.
use crate::harness::{App, Persona, text};
use relais::problem::Code;
use serde_json::{Value, json};
use std::time::Duration;

const DAY: Duration = Duration::from_hours(24);

/// The word of every line without an answer, as somebody sees them.
async fn missed(who: &Persona) -> Vec<String> {
    let list = who.get("/v1/worklists/missed?tiers=all").await.ok();
    list["items"].as_array().unwrap().iter().map(|line| text(line, "expected")).collect()
}
async fn follow(who: &Persona, id: &str, to: &str, body: Value) -> crate::harness::Reply {
    who.post(&format!("/v1/referrals/{id}/{to}"), body).await
}

on_both_engines! {
    async fn a_service_is_followed_to_its_end(app: App) {
        let (paul, helen) = (app.paul().await, app.helen().await);
        let case = app.case_with(&[&paul]).await;
        let exam = app.handoff(&paul, &case, "health", "medical_exam").await;

        follow(&helen, &exam, "first-contact", json!({})).await.refused(Code::NotTheReceiver);
        let taken = follow(&helen, &exam, "accept", json!({})).await.ok();
        assert_eq!((&taken["state"], &taken["referral"]["state"]), (&json!("taken_on"), &json!("accepted")));
        assert_eq!(taken["status"]["taken_on_grade"], "in_app");
        assert!(taken["referral"]["next_due"].is_string(), "the family is to be called: {taken}");
        follow(&helen, &exam, "start", json!({})).await.refused(Code::HandoffState);
        let tried = json!({"code": "no_answer", "note": "Try after school."});
        let tried = follow(&helen, &exam, "attempts", tried).await.ok();
        assert_eq!((&tried["referral"]["attempts"], &tried["referral"]["last_attempt"]), (&json!(1), &json!("no_answer")));
        let spoken = follow(&helen, &exam, "first-contact", json!({})).await.ok();
        assert_eq!((&spoken["referral"]["state"], &spoken["referral"]["first_contact_grade"]), (&json!("first_contact"), &json!("in_app")));
        follow(&helen, &exam, "start", json!({})).await.ok();
        let over = follow(&helen, &exam, "complete", json!({"outcome": "completed"})).await.ok();
        assert_eq!((&over["state"], &over["referral"]["state"]), (&json!("ended"), &json!("completed")));

        let seen = paul.get(&format!("/v1/referrals/{exam}")).await.ok();
        assert_eq!((&seen["referral"]["code"], &seen["sheet"]["attempts"][0]["note"]), (&json!("completed"), &json!("Try after school.")));
        let listed = paul.get(&format!("/v1/cases/{case}/referrals")).await.ok();
        assert_eq!(listed["items"][0]["id"], json!(exam));
        assert!(missed(&app.amina().await).await.is_empty());
    }

    async fn the_family_is_called_in_time_or_the_coordinator_sees_it(app: App) {
        let (paul, helen) = (app.paul().await, app.helen().await);
        let case = app.case_with(&[&paul]).await;
        let exam = app.handoff(&paul, &case, "health", "medical_exam").await;
        follow(&helen, &exam, "accept", json!({})).await.ok();

        app.advance(DAY * 7);

        let (paul, helen, amina) = (app.paul().await, app.helen().await, app.amina().await);
        assert_eq!(missed(&amina).await, ["referral.first_contact"]);
        follow(&helen, &exam, "attempts", json!({"code": "message_left"})).await.ok();
        assert_eq!(missed(&amina).await.len(), 1, "a try is no contact");
        follow(&paul, &exam, "first-contact", json!({})).await.refused(Code::NotTheReceiver);
        follow(&helen, &exam, "first-contact", json!({})).await.ok();
        assert!(missed(&amina).await.is_empty());
    }

    async fn a_waiting_list_is_looked_at_again(app: App) {
        let (paul, helen) = (app.paul().await, app.helen().await);
        let case = app.case_with(&[&paul]).await;
        let exam = app.handoff(&paul, &case, "health", "medical_exam").await;

        follow(&helen, &exam, "waitlist", json!({"review_on": "2026-03-09"})).await.invalid("/review_on", "out-of-range");
        let waiting = follow(&helen, &exam, "waitlist", json!({"review_on": "2026-03-20"})).await.ok();
        assert_eq!((&waiting["state"], &waiting["referral"]["state"]), (&json!("received"), &json!("waitlisted")));
        assert_eq!(waiting["referral"]["next_due"], "2026-03-20T19:30:00.000Z", "the end of that working day in Halifax");
        app.advance(DAY * 9);
        assert!(missed(&app.amina().await).await.is_empty(), "a place on a list is an answer");
        app.advance(DAY * 3);
        assert_eq!(missed(&app.amina().await).await, ["referral.review"]);
        let helen = app.helen().await;
        follow(&helen, &exam, "waitlist", json!({})).await.ok();
        assert!(missed(&app.amina().await).await.is_empty());
        follow(&helen, &exam, "accept", json!({})).await.ok();
    }

    async fn what_is_sent_back_waits_for_a_decision(app: App) {
        let (paul, victor, amina) = (app.paul().await, app.victor().await, app.amina().await);
        let case = app.case_with(&[&paul]).await;
        let support = app.handoff(&paul, &case, "victim_services", "victim_support").await;
        follow(&victor, &support, "return", json!({"code": "no_capacity"})).await.refused(Code::NotTheReceiver);
        follow(&victor, &support, "accept", json!({})).await.ok();
        follow(&victor, &support, "return", json!({"code": "tired"})).await.invalid("/code", "unknown-value");

        let back = follow(&victor, &support, "return", json!({"code": "no_capacity"})).await.ok();

        assert_eq!((&back["state"], &back["referral"]["state"]), (&json!("ended"), &json!("returned")));
        victor.get(&format!("/v1/cases/{case}")).await.hidden();
        amina.post(&format!("/v1/cases/{case}/close"), json!({"code": "completed"})).await.refused(Code::CaseHasOpenHandoffs);
        app.advance(DAY * 5);
        let amina = app.amina().await;
        assert_eq!(missed(&amina).await, ["handoff.decide"]);
        let to = json!({"to_agency": app.agency("advocate")});
        let next = amina.moves(&support, "reroute", to).await.created();
        assert_eq!(next["status"]["chain"], amina.get(&format!("/v1/referrals/{support}")).await.ok()["status"]["chain"]);
        assert!(missed(&amina).await.is_empty());
    }

    async fn the_family_stops_what_it_does_not_want(app: App) {
        let (paul, adele, victor) = (app.paul().await, app.adele().await, app.victor().await);
        let case = app.case_with(&[&paul, &adele]).await;
        let support = app.handoff(&adele, &case, "victim_services", "caregiver_support").await;
        let stop = json!({"by": "family", "code": "not_now"});
        follow(&adele, &support, "withdraw", stop.clone()).await.refused(Code::HandoffState);
        follow(&victor, &support, "accept", json!({})).await.ok();

        follow(&paul, &support, "withdraw", stop.clone()).await.hidden();
        let not_theirs = json!({"by": "sender", "code": "no_longer_needed"});
        follow(&victor, &support, "withdraw", not_theirs).await.refused(Code::Forbidden);
        let stopped = follow(&adele, &support, "withdraw", stop).await.ok();

        assert_eq!((&stopped["state"], &stopped["referral"]["withdrawn_by"]), (&json!("ended"), &json!("family")));
        victor.get(&format!("/v1/referrals/{support}")).await.hidden();
    }

    async fn who_helps_the_family_to_call_owes_the_first_contact(app: App) {
        let (paul, adele) = (app.paul().await, app.adele().await);
        let case = app.case_with(&[&paul, &adele]).await;
        let path = format!("/v1/cases/{case}/handoffs");
        let ask = |mode: &str| json!({"to_agency": app.agency("victim_services"), "service": "caregiver_support", "preview": {"contact_mode": mode}});
        for (mode, advocate, service) in [("family_calls", 1, 0), ("together", 1, 1), ("receiver_calls", 0, 1)] {
            let id = text(&adele.post(&path, ask(mode)).await.created(), "id");
            let before = (missed(&app.adele().await).await.len(), missed(&app.victor().await).await.len());
            follow(&app.victor().await, &id, "accept", json!({})).await.ok();
            app.advance(DAY * 9);
            let (adele, victor) = (app.adele().await, app.victor().await);
            let after = (missed(&adele).await.len(), missed(&victor).await.len());
            assert_eq!((after.0 - before.0, after.1 - before.1), (advocate, service), "{mode}");
            follow(&victor, &id, "first-contact", json!({})).await.ok();
        }
    }

    async fn a_service_without_accounts_is_followed_by_telephone(app: App) {
        let (paul, adele, amina) = (app.paul().await, app.adele().await, app.amina().await);
        let case = app.case_with(&[&paul, &adele]).await;
        let support = app.handoff(&adele, &case, "victim_services", "caregiver_support").await;
        let said = |answer: &str| json!({"answer": answer, "reached": {"who": "Front desk"}});

        let waiting = amina.moves(&support, "attest", said("waitlisted")).await.ok();
        assert_eq!((&waiting["referral"]["state"], &waiting["status"]["grade"]), (&json!("waitlisted"), &json!("attested")));
        let taken = amina.moves(&support, "attest", said("taken_on")).await.ok();
        assert_eq!((&taken["referral"]["state"], &taken["status"]["taken_on_grade"]), (&json!("accepted"), &json!("attested")));
        amina.moves(&support, "attest", said("received")).await.refused(Code::HandoffState);
        let spoken = amina.moves(&support, "attest", said("first_contact")).await.ok();
        assert_eq!(spoken["referral"]["first_contact_grade"], "attested");

        let victor = app.victor().await;
        let named = follow(&victor, &support, "accept", json!({})).await.ok();
        assert_eq!((&named["status"]["taken_on_grade"], &named["referral"]["state"]), (&json!("in_app"), &json!("first_contact")));
        let better = follow(&victor, &support, "first-contact", json!({})).await.ok();
        assert_eq!(better["referral"]["first_contact_grade"], "in_app", "the receiver's own word replaces a weaker one");
        amina.moves(&support, "attest", said("waitlisted")).await.refused(Code::HandoffState);
    }

    async fn what_asks_for_no_service_is_no_referral(app: App) {
        let (paul, nadia) = (app.paul().await, app.nadia().await);
        let case = app.case_with(&[&paul]).await;
        let brief = app.handoff(&paul, &case, "crown", "crown_brief").await;
        nadia.moves(&brief, "take-on", json!({})).await.ok();

        paul.get(&format!("/v1/referrals/{brief}")).await.hidden();
        follow(&nadia, &brief, "complete", json!({"outcome": "completed"})).await.hidden();
        let listed = paul.get(&format!("/v1/cases/{case}/referrals")).await.ok();
        assert_eq!(listed["items"], json!([]));
        let exam = app.handoff(&paul, &case, "health", "medical_exam").await;
        app.helen().await.moves(&exam, "take-on", json!({})).await.ok();
        paul.moves(&exam, "end", json!({"code": "done"})).await.refused(Code::HandoffState);
        let said = json!({"answer": "waitlisted", "reached": {"who": "Desk"}});
        let amina = app.amina().await;
        let other = app.handoff(&paul, &case, "crown", "crown_brief").await;
        amina.moves(&other, "attest", said).await.invalid("/answer", "conflict");
    }
}
