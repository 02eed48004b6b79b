//! The schema: the same on both engines, taken back and made again, and never laid over what is not ours.
use crate::harness::Engine;
use crate::harness::app::TUESDAY;
use crate::harness::store::{Store, target};
use diesel_migrations::{FileBasedMigrations, MigrationHarness};
use relais::db::{MadeBy, SchemaTrouble, Target, prepare};
use std::collections::{BTreeMap, BTreeSet};
use std::fs;
use std::path::{Path, PathBuf};

/// A column, in words that both engines and the code can be put into.
type Columns = Vec<(String, &'static str, bool)>;
/// Tables, their columns in order.
type Tables = BTreeMap<String, Columns>;

const ENGINES: [Engine; 2] = [Engine::Sqlite, Engine::Postgres];

fn folder(engine: Engine) -> PathBuf {
    let name = if engine == Engine::Sqlite { "sqlite" } else { "postgres" };
    Path::new(env!("CARGO_MANIFEST_DIR")).join("migrations").join(name)
}
fn migrations(engine: Engine) -> FileBasedMigrations {
    FileBasedMigrations::from_path(folder(engine)).unwrap()
}
fn up(store: &Store) {
    match store.engine() {
        Engine::Sqlite => drop(store.sqlite().run_pending_migrations(migrations(Engine::Sqlite)).unwrap()),
        Engine::Postgres => drop(store.postgres().run_pending_migrations(migrations(Engine::Postgres)).unwrap()),
    }
}
fn down(store: &Store) {
    match store.engine() {
        Engine::Sqlite => drop(store.sqlite().revert_all_migrations(migrations(Engine::Sqlite)).unwrap()),
        Engine::Postgres => drop(store.postgres().revert_all_migrations(migrations(Engine::Postgres)).unwrap()),
    }
}
/// An empty database of each engine that is installed here.
fn stores() -> Vec<Store> {
    ENGINES.into_iter().filter_map(Store::empty).collect()
}

/// What is in a database: its tables, and whatever else has a name.
fn tables(store: &Store) -> Tables {
    let query = match store.engine() {
        Engine::Sqlite => {
            "SELECT t.name || ' ' || c.name || ' ' || c.type || CASE WHEN instr(t.sql, c.name || ' BLOB') > 0 AND \
             instr(t.sql, 'length(' || c.name || ') = 16') > 0 THEN '16' ELSE '' END || ' ' || (c.\"notnull\" = 0 AND NOT (c.pk = 1 AND c.type = 'INTEGER')) \
             FROM sqlite_schema t JOIN pragma_table_info(t.name) c WHERE t.type = 'table' ORDER BY t.name, c.cid"
        }
        Engine::Postgres => {
            "SELECT table_name || ' ' || column_name || ' ' || split_part(data_type, ' ', 1) || ' ' || \
             (is_nullable = 'YES')::int FROM information_schema.columns WHERE table_schema = 'public' \
             ORDER BY table_name, ordinal_position"
        }
    };
    let mut tables = Tables::new();
    for line in store.text(query) {
        let [table, column, kind, nullable] = line.split(' ').collect::<Vec<_>>()[..] else { panic!("{line}") };
        if table != "__diesel_schema_migrations" && table != "sqlite_sequence" {
            let column = (column.to_owned(), kind_of(kind), nullable == "1");
            tables.entry(table.to_owned()).or_default().push(column);
        }
    }
    tables
}
/// Both engines' kinds of columns, and those of the code, as one.
fn kind_of(kind: &str) -> &'static str {
    match kind {
        "uuid" | "BLOB16" | "Guid" => "id",
        "bytea" | "BLOB" | "Binary" => "bytes",
        "text" | "TEXT" | "Text" => "text",
        "bigint" | "timestamp" | "boolean" | "INTEGER" | "BigInt" | "Moment" | "Bool" => "number",
        other => panic!("a kind of column that the engines do not share: {other}"),
    }
}
/// The indexes that have a name of their own.
fn indexes(store: &Store) -> BTreeSet<String> {
    let query = match store.engine() {
        Engine::Sqlite => "SELECT name FROM sqlite_schema WHERE type = 'index' AND sql IS NOT NULL",
        Engine::Postgres => {
            "SELECT indexname FROM pg_indexes WHERE schemaname = 'public' \
             AND NOT EXISTS (SELECT 1 FROM pg_constraint c WHERE c.conname = indexname)"
        }
    };
    store.text(query).into_iter().collect()
}
/// The tables as the code has them.
fn tables_of_the_code() -> Tables {
    let read =
        |name: &str| fs::read_to_string(Path::new(env!("CARGO_MANIFEST_DIR")).join("src/db").join(name)).unwrap();
    let text = read("schema.rs") + &read("schema_cases.rs");
    let (mut tables, mut table) = (Tables::new(), String::new());
    for line in text.lines().map(str::trim) {
        if line == "}" {
            table.clear();
        } else if let Some((name, "{")) =
            line.split_once(" (").and_then(|(n, rest)| Some((n, rest.split_once(") ")?.1)))
        {
            name.clone_into(&mut table);
        } else if let Some((column, kind)) = line.trim_end_matches(',').split_once(" -> ").filter(|_| !table.is_empty())
        {
            let inner = kind.strip_prefix("Nullable<").and_then(|k| k.strip_suffix('>'));
            let column = (column.to_owned(), kind_of(inner.unwrap_or(kind)), inner.is_some());
            tables.entry(table.clone()).or_default().push(column);
        }
    }
    tables
}

