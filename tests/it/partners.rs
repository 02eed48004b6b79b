//! Partners: the agencies that work on a case as far as somebody may know, and the number that each has given to it.
use crate::cases::{each, opened, opened_with};
use crate::harness::{App, Persona};
use relais::problem::Code;
use serde_json::{Value, json};

const NEW: (&str, &str) = ("If-None-Match", "*");
const NOBODY: &str = "019a0000-0000-7000-8000-000000000000";

fn number(text: &str) -> Value {
    json!({ "file_number": text })
}
fn line(case: &str, agency: &str) -> String {
    format!("{case}/partners/{agency}")
}
async fn agencies(who: &Persona, case: &str) -> Vec<Value> {
    each(&who.get(&format!("{case}/partners")).await.ok(), "agency")
}
/// A case with a detective and an advocate on its team, and a child in therapy.
async fn in_therapy(app: &App) -> String {
    let (amina, paul, adele, thea) = (app.amina().await, app.paul().await, app.adele().await, app.thea().await);
    let case = opened_with(&amina, &[&paul, &adele]).await;
    let id = case.rsplit('/').next().unwrap();
    let handoff = app.handoff(&adele, id, "counselling", "therapy_individual").await;
    thea.moves(&handoff, "take-on", json!({})).await.ok();
    case
}

