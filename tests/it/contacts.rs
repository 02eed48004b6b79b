//! The contact log: who spoke to the family last and what was promised, told to whom may know of that work.
use crate::cases::{each, opened_with};
use crate::harness::app::TUESDAY;
use crate::harness::{App, Persona, Reply};
use relais::kernel::Instant;
use relais::problem::Code;
use serde_json::{Value, json};
use std::time::Duration;

const HOUR: Duration = Duration::from_hours(1);

/// A call that was answered.
fn call() -> Value {
    json!({"with": "caregiver", "channel": "phone", "reached": true})
}
/// The same with something else said.
fn with(field: &str, value: impl Into<Value>) -> Value {
    let mut body = call();
    body[field] = value.into();
    body
}
async fn log(who: &Persona, case: &str, body: Value) -> Reply {
    who.post(&format!("{case}/contacts"), body).await
}
async fn listed(who: &Persona, case: &str) -> Value {
    who.get(&format!("{case}/contacts")).await.ok()
}
async fn last_reached(who: &Persona, case: &str) -> Value {
    who.get(case).await.ok()["family_last_reached_at"].clone()
}
/// So many hours before the story begins.
fn before(hours: u32) -> Instant {
    TUESDAY.minus(HOUR * hours)
}
/// A case with an officer and an advocate on its team, whose child a therapist has begun to see; the therapist's handoff.
async fn counselled(app: &App) -> (String, String) {
    let (amina, paul, adele, thea) = (app.amina().await, app.paul().await, app.adele().await, app.thea().await);
    let case = opened_with(&amina, &[&paul, &adele]).await;
    let id = case.rsplit('/').next().unwrap();
    let therapy = app.handoff(&adele, id, "counselling", "therapy_individual").await;
    thea.moves(&therapy, "take-on", json!({})).await.ok();
    (case, therapy)
}

