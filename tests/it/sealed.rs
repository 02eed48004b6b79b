//! What is sealed is nowhere in the store, and opens only in its place.
use crate::harness::store::Store;
use crate::harness::{App, Engine};
use relais::problem::Code;
use serde_json::json;
use std::fmt::Write;

/// What must never be found, each in the spellings that a store or a dump may show.
fn spellings(canary: &str) -> [String; 5] {
    let hex = canary.bytes().fold(String::new(), |mut hex, byte| {
        write!(hex, "{byte:02x}").unwrap();
        hex
    });
    let escaped = canary.escape_unicode().to_string();
    [canary.to_owned(), canary.to_lowercase(), hex.to_uppercase(), hex, escaped]
}
/// All that is stored: the files of SQLite as they are, every row of every table of PostgreSQL as a dump shows it.
fn everything(store: &Store) -> String {
    if let Some(file) = store.file() {
        let files =
            file.parent().unwrap().read_dir().unwrap().map(|entry| std::fs::read(entry.unwrap().path()).unwrap());
        return String::from_utf8_lossy(&files.collect::<Vec<_>>().concat()).into_owned();
    }
    let tables = store.text("SELECT tablename FROM pg_tables WHERE schemaname = 'public'");
    let rows = tables.iter().flat_map(|table| store.text(&format!("SELECT t::text FROM \"{table}\" t")));
    rows.collect::<Vec<_>>().join("\n")
}
/// Those of the canaries that are there to be read.
fn leaked<'a>(store: &Store, canaries: &[&'a str]) -> Vec<&'a str> {
    let all = everything(store);
    let there = |canary: &&&str| spellings(canary).iter().any(|spelling| all.contains(spelling));
    canaries.iter().filter(there).copied().collect()
}

on_both_engines! {
    async fn names_addresses_and_passwords_are_nowhere_in_the_store(app: App) {
        let root = app.root().await;
        let new = json!({
            "agency": app.agency("crown"), "name": "Zéphyrine Ouistiti", "email": "zephyrine@ouistiti.example",
            "password": "canari sous la pluie", "roles": ["member"],
        });

        let made = root.post_once("/v1/people", "canary-key-1", new).await.created();
        let path = format!("/v1/people/{}", made["id"].as_str().unwrap());
        let changed = json!({ "name": "Rainette Ouistiti", "email": "rainette@ouistiti.example" });
        root.patch(&path, "\"1\"", changed).await.ok();

        let canaries = ["Zéphyrine", "Ouistiti", "Rainette", "zephyrine@", "canari sous", "canary-key-1", "Gélinas"];
        assert_eq!(leaked(app.store(), &canaries), [""; 0]);
    }

    async fn what_is_not_sealed_would_have_been_found(app: App) {
        let root = app.root().await;
        let open = json!({ "name_en": "Baleine Noire", "discipline": "health", "province": "NS", "zone": "America/Halifax" });

        root.post("/v1/agencies", open).await.created();

        let open = ["Baleine Noire", "argon2id"];
        assert_eq!(leaked(app.store(), &open), open);
    }

    async fn tokens_are_not_in_the_store(app: App) {
        let paul = app.world().account("paul");
        let sign_in = json!({ "email": paul.email, "password": crate::harness::persona::PASSWORD });

        let tokens = app.post("/v1/sessions", sign_in).await.created();

        let refresh = tokens["refresh_token"].as_str().unwrap();
        let (_, secret) = refresh.split_once('.').unwrap();
        let access = tokens["access_token"].as_str().unwrap();
        assert_eq!(leaked(app.store(), &[secret, refresh, access]), [""; 0]);
    }

    async fn a_sealed_field_opens_in_its_place_alone(app: App) {
        let (root, paul) = (app.root().await, app.world().account("paul"));
        app.sql("UPDATE people SET profile = (SELECT profile FROM people ORDER BY created_at LIMIT 1)");

        let moved = root.get(&format!("/v1/people/{}", paul.id)).await;
        let stayed = root.get(&format!("/v1/people/{}", root.id())).await;

        moved.refused(Code::Internal);
        assert_eq!(stayed.ok()["name"], json!("Léo Système"));
    }

    async fn the_same_name_is_not_sealed_the_same_way_twice(app: App) {
        let root = app.root().await;
        let path = format!("/v1/people/{}", app.world().account("paul").id);
        let profiles = || app.sql_text(match app.store().engine() {
            Engine::Sqlite => "SELECT hex(profile) FROM people",
            Engine::Postgres => "SELECT encode(profile, 'hex') FROM people",
        });
        let before = profiles();

        root.patch(&path, "\"1\"", json!({ "name": "Paul Gélinas" })).await.ok();

        let changed = profiles().into_iter().filter(|profile| !before.contains(profile)).count();
        assert_eq!((before.len(), changed), (15, 1));
        let lengths: std::collections::BTreeSet<_> = profiles().iter().map(String::len).collect();
        assert_eq!(lengths.len(), 1, "the length of a name can be told from outside");
    }

    async fn a_refusal_repeats_nothing_of_a_sign_in(app: App) {
        let secret = json!({ "email": "zoe@canari.example", "password": "Perroquet vert 42", "role": "Roi d'Ys" });

        let problem = app.post("/v1/sessions", secret).await.refused(Code::Invalid);

        assert_eq!(problem["errors"][0]["pointer"], json!("/role"));
    }
}