on_both_engines! {
    async fn an_officer_does_not_find_the_clinic_among_the_partners(app: App) {
        let case = in_therapy(&app).await;
        let (amina, paul, thea) = (app.amina().await, app.paul().await, app.thea().await);
        let (centre, police) = (json!(amina.agency()), json!(paul.agency()));
        let (clinic, advocates) = (json!(thea.agency()), json!(app.agency("advocate")));
        let before = paul.get(&format!("{case}/partners")).await.ok();

        thea.put(&line(&case, thea.agency()), NEW, number("TC-118")).await.created();

        assert_eq!(paul.get(&format!("{case}/partners")).await.ok(), before);
        assert_eq!(agencies(&paul, &case).await, [centre.clone(), police.clone(), advocates.clone()]);
        assert_eq!(agencies(&amina, &case).await, [centre, police, clinic, advocates]);
        assert!(!each(&paul.get(&format!("{case}/timeline")).await.ok(), "act").contains(&json!("partner.set")));
        assert_eq!(json!(amina.walk(&format!("{case}/partners"), 1).await), amina.get(&format!("{case}/partners")).await.ok()["items"]);
    }

    async fn a_partner_that_may_not_be_known_of_is_no_partner(app: App) {
        let case = in_therapy(&app).await;
        let (paul, clinic) = (app.paul().await, app.agency("counselling"));
        app.thea().await.put(&line(&case, clinic), NEW, number("TC-118")).await.created();

        for agency in [clinic, app.agency("crown"), NOBODY] {
            paul.put(&line(&case, agency), NEW, number("1")).await.hidden();
            paul.delete(&line(&case, agency), "\"1\"").await.hidden();
        }

        paul.put(&line(&case, app.agency("advocate")), NEW, number("1")).await.refused(Code::Forbidden);
        paul.delete(&line(&case, app.agency("centre")), "\"1\"").await.refused(Code::Forbidden);
        for key in ["rita", "odile", "audrey", "root"] {
            let somebody = app.persona(key).await;
            somebody.get(&format!("{case}/partners")).await.hidden();
            somebody.put(&line(&case, paul.agency()), NEW, number("1")).await.hidden();
        }
    }

    async fn an_agency_keeps_its_own_number(app: App) {
        let (amina, paul, karim) = (app.amina().await, app.paul().await, app.karim().await);
        let case = opened_with(&amina, &[&paul, &karim]).await;
        let (place, tag) = (line(&case, paul.agency()), paul.get(&case).await.etag());

        let made = paul.put(&place, NEW, number(" 26-00417 ")).await;

        assert_eq!(made.etag(), "\"1\"");
        let made = made.created();
        assert_eq!(made, json!({ "agency": paul.agency(), "file_number": "26-00417", "version": 1 }));
        assert_eq!(paul.get(&case).await.etag(), tag);
        for key in ["amina", "karim"] {
            let shown = app.persona(key).await.get(&format!("{case}/partners")).await.ok();
            assert!(shown["items"].as_array().unwrap().contains(&made), "{key}: {shown}");
        }
        let changed = amina.put(&place, ("If-Match", "\"1\""), number("26-00418")).await.ok();
        assert_eq!((&changed["file_number"], &changed["version"]), (&json!("26-00418"), &json!(2)));
        let removed = paul.delete(&place, "\"2\"").await.ok();
        assert_eq!(removed, json!({ "agency": paul.agency() }));
        assert_eq!(paul.put(&place, NEW, number("26-00419")).await.ok()["version"], 4);
    }

    async fn a_number_is_set_over_the_version_that_was_read(app: App) {
        let (amina, paul) = (app.amina().await, app.paul().await);
        let case = opened_with(&amina, &[&paul]).await;
        let place = line(&case, paul.agency());

        paul.delete(&place, "\"1\"").await.hidden();
        for tag in ["\"0\"", "\"1\""] {
            paul.put(&place, ("If-Match", tag), number("1")).await.refused(Code::StaleVersion);
        }
        let bare = paul.send(reqwest::Method::PUT, &place, |request| request.json(&number("1"))).await;
        bare.refused(Code::IfMatchRequired);
        paul.put(&place, NEW, number("1")).await.created();
        paul.put(&place, NEW, number("2")).await.refused(Code::StaleVersion);
        paul.put(&place, ("If-Match", "\"2\""), number("2")).await.refused(Code::StaleVersion);
        paul.delete(&place, "\"2\"").await.refused(Code::StaleVersion);
        paul.delete(&place, "\"1\"").await.ok();
        paul.delete(&place, "\"2\"").await.hidden();
    }

    async fn what_is_no_number_is_not_kept(app: App) {
        let (amina, paul) = (app.amina().await, app.paul().await);
        let place = line(&opened_with(&amina, &[&paul]).await, paul.agency());

        paul.put(&place, NEW, number(" - ")).await.invalid("/file_number", "not-readable");
        paul.put(&place, NEW, number("")).await.invalid("/file_number", "too-short");
        paul.put(&place, NEW, number(&"9".repeat(61))).await.invalid("/file_number", "too-long");
        paul.put(&place, NEW, json!({ "number": "1" })).await.invalid("/number", "unknown-field");
        paul.put(&place, NEW, json!({})).await.invalid("/file_number", "required");
        assert_eq!(app.sql_text("SELECT count(*) FROM partners"), ["0"]);
    }

    async fn coordinators_keep_the_numbers_of_agencies_that_do_not_sign_in(app: App) {
        let amina = app.amina().await;
        let case = opened(&amina).await;

        let made = amina.put(&line(&case, app.agency("crown")), NEW, number("C-9")).await.created();
        let clinic = amina.put(&line(&case, app.agency("counselling")), NEW, number("TC-9")).await.created();

        assert_eq!(made["file_number"], "C-9");
        assert_eq!(clinic, json!({ "agency": app.agency("counselling"), "version": 1 }));
        let all = [app.agency("centre"), app.agency("crown"), app.agency("counselling")];
        assert_eq!(agencies(&amina, &case).await, all);
        amina.put(&line(&case, NOBODY), NEW, number("X")).await.hidden();
        amina.post(&format!("{case}/close"), json!({ "code": "completed" })).await.ok();
        amina.put(&line(&case, app.agency("crown")), ("If-Match", "\"1\""), number("C-8")).await.refused(Code::Forbidden);
    }

    async fn an_agency_is_a_partner_for_as_long_as_it_works_on_the_case(app: App) {
        let (amina, paul, helen) = (app.amina().await, app.paul().await, app.helen().await);
        let case = opened_with(&amina, &[&paul]).await;
        let (id, hospital) = (case.rsplit('/').next().unwrap(), json!(helen.agency()));
        let first = app.handoff(&paul, id, "health", "medical_exam").await;
        assert!(!agencies(&amina, &case).await.contains(&hospital));

        helen.moves(&first, "take-on", json!({})).await.ok();
        let own = helen.put(&line(&case, helen.agency()), NEW, number("MRN 4471")).await.created();

        assert_eq!(own["file_number"], "MRN 4471");
        let shown = paul.get(&format!("{case}/partners")).await.ok();
        assert_eq!(shown["items"][2], json!({ "agency": hospital, "version": 1 }), "the status of health is all that police see");
        helen.delete(&line(&case, helen.agency()), "\"1\"").await.ok();
        paul.moves(&first, "in-error", json!({ "code": "wrong_agency" })).await.ok();
        assert!(!agencies(&amina, &case).await.contains(&hospital));
    }

    async fn a_number_is_written_down_without_its_text(app: App) {
        let (amina, paul) = (app.amina().await, app.paul().await);
        let case = opened_with(&amina, &[&paul]).await;

        let reply = paul.put(&line(&case, paul.agency()), NEW, number("26-00417")).await;
        let request = reply.request_id();
        reply.created();

        let entry = app.entry(&request);
        assert_eq!((&entry["act"], &entry["subject"]), (&json!("partner.set"), &json!({ "kind": "partner", "id": paul.agency() })));
        assert_eq!((&entry["cmp"], &entry["rule"]), (&json!(["identity"]), &json!("sender")));
        assert!(!entry.to_string().contains("00417"), "{entry}");
        let listed = paul.get(&format!("{case}/partners")).await.request_id();
        assert_eq!((&app.entry(&listed)["act"], &app.entry(&listed)["n"]), (&json!("partner.listed"), &json!(2)));
    }
}
