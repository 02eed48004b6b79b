//! Entries about cases, written by hand exactly as a door writes them.
use crate::harness::App;
use crate::harness::dialect::Dialect;
use serde_json::{Value, json};
use std::time::Duration;
use uuid::Uuid;

/// Somebody's look at a case or at cases.
pub(super) struct Planted<'a> {
    /// The key of who looked, in the fixtures.
    pub(super) by: &'a str,
    /// What they asked for; nothing for a list.
    pub(super) asked: Option<Uuid>,
    /// The cases that were met, and their centres.
    pub(super) met: &'a [(Uuid, &'a str)],
    /// The line of the policy that decided.
    pub(super) rule: Option<&'a str>,
    /// The code of the refusal.
    pub(super) code: Option<&'a str>,
}

/// Writes an entry; answers with its request.
pub(super) fn plant(app: &App, entry: &Planted<'_>) -> String {
    let account = app.world().account(entry.by);
    let (id, request) = (fresh(app), fresh(app).to_string());
    let mut cases: Vec<Uuid> = entry.met.iter().map(|(case, _)| *case).collect();
    cases.sort_unstable();
    let told = json!({
        "v": 1, "id": id, "at": app.now(), "req": request, "act": "case.read",
        "out": if entry.code.is_some() { "refused" } else { "ok" }, "rule": entry.rule, "pol": "0",
        "actor": { "kind": "person", "person": account.id, "agency": account.agency, "role": "member" },
        "subject": entry.asked.map(|id| json!({ "kind": "case", "id": id })),
        "cases": if cases.is_empty() { Value::Null } else { json!(cases) },
        "cmp": if cases.is_empty() { Value::Null } else { json!(["identity"]) },
        "view": entry.rule.filter(|_| entry.code.is_none()).map(|_| "full"),
        "n": if entry.code.is_some() { 0 } else { entry.met.len() }, "code": entry.code,
    });
    write(app, entry, id, &account.id, &account.agency, &present(told).to_string());
    app.advance(Duration::from_millis(1));
    request
}

/// Absent keys are left out.
fn present(told: Value) -> Value {
    let Value::Object(fields) = told else { return told };
    Value::Object(fields.into_iter().filter(|(_, value)| !value.is_null()).collect())
}

fn write(app: &App, entry: &Planted<'_>, id: Uuid, person: &str, agency: &str, bytes: &str) {
    let sql = Dialect(app.store().engine());
    let (at, asked) =
        (sql.at(app), entry.asked.map_or("NULL, NULL".to_owned(), |id| format!("'case', {}", sql.id(id))));
    let (hidden, code) = (entry.rule.is_some() && entry.code == Some("not-found"), entry.code);
    app.sql(&format!(
        "INSERT INTO ledger_entries VALUES ({}, {at}, 'case.read', '{}', {}, {}, {}, {}, {asked}, {})",
        sql.id(id),
        if code.is_some() { "refused" } else { "ok" },
        sql.truth(hidden),
        sql.id(person.parse().expect("an id")),
        sql.id(agency.parse().expect("an id")),
        code.map_or("NULL".to_owned(), |code| format!("'{code}'")),
        sql.bytes(bytes),
    ));
    for (case, centre) in entry.met {
        let centre = sql.id(app.agency(centre).parse().expect("an id"));
        let (id, case) = (sql.id(id), sql.id(*case));
        app.sql(&format!("INSERT INTO ledger_cases VALUES ({id}, {case}, 'identity', {centre}, {at})"));
    }
    app.sql(&format!("INSERT INTO ledger_queue VALUES ({})", sql.id(id)));
}

fn fresh(app: &App) -> Uuid {
    relais::kernel::EntryId::new(app.now()).into()
}
