//! Search: one's own cases by a child's name or by an agency's number, and not a word of any other.
use crate::harness::dialect::Dialect;
use crate::harness::{App, Persona, text};
use relais::problem::Code;
use serde_json::{Value, json};
use std::time::Duration;

const SEARCH: &str = "/v1/cases/search";
const NEW: (&str, &str) = ("If-None-Match", "*");

/// Opens a case of a child; its id.
async fn child(by: &Persona, name: &str, born: Option<&str>) -> String {
    let mut child = json!({ "name": name });
    if let Some(born) = born {
        child["birth_date"] = born.into();
    }
    text(&by.post("/v1/cases", json!({ "child": child })).await.created(), "id")
}
/// Whom somebody finds, and why.
async fn found(by: &Persona, ask: Value) -> Vec<(String, Value)> {
    let said = by.post(SEARCH, ask).await.ok();
    assert_eq!(said["complete"], true, "{said}");
    let items = said["items"].as_array().unwrap().iter();
    items.map(|item| (text(&item["case"], "id"), item["why"].clone())).collect()
}
async fn ids(by: &Persona, ask: Value) -> Vec<String> {
    found(by, ask).await.into_iter().map(|(id, _)| id).collect()
}
fn named(name: &str) -> Value {
    json!({ "name": name })
}
fn numbered(number: &str) -> Value {
    json!({ "file_number": number })
}

