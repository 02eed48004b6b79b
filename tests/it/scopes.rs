//! A list shows what may be looked at one by one, and nothing else: for everybody, over handoffs in every state.
use crate::harness::{App, Persona, text};
use serde_json::{Value, json};
use std::collections::BTreeSet;

/// Who hands off to whom, what for, and who moves it then.
type Story<'a> = (&'a Persona, &'static str, &'static str, &'a [(&'a Persona, &'static str)]);

/// Handoffs of two cases in every state, an intake, a closed case, somebody barred: (cases, handoffs, contacts).
#[expect(clippy::cognitive_complexity, reason = "one thing after the other")]
async fn world(app: &App) -> (Vec<String>, Vec<String>, Vec<String>) {
    let (amina, paul, adele, karim) = (app.amina().await, app.paul().await, app.adele().await, app.karim().await);
    let (helen, victor, thea) = (app.helen().await, app.victor().await, app.thea().await);
    let mut cases = vec![app.case_with(&[&paul, &adele]).await, app.case_with(&[&karim, &adele]).await];
    let mut handoffs = Vec::new();
    let because = json!({"code": "other"});
    let moves: [Story<'_>; 10] = [
        (&paul, "health", "medical_exam", &[]),
        (&paul, "health", "medical_exam", &[(&helen, "confirm")]),
        (&paul, "health", "medical_exam", &[(&helen, "take-on")]),
        (&paul, "victim_services", "victim_support", &[(&victor, "take-on"), (&victor, "return")]),
        (&paul, "child_protection", "report_joint", &[(&karim, "take-on"), (&karim, "end")]),
        (&paul, "victim_services", "victim_support", &[(&victor, "confirm"), (&paul, "recall")]),
        (&paul, "victim_services", "victim_support", &[(&victor, "confirm"), (&adele, "dispute")]),
        (&adele, "counselling", "therapy_individual", &[(&thea, "take-on")]),
        (&adele, "counselling", "therapy_group", &[]),
        (&paul, "victim_services", "safety_planning", &[(&victor, "confirm"), (&paul, "in-error")]),
    ];
    for (by, to, service, then) in moves {
        let id = app.handoff(by, &cases[0], to, service).await;
        for (who, name) in then {
            let body = if matches!(*name, "confirm" | "take-on" | "recall") { json!({}) } else { because.clone() };
            let path = if *name == "return" { "referrals" } else { "handoffs" };
            who.post(&format!("/v1/{path}/{id}/{name}"), body).await.ok();
        }
        handoffs.push(id);
    }
    handoffs.push(app.handoff(&adele, &cases[1], "counselling", "therapy_individual").await);
    thea.moves(&handoffs[10], "refuse", json!({"code": "no_capacity"})).await.ok();
    let intake = json!({"centre": app.agency("centre"), "case": {"child": {"name": "Nukilik"}}});
    let opened = paul.post("/v1/intakes", intake).await.created();
    cases.push(text(&opened["case"], "id"));
    handoffs.push(text(&opened["handoff"], "id"));
    cases.push(app.case_with(&[&paul]).await);
    let mut contacts = spoken(app, &cases, &handoffs).await;
    amina.post(&format!("/v1/cases/{}/close", cases[3]), json!({"code": "completed"})).await.ok();
    let bar = format!("/v1/cases/{}/exclusions/{}", cases[1], adele.id());
    amina.put(&bar, ("if-none-match", "*"), json!({"code": "relative"})).await.created();
    moved(app, &mut cases, &mut handoffs).await;
    contacts.extend(call(&app.odile().await, &cases[4], None).await);
    (cases, handoffs, contacts)
}

