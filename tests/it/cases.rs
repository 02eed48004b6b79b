//! Cases: opened and moved by coordinators, numbered in each centre, changed only by whoever read them last.
use crate::harness::App;
use crate::harness::Persona;
use relais::access::{Action, Caller};
use relais::agencies::{Agency, AgencyView};
use relais::kernel::{AgencyId, RequestId};
use relais::op::{Act, Done};
use relais::problem::Code;
use serde_json::{Value, json};
use tokio::join;

/// A case as a coordinator opens it.
pub(crate) fn lea() -> Value {
    json!({
        "child": { "name": "Léa Tremblay", "birth_date": "2016-04-02", "safe_contact": "Grandmother, mornings" },
        "abuse_type": "sexual_abuse", "relationship": "acquaintance", "gender": "girl", "origin": "police_report",
        "languages": ["fr"], "region": "Cape Breton",
    })
}
/// Opens a case; where it is.
pub(crate) async fn opened(by: &Persona) -> String {
    let made = by.post("/v1/cases", lea()).await.created();
    format!("/v1/cases/{}", made["id"].as_str().unwrap())
}
/// Opens a case with somebody on its team.
pub(crate) async fn opened_with(by: &Persona, team: &[&Persona]) -> String {
    let case = opened(by).await;
    for somebody in team {
        by.post(&format!("{case}/team"), json!({ "person": somebody.id() })).await.created();
    }
    case
}
/// One field of each item of a list.
pub(crate) fn each(list: &Value, field: &str) -> Vec<Value> {
    list["items"].as_array().expect("a list").iter().map(|item| item[field].clone()).collect()
}
async fn close(by: &Persona, case: &str) {
    by.post(&format!("{case}/close"), json!({ "code": "completed" })).await.ok();
}
/// The same change of an agency twice in one operation, from the same reading of it.
fn change_twice<'tx>(op: &mut Act<'tx>, id: AgencyId) -> Done<'tx, AgencyView> {
    let (first, second) = (op.find(Action::UpdateAgency, id)?, op.find(Action::UpdateAgency, id)?);
    let closed = Agency::deactivated(&first);
    let _ = op.save(first, closed.clone())?;
    let saved = op.save(second, closed)?;
    op.acted(saved, AgencyView::of)
}

