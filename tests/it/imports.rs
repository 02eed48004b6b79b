//! A centre's own spreadsheets: read as they are written, refused by line and column, imported once.
use crate::harness::{App, text};
use relais::problem::Code;
use serde_json::{Value, json};
use std::fs;
use std::path::Path;
use tempfile::TempDir;

const CASES: &str = "\u{feff}Référence;Nom enfant;Date naissance;Ouvert le;État;Type abus;Langues;Adolescent accusé\r\n\
    17-0042;Léa Tremblay-Okpik;2016-04-02;2017-11-03;gardé pour la cour;Négligence;fr, en;non\r\n\
    26-0007;\"Ana \"\"Nini\"\" Roy\";;;;;;oui\r\n;;;;;;;\r\n";
const HANDOFFS: &str = "reference,service,to_agency,from_agency,sent_on,for,note\n\
    26-0007,Examen médical,Hôpital du Havre,,2026-02-01 14:30,,Mère: appeler le matin\n\
    17 0042,victim_support,Victim Services,harbour regional police,2026-01-15,parent,\n";

fn files(cases: &str, handoffs: &str) -> TempDir {
    let folder = tempfile::tempdir().unwrap();
    fs::write(folder.path().join("cases.csv"), cases).unwrap();
    fs::write(folder.path().join("handoffs.csv"), handoffs).unwrap();
    folder
}
const BOTH: [&str; 9] = [
    "import",
    "cases",
    "cases.csv",
    "--handoffs",
    "handoffs.csv",
    "--centre",
    "Lighthouse Centre",
    "--coordinator",
    "amina@centre.example",
];
fn acts(app: &App, act: &str) -> usize {
    app.entries().iter().filter(|entry| entry["act"] == act && entry["out"] == "ok").count()
}
fn import(app: &App, folder: &Path, more: &[&str]) -> crate::harness::typed::Ended {
    app.types(folder, &[&BOTH[..], more].concat())
}

