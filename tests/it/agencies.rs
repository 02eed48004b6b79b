//! Agencies: everybody who is signed in may read them, only administrators change them.
use crate::harness::App;
use relais::problem::Code;
use serde_json::{Value, json};

fn hospital() -> Value {
    json!({
        "name_en": "Valley Hospital", "discipline": "health", "province": "NS", "zone": "America/Halifax",
        "services": [{
            "service": "medical_exam", "opening": { "weekly": { "mon": ["08:00", "24:00"] } },
            "after_hours_line": "+1 902 555 0199",
        }],
    })
}

on_both_engines! {
    async fn an_administrator_adds_an_agency_and_everybody_reads_it(app: App) {
        let (root, sam) = (app.root().await, app.sam().await);

        let reply = root.post("/v1/agencies", hospital()).await;
        let place = reply.header("location").expect("where it is").to_owned();
        let made = reply.created();

        assert_eq!(place, format!("/v1/agencies/{}", made["id"].as_str().unwrap()));
        assert_eq!(sam.get(&place).await.ok(), made);
        assert_eq!((&made["name_fr"], &made["languages"]), (&json!("Valley Hospital"), &json!(["en", "fr"])));
        assert_eq!(made["services"], hospital()["services"]);
        assert_eq!((&made["active"], &made["version"]), (&json!(true), &json!(1)));
    }

    async fn only_an_administrator_adds_or_changes_an_agency(app: App) {
        let path = format!("/v1/agencies/{}", app.agency("health"));

        for key in ["amina", "paul", "helen", "audrey"] {
            let somebody = app.persona(key).await;
            somebody.post("/v1/agencies", hospital()).await.refused(Code::Forbidden);
            somebody.patch(&path, "\"1\"", json!({ "active": false })).await.refused(Code::Forbidden);
        }

        assert_eq!(app.sql_text("SELECT count(*) FROM agencies"), ["11"]);
    }

    async fn a_change_leaves_the_rest_as_it_was(app: App) {
        let (root, path) = (app.root().await, format!("/v1/agencies/{}", app.agency("health")));
        let before = root.get(&path).await.ok();

        let reply = root.patch(&path, "\"1\"", json!({ "name_en": "Harbour Hospital" })).await;

        assert_eq!(reply.etag(), "\"2\"");
        let after = reply.ok();
        let mut expected = before.clone();
        (expected["name_en"], expected["version"]) = (json!("Harbour Hospital"), json!(2));
        assert_eq!(after, expected);
        assert_eq!(root.get(&path).await.ok(), after);
    }

    async fn agencies_are_listed_by_discipline(app: App) {
        let paul = app.paul().await;

        let centres = paul.get("/v1/agencies?discipline=centre").await.ok();

        let names: Vec<_> = centres["items"].as_array().unwrap().iter().map(|a| a["name_fr"].clone()).collect();
        assert_eq!(names, ["Centre Le Phare", "Centre Églantier"]);
        assert_eq!(centres["next"], Value::Null);
    }

    async fn an_agency_that_nobody_has_is_not_there(app: App) {
        let (root, paul) = (app.root().await, app.paul().await);

        for id in [paul.id(), "019a0000-0000-7000-8000-000000000000", "police", "1"] {
            let path = format!("/v1/agencies/{id}");
            paul.get(&path).await.hidden();
            root.patch(&path, "\"1\"", json!({})).await.hidden();
        }
    }

    async fn the_zone_and_the_province_have_to_exist(app: App) {
        let root = app.root().await;
        let (mut nowhere, mut languages) = (hospital(), hospital());
        (nowhere["province"], nowhere["zone"]) = (json!("XX"), json!("America/Atlantis"));
        languages["languages"] = json!(["fr", "not a language"]);

        let problem = root.post("/v1/agencies", nowhere).await.refused(Code::Invalid);

        let told: Vec<_> = problem["errors"].as_array().unwrap().iter().map(|e| e["pointer"].clone()).collect();
        assert_eq!(told, ["/province", "/zone"]);
        root.post("/v1/agencies", languages).await.invalid("/languages/1", "wrong-type");
    }

    async fn a_name_can_be_read(app: App) {
        let (root, path) = (app.root().await, format!("/v1/agencies/{}", app.agency("health")));

        for (field, unreadable) in [("name_en", "\u{0}Hospital"), ("name_fr", "   "), ("name_fr", "H\u{7}pital")] {
            let mut new = hospital();
            new[field] = json!(unreadable);
            let pointer = format!("/{field}");

            root.post("/v1/agencies", new).await.invalid(&pointer, "not-readable");
            root.patch(&path, "\"1\"", json!({ field: unreadable })).await.invalid(&pointer, "not-readable");
        }

        let line = json!([{ "service": "*", "opening": "always", "after_hours_line": "555\u{0}0100" }]);
        let pointer = "/services/0/after_hours_line";
        root.patch(&path, "\"1\"", json!({ "services": line })).await.invalid(pointer, "not-readable");
    }
}
