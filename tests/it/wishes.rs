//! A family that wants no service any more: one act ends what it may decline, and nothing else.
use crate::cases::{each, opened_with};
use crate::harness::{App, Persona, text};
use relais::problem::Code;
use serde_json::{Value, json};
use std::time::Duration;

pub(crate) fn stop() -> Value {
    json!({"code": "family_declined", "by": "family"})
}
pub(crate) async fn withdraw(who: &Persona, case: &str, body: Value) -> crate::harness::Reply {
    who.post(&format!("{case}/withdraw-voluntary"), body).await
}
/// The services of one part of an answer, in order of their names.
fn services(answer: &Value, part: &str) -> Vec<String> {
    let mut all: Vec<_> = answer[part].as_array().unwrap().iter().map(|line| text(line, "service")).collect();
    all.sort();
    all
}
async fn state(who: &Persona, handoff: &str) -> Value {
    who.get(&format!("/v1/handoffs/{handoff}")).await.ok()["state"].clone()
}
async fn missed(who: &Persona) -> Vec<Value> {
    each(&who.get("/v1/worklists/missed?tiers=all").await.ok(), "expected")
}
/// A case with an officer and an advocate, and what they asked of others.
async fn asked(app: &App) -> (String, [String; 5]) {
    let (amina, paul, adele) = (app.amina().await, app.paul().await, app.adele().await);
    let case = opened_with(&amina, &[&paul, &adele]).await;
    let id = case.rsplit('/').next().unwrap();
    let all = [
        app.handoff(&paul, id, "health", "medical_exam").await,
        app.handoff(&adele, id, "counselling", "therapy_individual").await,
        app.handoff(&adele, id, "victim_services", "caregiver_support").await,
        app.handoff(&paul, id, "victim_services", "support").await,
        app.handoff(&paul, id, "child_protection", "protection_concern").await,
    ];
    (case, all)
}
/// The same, when the nurse works with the child, and the clinic has her on its list.
pub(crate) async fn served(app: &App) -> (String, [String; 5]) {
    let (case, all) = asked(app).await;
    app.helen().await.moves(&all[0], "take-on", json!({})).await.ok();
    app.thea().await.post(&format!("/v1/referrals/{}/waitlist", all[1]), json!({})).await.ok();
    app.victor().await.moves(&all[3], "confirm", json!({})).await.ok();
    (case, all)
}