on_both_engines! {
    async fn running_cases_come_in_once_under_their_old_number(app: App) {
        let (folder, amina) = (files(CASES, HANDOFFS), app.amina().await);
        import(&app, folder.path(), &["--dry-run"]).with(0, "Seraient importés : 2 dossier(s), 2 transmission(s).");
        assert_eq!(amina.ids("/v1/cases").await, [""; 0]);

        import(&app, folder.path(), &[]).with(0, "ligne 2 : dossier 2017-0001");
        import(&app, folder.path(), &["--lang", "en"]).with(0, "4 line(s) are there already");

        let cases = amina.get("/v1/cases").await.ok();
        let old = cases["items"].as_array().unwrap().iter().find(|case| case["number"] == "2017-0001").unwrap();
        assert_eq!(cases["items"].as_array().unwrap().len(), 2);
        assert_eq!((&old["status"], &old["abuse_type"]), (&json!("monitoring"), &json!("neglect")));
        assert_eq!((&old["child"]["name"], &old["languages"]), (&json!("Léa Tremblay-Okpik"), &json!(["fr", "en"])));
        let partners = amina.get(&format!("/v1/cases/{}/partners", text(old, "id"))).await.ok();
        let numbers: Vec<&Value> = partners["items"].as_array().unwrap().iter().map(|p| &p["file_number"]).collect();
        assert!(numbers.contains(&&json!("17-0042")), "{partners}");
        assert_eq!((acts(&app, "case.imported"), acts(&app, "handoff.imported")), (2, 2));
    }

    async fn a_file_that_became_part_of_another_is_not_brought_in_again(app: App) {
        let (folder, amina) = (files(CASES, HANDOFFS), app.amina().await);
        import(&app, folder.path(), &[]).with(0, "2 transmission(s)");
        let cases = amina.get("/v1/cases").await.ok();
        let of = |number: &str| {
            let all = cases["items"].as_array().unwrap();
            text(all.iter().find(|case| case["number"] == number).unwrap(), "id")
        };
        let (stays, other) = (of("2017-0001"), of("2026-0001"));
        let merge = format!("/v1/cases/{stays}/merges/{other}");
        amina.put(&merge, ("If-None-Match", "*"), json!({})).await.created();

        import(&app, folder.path(), &["--lang", "en"]).with(0, "4 line(s) are there already");

        assert_eq!(amina.ids("/v1/cases").await, std::slice::from_ref(&stays));
        assert_eq!(amina.ids(&format!("/v1/cases/{stays}/handoffs")).await.len(), 2);
    }

    async fn clocks_begin_at_go_live_and_receivers_answer(app: App) {
        let (folder, helen) = (files(CASES, HANDOFFS), app.helen().await);
        import(&app, folder.path(), &[]).with(0, "2 transmission(s)");

        let inbox = helen.get("/v1/inbox").await.ok();
        let handoff = text(&inbox["items"][0], "id");
        let confirmed = helen.moves(&handoff, "confirm", json!({})).await.ok();

        let status = &confirmed["status"];
        assert_eq!(text(status, "occurred_at"), "2026-02-01T18:30:00.000Z");
        assert!(text(&confirmed, "confirm_due") > text(status, "recorded_at"), "{confirmed}");
        assert_eq!((&confirmed["state"], &status["grade"]), (&json!("received"), &json!("in_app")));
        assert_eq!(confirmed["sheet"]["note"], json!("Mère: appeler le matin"));
        assert_eq!(status["sent_by"], Value::Null);
    }

    async fn every_wrong_cell_is_named_and_nothing_is_kept(app: App) {
        let cases = "reference,child_name,birth_date,age,opened_on,status,gender,region,languages\n\
            A-1,Ana,2016-04-02,9,2025-01-01,open,,,\n\
            a 1,,02/04/2016,,tomorrow,closed,purple,,x\n";
        let handoffs = "reference,service,to_agency,from_agency,sent_on,urgency\n\
            A-1,tea,Nowhere,,2026-01-15,\n\
            Z-9,medical_exam,Lighthouse Centre,,2999-01-01,soon\n\
            A-1,medical_exam,Crown Attorneys,,2026-01-15,safety\n";
        let folder = files(cases, handoffs);

        let ended = import(&app, folder.path(), &[]).with(1, "nothing was imported: 16 cell(s)");

        let wrong = [
            "line 2, age", "line 3, child_name", "line 3, birth_date: expected a day such as", "line 3, opened_on",
            "line 3, status: expected one of: open | kept for court", "line 3, gender", "line 3, languages: expected languages by", "line 3, reference: expected something else than in line 2",
            "line 2, service", "line 2, to_agency", "line 3, reference: expected the reference of a case",
            "line 3, to_agency: expected another organization", "line 3, sent_on", "line 3, urgency",
            "line 4, to_agency: expected an organization that offers", "line 4, urgency: expected not safety",
        ];
        for cell in wrong {
            assert!(ended.noted.contains(cell), "{cell}: {}", ended.noted);
        }
        assert!(ended.noted.contains("Harbour Regional Police | Police régionale du Havre"), "{}", ended.noted);
        assert!(!ended.noted.contains("purple") && !ended.noted.contains("Ana"), "{}", ended.noted);
        assert_eq!(app.amina().await.ids("/v1/cases").await, [""; 0]);
        assert_eq!(acts(&app, "case.imported"), 0);
    }

    async fn somebody_answers_for_what_is_imported(app: App) {
        let folder = files(CASES, HANDOFFS);
        let typed = |more: &[&str]| app.types(folder.path(), &[&["import", "cases", "cases.csv"], more].concat());

        typed(&["--centre", "Lighthouse Centre"]).with(2, "amina@centre.example");
        typed(&["--centre", "Lighthouse Centre", "--coordinator", "paul@police.example"]).with(2, "--coordinator");
        typed(&["--centre", "Victim Services"]).with(2, "is no centre");
        typed(&["--centre", "Prairie Rose Centre", "--go-live", "2020-01-01"]).with(2, "from today on");
        typed(&["--centre", "Prairie Rose Centre"]).with(0, "2 dossier(s), 0 transmission(s)");

        let (amina, odile) = (app.amina().await, app.odile().await);
        let cases = odile.ids("/v1/cases").await;
        amina.get(&format!("/v1/cases/{}", cases[0])).await.refused(Code::NotFound);
        assert_eq!((amina.ids("/v1/cases").await.len(), cases.len()), (0, 2));
    }
}

#[test]
fn the_page_and_the_help_have_every_column() {
    let page = fs::read_to_string(concat!(env!("CARGO_MANIFEST_DIR"), "/deploy/import.md")).unwrap();
    let help = crate::harness::typed::typed(Path::new("."), &["import", "cases", "--help"])
        .with(0, "Columns of the cases")
        .said;
    let columns =
        help.lines().filter_map(|line| line.strip_prefix("  ").filter(|l| !l.starts_with([' ', '-', '<', '['])));
    let columns: Vec<&str> =
        columns.filter_map(|line| line.split(" (has").next()).filter(|line| line.contains(", ")).collect();

    let missing: Vec<_> = columns
        .iter()
        .filter(|names| {
            let (en, fr) = names.split_once(", ").unwrap();
            !page.contains(&format!("| `{en}` | `{fr}` |"))
        })
        .collect();

    assert!(columns.len() == 22 && missing.is_empty(), "{} columns; deploy/import.md lacks {missing:?}", columns.len());
}
