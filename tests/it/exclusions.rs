//! Exclusions: whoever a conflict of interest bars from a case finds nothing of it, whatever else they are.
use crate::cases::{each, opened, opened_with};
use crate::harness::App;
use crate::harness::Persona;
use relais::problem::Code;
use reqwest::Method;
use serde_json::{Value, json};

const NOBODY: &str = "/v1/cases/019a0000-0000-7000-8000-000000000000";
const NEW: (&str, &str) = ("If-None-Match", "*");

fn relative() -> Value {
    json!({ "code": "relative" })
}
fn bar(case: &str, somebody: &Persona) -> String {
    format!("{case}/exclusions/{}", somebody.id())
}
/// What a problem says, but for the request.
fn said(mut problem: Value) -> Value {
    problem.as_object_mut().unwrap().remove("instance");
    problem
}

on_both_engines! {
    async fn who_is_barred_finds_what_an_unknown_id_finds(app: App) {
        let (amina, adele) = (app.amina().await, app.adele().await);
        let case = opened_with(&amina, &[&adele]).await;
        adele.get(&case).await.ok();

        amina.put(&bar(&case, &adele), NEW, relative()).await.created();

        for tail in ["", "/timeline", "/team", "/parties", "/exclusions"] {
            let (barred, unknown) = (format!("{case}{tail}"), format!("{NOBODY}{tail}"));
            let barred = adele.get(&barred).await.refused(Code::NotFound);
            assert_eq!(said(barred), said(adele.get(&unknown).await.refused(Code::NotFound)), "{tail}");
        }
        let change = json!({ "region": "Truro" });
        let barred = adele.patch(&case, "\"1\"", change.clone()).await.refused(Code::NotFound);
        assert_eq!(said(barred), said(adele.patch(NOBODY, "\"1\"", change).await.refused(Code::NotFound)));
        assert_eq!(adele.get("/v1/cases").await.ok()["items"], json!([]));
    }

    async fn a_bar_beats_the_role_of_coordinator(app: App) {
        let (amina, claude) = (app.amina().await, app.claude().await);
        let case = opened(&amina).await;
        claude.get(&case).await.ok();

        amina.put(&bar(&case, &claude), NEW, relative()).await.created();

        claude.get(&case).await.hidden();
        claude.post(&format!("{case}/close"), json!({ "code": "completed" })).await.hidden();
        claude.delete(&bar(&case, &claude), "\"1\"").await.hidden();
        assert_eq!(claude.get("/v1/cases").await.ok()["items"], json!([]));
    }

    async fn nobody_bars_themselves(app: App) {
        let amina = app.amina().await;
        let case = opened(&amina).await;

        amina.put(&bar(&case, &amina), NEW, relative()).await.refused(Code::Forbidden);

        amina.get(&case).await.ok();
    }

    async fn a_bar_ends_a_place_on_the_team_and_refuses_another(app: App) {
        let (amina, paul) = (app.amina().await, app.paul().await);
        let case = opened_with(&amina, &[&paul]).await;
        let (team, join) = (format!("{case}/team"), json!({ "person": paul.id() }));

        amina.put(&bar(&case, &paul), NEW, relative()).await.created();

        assert_eq!(amina.get(&team).await.ok()["items"], json!([]));
        amina.post(&team, join.clone()).await.refused(Code::PersonExcluded);
        amina.delete(&bar(&case, &paul), "\"1\"").await.ok();
        paul.get(&case).await.hidden();
        amina.post(&team, join).await.created();
        paul.get(&case).await.ok();
    }

    async fn a_bar_is_set_lifted_and_set_again(app: App) {
        let (amina, paul) = (app.amina().await, app.paul().await);
        let case = opened(&amina).await;
        let place = bar(&case, &paul);

        amina.put(&place, NEW, relative()).await.created();
        amina.put(&place, NEW, relative()).await.refused(Code::StaleVersion);
        let corrected = amina.put(&place, ("If-Match", "\"1\""), json!({ "code": "other" })).await.ok();
        let lifted = amina.delete(&place, "\"2\"").await.ok();
        let again = amina.put(&place, NEW, relative()).await.ok();

        assert_eq!((&corrected["code"], &corrected["version"]), (&json!("other"), &json!(2)));
        assert!(lifted["lifted_at"].is_string(), "{lifted}");
        assert_eq!((&again["version"], again.get("lifted_at")), (&json!(4), None));
        assert_eq!(amina.get(&format!("{case}/exclusions")).await.ok()["items"], json!([again]));
    }

    async fn a_bar_needs_a_precondition_a_reason_and_a_person(app: App) {
        let (amina, paul) = (app.amina().await, app.paul().await);
        let case = opened(&amina).await;
        let place = bar(&case, &paul);
        let ask = |method: Method| amina.send(method, &place, |request| request.json(&relative()));

        ask(Method::PUT).await.refused(Code::IfMatchRequired);
        ask(Method::DELETE).await.refused(Code::IfMatchRequired);
        amina.put(&place, ("If-Match", "\"1\""), relative()).await.refused(Code::StaleVersion);
        amina.delete(&place, "\"1\"").await.hidden();
        amina.put(&place, NEW, json!({ "code": "made_up_today" })).await.invalid("/code", "unknown-value");
        let nobody = format!("{case}/exclusions/019a0000-0000-7000-8000-000000000000");
        amina.put(&nobody, NEW, relative()).await.hidden();
        assert_eq!(app.sql_text("SELECT count(*) FROM exclusions"), ["0"]);
    }

    async fn only_coordinators_bar_and_know_who_is_barred(app: App) {
        let (amina, paul, karim) = (app.amina().await, app.paul().await, app.karim().await);
        let case = opened_with(&amina, &[&karim]).await;
        let (list, place) = (format!("{case}/exclusions"), bar(&case, &paul));
        amina.put(&place, NEW, relative()).await.created();

        karim.get(&list).await.refused(Code::Forbidden);
        karim.put(&place, ("If-Match", "\"1\""), relative()).await.refused(Code::Forbidden);
        karim.delete(&place, "\"1\"").await.refused(Code::Forbidden);
        app.odile().await.get(&list).await.hidden();
        assert_eq!(each(&amina.get(&list).await.ok(), "person"), [paul.id()]);
    }

    async fn a_barred_look_is_written_down(app: App) {
        let (amina, paul) = (app.amina().await, app.paul().await);
        let case = opened_with(&amina, &[&paul]).await;
        amina.put(&bar(&case, &paul), NEW, relative()).await.created();

        let reply = paul.get(&case).await;
        let request = reply.request_id();
        reply.hidden();

        let entry = app.entry(&request);
        assert_eq!((&entry["act"], &entry["out"]), (&json!("case.read"), &json!("refused")));
        assert_eq!((&entry["rule"], &entry["code"]), (&json!("excluded"), &json!("not-found")));
        assert_eq!(entry["actor"]["person"], paul.id());
    }
}
