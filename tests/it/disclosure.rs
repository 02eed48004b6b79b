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

    async fn what_is_open_to_them_is_listed_looked_at_or_not(app: App) {
        let (amina, paul, adele, nadia) = (app.amina().await, app.paul().await, app.adele().await, app.nadia().await);
        let case = app.case_with(&[&paul, &adele]).await;
        let path = format!("/v1/cases/{case}");
        let exam = app.handoff(&paul, &case, "health", "medical_exam").await;
        let brief = app.handoff(&paul, &case, "crown", "crown_brief").await;
        let therapy = app.handoff(&adele, &case, "counselling", "therapy_individual").await;
        let mother = json!({"role": "caregiver", "name": "Nuna Okpik"});
        let mother = text(&amina.post(&format!("{path}/parties"), mother).await.created(), "id");

        let open = amina.walk(&format!("{path}/disclosure/open"), 2).await;

        let to = |id: &str| {
            let line = open.iter().find(|line| line["subject"] == id);
            let to = line.map_or(Vec::new(), |line| line["to"].as_array().unwrap().clone());
            to.iter().map(|to| (text(to, "discipline"), text(to, "shown"))).collect::<Vec<_>>()
        };
        let (police, crown) = (|shown: &str| ("police".to_owned(), shown.to_owned()), ("crown".to_owned(), "preview".to_owned()));
        assert_eq!(to(&case), [police("full")]);
        assert_eq!((to(&exam), to(&mother)), (vec![police("full")], vec![police("full")]));
        let mut both = to(&brief);
        both.sort();
        assert_eq!(both, [crown, police("full")], "a preview for the Crown, until it is received");
        assert!(to(&therapy).is_empty() && open.len() == 4, "{open:?}");
        for subject in paul.ids(&format!("{path}/handoffs")).await {
            assert!(!to(&subject).is_empty(), "whatever they list is in it");
        }
        nadia.moves(&brief, "take-on", json!({})).await.ok();
        let now = amina.walk(&format!("{path}/disclosure/open"), 100).await;
        assert!(now.iter().any(|line| line["subject"] == case.as_str() && line["to"].as_array().unwrap().len() == 2));
        amina.delete(&format!("{path}/team/{}", paul.id()), "\"1\"").await.ok();
        let left = amina.walk(&format!("{path}/disclosure/open"), 100).await;
        assert!(left.iter().any(|line| line["subject"] == exam.as_str()), "who sent it still sees it: {left:?}");
        assert_eq!(paul.get(&format!("/v1/handoffs/{exam}")).await.ok()["id"], json!(exam));
        for who in [&adele, &nadia] {
            assert_eq!(who.get(&format!("{path}/disclosure/open")).await.status(), 403);
        }
        app.odile().await.get(&format!("{path}/disclosure/open")).await.hidden();
    }
}
