//! The inventory for disclosure: what police and the Crown looked at or wrote, for coordinators.
use crate::harness::{App, text};
use serde_json::json;

on_both_engines! {
    async fn the_inventory_lists_what_police_and_the_crown_looked_at_or_wrote(app: App) {
        let (amina, paul, adele, nadia) = (app.amina().await, app.paul().await, app.adele().await, app.nadia().await);
        let case = app.case_with(&[&paul, &adele]).await;
        let path = format!("/v1/cases/{case}");
        paul.get(&path).await.ok();
        adele.get(&path).await.ok();
        let brief = app.handoff(&paul, &case, "crown", "crown_brief").await;
        nadia.moves(&brief, "take-on", json!({})).await.ok();
        let therapy = app.handoff(&adele, &case, "counselling", "therapy_individual").await;
        paul.get(&format!("/v1/handoffs/{therapy}")).await.hidden();

        let lines = amina.walk(&format!("{path}/disclosure"), 2).await;

        let acts: Vec<(String, String)> = lines.iter().map(|l| (text(l, "act"), text(l, "discipline"))).collect();
        let told = |act: &str, by: &str| acts.contains(&(act.to_owned(), by.to_owned()));
        assert!(told("case.read", "police") && told("handoff.logged", "police") && told("handoff.taken_on", "crown"), "{acts:?}");
        assert!(lines.iter().all(|l| l["discipline"] == "police" || l["discipline"] == "crown"), "{acts:?}");
        assert!(!format!("{lines:?}").contains(&therapy), "what they cannot see is not in it");
        let times: Vec<String> = lines.iter().map(|l| text(l, "at")).collect();
        assert!(times.is_sorted(), "{times:?}");
        for who in [&paul, &adele] {
            assert_eq!(who.get(&format!("{path}/disclosure")).await.status(), 403);
        }
        app.odile().await.get(&format!("{path}/disclosure")).await.hidden();
        app.audrey().await.get(&format!("{path}/disclosure")).await.hidden();
    }
}
