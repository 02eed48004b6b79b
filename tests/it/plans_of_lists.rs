//! How the engines answer the lists of every morning when there is much to list: in order, from an index.
use crate::harness::dialect::Dialect;
use crate::harness::{App, Engine, Persona};
use relais::access::Principal;
use relais::kernel::{Discipline, Role};
use std::time::Duration;

const CASES: u32 = 200;
const HANDOFFS: u32 = 12_000;

/// Many cases and handoffs, copied from one of each.
async fn fill(app: &App) {
    let paul = app.paul().await;
    let case = app.case_with(&[&paul]).await;
    app.handoff(&paul, &case, "health", "medical_exam").await;
    let sql = Dialect(app.store().engine());
    let (id, later) = (|n: &str| sql.some(n), |n: &str| sql.later("recorded_at", n));
    let series = |many| sql.series(many);
    app.sql(&format!(
        "INSERT INTO cases SELECT {}, centre_id, year, number + n, child_id, status, status_at, status_code, opener_id, abuse_type, \
         relationship, gender, origin, age_band, languages, region, youth_accused, identity, created_by, created_at, version, \
         contact_rule, contact_through, contact_until, contact_note, contact_set_by, contact_set_at, contact_version, merged_into FROM cases CROSS JOIN {}",
        id("n"), series(CASES)
    ));
    let agencies = "(SELECT id, row_number() OVER (ORDER BY created_at) - 1 AS k FROM agencies)";
    app.sql(&format!(
        "INSERT INTO handoffs SELECT {}, {}, {}, compartment, service, urgency, mode, f.id, t.id, sent_by, recorded_by, occurred_at, \
         {}, preview, sheet, CASE WHEN n % 10 = 0 THEN 'sent' ELSE 'ended' END, state_at, state_by, code, former, received_at, \
         received_by, grade, taken_on_at, worker_id, seen_at, confirm_due, next_due, closing, closing_code, closing_at, version \
         FROM handoffs h CROSS JOIN {} JOIN {agencies} f ON f.k = n % 11 JOIN {agencies} t ON t.k = (n + 3) % 11",
        id("n"), id(&format!("n % {CASES} + 1")), id("n"), later("n"), series(HANDOFFS)
    ));
    let random =
        if app.store().engine() == Engine::Sqlite { "randomblob(32)" } else { "sha256(uuid_send(gen_random_uuid()))" };
    app.sql(&format!(
        "INSERT INTO partners SELECT c.id, a.id, 'identity', {random}, {random}, c.created_by, c.created_at, 1 \
         FROM cases c CROSS JOIN agencies a"
    ));
    app.sql(
        "INSERT INTO obligations SELECT h.id, 'handoff.confirm', 'handoff.confirm.urgent', 'answer', 1, case_id, centre_id, chain_id, \
         compartment, to_agency, 'handoff', h.id, recorded_at, confirm_due, CASE WHEN state = 'sent' THEN NULL ELSE recorded_at END \
         FROM handoffs h JOIN cases c ON c.id = h.case_id WHERE h.id NOT IN (SELECT subject_id FROM obligations)",
    );
}

fn held(plans: Vec<(impl AsRef<str>, Vec<String>)>, index: &[(&str, &str)]) {
    for (name, steps) in plans {
        let name = name.as_ref();
        let plan = steps.join("\n");
        let (_, index) = index.iter().find(|(list, _)| name.starts_with(list)).expect(name);
        assert!(plan.contains(index), "{name} without {index}:\n{plan}");
        let bad = [
            "Sort",
            "TEMP B-TREE",
            "SCAN handoffs",
            "SCAN obligations",
            "Seq Scan on handoffs",
            "Seq Scan on obligations",
        ];
        assert_eq!(bad.iter().find(|bad| plan.contains(**bad)), None, "{name}:\n{plan}");
    }
}

/// Somebody as an operation reads them.
fn principal(of: &Persona, discipline: Discipline, role: Role) -> Principal {
    Principal {
        kind: "person",
        person: of.id().parse().expect("an id"),
        agency: of.agency().parse().expect("an id"),
        discipline,
        role,
        receives_handoffs: true,
        ..Principal::nobody()
    }
}