on_both_engines! {
    async fn one_act_ends_all_that_a_family_may_decline(app: App) {
        let (case, [exam, therapy, mother, support, concern]) = served(&app).await;
        let (amina, paul, adele, helen) = (app.amina().await, app.paul().await, app.adele().await, app.helen().await);

        let done = withdraw(&amina, &case, stop()).await;

        let request = done.request_id();
        let done = done.ok();
        assert_eq!(services(&done, "withdrawn"), ["caregiver_support", "medical_exam", "support", "therapy_individual"]);
        assert_eq!((services(&done, "stays"), &done["contact"]), (vec!["protection_concern".to_owned()], &json!("none")));
        for (handoff, now) in [(&exam, "ended"), (&therapy, "ended"), (&mother, "recalled"), (&support, "recalled"), (&concern, "sent")] {
            assert_eq!(state(&amina, handoff).await, now);
        }
        let ended = adele.get(&format!("/v1/referrals/{therapy}")).await.ok();
        assert_eq!((&ended["referral"]["state"], &ended["referral"]["withdrawn_by"]), (&json!("withdrawn"), &json!("family")));
        helen.get(&case).await.hidden();
        let team = each(&amina.get(&format!("{case}/team")).await.ok(), "person");
        assert_eq!(team, [json!(paul.id()), json!(adele.id())], "who came through a service leaves with it");
        assert_eq!(paul.get(&case).await.ok()["contact"], "none");
        let entry = app.entry(&request);
        assert_eq!((&entry["act"], &entry["subject"]["id"]), (&json!("services.withdrawn"), &done["case"]));
        assert!(!each(&paul.get(&format!("{case}/timeline")).await.ok(), "act").contains(&entry["act"]), "there was therapy");
        app.advance(Duration::from_hours(24 * 20));
        assert_eq!(missed(&app.victor().await).await, ["handoff.acknowledge_recall"]);
        assert_eq!(missed(&app.thea().await).await, [""; 0]);
        assert_eq!(missed(&app.helen().await).await, [""; 0]);
    }

    async fn said_again_it_changes_nothing_more(app: App) {
        let (case, [exam, ..]) = served(&app).await;
        let amina = app.amina().await;
        let path = format!("{case}/withdraw-voluntary");
        let first = amina.post_once(&path, "wish-1", stop()).await.ok();
        let (rule, one) = (format!("{case}/contact"), format!("/v1/handoffs/{exam}"));
        let tags = (amina.get(&rule).await.etag(), amina.get(&one).await.etag());

        let again = withdraw(&amina, &case, stop()).await.ok();

        assert_eq!(again, first);
        assert_eq!(amina.post_once(&path, "wish-1", stop()).await.ok(), first);
        assert_eq!((amina.get(&rule).await.etag(), amina.get(&one).await.etag()), tags);
        assert_eq!(each(&amina.get(&format!("{case}/wishes")).await.ok(), "said_at"), [first["wish"]["said_at"].clone()]);
    }

    async fn what_waits_for_a_decision_is_decided(app: App) {
        let (amina, adele, victor) = (app.amina().await, app.adele().await, app.victor().await);
        let case = opened_with(&amina, &[&adele]).await;
        let id = case.rsplit('/').next().unwrap();
        let mut all = Vec::new();
        for _ in 0..3 {
            all.push(app.handoff(&adele, id, "victim_services", "caregiver_support").await);
        }
        victor.moves(&all[0], "refuse", json!({"code": "no_capacity"})).await.ok();
        victor.moves(&all[1], "confirm", json!({})).await.ok();
        adele.moves(&all[1], "dispute", json!({"code": "family_not_reached"})).await.ok();
        victor.moves(&all[2], "take-on", json!({})).await.ok();
        victor.post(&format!("/v1/referrals/{}/return", all[2]), json!({"code": "no_capacity"})).await.ok();

        let done = withdraw(&amina, &case, stop()).await.ok();

        assert_eq!((services(&done, "withdrawn").len(), services(&done, "stays").len()), (3, 0));
        let states = [state(&amina, &all[0]).await, state(&amina, &all[1]).await, state(&amina, &all[2]).await];
        assert_eq!(states, ["ended", "recalled", "ended"]);
        app.advance(Duration::from_hours(24 * 20));
        assert_eq!(missed(&app.amina().await).await, ["handoff.acknowledge_recall"]);
        app.victor().await.moves(&all[1], "acknowledge-recall", json!({})).await.ok();
        app.amina().await.post(&format!("{case}/close"), json!({"code": "completed"})).await.ok();
    }

    async fn a_young_person_has_a_wish_of_their_own(app: App) {
        let (case, _) = served(&app).await;
        let (amina, adele, paul) = (app.amina().await, app.adele().await, app.paul().await);
        let rule = json!({"rule": "through", "through": adele.agency(), "note": "Only by text."});
        let youth = json!({"code": "youth_declined", "whose": "youth", "reoffer_on": "2026-09-01", "contact": rule});

        let said = withdraw(&amina, &case, youth).await.ok();

        assert_eq!((&said["wish"]["whose"], &said["contact"]), (&json!("youth"), &json!("through")));
        withdraw(&amina, &case, stop()).await.ok();
        let wishes = adele.get(&format!("{case}/wishes")).await.ok();
        assert_eq!(each(&wishes, "whose"), ["youth", "parents"]);
        assert_eq!(each(&wishes, "reoffer_on"), [json!("2026-09-01"), Value::Null]);
        assert_eq!(adele.walk(&format!("{case}/wishes"), 1).await.len(), 2);
        assert_eq!(paul.get(&format!("{case}/wishes")).await.ok()["items"], json!([]), "nothing that police need to know");
        let kept = paul.get(&format!("{case}/contact")).await.ok();
        assert_eq!((&kept["rule"], &kept["note"]), (&json!("none"), &json!("Only by text.")));
    }

    async fn only_a_coordinator_stops_everything(app: App) {
        let (case, _) = served(&app).await;
        let amina = app.amina().await;
        for key in ["paul", "adele"] {
            withdraw(&app.persona(key).await, &case, stop()).await.refused(Code::Forbidden);
        }
        for key in ["odile", "rita", "audrey", "thea"] {
            withdraw(&app.persona(key).await, &case, stop()).await.hidden();
        }
        let ask = async |body: Value| withdraw(&amina, &case, body).await;
        ask(json!({"code": "tired"})).await.invalid("/code", "unknown-value");
        ask(json!({"code": "other", "by": "sender"})).await.invalid("/by", "unknown-value");
        ask(json!({"code": "other", "reoffer_on": "2026-03-10"})).await.invalid("/reoffer_on", "out-of-range");
        ask(json!({"code": "other", "contact": {"rule": "through"}})).await.invalid("/contact/through", "required");
        assert_eq!(amina.get(&format!("{case}/contact")).await.ok()["rule"], "open", "a refusal changes nothing");
    }
}