on_both_engines! {
    async fn what_a_service_says_of_its_calls_is_in_the_log(app: App) {
        let (amina, paul, adele, helen) = (app.amina().await, app.paul().await, app.adele().await, app.helen().await);
        let case = app.case_with(&[&paul, &adele]).await;
        let exam = app.handoff(&paul, &case, "health", "medical_exam").await;
        helen.moves(&exam, "take-on", json!({})).await.ok();

        helen.post(&format!("/v1/referrals/{exam}/attempts"), json!({"code": "no_answer"})).await.ok();
        assert!(amina.get(&format!("/v1/cases/{case}")).await.ok().get("family_last_reached_at").is_none());
        app.advance(Duration::from_hours(1));
        helen.post(&format!("/v1/referrals/{exam}/first-contact"), json!({})).await.ok();

        let log = amina.get(&format!("/v1/cases/{case}/contacts")).await.ok();
        let said = |n: usize, field: &str| log["items"][n][field].clone();
        assert_eq!((said(0, "reached"), said(0, "handoff")), (json!(true), json!(exam)));
        assert_eq!((said(1, "reached"), said(1, "attempt")), (json!(false), json!("no_answer")));
        assert_eq!(amina.get(&format!("/v1/cases/{case}")).await.ok()["family_last_reached_at"], said(0, "at"));
    }

    async fn the_team_knows_who_spoke_to_the_family_last(app: App) {
        let (amina, paul, adele) = (app.amina().await, app.paul().await, app.adele().await);
        let case = opened_with(&amina, &[&paul, &adele]).await;
        assert_eq!(last_reached(&paul, &case).await, Value::Null, "nobody yet");
        let body = json!({
            "with": "caregiver", "channel": "phone", "reached": true, "at": before(2),
            "promised": "call_back", "promised_by": "2026-03-13", "note": "After school.",
        });

        let reply = log(&paul, &case, body).await;

        let (place, request) = (reply.header("location").unwrap().to_owned(), reply.request_id());
        let made = reply.created();
        assert_eq!((&made["by"], &made["agency"]), (&json!(paul.id()), &json!(paul.agency())));
        assert_eq!((&made["kind"], &made["view"]), (&json!("identity"), &json!("full")));
        assert_eq!((&made["promised"], &made["promised_by"]), (&json!("call_back"), &json!("2026-03-13")));
        assert_eq!((&made["note"], &made["at"]), (&json!("After school."), &json!(before(2))));
        for who in [&paul, &adele, &amina] {
            assert_eq!(who.get(&place).await.ok(), made);
            assert_eq!(listed(who, &case).await["items"], json!([made]));
            assert_eq!(last_reached(who, &case).await, json!(before(2)));
        }
        let entry = app.entry(&request);
        assert_eq!((&entry["act"], &entry["subject"]["kind"]), (&json!("contact.logged"), &json!("contact")));
        assert!(each(&adele.get(&format!("{case}/timeline")).await.ok(), "act").contains(&entry["act"]));
    }

    async fn a_try_is_listed_and_reaches_nobody(app: App) {
        let (amina, paul) = (app.amina().await, app.paul().await);
        let case = opened_with(&amina, &[&paul]).await;
        log(&amina, &case, with("at", json!(before(30)))).await.created();

        let tried = json!({"with": "child", "channel": "text", "reached": false, "attempt": "message_left"});
        let tried = log(&paul, &case, tried).await.created();

        assert_eq!((&tried["reached"], &tried["attempt"]), (&json!(false), &json!("message_left")));
        assert_eq!(each(&listed(&amina, &case).await, "attempt"), [json!("message_left"), Value::Null]);
        assert_eq!(last_reached(&amina, &case).await, json!(before(30)));
        let walked: Vec<_> = paul.walk("/v1/cases", 1).await.iter().map(|c| c["family_last_reached_at"].clone()).collect();
        assert_eq!(walked, [json!(before(30))], "the list of cases says the same");
    }

    async fn the_last_comes_first_page_by_page(app: App) {
        let (amina, paul) = (app.amina().await, app.paul().await);
        let case = opened_with(&amina, &[&paul]).await;
        for hours in [5, 1, 9, 1, 3] {
            log(&paul, &case, with("at", json!(before(hours)))).await.created();
        }

        let whole = each(&listed(&amina, &case).await, "id");

        for size in [1, 2, 5] {
            let walked = amina.walk(&format!("{case}/contacts"), size).await;
            assert_eq!(walked.iter().map(|one| one["id"].clone()).collect::<Vec<_>>(), whole, "{size} at a time");
        }
        let times = each(&listed(&amina, &case).await, "at");
        assert_eq!(times, [1, 1, 3, 5, 9].map(|hours| json!(before(hours))));
    }

    async fn what_is_wrong_is_named(app: App) {
        let (amina, paul) = (app.amina().await, app.paul().await);
        let case = opened_with(&amina, &[&paul]).await;
        let elsewhere = app.case_with(&[&paul]).await;
        let elsewhere = app.handoff(&paul, &elsewhere, "health", "medical_exam").await;
        let nothing = "019a0000-0000-7000-8000-000000000000";
        let promised = |day: &str| json!({"with": "child", "channel": "phone", "reached": true, "promised": "visit", "promised_by": day});

        for (body, pointer, code) in [
            (with("at", json!(app.now().plus(HOUR))), "/at", "in-the-future"),
            (with("at", "2024-12-31T12:00:00Z"), "/at", "too-long-ago"),
            (with("with", "neighbour"), "/with", "unknown-value"),
            (with("channel", "telepathy"), "/channel", "unknown-value"),
            (with("promised", "the moon"), "/promised", "unknown-value"),
            (with("attempt", "no_answer"), "/attempt", "conflict"),
            (with("promised_by", "2026-03-13"), "/promised_by", "conflict"),
            (promised("2026-03-08"), "/promised_by", "out-of-range"),
            (promised("2027-05-01"), "/promised_by", "out-of-range"),
            (with("note", "  "), "/note", "not-readable"),
            (with("handoff", nothing), "/handoff", "no-such-thing"),
            (with("handoff", elsewhere), "/handoff", "no-such-thing"),
            (json!({"with": "child", "channel": "phone", "reached": false, "attempt": "asleep"}), "/attempt", "unknown-value"),
            (json!({"with": "child", "channel": "phone"}), "/reached", "required"),
            (json!({"channel": "phone", "reached": true}), "/with", "required"),
        ] {
            log(&paul, &case, body).await.invalid(pointer, code);
        }
        let all = json!({"with": "x", "channel": "y", "reached": true, "promised": "z"});
        let errors = log(&paul, &case, all).await.refused(Code::Invalid)["errors"].as_array().unwrap().len();
        assert_eq!((errors, &listed(&amina, &case).await["items"]), (3, &json!([])), "all at once, and nothing kept");
    }

    async fn who_may_not_know_of_therapy_is_not_told_who_called(app: App) {
        let (case, therapy) = counselled(&app).await;
        let (amina, paul, adele, thea) = (app.amina().await, app.paul().await, app.adele().await, app.thea().await);
        let open = log(&paul, &case, with("at", json!(before(20)))).await.created();

        let body = json!({"with": "child", "channel": "in_person", "reached": true, "promised": "appointment", "note": "She drew a house."});
        let hers = log(&thea, &case, body).await.created();

        assert_eq!((&hers["kind"], &hers["note"]), (&json!("therapy"), &json!("She drew a house.")));
        let one = format!("/v1/contacts/{}", hers["id"].as_str().unwrap());
        for who in [&paul, &adele] {
            who.get(&one).await.hidden();
            assert_eq!(each(&listed(who, &case).await, "id"), [open["id"].clone()]);
            assert_eq!(last_reached(who, &case).await, json!(before(20)));
        }
        let acts = paul.get(&format!("{case}/timeline")).await.ok();
        assert_eq!(each(&acts, "act").iter().filter(|act| *act == "contact.logged").count(), 1);
        let seen = amina.get(&one).await.ok();
        assert_eq!((&seen["view"], &seen["by"], &seen["promised"]), (&json!("status"), &json!(thea.id()), &json!("appointment")));
        assert!(seen.get("note").is_none(), "{seen}");
        assert_eq!(listed(&amina, &case).await["items"][0], seen);
        for who in [&amina, &thea] {
            assert_eq!(last_reached(who, &case).await, hers["at"]);
        }
        let named = log(&adele, &case, with("handoff", therapy.as_str())).await.created();
        assert_eq!((&named["kind"], &named["handoff"]), (&json!("therapy"), &json!(therapy)));
        assert_eq!(each(&listed(&adele, &case).await, "id").len(), 2, "what one's own agency recorded");
        assert_eq!(each(&listed(&paul, &case).await, "id").len(), 1);
    }

    async fn a_contact_is_of_the_kind_of_its_handoff(app: App) {
        let (case, therapy) = counselled(&app).await;
        let (amina, paul, adele, helen) = (app.amina().await, app.paul().await, app.adele().await, app.helen().await);
        let exam = app.handoff(&paul, case.rsplit('/').next().unwrap(), "health", "medical_exam").await;
        helen.moves(&exam, "take-on", json!({})).await.ok();

        let said = |handoff: Option<&str>| json!({"with": "child", "channel": "phone", "reached": true, "note": "Hush.", "handoff": handoff});
        let (hers, his) = (log(&helen, &case, said(None)).await.created(), log(&paul, &case, said(Some(&exam))).await.created());
        log(&amina, &case, said(Some(&therapy))).await.invalid("/note", "conflict");
        log(&paul, &case, with("handoff", therapy.as_str())).await.invalid("/handoff", "no-such-thing");
        let hers_alone = log(&amina, &case, with("handoff", therapy.as_str())).await.created();

        assert_eq!((&hers["kind"], &his["kind"]), (&json!("health"), &json!("health")));
        assert_eq!((&hers_alone["kind"], &hers_alone["view"]), (&json!("therapy"), &json!("status")));
        let readable = |list: &Value| each(list, "note").into_iter().filter(|note| !note.is_null()).count();
        for (who, contacts, read) in [(&helen, 2, 2), (&paul, 2, 1), (&adele, 2, 0), (&amina, 3, 0)] {
            let list = listed(who, &case).await;
            assert_eq!((each(&list, "id").len(), readable(&list)), (contacts, read), "{}", who.account().name);
        }
    }

    async fn nobody_else_is_told_anything(app: App) {
        let (case, _) = counselled(&app).await;
        let (amina, adele) = (app.amina().await, app.adele().await);
        let made = log(&adele, &case, call()).await.created();
        let one = format!("/v1/contacts/{}", made["id"].as_str().unwrap());
        for key in ["rita", "odile", "nadia", "audrey", "pierre", "root", "victor"] {
            let who = app.persona(key).await;
            who.get(&one).await.hidden();
            who.get(&format!("{case}/contacts")).await.hidden();
            log(&who, &case, call()).await.hidden();
        }

        amina.put(&format!("{case}/exclusions/{}", adele.id()), ("If-None-Match", "*"), json!({"code": "relative"})).await.created();

        adele.get(&one).await.hidden();
        adele.get(&format!("{case}/contacts")).await.hidden();
        let entries = app.entries().into_iter().filter(|entry| entry["act"] == "contact.read" && entry["out"] == "refused");
        assert_eq!(entries.count(), 8);
    }

    async fn the_same_key_records_it_once(app: App) {
        let (amina, paul) = (app.amina().await, app.paul().await);
        let case = opened_with(&amina, &[&paul]).await;
        let path = format!("{case}/contacts");

        let first = paul.post_once(&path, "call-1", call()).await.created();
        let again = paul.post_once(&path, "call-1", call()).await.created();

        assert_eq!(again, first);
        assert_eq!(each(&listed(&amina, &case).await, "id"), [first["id"].clone()]);
        paul.post_once(&path, "call-1", with("channel", "letter")).await.refused(Code::IdempotencyKeyReused);
    }

    async fn a_case_that_nobody_took_on_has_no_log(app: App) {
        let (amina, paul) = (app.amina().await, app.paul().await);
        let intake = json!({"centre": app.agency("centre"), "case": {"child": {"name": "Nukilik"}}});
        let intake = paul.post("/v1/intakes", intake).await.created();
        let case = format!("/v1/cases/{}", intake["case"]["id"].as_str().unwrap());

        paul.get(&format!("{case}/contacts")).await.refused(Code::Forbidden);
        log(&paul, &case, call()).await.refused(Code::Forbidden);
        amina.get(&format!("{case}/contacts")).await.hidden();

        amina.moves(intake["handoff"]["id"].as_str().unwrap(), "take-on", json!({})).await.ok();
        log(&paul, &case, call()).await.created();
        assert_eq!(each(&listed(&amina, &case).await, "id").len(), 1);
    }

    async fn a_closed_case_is_not_written_to(app: App) {
        let (amina, paul) = (app.amina().await, app.paul().await);
        let case = opened_with(&amina, &[&paul]).await;
        let made = log(&paul, &case, call()).await.created();
        amina.post(&format!("{case}/close"), json!({"code": "completed"})).await.ok();

        log(&amina, &case, call()).await.refused(Code::Forbidden);
        log(&paul, &case, call()).await.hidden();

        paul.get(&format!("/v1/contacts/{}", made["id"].as_str().unwrap())).await.hidden();
        assert_eq!(each(&listed(&amina, &case).await, "id"), [made["id"].clone()]);
        assert_eq!(last_reached(&amina, &case).await, made["at"]);
    }

    async fn the_centre_that_a_case_left_is_told_no_more(app: App) {
        let (amina, odile, paul) = (app.amina().await, app.odile().await, app.paul().await);
        let case = opened_with(&amina, &[&paul]).await;
        let made = log(&amina, &case, call()).await.created();
        let moving = app.handoff(&amina, case.rsplit('/').next().unwrap(), "centre_ab", "transfer").await;
        odile.moves(&moving, "take-on", json!({})).await.ok();

        assert_eq!(last_reached(&amina, &case).await, Value::Null);
        amina.get(&format!("{case}/contacts")).await.refused(Code::Forbidden);
        log(&amina, &case, call()).await.refused(Code::Forbidden);
        amina.get(&format!("/v1/contacts/{}", made["id"].as_str().unwrap())).await.hidden();

        assert_eq!(each(&listed(&odile, &case).await, "id"), [made["id"].clone()], "the log goes with the case");
        assert_eq!(last_reached(&odile, &case).await, made["at"]);
    }
}