async fn call(who: &Persona, case: &str, handoff: Option<&String>) -> Option<String> {
    let body = json!({"with": "child", "channel": "phone", "reached": true, "handoff": handoff});
    Some(text(&who.post(&format!("/v1/cases/{case}/contacts"), body).await.created(), "id"))
}
/// Everybody who is on a team speaks to the family of their own accord, and about each handoff that they see.
async fn spoken(app: &App, cases: &[String], handoffs: &[String]) -> Vec<String> {
    let mut contacts = Vec::new();
    for (name, case, seen) in [
        ("amina", 0, &handoffs[..10]),
        ("paul", 0, &handoffs[..7]),
        ("adele", 0, &handoffs[7..9]),
        ("helen", 0, &handoffs[..3]),
        ("karim", 0, &handoffs[4..5]),
        ("thea", 0, &handoffs[7..9]),
        ("karim", 1, &[][..]),
        ("amina", 1, &handoffs[10..11]),
        ("paul", 3, &[][..]),
    ] {
        let who = app.persona(name).await;
        contacts.extend(call(&who, &cases[case], None).await);
        for handoff in seen {
            contacts.extend(call(&who, &cases[case], Some(handoff)).await);
        }
    }
    contacts
}

/// A case that has gone to another centre, with a handoff from before, the transfer, and a handoff from after it.
async fn moved(app: &App, cases: &mut Vec<String>, handoffs: &mut Vec<String>) {
    let (amina, odile, paul) = (app.amina().await, app.odile().await, app.paul().await);
    let case = app.case_with(&[&paul]).await;
    handoffs.push(app.handoff(&amina, &case, "victim_services", "victim_support").await);
    let transfer = app.handoff(&amina, &case, "centre_ab", "transfer").await;
    odile.moves(&transfer, "take-on", json!({})).await.ok();
    handoffs.push(transfer);
    handoffs.push(app.handoff(&odile, &case, "health", "medical_exam").await);
    cases.push(case);
}

async fn seen_one_by_one(who: &Persona, folder: &str, ids: &[String]) -> BTreeSet<String> {
    let mut seen = BTreeSet::new();
    for id in ids {
        if who.get(&format!("/v1/{folder}/{id}")).await.status() == 200 {
            seen.insert(id.clone());
        }
    }
    seen
}
/// The contacts of a list; the case says when the last of them was.
async fn told(who: &Persona, case: &str, list: &[Value]) -> BTreeSet<String> {
    let case = who.get(&format!("/v1/cases/{case}")).await.ok();
    let newest = list.first().map_or(&Value::Null, |contact| &contact["at"]);
    assert_eq!(&case["family_last_reached_at"], newest);
    ids(list)
}
fn ids(list: &[Value]) -> BTreeSet<String> {
    list.iter().map(|item| text(item, "id")).collect()
}

on_both_engines! {
    async fn lists_show_exactly_what_may_be_looked_at(app: App) {
        let (cases, handoffs, contacts) = world(&app).await;
        for name in ["amina", "claude", "odile", "paul", "rita", "nadia", "karim", "helen", "victor", "thea", "adele", "sam", "audrey", "root"] {
            let who = app.persona(name).await;

            let readable = seen_one_by_one(&who, "cases", &cases).await;
            assert_eq!(ids(&who.walk("/v1/cases", 2).await), readable, "the cases of {name}");

            let mut listed = ids(&who.walk("/v1/inbox", 3).await);
            listed.extend(ids(&who.walk("/v1/sent", 3).await));
            for case in &readable {
                listed.extend(ids(&who.walk(&format!("/v1/cases/{case}/handoffs"), 3).await));
            }
            assert_eq!(listed, seen_one_by_one(&who, "handoffs", &handoffs).await, "the handoffs of {name}");
            let mut spoken = BTreeSet::new();
            for case in &readable {
                let list = format!("/v1/cases/{case}/contacts");
                if who.get(&list).await.status() == 200 {
                    spoken.extend(told(&who, case, &who.walk(&list, 3).await).await);
                }
            }
            assert_eq!(spoken, seen_one_by_one(&who, "contacts", &contacts).await, "the contacts of {name}");
        }
    }
}