on_both_engines! {
    async fn a_coordinator_opens_a_case_and_reads_it_again(app: App) {
        let amina = app.amina().await;

        let reply = amina.post("/v1/cases", lea()).await;
        let (place, tag) = (reply.header("location").unwrap().to_owned(), reply.etag());
        let made = reply.created();

        assert_eq!((&made["number"], &made["status"]), (&json!("2026-0001"), &json!("open")));
        assert_eq!((&made["child"], &made["centre"]), (&lea()["child"], &json!(amina.agency())));
        assert_eq!((&made["languages"], &made["view"]), (&json!(["fr"]), &json!("full")));
        let again = amina.get(&place).await;
        assert_eq!((again.etag(), again.ok()), (tag, made));
    }

    async fn only_coordinators_open_cases(app: App) {
        for key in ["paul", "karim", "adele", "root", "audrey"] {
            app.persona(key).await.post("/v1/cases", lea()).await.refused(Code::Forbidden);
        }

        assert_eq!(app.sql_text("SELECT count(*) FROM cases"), ["0"]);
        let refused = app.entries().into_iter().filter(|e| e["act"] == "case.created" && e["out"] == "refused");
        assert_eq!(refused.count(), 5);
    }

    async fn numbers_count_in_each_centre(app: App) {
        let (amina, claude, odile) = (app.amina().await, app.claude().await, app.odile().await);

        for (by, number) in [(&amina, "2026-0001"), (&claude, "2026-0002"), (&odile, "2026-0001")] {
            assert_eq!(by.post("/v1/cases", lea()).await.created()["number"], number);
        }
    }

    async fn cases_opened_at_once_have_numbers_of_their_own(app: App) {
        let (amina, claude, odile) = (app.amina().await, app.claude().await, app.odile().await);

        let (one, two, three, four, elsewhere) = join!(
            amina.post("/v1/cases", lea()),
            claude.post("/v1/cases", lea()),
            amina.post("/v1/cases", lea()),
            claude.post("/v1/cases", lea()),
            odile.post("/v1/cases", lea()),
        );

        let mut numbers: Vec<_> = [one, two, three, four].map(|made| made.created()["number"].to_string()).into();
        numbers.sort();
        assert_eq!(numbers, ["\"2026-0001\"", "\"2026-0002\"", "\"2026-0003\"", "\"2026-0004\""]);
        assert_eq!(elsewhere.created()["number"], "2026-0001");
    }

    async fn a_key_opens_a_case_once(app: App) {
        let amina = app.amina().await;

        let first = amina.post_once("/v1/cases", "a key", lea()).await.created();
        let again = amina.post_once("/v1/cases", "a key", lea()).await.created();

        assert_eq!(again, first);
        assert_eq!(app.sql_text("SELECT count(*) FROM cases"), ["1"]);
        let mut other = lea();
        other["region"] = json!("Yarmouth");
        amina.post_once("/v1/cases", "a key", other).await.refused(Code::IdempotencyKeyReused);
    }

    async fn a_child_has_a_birth_date_or_an_age(app: App) {
        let amina = app.amina().await;

        for (child, pointer, code) in [
            (json!({ "name": "Léa", "birth_date": "2016-04-02", "age": 9 }), "/child/age", "conflict"),
            (json!({ "name": "Léa", "birth_date": "2026-03-11" }), "/child/birth_date", "in-the-future"),
            (json!({ "name": "Léa", "birth_date": "1990-01-01" }), "/child/birth_date", "too-long-ago"),
            (json!({ "name": "Léa", "birth_date": "2016-02-30" }), "/child/birth_date", "wrong-type"),
            (json!({ "name": "Léa", "age": 26 }), "/child/age", "out-of-range"),
            (json!({ "name": "   " }), "/child/name", "not-readable"),
            (json!({ "age": 9 }), "/child/name", "required"),
            (json!({ "name": "Léa", "photo": "aaaaaaaa" }), "/child/photo", "unknown-field"),
        ] {
            amina.post("/v1/cases", json!({ "child": child })).await.invalid(pointer, code);
        }
        let unborn = json!({ "child": { "name": "Bébé", "age": 0 } });
        assert_eq!(amina.post("/v1/cases", unborn).await.created()["child"]["age"], 0);
    }

    async fn codes_come_from_their_lists(app: App) {
        let amina = app.amina().await;
        let case = opened(&amina).await;

        for list in ["abuse_type", "relationship", "gender", "origin"] {
            let mut new = lea();
            new[list] = json!("made_up_today");
            amina.post("/v1/cases", new).await.invalid(&format!("/{list}"), "unknown-value");
            let change = json!({ list: "made_up_today" });
            amina.patch(&case, "\"1\"", change).await.invalid(&format!("/{list}"), "unknown-value");
        }
        amina.patch(&case, "\"1\"", json!({ "languages": ["le français"] })).await.invalid("/languages/0", "wrong-type");
        let close = format!("{case}/close");
        amina.post(&close, json!({ "code": "made_up_today" })).await.invalid("/code", "unknown-value");
        amina.post(&close, json!({})).await.invalid("/code", "required");
    }

    async fn a_change_names_the_version_that_was_read(app: App) {
        let amina = app.amina().await;
        let case = opened(&amina).await;
        let change = json!({ "region": "Yarmouth" });

        let reply = amina.patch(&case, "\"1\"", change.clone()).await;

        assert_eq!(reply.etag(), "\"2\"");
        let changed = reply.ok();
        assert_eq!((&changed["region"], &changed["abuse_type"]), (&json!("Yarmouth"), &json!("sexual_abuse")));
        assert_eq!(changed["child"], lea()["child"]);
        for stale in ["\"1\"", "\"3\"", "2", "*"] {
            amina.patch(&case, stale, change.clone()).await.refused(Code::StaleVersion);
        }
        let unread = amina.send(reqwest::Method::PATCH, &case, |request| request.json(&change)).await;
        unread.refused(Code::IfMatchRequired);
        assert_eq!(amina.get(&case).await.ok(), changed);
    }

    async fn of_two_changes_at_once_one_is_kept(app: App) {
        let (amina, claude) = (app.amina().await, app.claude().await);
        let case = opened(&amina).await;

        let (one, two) = join!(
            amina.patch(&case, "\"1\"", json!({ "region": "Yarmouth" })),
            claude.patch(&case, "\"1\"", json!({ "region": "Truro" })),
        );

        let (kept, lost) = if one.status() == 200 { (one, two) } else { (two, one) };
        let kept = kept.ok();
        assert!(matches!(lost.code(), Some("stale-version" | "changed-meanwhile")), "{:?}", lost.code());
        assert_eq!(amina.get(&case).await.ok(), kept);
        assert_eq!(kept["version"], 2);
    }

    async fn what_changed_since_it_was_found_is_not_overwritten(app: App) {
        let (db, operator) = (app.db(), Caller::operator(RequestId::new(app.now())));
        let id: AgencyId = app.agency("health").parse().unwrap();

        let lost = db.write(&operator, move |op| change_twice(op, id)).await;

        assert_eq!(lost.err().map(|e| e.code()), Some(Code::ChangedMeanwhile));
        assert_eq!(app.sql_text("SELECT count(*) FROM agencies WHERE version > 1"), ["0"]);
    }

    async fn a_move_that_a_state_does_not_allow_names_those_that_it_does(app: App) {
        let amina = app.amina().await;
        let case = opened(&amina).await;
        let nothing = || json!({});
        let to = |verb: &str| format!("{case}/{verb}");
        let refuse = async |verb: &str, body: Value, state: &str, moves: &[&str]| {
            let problem = amina.post(&to(verb), body).await.refused(Code::CaseState);
            assert_eq!((&problem["state"], &problem["moves"]), (&json!(state), &json!(moves)), "{verb}");
        };

        refuse("reopen", nothing(), "open", &["monitor", "close"]).await;
        amina.post(&to("monitor"), nothing()).await.ok();
        refuse("monitor", nothing(), "monitoring", &["reopen", "close"]).await;
        close(&amina, &case).await;
        refuse("monitor", nothing(), "closed", &["reopen"]).await;
        refuse("close", json!({ "code": "completed" }), "closed", &["reopen"]).await;

        let reopened = amina.post(&to("reopen"), nothing()).await.ok();
        assert_eq!((&reopened["status"], reopened.get("status_code")), (&json!("open"), None));
    }

    async fn closing_ends_the_access_of_the_team_and_not_of_coordinators(app: App) {
        let (amina, claude, paul) = (app.amina().await, app.claude().await, app.paul().await);
        let case = opened_with(&amina, &[&paul]).await;
        paul.get(&case).await.ok();

        close(&amina, &case).await;

        paul.get(&case).await.hidden();
        paul.get(&format!("{case}/timeline")).await.hidden();
        paul.get(&format!("{case}/team")).await.hidden();
        assert_eq!(paul.get("/v1/cases").await.ok()["items"], json!([]));
        assert_eq!(claude.get(&case).await.ok()["status_code"], "completed");
        claude.patch(&case, "\"2\"", json!({ "region": "Truro" })).await.refused(Code::Forbidden);
        claude.post(&format!("{case}/reopen"), json!({})).await.ok();
        assert_eq!(paul.get(&case).await.ok()["status"], "open");
    }

    async fn another_centre_finds_nothing(app: App) {
        let (amina, odile) = (app.amina().await, app.odile().await);
        let case = opened(&amina).await;
        let to = |verb: &str| format!("{case}/{verb}");

        odile.get(&case).await.hidden();
        odile.patch(&case, "\"1\"", json!({ "region": "Calgary" })).await.hidden();
        odile.post(&to("close"), json!({ "code": "completed" })).await.hidden();
        odile.post(&to("monitor"), json!({})).await.hidden();
        odile.post(&to("team"), json!({ "person": odile.id() })).await.hidden();
        for list in ["timeline", "team", "parties", "exclusions"] {
            odile.get(&to(list)).await.hidden();
        }
        assert_eq!(odile.get("/v1/cases").await.ok()["items"], json!([]));
    }

    async fn administrators_and_auditors_see_no_case(app: App) {
        let (amina, root, audrey) = (app.amina().await, app.root().await, app.audrey().await);
        let case = opened(&amina).await;
        let administrator = app.persona_as(amina.account(), "administrator").await;

        for nobody in [&root, &audrey, &administrator] {
            nobody.get(&case).await.hidden();
            assert_eq!(nobody.get("/v1/cases").await.ok()["items"], json!([]));
        }
    }

    async fn a_list_is_read_page_by_page_and_by_state(app: App) {
        let (amina, paul) = (app.amina().await, app.paul().await);
        let (first, second, third) =
            (opened(&amina).await, opened_with(&amina, &[&paul]).await, opened_with(&amina, &[&paul]).await);
        close(&amina, &first).await;
        let paths = |cases: Vec<Value>| -> Vec<String> {
            cases.iter().map(|case| format!("/v1/cases/{}", case["id"].as_str().unwrap())).collect()
        };

        assert_eq!(paths(amina.walk("/v1/cases", 1).await), [third.clone(), second.clone(), first.clone()]);
        assert_eq!(paths(amina.walk("/v1/cases?status=open", 1).await), [third.clone(), second.clone()]);
        assert_eq!(paths(amina.walk("/v1/cases?status=closed", 1).await), [first]);
        assert_eq!(paths(paul.walk("/v1/cases", 1).await), [third, second]);
        amina.get("/v1/cases?status=lost").await.invalid("?status", "unknown-value");
    }

    async fn the_timeline_tells_what_happened_newest_first(app: App) {
        let amina = app.amina().await;
        let case = opened(&amina).await;
        amina.patch(&case, "\"1\"", json!({ "region": "Truro" })).await.ok();
        amina.get(&case).await.ok();
        close(&amina, &case).await;

        let timeline = format!("{case}/timeline");
        let told = amina.get(&timeline).await.ok();

        assert_eq!(each(&told, "act"), ["case.closed", "case.updated", "case.created"]);
        let closed = &told["items"][0];
        assert_eq!((&closed["from"], &closed["to"]), (&json!("open"), &json!("closed")));
        assert_eq!(closed["person"], amina.id());
        assert_eq!(json!(amina.walk(&timeline, 1).await), told["items"]);
    }
}
