//! How the engines answer what must stay fast when the log is long: in order, from an index.
use crate::harness::dialect::Dialect;
use crate::harness::{App, Engine};
use relais::audit;
use uuid::Uuid;

const CASE: Uuid = Uuid::from_u128(0xca5e);
const PERSON: Uuid = Uuid::from_u128(0x9e5);
const CENTRE: Uuid = Uuid::from_u128(0xce);
/// So many entries, of twenty agencies, ten people, ten centres, and twenty cases.
const ENTRIES: u32 = 20_000;

/// Which index answers which source.
const INDEXES: [(&str, &[&str]); 7] = [
    ("OwnBy", &["ledger_entries_person_id_at_id_idx"]),
    ("OwnOnCase", &["ledger_cases_case_id_at_entry_idx"]),
    ("Own", &["ledger_entries_agency_id_at_id_idx"]),
    ("CentreBy", &["ledger_entries_person_id_at_id_idx"]),
    ("Centre", &["ledger_cases_centre_id_at_entry_idx"]),
    ("Case", &["ledger_cases_case_id_at_entry_idx"]),
    // PostgreSQL does not see that rows without a person are in order within the index of people; SQLite does.
    ("Nobody", &["ledger_entries_nobody_at_id_idx", "ledger_entries_person_id_at_id_idx"]),
];

/// A long log; what it says does not matter here.
fn fill(app: &App) {
    let sqlite = app.store().engine() == Engine::Sqlite;
    let sql = Dialect(app.store().engine());
    let rows = sql.series(ENTRIES);
    let at = if sqlite { "1700000000000 + n" } else { "to_timestamp(1700000000 + n / 1000.0)" };
    let some = |n: &str| sql.some(n);
    let of = |known: Uuid, n: &str, many: u32| {
        format!("CASE WHEN {n} % {many} = 0 THEN {} ELSE {} END", sql.id(known), some(&format!("{n} % {many}")))
    };
    let person = format!("CASE WHEN n % 500 = 1 THEN NULL ELSE {} END", of(PERSON, "n", 10));
    let (agency, id) = (of(CENTRE, "n", 20), some("n + 1000"));
    app.sql(&format!(
        "INSERT INTO ledger_entries SELECT {id}, {at}, 'case.read', 'ok', {}, {person}, {agency}, NULL, NULL, NULL, {} FROM {rows}",
        sql.truth(false),
        sql.bytes(""),
    ));
    for kind in ["identity", "safety"] {
        let (case, centre) = (of(CASE, "n / 3", 20), of(CENTRE, "n / 3", 10));
        app.sql(&format!(
            "INSERT INTO ledger_cases SELECT {id}, {case}, '{kind}', {centre}, {at} FROM {rows} WHERE n % 500 <> 1"
        ));
    }
}

async fn held(app: &App) {
    let plans = audit::plans(&app.db(), CENTRE.into(), CASE.into(), PERSON.into()).await.expect("plans");

    assert_eq!(plans.len(), 3 * INDEXES.len());
    for (name, steps) in plans {
        let (_, indexes) = INDEXES.iter().find(|(source, _)| name.starts_with(source)).expect(&name);
        let plan = steps.join("\n");
        assert!(indexes.iter().any(|index| plan.contains(index)), "{name} without {indexes:?}:\n{plan}");
        let whole = ["Seq Scan", "Sort", "Hash", "Bitmap", "TEMP B-TREE", "SCAN ledger_cases", "SCAN ledger_index"];
        let bad = whole.iter().find(|bad| plan.contains(**bad));
        assert_eq!(bad, None, "{name}:\n{plan}");
        assert!(!plan.contains("SCAN ledger_entries") || name == "Nobody, first", "{name}:\n{plan}");
    }
}

on_both_engines! {
    async fn every_source_of_an_audit_is_read_in_order_from_its_index(app: App) {
        app.tampers();
        fill(&app);
        if app.store().engine() == Engine::Sqlite {
            held(&app).await;
        }
        app.sql("ANALYZE");

        held(&app).await;
    }
}
