//! Cases that somebody may not know of are no better known to their auditor.
use super::planted::{Planted, plant};
use super::{ENTRIES, all, requests};
use crate::harness::{App, Persona};
use serde_json::{Value, json};
use uuid::Uuid;

const OURS: Uuid = Uuid::from_u128(0xa1);
const THEIRS: Uuid = Uuid::from_u128(0xa2);
const UNKNOWN: Uuid = Uuid::from_u128(0xa3);

fn looked<'a>(by: &'a str, met: &'a [(Uuid, &'a str)]) -> Planted<'a> {
    Planted { by, asked: met.first().map(|m| m.0), met, rule: Some("team"), code: None }
}
fn hidden<'a>(by: &'a str, met: &'a [(Uuid, &'a str)]) -> Planted<'a> {
    Planted { rule: Some("no-standing"), code: Some("not-found"), ..looked(by, met) }
}
fn unknown(by: &str) -> Planted<'_> {
    Planted { by, asked: Some(UNKNOWN), met: &[], rule: None, code: Some("not-found") }
}
/// The entry of a request, as somebody sees it.
async fn seen(who: &Persona, request: &str) -> Option<Value> {
    all(who, "").await.into_iter().find(|e| e["request"] == request)
}
/// All that is not an id or a time.
fn alike(entry: &Value) -> Value {
    let mut entry = entry.clone();
    for own in ["/index", "/id", "/at", "/request", "/subject/id"] {
        *entry.pointer_mut(own).expect(own) = Value::Null;
    }
    entry
}
async fn auditor_in_alberta(app: &App) -> Persona {
    let mut account = app.world().account("odile").clone();
    account.email = "aude@centre-ab.example".to_owned();
    let new = json!({
        "agency": account.agency, "name": "Aude", "email": account.email, "roles": ["auditor"],
        "password": crate::harness::persona::PASSWORD,
    });
    account.id = app.root().await.post("/v1/people", new).await.created()["id"].as_str().expect("an id").to_owned();
    app.persona_as(&account, "auditor").await
}

on_both_engines! {
    async fn a_hidden_case_looks_to_a_partner_like_an_unknown_one(app: App) {
        let pierre = app.pierre().await;
        let probe = plant(&app, &hidden("paul", &[(OURS, "centre")]));
        let guess = plant(&app, &unknown("paul"));

        let (probed, guessed) = (seen(&pierre, &probe).await.expect("it"), seen(&pierre, &guess).await.expect("it"));

        assert_eq!(alike(&probed), alike(&guessed));
        assert_eq!((&probed["subject"]["id"], &probed["shown"]), (&json!(OURS), &json!(0)));
        for filter in ["?act=case.read", "?out=refused", "?act=case.read&out=refused"] {
            let found = all(&pierre, filter).await;
            assert_eq!(requests(&found), [guess.as_str(), probe.as_str()], "{filter}");
        }
        for case in [OURS, UNKNOWN] {
            assert_eq!(all(&pierre, &format!("?case={case}")).await, [Value::Null; 0]);
        }
        app.db().sequence().await.expect("numbers");
        let probed = seen(&pierre, &probe).await.expect("it");
        let by_number = pierre.get(&format!("{ENTRIES}/{}", probed["index"])).await.ok();
        assert_eq!(alike(&by_number), alike(&guessed));
    }
    async fn a_real_probe_looks_like_a_planted_one(app: App) {
        let (paul, pierre) = (app.paul().await, app.pierre().await);
        let reply = paul.get(&format!("/v1/agencies/{UNKNOWN}")).await;
        let request = reply.request_id();
        reply.hidden();
        let planted = plant(&app, &hidden("paul", &[(OURS, "centre")]));

        let (real, planted) = (seen(&pierre, &request).await.expect("it"), seen(&pierre, &planted).await.expect("it"));

        for field in ["outcome", "code", "why", "cases", "kinds", "view", "shown", "change", "rules"] {
            assert_eq!(real[field], planted[field], "{field}");
        }
    }
    async fn a_centre_sees_who_tried_to_reach_its_cases(app: App) {
        let (audrey, aude) = (app.audrey().await, auditor_in_alberta(&app).await);
        let probe = plant(&app, &hidden("paul", &[(OURS, "centre")]));
        let look = plant(&app, &looked("nadia", &[(OURS, "centre")]));

        let found = all(&audrey, &format!("?case={OURS}")).await;

        assert_eq!(requests(&found), [look.as_str(), probe.as_str()]);
        let (look, probe) = (&found[0], &found[1]);
        assert_eq!((&probe["why"]["code"], &probe["cases"]), (&json!("no-standing"), &json!([OURS])));
        assert_eq!((&look["why"]["code"], &look["view"], &look["kinds"]), (&json!("team"), &json!("full"), &json!(["identity"])));
        assert_eq!(requests(&all(&audrey, &format!("?agency={}", app.agency("police"))).await), [probe["request"].as_str().expect("it")]);
        assert_eq!(requests(&all(&audrey, &format!("?person={}", app.world().account("nadia").id)).await), [look["request"].as_str().expect("it")]);
        assert_eq!(all(&aude, &format!("?case={OURS}")).await, [Value::Null; 0]);
        assert_eq!(seen(&aude, probe["request"].as_str().expect("it")).await, None);
    }
    async fn the_cases_of_another_centre_stay_hidden_from_a_centre_too(app: App) {
        let audrey = app.audrey().await;
        let probe = plant(&app, &hidden("claude", &[(THEIRS, "centre_ab")]));
        let guess = plant(&app, &unknown("claude"));

        let (probed, guessed) = (seen(&audrey, &probe).await.expect("it"), seen(&audrey, &guess).await.expect("it"));

        assert_eq!(alike(&probed), alike(&guessed));
        assert_eq!(all(&audrey, &format!("?case={THEIRS}")).await, [Value::Null; 0]);
    }
    async fn a_look_at_cases_of_two_centres_shows_each_centre_its_own(app: App) {
        let (audrey, aude, pierre) = (app.audrey().await, auditor_in_alberta(&app).await, app.pierre().await);
        let both = [(OURS, "centre"), (THEIRS, "centre_ab")];
        let look = plant(&app, &Planted { asked: None, ..looked("paul", &both) });

        let halifax = seen(&audrey, &look).await.expect("it");
        let alberta = seen(&aude, &look).await.expect("it");
        let police = seen(&pierre, &look).await.expect("it");

        assert_eq!((&halifax["cases"], &halifax["shown"]), (&json!([OURS]), &Value::Null));
        assert_eq!((&alberta["cases"], &alberta["shown"]), (&json!([THEIRS]), &Value::Null));
        assert_eq!((&police["cases"], &police["shown"]), (&json!([OURS, THEIRS]), &json!(2)));
        assert_eq!(requests(&all(&pierre, &format!("?case={THEIRS}")).await), [look.as_str()]);
        assert_eq!(all(&audrey, &format!("?case={THEIRS}")).await, [Value::Null; 0]);
    }
}