on_both_engines! {
    async fn children_and_all_free_text_are_nowhere_in_the_store(app: App) {
        let (amina, paul) = (app.amina().await, app.paul().await);
        let case = app.case_with(&[&paul]).await;
        let party = json!({"role": "caregiver", "name": "Papillon Monarque", "phone": "+1 902 555 7777", "safe_contact": "Sonnez deux fois"});
        amina.post(&format!("/v1/cases/{case}/parties"), party).await.created();
        let reached = json!({"who": "Réception Colibri", "number": "+1 902 555 8888"});
        let body = json!({"to_agency": app.agency("health"), "service": "medical_exam", "note": "Une note de héron", "reached": reached});
        paul.post(&format!("/v1/cases/{case}/handoffs"), body).await.created();
        let call = json!({"with": "caregiver", "channel": "phone", "reached": true, "note": "Les roitelets dorment tard"});
        paul.post(&format!("/v1/cases/{case}/contacts"), call).await.created();

        let canaries = ["Tremblay-Okpik", "Aunt, mornings", "2016-04-02", "Monarque", "555 7777", "Sonnez", "roitelets", "Colibri", "555 8888", "héron"];
        assert_eq!(leaked(app.store(), &canaries), [""; 0]);
    }

    async fn numbers_and_what_was_searched_are_nowhere_in_the_store(app: App) {
        let paul = app.paul().await;
        let case = app.case_with(&[&paul]).await;
        let number = format!("/v1/cases/{case}/partners/{}", paul.agency());
        paul.put(&number, ("If-None-Match", "*"), json!({"file_number": "Grenouille-26"})).await.created();

        for asked in [
            json!({"name": "Tremblay Scarabée", "birth_date": "2016-04-03"}),
            json!({"name": "tremblay okpik"}),
            json!({"file_number": "grenouille 26"}),
            json!({"file_number": "Libellule 77"}),
        ] {
            paul.post("/v1/cases/search", asked).await.ok();
        }
        paul.post("/v1/cases/search", json!({"name": "Sauterelle", "file_number": "Libellule 78"})).await.refused(Code::Invalid);

        let canaries = [
            "Grenouille", "grenouille26", "Scarabée", "scarabee", "2016-04-03", "tremblay okpik", "okpik tremblay",
            "Libellule", "libellule77", "Sauterelle", "sauterelle",
        ];
        assert_eq!(leaked(app.store(), &canaries), [""; 0]);
    }
}