on_both_engines! {
    async fn inbox_sent_and_worklists_are_read_in_order_from_their_indexes(app: App) {
        app.tampers();
        fill(&app).await;
        app.sql("ANALYZE");
        app.advance(Duration::from_hours(10)); // now nobody has answered for too long
        let (paul, amina) = (app.paul().await, app.amina().await);
        let police = principal(&paul, Discipline::Police, Role::Member);
        let coordinator = principal(&amina, Discipline::Centre, Role::Coordinator);
        let db = app.db();

        let lists = [("inbox", "handoffs_to_agency_recorded_at_id_idx"), ("sent", "handoffs_from_agency_unanswered_idx")];
        held(relais::handoffs::plans(&db, police.clone()).await.expect("plans"), &lists);
        let of_agency = [("missed", "obligations_open_agency_idx"), ("due", "obligations_open_agency_idx")];
        held(relais::obligations::plans(&db, police).await.expect("plans"), &of_agency);
        let of_centre = [
            ("missed", "obligations_open_centre_idx"),
            ("due", "obligations_open_centre_idx"),
            ("elsewhere", "obligations_open_elsewhere_idx"),
        ];
        held(relais::obligations::plans(&db, coordinator).await.expect("plans"), &of_centre);
    }

    async fn contacts_of_a_case_are_found_by_their_index(app: App) {
        app.tampers();
        fill(&app).await;
        let (paul, amina) = (app.paul().await, app.amina().await);
        let sql = Dialect(app.store().engine());
        let case = sql.some(&format!("n % {CASES} + 1"));
        app.sql(&format!(
            "INSERT INTO contacts SELECT {}, {case}, 'identity', {}, p.id, p.agency_id, NULL, 'child', 'phone', {}, NULL, NULL, NULL, \
             NULL, p.created_at FROM people p CROSS JOIN {} WHERE p.id = {}",
            sql.some("n"), sql.later("p.created_at", "n"), sql.truth(true), sql.series(12_000), sql.id(paul.id().parse().unwrap())
        ));
        app.sql("ANALYZE");

        let police = principal(&paul, Discipline::Police, Role::Member);
        let coordinator = principal(&amina, Discipline::Centre, Role::Coordinator);
        for who in [police, coordinator] {
            let case = uuid::Uuid::from_u128(7).into();
            let plans = relais::contacts::plans(&app.db(), who, case).await.expect("plans");
            assert_eq!(plans.iter().map(|(name, _)| *name).collect::<Vec<_>>(), ["contacts", "contacts, later", "reached"]);
            for (name, steps) in plans {
                let plan = steps.join("\n");
                // the few of one case may be sorted, as long as nobody reads those of the others
                let whole = ["SCAN contacts", "Seq Scan on contacts", "TEMP B-TREE"].iter().find(|bad| plan.contains(**bad));
                assert!(plan.contains("contacts_case_id_at_id_idx") && whole.is_none(), "{name}:\n{plan}");
            }
        }
    }

    async fn a_file_number_is_found_by_its_index(app: App) {
        app.tampers();
        fill(&app).await;
        let sql = Dialect(app.store().engine());
        app.sql(&format!(
            "INSERT INTO ledger_entries SELECT {}, at, act, out, hidden, person_id, agency_id, code, subject_kind, subject_id, \
             bytes FROM (SELECT * FROM ledger_entries ORDER BY at DESC LIMIT 1) e CROSS JOIN {}",
            sql.some("n"), sql.series(5_000)
        ));
        app.sql("ANALYZE");

        for (key, discipline, role) in [("paul", Discipline::Police, Role::Member), ("amina", Discipline::Centre, Role::Coordinator)] {
            let plans = relais::cases::plans(&app.db(), principal(&app.persona(key).await, discipline, role)).await.expect("plans");
            let index = [("numbered", "partners_file_key_idx"), ("searches", "ledger_entries_person_id_at_id_idx")];
            for ((name, steps), (list, index)) in plans.into_iter().zip(index) {
                let plan = steps.join("\n");
                assert_eq!(name, list);
                assert!(plan.contains(index) && !plan.contains("SCAN partners"), "{name} without {index}:\n{plan}");
            }
        }
    }
}
