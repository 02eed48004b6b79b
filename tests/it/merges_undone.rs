//! Two files that became one by mistake are taken apart again, and nothing that happened meanwhile is lost.
use crate::cases::each;
use crate::harness::{App, Persona, text};
use crate::merges::{NEW, handoffs, merge, path, sorted, twice};
use relais::problem::Code;
use serde_json::json;
use std::time::Duration;

on_both_engines! {
    async fn a_mistaken_merge_is_undone(app: App) {
        let (stays, other, [exam, support, therapy]) = twice(&app).await;
        let (amina, paul, adele, victor) = (app.amina().await, app.paul().await, app.adele().await, app.victor().await);
        let made = amina.put(&merge(&stays, &other), NEW, json!({})).await;
        let etag = made.etag();
        made.created();
        app.thea().await.moves(&therapy, "refuse", json!({"code": "no_capacity"})).await.ok();
        let next = json!({"to_agency": app.agency("counselling")});
        let rerouted = text(&amina.moves(&therapy, "reroute", next).await.created(), "id");
        let new = app.handoff(&paul, &stays, "victim_services", "support").await;

        amina.delete(&merge(&stays, &other), "\"9\"").await.refused(Code::StaleVersion);
        paul.delete(&merge(&stays, &other), &etag).await.refused(Code::Forbidden);
        let undone = amina.delete(&merge(&stays, &other), &etag).await;

        let now = undone.etag();
        assert!(undone.ok()["undone_at"].is_string());
        assert_eq!(amina.get(&path(&other)).await.ok()["id"], json!(other));
        assert_eq!(handoffs(&amina, &stays).await, sorted(&[&exam, &new]));
        assert_eq!(handoffs(&amina, &other).await, sorted(&[&support, &therapy, &rerouted]), "with what followed");
        paul.get(&path(&other)).await.hidden();
        adele.get(&path(&stays)).await.hidden();
        assert_eq!(victor.get(&format!("/v1/handoffs/{support}")).await.ok()["sheet"]["note"], "Aunt drives.");
        assert_eq!(victor.get(&path(&other)).await.ok()["view"], "full");
        amina.delete(&merge(&stays, &other), &now).await.invalid("/", "conflict");
        let listed = amina.get(&format!("{}/merges", path(&stays))).await.ok();
        assert!(listed["items"][0]["undone_at"].is_string());

        amina.put(&merge(&stays, &other), ("If-Match", &etag), json!({})).await.refused(Code::StaleVersion);
        amina.put(&merge(&stays, &other), ("If-Match", &now), json!({})).await.ok();
        assert_eq!(adele.get(&path(&stays)).await.ok()["id"], json!(stays));
    }

    async fn whoever_works_on_both_keeps_their_places(app: App) {
        let (amina, paul, victor) = (app.amina().await, app.paul().await, app.victor().await);
        let (stays, other) = (app.case_with(&[&paul]).await, app.case_with(&[&paul]).await);
        let there = app.handoff(&paul, &other, "victim_services", "victim_support").await;
        victor.moves(&there, "take-on", json!({})).await.ok();
        let made = amina.put(&merge(&stays, &other), NEW, json!({})).await;
        let here = app.handoff(&paul, &stays, "victim_services", "support").await;
        victor.moves(&here, "take-on", json!({})).await.ok();
        assert_eq!(each(&amina.get(&format!("{}/team", path(&stays))).await.ok(), "person").len(), 2);

        amina.delete(&merge(&stays, &other), &made.etag()).await.ok();

        for (case, handoff) in [(&stays, &here), (&other, &there)] {
            for who in [&paul, &victor] {
                assert_eq!(who.get(&path(case)).await.ok()["id"], json!(case));
            }
            assert_eq!(handoffs(&victor, case).await, std::slice::from_ref(handoff));
        }
    }

    async fn whoever_has_done_their_part_stays_on_the_team(app: App) {
        let (amina, paul, helen) = (app.amina().await, app.paul().await, app.helen().await);
        let (stays, other) = (app.case_with(&[&paul]).await, app.case_with(&[]).await);
        let exam = app.handoff(&paul, &stays, "health", "medical_exam").await;
        helen.moves(&exam, "take-on", json!({})).await.ok();
        for done in ["first-contact", "complete"] {
            let said = if done == "complete" { json!({"outcome": "completed"}) } else { json!({}) };
            helen.post(&format!("/v1/referrals/{exam}/{done}"), said).await.ok();
        }

        let made = amina.put(&merge(&stays, &other), NEW, json!({})).await;

        helen.get(&path(&stays)).await.ok();
        amina.delete(&merge(&stays, &other), &made.etag()).await.ok();
        helen.get(&path(&stays)).await.ok();
    }

    async fn what_happens_to_a_team_meanwhile_holds_in_both(app: App) {
        let (amina, paul, adele, victor) = (app.amina().await, app.paul().await, app.adele().await, app.victor().await);
        let (stays, other) = (app.case_with(&[&paul, &adele]).await, app.case_with(&[&paul, &adele]).await);
        let here = app.handoff(&paul, &stays, "victim_services", "support").await;
        victor.moves(&here, "take-on", json!({})).await.ok();
        let mut there = Vec::new();
        for _ in 0..2 {
            let asked = app.handoff(&adele, &other, "victim_services", "victim_support").await;
            victor.moves(&asked, "take-on", json!({})).await.ok();
            there.push(asked);
        }
        let made = amina.put(&merge(&stays, &other), NEW, json!({})).await;
        let member = |who: &Persona, case: &str| format!("{}/team/{}", path(case), who.id());
        amina.delete(&member(&paul, &other), "\"1\"").await.ok();
        victor.post(&format!("/v1/referrals/{}/return", there[0]), json!({"code": "no_capacity"})).await.ok();

        amina.delete(&merge(&stays, &other), &made.etag()).await.ok();

        for case in [&stays, &other] {
            paul.get(&path(case)).await.hidden();
            assert_eq!(victor.get(&path(case)).await.ok()["id"], json!(case), "with what they still work on");
            assert_eq!(adele.get(&path(case)).await.ok()["id"], json!(case));
        }
    }

    async fn a_place_ends_with_its_work_wherever_that_was(app: App) {
        let (amina, adele, victor) = (app.amina().await, app.adele().await, app.victor().await);
        let (stays, other) = (app.case_with(&[&adele]).await, app.case_with(&[&adele]).await);
        let mut work = Vec::new();
        for case in [&stays, &other] {
            let asked = app.handoff(&adele, case, "victim_services", "victim_support").await;
            victor.moves(&asked, "take-on", json!({})).await.ok();
            work.push(asked);
        }
        let made = amina.put(&merge(&stays, &other), NEW, json!({})).await;
        victor.post(&format!("/v1/referrals/{}/return", work[1]), json!({"code": "family_not_reached"})).await.ok();

        amina.delete(&merge(&stays, &other), &made.etag()).await.ok();

        victor.get(&path(&other)).await.hidden();
        assert_eq!(victor.get(&path(&stays)).await.ok()["id"], json!(stays));
    }

    async fn what_a_family_says_meanwhile_holds_in_both(app: App) {
        let amina = app.amina().await;
        let (stays, other) = (app.case_with(&[]).await, app.case_with(&[]).await);
        let made = amina.put(&merge(&stays, &other), NEW, json!({})).await;
        app.advance(Duration::from_hours(1));
        let stop = json!({"code": "family_declined", "contact": {"rule": "none", "note": "The father reads her messages."}});
        amina.post(&format!("{}/withdraw-voluntary", path(&stays)), stop).await.ok();

        amina.delete(&merge(&stays, &other), &made.etag()).await.ok();

        for case in [&stays, &other] {
            let rule = amina.get(&format!("{}/contact", path(case))).await.ok();
            assert_eq!((&rule["rule"], &rule["note"]), (&json!("none"), &json!("The father reads her messages.")));
            let wishes = amina.get(&format!("{}/wishes", path(case))).await.ok();
            assert_eq!(each(&wishes, "code"), ["family_declined"]);
        }
    }

    async fn a_bar_that_is_lifted_is_lifted_in_both(app: App) {
        let (amina, paul) = (app.amina().await, app.paul().await);
        let (stays, other) = (app.case_with(&[]).await, app.case_with(&[]).await);
        let bar = |case: &str| format!("{}/exclusions/{}", path(case), paul.id());
        amina.put(&bar(&other), NEW, json!({"code": "relative"})).await.created();
        let made = amina.put(&merge(&stays, &other), NEW, json!({})).await;
        amina.delete(&bar(&other), "\"1\"").await.ok();
        amina.post(&format!("{}/team", path(&stays)), json!({"person": paul.id()})).await.created();

        amina.delete(&merge(&stays, &other), &made.etag()).await.ok();

        paul.get(&path(&stays)).await.ok();
        amina.post(&format!("{}/team", path(&other)), json!({"person": paul.id()})).await.created();
    }
}
