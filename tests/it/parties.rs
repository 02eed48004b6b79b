//! The people around a child: part of who the child is, but for an accused youth, whom the law hides.
use crate::cases::{each, opened, opened_with};
use crate::harness::App;
use crate::harness::Persona;
use relais::problem::Code;
use serde_json::{Value, json};

fn mother() -> Value {
    json!({
        "role": "caregiver", "name": "Marie Tremblay", "phone": "+1 902 555 0134", "relation": "mother",
        "safe_contact": "Text first, never after 17:00",
    })
}
fn accused() -> Value {
    json!({ "role": "alleged_offender", "name": "Luc Bernier", "phone": "+1 902 555 0177" })
}
async fn names(somebody: &Persona, parties: &str) -> Vec<Value> {
    each(&somebody.get(parties).await.ok(), "name")
}

on_both_engines! {
    async fn the_people_around_a_child_are_kept(app: App) {
        let (amina, paul) = (app.amina().await, app.paul().await);
        let case = opened_with(&amina, &[&paul]).await;
        let (tag, parties) = (paul.get(&case).await.etag(), format!("{case}/parties"));

        let made = amina.post(&parties, mother()).await.created();

        let mut shown = mother();
        (shown["kind"], shown["is_suspect"], shown["contact_allowed"]) = (json!("identity"), json!(false), json!(true));
        for (field, value) in shown.as_object().unwrap() {
            assert_eq!(&made[field], value, "{field}");
        }
        assert_eq!(paul.get(&parties).await.ok()["items"], json!([made]));
        assert_eq!(paul.get(&case).await.etag(), tag);
        amina.post(&parties, accused()).await.created();
        assert_eq!(json!(paul.walk(&parties, 1).await), amina.get(&parties).await.ok()["items"]);
    }

    async fn nobody_finds_a_name_in_the_store(app: App) {
        let amina = app.amina().await;
        let case = opened(&amina).await;
        amina.post(&format!("{case}/parties"), mother()).await.created();

        let details = if app.store().engine() == crate::harness::Engine::Sqlite { "hex(details)" } else { "details" };
        let stored = app.sql_text(&format!("SELECT {details} FROM parties")).remove(0).to_lowercase();

        let marie_in_hex = "4d61726965";
        assert!(stored.len() > 256 && !stored.contains(marie_in_hex), "{stored}");
    }

    async fn who_is_accused_is_suspected_and_not_to_be_reached(app: App) {
        let amina = app.amina().await;
        let parties = format!("{}/parties", opened(&amina).await);
        let mut unsuspected = accused();
        unsuspected["is_suspect"] = json!(false);

        let made = amina.post(&parties, accused()).await.created();

        assert_eq!((&made["is_suspect"], &made["contact_allowed"]), (&json!(true), &json!(false)));
        amina.post(&parties, unsuspected).await.invalid("/is_suspect", "conflict");
        let place = format!("{parties}/{}", made["id"].as_str().unwrap());
        amina.patch(&place, "\"1\"", json!({ "is_suspect": false })).await.invalid("/is_suspect", "conflict");
        let allowed = amina.patch(&place, "\"1\"", json!({ "contact_allowed": true })).await.ok();
        assert_eq!(allowed["contact_allowed"], true);
    }

    async fn who_becomes_suspected_is_no_longer_to_be_reached(app: App) {
        let amina = app.amina().await;
        let parties = format!("{}/parties", opened(&amina).await);
        let made = amina.post(&parties, mother()).await.created();
        let place = format!("{parties}/{}", made["id"].as_str().unwrap());

        let suspected = amina.patch(&place, "\"1\"", json!({ "is_suspect": true })).await.ok();
        let cleared = amina.patch(&place, "\"2\"", json!({ "is_suspect": false, "name": "Marie B." })).await.ok();

        assert_eq!(suspected["contact_allowed"], false);
        assert_eq!((&cleared["contact_allowed"], &cleared["name"]), (&json!(false), &json!("Marie B.")));
        assert_eq!((&cleared["phone"], &cleared["version"]), (&mother()["phone"], &json!(3)));
    }

    async fn what_is_said_of_people_is_checked(app: App) {
        let amina = app.amina().await;
        let parties = format!("{}/parties", opened(&amina).await);

        for (field, value, code) in [
            ("role", json!("neighbour_in_law"), "unknown-value"),
            ("name", json!("   "), "not-readable"),
            ("name", json!("M".repeat(201)), "too-long"),
            ("phone", json!(""), "too-short"),
            ("is_suspect", json!("perhaps"), "wrong-type"),
            ("photo", json!("aaaaaaaa"), "unknown-field"),
        ] {
            let mut new = mother();
            new[field] = value;
            amina.post(&parties, new).await.invalid(&format!("/{field}"), code);
        }
        assert_eq!(amina.get(&parties).await.ok()["items"], json!([]));
    }

    async fn who_only_reads_about_the_family_adds_nobody(app: App) {
        let (amina, paul, adele) = (app.amina().await, app.paul().await, app.adele().await);
        let parties = format!("{}/parties", opened_with(&amina, &[&paul, &adele]).await);

        paul.post(&parties, mother()).await.refused(Code::Forbidden);
        paul.post(&parties, accused()).await.refused(Code::Forbidden);
        app.rita().await.post(&parties, mother()).await.hidden();
        let made = adele.post(&parties, mother()).await.created();

        let place = format!("{parties}/{}", made["id"].as_str().unwrap());
        paul.patch(&place, "\"1\"", json!({ "phone": "+1 902 555 0100" })).await.refused(Code::Forbidden);
        assert_eq!(app.sql_text("SELECT count(*) FROM parties"), ["1"]);
    }

    async fn a_change_names_the_version_and_the_case(app: App) {
        let amina = app.amina().await;
        let (case, other) = (opened(&amina).await, opened(&amina).await);
        let made = amina.post(&format!("{case}/parties"), mother()).await.created();
        let id = made["id"].as_str().unwrap();
        let (place, change) = (format!("{case}/parties/{id}"), json!({ "relation": "guardian" }));

        amina.patch(&format!("{other}/parties/{id}"), "\"1\"", change.clone()).await.hidden();
        let unread = amina.send(reqwest::Method::PATCH, &place, |request| request.json(&change)).await;
        unread.refused(Code::IfMatchRequired);
        amina.patch(&place, "\"2\"", change.clone()).await.refused(Code::StaleVersion);
        let reply = amina.patch(&place, "\"1\"", change).await;

        assert_eq!(reply.etag(), "\"2\"");
        assert_eq!(reply.ok()["relation"], "guardian");
    }

    async fn an_accused_youth_is_known_to_those_whom_the_law_names(app: App) {
        let (amina, paul, karim, adele) =
            (app.amina().await, app.paul().await, app.karim().await, app.adele().await);
        let case = opened_with(&amina, &[&paul, &karim, &adele, &app.thea().await]).await;
        amina.patch(&case, "\"1\"", json!({ "youth_accused": true })).await.ok();
        let parties = format!("{case}/parties");

        let made = paul.post(&parties, accused()).await.created();

        assert_eq!((&made["kind"], &made["phone"]), (&json!("youth_accused"), &accused()["phone"]));
        let minimum = karim.get(&parties).await.ok();
        assert_eq!(each(&minimum, "name"), ["Luc Bernier"]);
        assert_eq!(each(&minimum, "phone"), [Value::Null]);
        for key in ["amina", "adele", "thea"] {
            let somebody = app.persona(key).await;
            assert!(names(&somebody, &parties).await.is_empty(), "{key}");
            let place = format!("{parties}/{}", made["id"].as_str().unwrap());
            somebody.patch(&place, "\"1\"", json!({ "name": "X" })).await.hidden();
            let told = somebody.get(&format!("{case}/timeline")).await.ok();
            assert!(!each(&told, "act").contains(&json!("party.created")), "{key}");
        }
    }

    async fn who_may_not_see_an_accused_youth_adds_none(app: App) {
        let (amina, adele) = (app.amina().await, app.adele().await);
        let case = opened_with(&amina, &[&adele]).await;
        amina.patch(&case, "\"1\"", json!({ "youth_accused": true })).await.ok();
        let parties = format!("{case}/parties");
        let made = adele.post(&parties, mother()).await.created();
        let place = format!("{parties}/{}", made["id"].as_str().unwrap());

        amina.post(&parties, accused()).await.refused(Code::Forbidden);
        let reply = adele.post(&parties, accused()).await;
        let request = reply.request_id();
        reply.refused(Code::Forbidden);
        adele.patch(&place, "\"1\"", json!({ "role": "alleged_offender" })).await.refused(Code::Forbidden);

        assert_eq!(app.entry(&request)["act"], "party.created");
        assert_eq!(app.sql_text("SELECT role FROM parties"), ["caregiver"]);
    }

    async fn an_accused_who_turns_out_to_be_a_youth_is_hidden_for_good(app: App) {
        let (amina, paul) = (app.amina().await, app.paul().await);
        let case = opened_with(&amina, &[&paul]).await;
        let parties = format!("{case}/parties");
        amina.post(&parties, mother()).await.created();
        amina.post(&parties, accused()).await.created();

        amina.patch(&case, "\"1\"", json!({ "youth_accused": true })).await.ok();

        assert_eq!(names(&amina, &parties).await, ["Marie Tremblay"]);
        assert_eq!(names(&paul, &parties).await, ["Marie Tremblay", "Luc Bernier"]);
        amina.patch(&case, "\"2\"", json!({ "youth_accused": false })).await.ok();
        assert_eq!(names(&amina, &parties).await, ["Marie Tremblay"]);

        let seen = paul.get(&parties).await.ok()["items"][1].clone();
        let (place, tag) = (format!("{parties}/{}", seen["id"].as_str().unwrap()), format!("\"{}\"", seen["version"]));
        paul.patch(&place, &tag, json!({ "relation": "uncle" })).await.ok();
        assert_eq!(names(&amina, &parties).await, ["Marie Tremblay", "Luc Bernier"]);
    }
}