#[test]
fn both_engines_and_the_code_have_the_same_tables() {
    let code = tables_of_the_code();
    let mut named = BTreeSet::new();

    for store in stores() {
        up(&store);
        let made = tables(&store);
        for (table, columns) in &made {
            assert_eq!(Some(columns), code.get(table), "{table} on {:?}, and in the code", store.engine());
        }
        assert_eq!(made.len(), code.len());
        named.insert(indexes(&store));
    }

    assert!(code.len() >= 16);
    assert_eq!(named.len(), 1, "the engines' indexes have other names: {named:#?}");
}

#[test]
fn migrations_have_the_same_names_on_both_engines() {
    let names = |engine| -> BTreeSet<_> {
        fs::read_dir(folder(engine)).unwrap().map(|entry| entry.unwrap().file_name()).collect()
    };

    assert_eq!(names(Engine::Sqlite), names(Engine::Postgres));
}

#[test]
fn what_was_made_can_be_taken_back_and_made_again() {
    for store in stores() {
        up(&store);
        let before = (tables(&store), indexes(&store));

        down(&store);
        assert_eq!(tables(&store), Tables::new(), "{:?}", store.engine());
        up(&store);

        assert_eq!((tables(&store), indexes(&store)), before);
    }
}

#[test]
fn an_installation_is_made_once() {
    for store in stores() {
        let made = prepare(&store.target(), TUESDAY, MadeBy::Administrator).unwrap();
        let name = store.text("SELECT made_by || ' ' || made_at FROM installation");

        let again = prepare(&store.target(), TUESDAY, MadeBy::Relais).unwrap();

        assert!(made >= 1);
        assert_eq!(again, 0);
        assert_eq!(store.text("SELECT made_by || ' ' || made_at FROM installation"), name);
        assert!(name[0].starts_with("administrator "));
    }
}

#[test]
fn a_database_of_somebody_else_stays_as_it_is() {
    for store in stores() {
        store.sql("CREATE TABLE invoices (id INTEGER)").unwrap();

        let refused = prepare(&store.target(), TUESDAY, MadeBy::Relais);

        assert_eq!(refused, Err(SchemaTrouble::Foreign));
        assert_eq!(tables_by_name(&store), ["invoices"]);
    }
}

#[test]
fn a_database_of_a_newer_version_stays_as_it_is() {
    for store in stores() {
        prepare(&store.target(), TUESDAY, MadeBy::Relais).unwrap();
        store.sql("INSERT INTO __diesel_schema_migrations (version) VALUES ('9999')").unwrap();

        let refused = prepare(&store.target(), TUESDAY, MadeBy::Relais);

        assert_eq!(refused, Err(SchemaTrouble::Newer("9999".to_owned())));
    }
}

#[test]
fn a_server_that_does_not_answer_never_becomes_a_file() {
    let before = here();
    let nobody = Target::Postgres { url: "postgres://postgres@127.0.0.1:1/relais".to_owned() };

    let refused = prepare(&nobody, TUESDAY, MadeBy::Relais);

    assert!(matches!(refused, Err(SchemaTrouble::Unreadable(_))), "{refused:?}");
    for wrong in ["postgres:/relais", "host=/tmp dbname=relais", "relais.db", "POSTGRES://localhost/relais"] {
        assert!(Target::parse(wrong).is_err(), "{wrong}");
    }
    assert_eq!(here(), before);
}

#[test]
fn a_database_that_is_not_there_is_not_made_up() {
    for store in stores().into_iter().filter(|store| store.engine() == Engine::Postgres) {
        let Target::Postgres { url } = store.target() else { continue };
        let (before, other) = (here(), url.replace("/test_", "/no_such_"));

        let refused = prepare(&target(&other), TUESDAY, MadeBy::Relais);

        assert!(matches!(refused, Err(SchemaTrouble::Unreadable(_))), "{refused:?}");
        assert_eq!(here(), before);
    }
}

fn tables_by_name(store: &Store) -> Vec<String> {
    store.text(match store.engine() {
        Engine::Sqlite => "SELECT name FROM sqlite_schema WHERE type = 'table'",
        Engine::Postgres => "SELECT tablename FROM pg_tables WHERE schemaname = 'public'",
    })
}
/// What is in the folder where the tests run, and where a mistaken path would be made.
fn here() -> BTreeSet<PathBuf> {
    fs::read_dir(".").unwrap().map(|entry| entry.unwrap().path()).collect()
}
