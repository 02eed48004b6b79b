//! Who may do what over HTTP: every operation of the description by every kind of person, on one case of the centre.
//!
//! A cell is `ok` when the policy let the request through, whatever became of it then; else the status of the refusal.
//! A change of permission is a change of `access_matrix.txt`, which somebody has to read.
use crate::harness::{App, Persona, text};
use relais::server::description;
use reqwest::Method;
use serde_json::{Value, json};
use std::collections::BTreeMap;
use std::fmt::Write;

const GOLDEN: &str = include_str!("access_matrix.txt");
const NOBODY: &str = "0199c7d2-0000-7000-8000-000000000000";

/// The case, the handoff and the people that requests are about.
struct Stage {
    ids: BTreeMap<&'static str, String>,
}
impl Stage {
    async fn set(app: &App, team: &[&Persona], helen: &Persona) -> Self {
        let case = app.case_with(team).await;
        let handoff = app.handoff(team[0], &case, "health", "medical_exam").await;
        helen.moves(&handoff, "confirm", json!({})).await.ok();
        let party = json!({"role": "caregiver", "name": "Aunt Mary"});
        let party = app.amina().await.post(&format!("/v1/cases/{case}/parties"), party).await.created();
        let number = format!("/v1/cases/{case}/partners/{}", app.agency("health"));
        app.amina().await.put(&number, ("if-none-match", "*"), json!({"file_number": "H-17"})).await.created();
        let contact = json!({"with": "caregiver", "channel": "phone", "reached": true});
        let contact = team[0].post(&format!("/v1/cases/{case}/contacts"), contact).await.created();
        let (person, agency) = (team[0].id().to_owned(), app.agency("health").to_owned());
        Self {
            ids: BTreeMap::from([
                ("cases", case),
                ("handoffs", handoff.clone()),
                ("referrals", handoff),
                ("parties", text(&party, "id")),
                ("contacts", text(&contact, "id")),
                ("people", person),
                ("agencies", agency),
            ]),
        }
    }
    /// The path of an operation with ids in it.
    fn path(&self, template: &str) -> String {
        let folder = template.split('/').nth(2).unwrap_or_default();
        let id =
            if template.starts_with("/v1/audit") { "0" } else { self.ids.get(folder).map_or(NOBODY, String::as_str) };
        let other = match template.split('/').nth(4) {
            Some("parties") => "parties",
            Some("partners") => "agencies",
            _ => "people",
        };
        template.replace("{id}", id).replace("{other}", &self.ids[other])
    }
}

/// A body that passes the door and then changes as little as can be.
fn body(app: &App, operation: &str) -> Value {
    let agency = |key| json!(app.agency(key));
    match operation {
        "create_agency" => json!({"name_en": "A", "discipline": "health", "province": "NS", "zone": "America/Halifax"}),
        "create_person" => {
            json!({"agency": agency("health"), "name": "A", "email": "new@health.example", "password": "a very long password", "roles": ["member"]})
        }
        "create_case" => json!({"child": {"name": "A"}}),
        "open_intake" => json!({"centre": agency("centre_ab"), "case": {"child": {"name": "A"}}}),
        "open_family" => json!({"children": [{"case": {"child": {"name": "A"}}}, {"case": {"child": {"name": "B"}}}]}),
        "link_cases" => json!({"kind": "sibling"}),
        "log_handoff" => json!({"to_agency": NOBODY, "service": "medical_exam"}),
        "log_contact" => json!({"with": "nobody", "channel": "phone", "reached": true}),
        "set_contact_rule" => json!({"rule": "open"}),
        "set_partner" => json!({"file_number": "H-18"}),
        "search_cases" => json!({"name": "Aunt Mary"}),
        "create_party" => json!({"role": "nobody", "name": "A"}),
        "join_team" => json!({"person": NOBODY}),
        "take_on_handoff" | "accept_referral" => json!({"worker": NOBODY}),
        "attest_handoff" => json!({"answer": "received", "reached": {"who": "A"}, "code": "no_capacity"}),
        "withdraw_referral" => json!({"by": "sender", "code": "no such code"}),
        "withdraw_voluntary" => json!({"code": "no such code"}),
        "complete_referral" => json!({"outcome": "no such code"}),
        "waitlist_referral" => json!({"review_on": "1999-01-01"}),
        "set_times" => json!({"times": []}),
        "reroute_handoff" => json!({"to_agency": NOBODY}),
        "retract_handoff" | "recall_handoff" | "refuse_handoff" | "end_handoff" | "mark_in_error"
        | "check_incident" | "dispute_handoff" | "leave_unmet" | "close_case" | "exclude_person" | "record_attempt"
        | "return_referral" => {
            json!({"code": "no such code"})
        }
        _ => json!({}),
    }
}

async fn cell(
    app: &App,
    who: Option<&Persona>,
    (method, path, operation): &(Method, String, String),
    stage: &Stage,
) -> String {
    let mut request = app.raw(method.clone(), &stage.path(path));
    if let Some(who) = who {
        request = request.bearer_auth(who.token());
    }
    if [Method::PATCH, Method::PUT, Method::DELETE].contains(method) {
        request = request.header("if-match", "\"999\"");
    }
    if [Method::POST, Method::PATCH, Method::PUT].contains(method) {
        request = request.json(&body(app, operation));
    }
    let status = app.send(request).await.status();
    if matches!(status, 401 | 403 | 404 | 500..) { status.to_string() } else { "ok".to_owned() }
}

/// Every operation: method, path, name. Signing out comes last, and what needs no session is told elsewhere.
fn operations() -> Vec<(Method, String, String)> {
    let spec = serde_json::to_value(description()).expect("a description");
    let mut all = Vec::new();
    for (path, item) in spec["paths"].as_object().expect("paths") {
        for (method, operation) in item
            .as_object()
            .expect("methods")
            .iter()
            .filter(|(_, o)| o["security"].as_array().is_some_and(|s| !s.is_empty()))
        {
            let method = method.to_uppercase().parse().expect("a method");
            all.push((method, path.clone(), text(operation, "operationId")));
        }
    }
    all.sort_by_key(|(_, _, name)| (name == "end_session", name.clone()));
    all
}

on_both_engines! {
    async fn everybody_may_do_what_the_matrix_says(app: App) {
        let (paul, adele, helen) = (app.paul().await, app.adele().await, app.helen().await);
        let stage = Stage::set(&app, &[&paul, &adele], &helen).await;
        let people = [
            ("no token", None),
            ("police, sender", Some(paul)),
            ("police, not on it", Some(app.rita().await)),
            ("crown, not on it", Some(app.nadia().await)),
            ("advocate, on team", Some(adele)),
            ("nurse, received", Some(helen)),
            ("therapist", Some(app.thea().await)),
            ("coordinator", Some(app.amina().await)),
            ("other centre", Some(app.odile().await)),
            ("auditor", Some(app.audrey().await)),
            ("police auditor", Some(app.pierre().await)),
            ("administrator", Some(app.root().await)),
        ];
        let mut matrix = format!("{:<22}", "");
        for (name, _) in &people {
            let _ = write!(matrix, "{name:<19}");
        }
        matrix.truncate(matrix.trim_end().len());
        matrix.push('\n');
        for operation in operations() {
            let mut line = format!("{:<22}", operation.2);
            for (_, who) in &people {
                let _ = write!(line, "{:<19}", cell(&app, who.as_ref(), &operation, &stage).await);
            }
            let _ = writeln!(matrix, "{}", line.trim_end());
        }

        assert!(matrix == GOLDEN, "read the difference, and if it is right let access_matrix.txt say:\n{matrix}");
    }
}
