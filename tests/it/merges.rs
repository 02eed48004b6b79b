//! Two files of one child become one, and apart again when that was the mistake.
use crate::cases::each;
use crate::harness::{App, Persona, text};
use relais::problem::Code;
use serde_json::{Value, json};

pub(crate) const NEW: (&str, &str) = ("If-None-Match", "*");

pub(crate) fn path(case: &str) -> String {
    format!("/v1/cases/{case}")
}
pub(crate) fn merge(case: &str, other: &str) -> String {
    format!("/v1/cases/{case}/merges/{other}")
}
pub(crate) async fn handoffs(who: &Persona, case: &str) -> Vec<String> {
    let mut all = who.ids(&format!("/v1/cases/{case}/handoffs")).await;
    all.sort();
    all
}
async fn acts(who: &Persona, case: &str) -> Vec<Value> {
    each(&who.get(&format!("/v1/cases/{case}/timeline?limit=100")).await.ok(), "act")
}
/// Two files of one child: an officer works on the one, an advocate on the other, where a service runs with a note.
pub(crate) async fn twice(app: &App) -> (String, String, [String; 3]) {
    let (paul, adele, victor) = (app.paul().await, app.adele().await, app.victor().await);
    let (stays, other) = (app.case_with(&[&paul]).await, app.case_with(&[&adele]).await);
    let exam = app.handoff(&paul, &stays, "health", "medical_exam").await;
    let asked =
        json!({"to_agency": app.agency("victim_services"), "service": "victim_support", "note": "Aunt drives."});
    let support = text(&adele.post(&format!("{}/handoffs", path(&other)), asked).await.created(), "id");
    victor.moves(&support, "take-on", json!({})).await.ok();
    let therapy = app.handoff(&adele, &other, "counselling", "therapy_individual").await;
    (stays, other, [exam, support, therapy])
}
pub(crate) fn sorted(ids: &[&String]) -> Vec<String> {
    let mut all: Vec<String> = ids.iter().map(|id| (*id).clone()).collect();
    all.sort();
    all
}

