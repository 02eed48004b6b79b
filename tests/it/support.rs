//! What police and the Crown see instead of therapy: who supports the family, and when they cannot come.
use crate::harness::{App, Persona, text};
use relais::problem::Code;
use serde_json::{Value, json};

async fn times(who: &Persona, case: &str, precondition: (&str, &str), times: Value) -> crate::harness::Reply {
    who.put(&format!("/v1/cases/{case}/unavailable-times"), precondition, json!({"times": times})).await
}

on_both_engines! {
    async fn police_see_who_supports_the_family(app: App) {
        let (paul, adele, thea, nadia) = (app.paul().await, app.adele().await, app.thea().await, app.nadia().await);
        let case = app.case_with(&[&paul, &adele, &nadia]).await;
        let path = format!("/v1/cases/{case}/support");
        assert_eq!(paul.get(&path).await.ok(), json!({"in_charge": [], "unavailable": []}));
        let support = app.handoff(&paul, &case, "advocate", "support").await;
        adele.moves(&support, "take-on", json!({})).await.ok();
        let before = paul.get(&path).await;
        let (etag, before) = (before.etag(), before.ok());

        let therapy = app.handoff(&adele, &case, "counselling", "therapy_individual").await;
        thea.moves(&therapy, "take-on", json!({})).await.ok();

        let now = nadia.get(&path).await;
        assert_eq!((now.etag(), now.ok()), (etag, before.clone()), "therapy changes nothing of it");
        let one = &before["in_charge"][0];
        assert_eq!((&one["worker_name"], &one["service"]), (&json!("Adèle Desrosiers-Ménard"), &json!("support")));
        assert_eq!((&one["agency"], &one["agency_name_fr"]), (&json!(app.agency("advocate")), &json!("Défense des familles")));
        app.helen().await.get(&path).await.hidden();
        app.rita().await.get(&path).await.hidden();
    }

    async fn who_is_in_charge_is_told_with_a_telephone(app: App) {
        let (paul, victor) = (app.paul().await, app.victor().await);
        let case = app.case_with(&[&paul]).await;
        let agency = format!("/v1/agencies/{}", app.agency("victim_services"));
        let etag = app.root().await.get(&agency).await.etag();
        let line = json!({"services": [{"service": "*", "opening": "business", "after_hours_line": "+1 902 555 0140"}]});
        app.root().await.patch(&agency, &etag, line).await.ok();
        let support = app.handoff(&paul, &case, "victim_services", "victim_support").await;

        victor.moves(&support, "take-on", json!({})).await.ok();

        let seen = paul.get(&format!("/v1/cases/{case}/support")).await;
        let entry = app.entry(&seen.request_id());
        assert_eq!((&entry["act"], &entry["cmp"]), (&json!("support.read"), &json!(["identity"])));
        assert_eq!(seen.ok()["in_charge"][0]["telephone"], "+1 902 555 0140");
        victor.post(&format!("/v1/referrals/{support}/return"), json!({"code": "other"})).await.ok();
        assert_eq!(paul.get(&format!("/v1/cases/{case}/support")).await.ok()["in_charge"], json!([]));
    }

    async fn times_are_kept_without_a_reason(app: App) {
        let (amina, paul, adele) = (app.amina().await, app.paul().await, app.adele().await);
        let case = app.case_with(&[&paul, &adele]).await;
        let path = format!("/v1/cases/{case}/unavailable-times");
        let (first, second) = (
            json!({"from": "2026-03-12T13:00:00.000Z", "until": "2026-03-12T15:00:00.000Z"}),
            json!({"from": "2026-03-11T13:00:00.000Z", "until": "2026-03-11T15:00:00.000Z"}),
        );
        assert_eq!(adele.get(&path).await.ok(), json!({"times": [], "version": 0}));

        times(&paul, &case, ("If-None-Match", "*"), json!([])).await.refused(Code::Forbidden);
        times(&adele, &case, ("If-None-Match", "*"), json!([first, second])).await.ok();

        let seen = paul.get(&format!("/v1/cases/{case}/support")).await.ok();
        assert_eq!(seen["unavailable"], json!([second, first]), "in order");
        times(&amina, &case, ("If-None-Match", "*"), json!([])).await.refused(Code::StaleVersion);
        times(&amina, &case, ("If-Match", "\"7\""), json!([])).await.refused(Code::StaleVersion);
        let etag = amina.get(&path).await.etag();
        let set = times(&amina, &case, ("If-Match", &etag), json!([first])).await.ok();
        assert_eq!((text(&set, "set_by"), &set["version"]), (amina.id().to_owned(), &json!(2)));
        let backwards = json!([first, {"from": "2026-03-12T15:00:00.000Z", "until": "2026-03-12T13:00:00.000Z"}]);
        times(&amina, &case, ("If-Match", "\"2\""), backwards).await.invalid("/times/1/until", "out-of-range");
        let why = json!([{"from": "2026-03-12T13:00:00Z", "until": "2026-03-12T15:00:00Z", "reason": "therapy"}]);
        times(&amina, &case, ("If-Match", "\"2\""), why).await.invalid("/times/0/reason", "unknown-field");
    }
}
