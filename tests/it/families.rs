//! Siblings: opened in one form, one file each, and a link that only coordinators see.
use crate::harness::{App, text};
use relais::problem::Code;
use serde_json::{Value, json};

fn child(name: &str) -> Value {
    json!({"case": {"child": {"name": name, "age": 9}, "region": "North Estuary"}})
}

on_both_engines! {
    async fn siblings_are_opened_in_one_form_with_a_result_each(app: App) {
        let (amina, helen) = (app.amina().await, app.helen().await);
        let exam = json!({"to_agency": app.agency("health"), "service": "medical_exam"});
        let mut mistaken = child("Tom Ryan");
        mistaken["handoffs"] = json!([{"to_agency": app.agency("crown"), "service": "medical_exam"}]);
        let family = json!({
            "children": [child("Anna Ryan"), mistaken, child("Ben Ryan")],
            "parties": [{"role": "caregiver", "name": "Mary Ryan"}],
            "handoffs": [exam],
        });

        let made = amina.post_once("/v1/families", "family-1", family.clone()).await.created();

        let items = made["items"].as_array().unwrap();
        assert_eq!(items[1]["problem"]["errors"][0]["pointer"], "/children/1/handoffs/0/to_agency", "{made}");
        let cases: Vec<String> = [0, 2].map(|n| text(&items[n]["opened"]["case"], "id")).to_vec();
        assert_eq!(items[0]["opened"]["handoffs"][0]["read_back"], "A.R., 9 ans, dossier 2026-0001");
        for case in &cases {
            assert_eq!(amina.walk(&format!("/v1/cases/{case}/parties"), 5).await[0]["name"], "Mary Ryan");
        }
        assert_eq!(helen.walk("/v1/inbox", 5).await.len(), 2, "one child each");
        let links = amina.get(&format!("/v1/cases/{}/links", cases[0])).await.ok();
        assert_eq!((&links["items"][0]["case"], &links["items"][0]["kind"]), (&json!(cases[1]), &json!("sibling")));
        let again = amina.post_once("/v1/families", "family-1", family).await.created();
        assert_eq!(again["items"][0]["opened"]["case"]["id"], json!(cases[0]));
        assert_eq!(amina.walk("/v1/cases", 10).await.len(), 2, "asked twice, opened once");
    }

    async fn a_partner_proposes_siblings_to_a_centre(app: App) {
        let (paul, amina) = (app.paul().await, app.amina().await);
        let family = |centre: &str| json!({"centre": centre, "children": [child("Anna Ryan"), child("Ben Ryan")], "note": "Both seen at school."});

        paul.post("/v1/families", json!({"children": [child("A"), child("B")]})).await.refused(Code::Forbidden);
        paul.post("/v1/families", family(app.agency("health"))).await.invalid("/centre", "no-such-thing");
        paul.post("/v1/families", json!({"centre": app.agency("centre"), "children": [child("A")]})).await.invalid("/children", "too-short");
        let made = paul.post("/v1/families", family(app.agency("centre"))).await.created();

        for n in [0, 1] {
            let triage = text(&made["items"][n]["opened"]["handoffs"][0], "id");
            amina.moves(&triage, "take-on", json!({})).await.ok();
        }
        let case = text(&made["items"][0]["opened"]["case"], "id");
        assert_eq!(amina.walk(&format!("/v1/cases/{case}/links"), 5).await.len(), 1);
        paul.get(&format!("/v1/cases/{case}/links")).await.refused(Code::Forbidden);
    }

    async fn earlier_cases_of_a_child_share_an_id(app: App) {
        let (amina, paul) = (app.amina().await, app.paul().await);
        let (now, before) = (app.case_with(&[&paul]).await, app.case_with(&[]).await);
        amina.post(&format!("/v1/cases/{before}/close"), json!({"code": "completed"})).await.ok();
        let path = format!("/v1/cases/{now}/links/{before}");
        let same = json!({"kind": "same_child"});

        let set = amina.put(&path, ("if-none-match", "*"), same.clone()).await;
        let etag = set.etag();
        assert_eq!(set.created()["case"], json!(before));
        amina.put(&path, ("if-none-match", "*"), same).await.refused(Code::StaleVersion);

        let ids = [&now, &before].map(|case| format!("/v1/cases/{case}"));
        let child = |case: Value| case["child_id"].clone();
        let (a, b) = (amina.get(&ids[0]).await.ok(), amina.get(&ids[1]).await.ok());
        assert_eq!(child(a.clone()), child(b));
        let turned = amina.get(&format!("/v1/cases/{before}/links")).await.ok();
        assert_eq!(turned["items"][0]["case"], json!(now));
        amina.delete(&path, &etag).await.ok();
        assert_ne!(child(amina.get(&ids[0]).await.ok()), child(a), "no longer said to be the same child");
        assert!(amina.walk(&format!("/v1/cases/{before}/links"), 5).await.is_empty());
        let itself = format!("/v1/cases/{now}/links/{now}");
        amina.put(&itself, ("if-none-match", "*"), json!({"kind": "other"})).await.invalid("/other", "no-such-thing");
    }

    async fn no_link_leads_to_another_centre(app: App) {
        let (amina, odile) = (app.amina().await, app.odile().await);
        let (here, there) = (app.case_with(&[]).await, odile.post("/v1/cases", json!({"child": {"name": "A"}})).await.created());
        let path = format!("/v1/cases/{here}/links/{}", text(&there, "id"));

        amina.put(&path, ("if-none-match", "*"), json!({"kind": "sibling"})).await.invalid("/other", "no-such-thing");
        odile.put(&path, ("if-none-match", "*"), json!({"kind": "sibling"})).await.hidden();
    }

    async fn a_handoff_may_be_for_somebody_else_of_the_family(app: App) {
        let (adele, victor) = (app.adele().await, app.victor().await);
        let case = app.case_with(&[&adele]).await;
        let path = format!("/v1/cases/{case}/handoffs");
        let ask = |whom: &str| json!({"to_agency": app.agency("victim_services"), "service": "caregiver_support", "for": whom});

        adele.post(&path, ask("nobody")).await.invalid("/for", "unknown-value");
        let sent = adele.post(&path, ask("caregiver")).await.created();

        assert_eq!(victor.get(&format!("/v1/handoffs/{}", text(&sent, "id"))).await.ok()["preview"]["for"], "caregiver");
    }
}