on_both_engines! {
    async fn two_files_of_one_child_become_one(app: App) {
        let (stays, other, [exam, support, therapy]) = twice(&app).await;
        let (amina, paul, adele, victor) = (app.amina().await, app.paul().await, app.adele().await, app.victor().await);
        let aunt = json!({"role": "caregiver", "name": "Nuna Okpik", "contact_allowed": true});
        amina.post(&format!("{}/parties", path(&other)), aunt).await.created();
        let own = format!("{}/partners/{}", path(&other), adele.agency());
        adele.put(&own, NEW, json!({"file_number": "AD-77"})).await.created();
        let spoke = json!({"with": "caregiver", "channel": "phone", "reached": true, "note": "Calls back."});
        adele.post(&format!("{}/contacts", path(&other)), spoke).await.created();
        let taken_away = format!("{}/partners/{}", path(&stays), adele.agency());
        let set = amina.put(&taken_away, NEW, json!({"file_number": "AD-1"})).await;
        amina.delete(&taken_away, &set.etag()).await.ok();
        let number = amina.get(&path(&other)).await.ok()["number"].clone();

        let made = amina.put(&merge(&stays, &other), NEW, json!({})).await.created();

        assert_eq!((&made["number"], &made["other"]), (&number, &json!(other)));
        assert_eq!(made["moved"], json!({"handoffs": 2, "parties": 1, "team": 2, "contacts": 1, "wishes": 0, "file_numbers": 1, "links": 0, "unavailable_times": false}));
        for who in [&amina, &paul, &adele] {
            for id in [&stays, &other] {
                assert_eq!(who.get(&path(id)).await.ok()["id"], json!(stays), "its old id leads to it");
                assert_eq!(who.get(&format!("{}/contact", path(id))).await.ok()["rule"], "open");
            }
            assert_eq!(who.ids("/v1/cases").await, std::slice::from_ref(&stays));
        }
        assert_eq!(handoffs(&amina, &other).await, sorted(&[&exam, &support, &therapy]));
        assert_eq!(handoffs(&paul, &stays).await, sorted(&[&exam]), "therapy and support of others are still nothing for police");
        let seen = victor.get(&format!("/v1/handoffs/{support}")).await.ok();
        assert_eq!(&seen["sheet"]["note"], "Aunt drives.");
        assert_eq!(each(&paul.get(&format!("{}/parties", path(&other))).await.ok(), "name"), ["Nuna Okpik"]);
        assert_eq!(each(&adele.get(&format!("{}/contacts", path(&other))).await.ok(), "note"), ["Calls back."]);
        assert!(paul.get(&path(&stays)).await.ok()["family_last_reached_at"].is_string());
        let found = adele.post("/v1/cases/search", json!({"file_number": "ad 77"})).await.ok();
        assert_eq!(found["items"][0]["case"]["id"], json!(stays));
        let missed = amina.get("/v1/worklists/due").await.ok();
        assert!(missed["items"].as_array().unwrap().iter().all(|line| line["case"] == json!(stays)), "{missed}");
        let logged = app.handoff(&adele, &other, "victim_services", "support").await;
        assert!(handoffs(&adele, &stays).await.contains(&logged));
    }

    async fn each_file_keeps_its_history(app: App) {
        let (stays, other, [_, support, _]) = twice(&app).await;
        let (amina, paul) = (app.amina().await, app.paul().await);
        let apart = acts(&amina, &stays).await.len() + acts(&amina, &other).await.len();

        amina.put(&merge(&stays, &other), NEW, json!({})).await.created();

        let together = acts(&amina, &stays).await;
        assert_eq!((together.len(), &together[0]), (apart + 1, &json!("case.merged")));
        assert_eq!(acts(&amina, &other).await, together);
        assert!(acts(&paul, &stays).await.contains(&json!("case.merged")));
        amina.moves(&support, "dispute", json!({"code": "family_not_reached"})).await.ok();
        assert_eq!(acts(&amina, &stays).await[0], "handoff.disputed");
    }

    async fn a_closed_file_lets_nobody_in_again(app: App) {
        let (amina, paul, adele) = (app.amina().await, app.paul().await, app.adele().await);
        let (stays, other) = (app.case_with(&[&adele]).await, app.case_with(&[&paul]).await);
        amina.post(&format!("{}/close", path(&other)), json!({"code": "completed"})).await.ok();

        amina.put(&merge(&stays, &other), NEW, json!({})).await.created();

        paul.get(&path(&stays)).await.hidden();
    }

    async fn what_a_family_wants_comes_along(app: App) {
        let (amina, adele) = (app.amina().await, app.adele().await);
        let (stays, other) = (app.case_with(&[&adele]).await, app.case_with(&[&adele]).await);
        let times = json!({"times": [{"from": "2026-12-01T09:00:00-04:00", "until": "2026-12-01T12:00:00-04:00"}]});
        amina.put(&format!("{}/unavailable-times", path(&other)), NEW, times).await.ok();
        let note = json!({"rule": "open", "note": "Never write to her."});
        amina.put(&format!("{}/contact", path(&other)), NEW, note.clone()).await.ok();
        amina.put(&merge(&stays, &other), NEW, json!({})).await.refused(Code::ContactRulesDiffer);
        amina.put(&format!("{}/contact", path(&stays)), NEW, note).await.ok();
        let stop = json!({"code": "family_declined", "contact": {"rule": "open", "note": "Never write to her."}});
        amina.post(&format!("{}/withdraw-voluntary", path(&other)), stop).await.ok();

        let made = amina.put(&merge(&stays, &other), NEW, json!({})).await;

        let etag = made.etag();
        assert_eq!(made.created()["moved"]["wishes"], 1);
        let wishes = |case: &str| format!("{}/wishes", path(case));
        assert_eq!(each(&adele.get(&wishes(&other)).await.ok(), "whose"), ["parents"]);
        let times = |case: &str| format!("{}/unavailable-times", path(case));
        assert_eq!(adele.get(&times(&stays)).await.ok()["times"].as_array().map(Vec::len), Some(1));
        amina.delete(&merge(&stays, &other), &etag).await.ok();
        assert!(each(&adele.get(&wishes(&stays)).await.ok(), "whose").is_empty());
        assert_eq!(adele.get(&times(&other)).await.ok()["times"].as_array().map(Vec::len), Some(1));
    }

    async fn whoever_is_barred_from_one_is_barred_from_both(app: App) {
        let (amina, paul, adele) = (app.amina().await, app.paul().await, app.adele().await);
        let (stays, other) = (app.case_with(&[&adele]).await, app.case_with(&[&paul]).await);
        let bar = format!("{}/exclusions/{}", path(&stays), paul.id());
        amina.put(&bar, NEW, json!({"code": "relative"})).await.created();
        let bar = format!("{}/exclusions/{}", path(&other), adele.id());
        amina.put(&bar, NEW, json!({"code": "relative"})).await.created();

        let made = amina.put(&merge(&stays, &other), NEW, json!({})).await;

        let etag = made.etag();
        made.created();
        for who in [&paul, &adele] {
            who.get(&path(&stays)).await.hidden();
            who.get(&path(&other)).await.hidden();
        }
        amina.delete(&merge(&stays, &other), &etag).await.ok();
        for who in [&paul, &adele] {
            who.get(&path(&stays)).await.hidden();
            who.get(&path(&other)).await.hidden();
        }
        assert!(each(&amina.get(&format!("{}/team", path(&other))).await.ok(), "person").is_empty());
    }

    async fn an_accused_youth_of_one_file_stays_hidden(app: App) {
        let (amina, adele) = (app.amina().await, app.adele().await);
        let (stays, other) = (app.case_with(&[&adele]).await, app.case_with(&[]).await);
        let accused = json!({"role": "alleged_offender", "name": "K. B.", "contact_allowed": false});
        amina.post(&format!("{}/parties", path(&stays)), accused).await.created();
        let read = amina.get(&path(&other)).await;
        amina.patch(&path(&other), &read.etag(), json!({"youth_accused": true})).await.ok();

        amina.put(&merge(&stays, &other), NEW, json!({})).await.created();

        assert_eq!(amina.get(&path(&stays)).await.ok()["youth_accused"], true);
        assert!(each(&adele.get(&format!("{}/parties", path(&stays))).await.ok(), "id").is_empty());
    }

    async fn links_lead_to_the_file_that_stays(app: App) {
        let amina = app.amina().await;
        let (stays, other, sibling) = (app.case_with(&[]).await, app.case_with(&[]).await, app.case_with(&[]).await);
        let link = |a: &str, b: &str| format!("{}/links/{b}", path(a));
        amina.put(&link(&other, &sibling), NEW, json!({"kind": "sibling"})).await.created();
        amina.put(&link(&other, &stays), NEW, json!({"kind": "same_child"})).await.created();
        let linked = |case: String| {
            let amina = &amina;
            async move { each(&amina.get(&format!("{}/links", path(&case))).await.ok(), "case") }
        };

        let made = amina.put(&merge(&stays, &other), NEW, json!({})).await;

        assert_eq!(linked(stays.clone()).await, [json!(sibling)]);
        assert_eq!(linked(sibling.clone()).await, [json!(stays)]);
        amina.delete(&merge(&stays, &other), &made.etag()).await.ok();
        assert_eq!(linked(sibling.clone()).await, [json!(other)]);
        assert_eq!(linked(stays.clone()).await, [json!(other)]);
    }

    async fn what_may_not_be_one_stays_two(app: App) {
        let (amina, paul, odile) = (app.amina().await, app.paul().await, app.odile().await);
        let (a, b, c) = (app.case_with(&[&paul]).await, app.case_with(&[&paul]).await, app.case_with(&[]).await);
        let there = text(&odile.post("/v1/cases", json!({"child": {"name": "A"}})).await.created(), "id");

        paul.put(&merge(&a, &b), NEW, json!({})).await.refused(Code::Forbidden);
        odile.put(&merge(&a, &b), NEW, json!({})).await.hidden();
        paul.get(&format!("{}/merges", path(&a))).await.refused(Code::Forbidden);
        amina.put(&merge(&a, &a), NEW, json!({})).await.invalid("/other", "no-such-thing");
        amina.put(&merge(&a, &there), NEW, json!({})).await.invalid("/other", "no-such-thing");
        amina.put(&merge(&a, &b), ("If-Match", "\"1\""), json!({})).await.refused(Code::StaleVersion);
        amina.put(&format!("{}/contact", path(&b)), ("If-None-Match", "*"), json!({"rule": "none"})).await.ok();
        amina.put(&merge(&a, &b), NEW, json!({})).await.refused(Code::ContactRulesDiffer);
        amina.put(&merge(&b, &a), NEW, json!({})).await.created();
        amina.put(&merge(&c, &b), NEW, json!({})).await.refused(Code::CaseHasMerges);
        assert_eq!(amina.put(&merge(&b, &a), NEW, json!({})).await.ok()["other"], json!(a), "it is done already");
        amina.post(&format!("{}/close", path(&c)), json!({"code": "completed"})).await.ok();
        amina.put(&merge(&c, &b), NEW, json!({})).await.refused(Code::CaseState);
        amina.put(&merge(&b, &c), NEW, json!({})).await.created();
        assert_eq!(amina.walk(&format!("{}/merges", path(&a)), 1).await.len(), 2, "by its other name too");
    }

    async fn what_is_part_of_a_file_moves_with_it(app: App) {
        let (amina, odile, paul) = (app.amina().await, app.odile().await, app.paul().await);
        let (a, b) = (app.case_with(&[&paul]).await, app.case_with(&[]).await);
        let made = amina.put(&merge(&a, &b), NEW, json!({})).await;
        let moving = app.handoff(&amina, &a, "centre_ab", "transfer").await;
        odile.moves(&moving, "take-on", json!({})).await.ok();

        assert_eq!(odile.get(&path(&b)).await.ok()["id"], json!(a));
        assert_eq!(odile.walk(&format!("{}/merges", path(&b)), 5).await.len(), 1);
        odile.delete(&merge(&a, &b), &made.etag()).await.refused(Code::CaseWasTransferred);
        let next = text(&odile.post("/v1/cases", json!({"child": {"name": "A"}})).await.created(), "number");
        assert!(next.ends_with("-0003"), "{next}: both had a number there");
    }

    async fn a_file_that_moves_between_centres_is_not_merged(app: App) {
        let (amina, odile) = (app.amina().await, app.odile().await);
        let (a, b) = (app.case_with(&[]).await, app.case_with(&[]).await);
        let moving = app.handoff(&amina, &a, "centre_ab", "transfer").await;
        amina.put(&merge(&a, &b), NEW, json!({})).await.refused(Code::TransferPending);
        odile.moves(&moving, "take-on", json!({})).await.ok();
        let there = text(&odile.post("/v1/cases", json!({"child": {"name": "A"}})).await.created(), "id");

        odile.put(&merge(&there, &a), NEW, json!({})).await.refused(Code::CaseWasTransferred);
        amina.put(&merge(&b, &a), NEW, json!({})).await.refused(Code::Forbidden);
    }
}