on_both_engines! {
    async fn a_name_is_found_however_it_is_written(app: App) {
        let amina = app.amina().await;
        let lea = child(&amina, "Léa Tremblay-Okpik", None).await;
        let nukilik = child(&amina, "Nukilik", None).await;
        let syllabics = child(&amina, "ᓴᓂᑭᓗᐊᖅ ᐊᓇᓇ", None).await;
        let brien = child(&amina, "Aoife Ó Briain", None).await;

        for (asked, id, why) in [
            ("Léa Tremblay-Okpik", &lea, json!(["same_name"])),
            ("LEA TREMBLAY OKPIK", &lea, json!(["same_name"])),
            ("Okpik Tremblay, Lea", &lea, json!(["other_order"])),
            ("tremblay", &lea, json!(["part_of_name"])),
            ("Trembley Lea Okpik", &lea, json!(["other_order", "one_slip"])),
            ("Léa Marie Tremblay-Okpik", &lea, json!(["part_of_name"])),
            ("nukilik", &nukilik, json!(["same_name"])),
            ("Nukillik", &nukilik, json!(["same_name", "one_slip"])),
            ("Nukilik Aariak", &nukilik, json!(["part_of_name"])),
            ("ᐊᓇᓇ ᓴᓂᑭᓗᐊᖅ", &syllabics, json!(["other_order"])),
            ("ᓴᓂᑭᓗᖅᐊ", &syllabics, json!(["part_of_name", "one_slip"])),
            ("aoife o'briain", &brien, json!(["same_name"])),
        ] {
            assert_eq!(found(&amina, named(asked)).await, [(id.clone(), why)], "{asked}");
        }
        for nobody in ["Leo Tremblay", "Trmbly", "Aariak", "ᓴᓂ"] {
            assert_eq!(ids(&amina, named(nobody)).await, [""; 0], "{nobody}");
        }
    }

    async fn what_fits_best_comes_first(app: App) {
        let amina = app.amina().await;
        let part = child(&amina, "Léa Marie Tremblay", Some("2015-01-01")).await;
        let slip = child(&amina, "Léa Trembley", None).await;
        let moved = child(&amina, "Tremblay Léa", None).await;
        let older = child(&amina, "Léa Tremblay", Some("2014-02-03")).await;
        let newer = child(&amina, "Léa Tremblay", Some("2016-04-02")).await;

        assert_eq!(ids(&amina, named("lea tremblay")).await, [&newer, &older, &moved, &slip, &part].map(String::clone));
        let on_the_day = json!({ "name": "lea tremblay", "birth_date": "2015-01-01" });
        let first = found(&amina, on_the_day).await.remove(0);
        assert_eq!(first, (part, json!(["part_of_name", "birth_date"])));
        for n in 0..21 {
            child(&amina, &format!("Anouk Nadeau {}", char::from(b'A' + n)), None).await;
        }
        let said = amina.post(SEARCH, named("Nadeau")).await.ok();
        assert_eq!((said["items"].as_array().unwrap().len(), &said["more"]), (20, &json!(true)));
        let one = amina.post(SEARCH, named("Nadeau B")).await.ok();
        assert_eq!((one["items"][0]["case"]["child"]["name"].as_str(), &one["more"]), (Some("Anouk Nadeau B"), &json!(false)));
    }

    async fn nobody_finds_a_case_that_is_not_theirs(app: App) {
        let (amina, paul, adele) = (app.amina().await, app.paul().await, app.adele().await);
        let case = app.case_with(&[&paul, &adele]).await;
        let closed = app.case_with(&[&paul]).await;
        let bar = format!("/v1/cases/{case}/exclusions/{}", adele.id());
        amina.put(&bar, NEW, json!({ "code": "relative" })).await.created();
        amina.post(&format!("/v1/cases/{closed}/close"), json!({ "code": "completed" })).await.ok();
        let intake = json!({ "centre": app.agency("centre"), "case": { "child": { "name": "Léa Tremblay-Okpik" } } });
        paul.post("/v1/intakes", intake).await.created();

        assert_eq!(ids(&amina, named("Léa Tremblay")).await, [closed, case.clone()]);
        assert_eq!(ids(&paul, named("Léa Tremblay")).await, [case], "an officer reads no name in what is closed or proposed");
        for key in ["adele", "rita", "odile", "thea", "karim", "audrey", "root", "pierre"] {
            let somebody = app.persona(key).await;
            let unseen = somebody.post(SEARCH, named("Léa Tremblay-Okpik")).await.ok();
            assert_eq!(unseen, somebody.post(SEARCH, named("Nobody Atall")).await.ok(), "{key}");
            assert_eq!(unseen, json!({ "items": [], "more": false, "complete": true }), "{key}");
        }
    }

    async fn a_detective_finds_a_case_by_the_number_of_its_file(app: App) {
        let (amina, paul, karim) = (app.amina().await, app.paul().await, app.karim().await);
        let case = app.case_with(&[&paul, &karim]).await;
        let other = app.case_with(&[&karim]).await;
        let number = |case: &str| format!("/v1/cases/{case}/partners/{}", paul.agency());
        paul.put(&number(&case), NEW, numbered("26-00417 B")).await.created();
        amina.put(&number(&other), NEW, numbered("26-00417 B")).await.created();

        for asked in ["26-00417 B", "2600417b", " 26 00417-B "] {
            assert_eq!(found(&paul, numbered(asked)).await, [(case.clone(), json!(["file_number"]))], "{asked}");
        }
        assert_eq!(ids(&karim, numbered("2600417b")).await, [other.clone(), case.clone()]);
        for key in ["rita", "odile", "adele", "audrey"] {
            assert_eq!(ids(&app.persona(key).await, numbered("2600417b")).await, [""; 0], "{key}");
        }
        assert_eq!(ids(&paul, numbered("2600417")).await, [""; 0]);
        paul.delete(&number(&case), "\"1\"").await.ok();
        assert_eq!(ids(&paul, numbered("2600417b")).await, [""; 0]);
        amina.put(&format!("/v1/cases/{other}/exclusions/{}", karim.id()), NEW, json!({ "code": "relative" })).await.created();
        assert_eq!(ids(&karim, numbered("2600417b")).await, [""; 0]);
    }

    async fn an_officer_does_not_find_a_case_by_the_number_of_the_clinic(app: App) {
        let (amina, paul, adele, thea) = (app.amina().await, app.paul().await, app.adele().await, app.thea().await);
        let case = app.case_with(&[&paul, &adele]).await;
        let handoff = app.handoff(&adele, &case, "counselling", "therapy_individual").await;
        thea.moves(&handoff, "take-on", json!({})).await.ok();
        thea.put(&format!("/v1/cases/{case}/partners/{}", thea.agency()), NEW, numbered("TC-118")).await.created();

        let unseen = paul.post(SEARCH, numbered("TC-118")).await;
        let request = unseen.request_id();

        assert_eq!(unseen.ok(), paul.post(SEARCH, numbered("TC-119")).await.ok());
        let entry = app.entry(&request);
        assert_eq!((&entry["n"], entry.get("cases"), entry.get("rule")), (&json!(0), None, None));
        for somebody in [&amina, &thea] {
            assert_eq!(ids(somebody, numbered("tc118")).await, std::slice::from_ref(&case));
        }
        assert_eq!(ids(&adele, numbered("tc118")).await, [""; 0]);
    }

    async fn a_search_is_written_down_without_its_terms(app: App) {
        let (amina, paul) = (app.amina().await, app.paul().await);
        let case = app.case_with(&[&paul]).await;
        let other = app.case_with(&[]).await;
        let timeline = amina.get(&format!("/v1/cases/{case}/timeline")).await.ok();
        let mut entries = Vec::new();

        for ask in [named("Tremblay Okpik Léa"), named("lea okpik-TREMBLAY"), named("Nobody Atall"),
            json!({ "name": "lea okpik tremblay", "birth_date": "2016-04-02" }), numbered("A-1"), numbered("a1")]
        {
            let reply = paul.post(SEARCH, ask).await;
            entries.push(app.entry(&reply.request_id()));
            reply.ok();
        }

        let q = |n: usize| entries[n]["q"].as_str().unwrap();
        assert_eq!((q(0), q(4)), (q(1), q(5)));
        assert!(q(0) != q(2) && q(3).starts_with(q(0)) && q(3).contains(" birth_date:") && q(0).len() == "name:".len() + 32);
        for entry in &entries {
            assert_eq!((&entry["act"], &entry["out"]), (&json!("case.searched"), &json!("ok")));
            assert!(!entry.to_string().to_lowercase().contains("tremblay"), "{entry}");
        }
        assert_eq!((&entries[0]["n"], &entries[0]["cases"], &entries[0]["cmp"]), (&json!(1), &json!([case]), &json!(["identity"])));
        assert_eq!((&entries[2]["n"], entries[2].get("cases")), (&json!(0), None));
        assert_eq!(amina.get(&format!("/v1/cases/{case}/timeline")).await.ok(), timeline);
        assert!(!entries.iter().any(|entry| entry.to_string().contains(&other)), "what was not shown is not met");
    }

    async fn what_cannot_be_searched_is_named(app: App) {
        let paul = app.paul().await;

        for (ask, pointer, code) in [
            (json!({}), "/name", "required"),
            (json!({ "birth_date": "2016-04-02" }), "/name", "required"),
            (named("é"), "/name", "too-short"),
            (named("''"), "/name", "too-short"),
            (named(&"é".repeat(201)), "/name", "too-long"),
            (json!({ "name": "Lea", "file_number": "1" }), "/name", "conflict"),
            (json!({ "file_number": "1", "birth_date": "2016-04-02" }), "/birth_date", "conflict"),
            (json!({ "name": "Lea", "birth_date": "2036-04-02" }), "/birth_date", "in-the-future"),
            (json!({ "name": "Lea", "birth_date": "02/04/2016" }), "/birth_date", "wrong-type"),
            (numbered("--"), "/file_number", "not-readable"),
            (json!({ "name": "Lea", "limit": 50 }), "/limit", "unknown-field"),
        ] {
            paul.post(SEARCH, ask).await.invalid(pointer, code);
        }
        paul.get(SEARCH).await.hidden();
    }

    async fn who_searches_all_the_time_waits(app: App) {
        let (paul, rita) = (app.paul().await, app.rita().await);
        for _ in 0..60 {
            paul.post(SEARCH, named("Tremblay")).await.ok();
        }

        let refused = paul.post(SEARCH, named("Tremblay")).await;

        assert_eq!(refused.header("retry-after"), Some("300"));
        let request = refused.request_id();
        refused.refused(Code::TooManySearches);
        assert_eq!((&app.entry(&request)["act"], &app.entry(&request)["out"]), (&json!("case.searched"), &json!("refused")));
        rita.post(SEARCH, named("Tremblay")).await.ok();
        app.advance(Duration::from_hours(1));
        paul.post(SEARCH, named("Tremblay")).await.ok();
    }

    async fn a_search_that_cannot_look_at_everything_says_so(app: App) {
        let amina = app.amina().await;
        child(&amina, "Léa Tremblay", None).await;
        let sql = Dialect(app.store().engine());
        app.sql(&format!(
            "INSERT INTO cases SELECT {}, centre_id, year, number + n, child_id, status, status_at, status_code, opener_id, \
             abuse_type, relationship, gender, origin, age_band, languages, region, youth_accused, identity, created_by, {}, \
             version, contact_rule, contact_through, contact_until, contact_note, contact_set_by, contact_set_at, contact_version, merged_into FROM cases CROSS JOIN {}",
            sql.some("n"), sql.later("created_at", "n"), sql.series(50_000)
        ));

        let said = amina.post(SEARCH, named("Tremblay")).await.ok();

        assert_eq!(said, json!({ "items": [], "more": false, "complete": false }), "the newest have no keys any more");
        assert_eq!(app.sql_text("SELECT count(*) FROM vault_keys WHERE name = 'identity'"), ["1"]);
    }

    async fn what_was_destroyed_with_its_key_hides_nobody_else(app: App) {
        let amina = app.amina().await;
        let gone = child(&amina, "Léa Tremblay", None).await;
        let there = child(&amina, "Léa Tremblay", None).await;
        let sql = Dialect(app.store().engine());
        app.sql(&format!("DELETE FROM vault_keys WHERE scope = {}", sql.id(gone.parse().unwrap())));

        assert_eq!(ids(&amina, named("Tremblay")).await, [there]);
    }
}
