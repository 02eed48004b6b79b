//! Modules import to their left, rooms keep their order, and some words stay in a few rooms.
use super::{Source, none, sources};

/// The modules of the crate: each may import only what stands to its left.
const ORDER: &str = "kernel problem rules access db vault ledger op web health agencies people sessions obligations \
    cases parties team handoffs contacts intakes referrals support wishes merges disclosures needs directory notices meetings court audit exports docs console \
    server commands";
/// Modules that stand apart, what they may import, and who may import them.
const APART: [&str; 2] = ["config", "telemetry"];
const BELOW_APART: [&str; 4] = ["kernel", "problem", "db", "vault"];
const ABOVE_APART: [&str; 3] = ["web", "server", "commands"];
/// The rooms of a feature: each may name those with a smaller number, and itself.
const ROOMS: [(&str, u8); 5] = [("model", 0), ("store", 1), ("wire", 1), ("service", 2), ("routes", 3)];

/// Words, whether a file may name them, and why not.
type Reserved = (&'static [&'static str], fn(&str) -> bool, &'static str);
const RESERVED: [Reserved; 5] = [
    (&["diesel"], speaks_to_the_store, "rows are read and written in db, op, ledger, vault and stores"),
    (&["actix"], |file| !in_room(file, &["model", "service"]), "models and services know nothing of HTTP"),
    (&["serde"], |file| !in_room(file, &["service"]), "services know nothing of JSON"),
    (
        &[
            "DbConnection::Postgres",
            "DbConnection::Sqlite",
            "PgConnection",
            "SqliteConnection",
            "diesel::pg",
            "diesel::sqlite",
        ],
        |file| file.starts_with("src/db") || file.starts_with("src/ledger"),
        "engines have names in db alone",
    ),
    (
        &[".transaction(", ".batch_execute("],
        |file| !in_room(file, &["store"]),
        "a store neither commits nor runs scripts",
    ),
];

fn speaks_to_the_store(file: &str) -> bool {
    let rooms = ["src/db", "src/op", "src/ledger", "src/vault", "src/obligations/settle"];
    rooms.iter().any(|room| file.starts_with(room)) || in_room(file, &["store"])
}

fn in_room(file: &str, rooms: &[&str]) -> bool {
    let room = || room_of(place(file).get(1)?);
    is_feature(place(file).first().unwrap_or(&"")) && room().is_some_and(|(room, _)| rooms.contains(&room))
}

/// Where a file stands: `src/cases/model.rs` is `cases`, `model`; `src/main.rs` and `src/lib.rs` are nowhere.
fn place(file: &str) -> Vec<&str> {
    let path = file.strip_prefix("src/").and_then(|f| f.strip_suffix(".rs")).unwrap_or_default();
    path.split('/').filter(|part| !["main", "lib", "mod", ""].contains(part)).collect()
}

fn rank(module: &str) -> Option<usize> {
    ORDER.split_whitespace().position(|m| m == module)
}

fn is_feature(module: &str) -> bool {
    rank("web") < rank(module) && rank(module) < rank("server")
}

/// A room by its name or the beginning of it: `model_plan` is a `model` too.
fn room_of(name: &str) -> Option<(&'static str, u8)> {
    let is = |room| name.strip_prefix(room).is_some_and(|more| more.is_empty() || more.starts_with('_'));
    ROOMS.into_iter().find(|(room, _)| is(*room))
}

/// Why a file that stands at `from` may not name `path`, if it may not.
fn wrong_import(from: &[&str], path: &[&str]) -> Option<String> {
    let ups = path.iter().take_while(|word| **word == "super").count();
    let above = if ups == 0 { from.get(..0)? } else { from.get(..from.len().checked_sub(ups)?)? };
    let to = [above, path.get(ups.max(1)..)?].concat();
    let (here, there) = (*from.first()?, *to.first()?);
    if here == there {
        let (mine, other) = (room_of(from.get(1)?)?, room_of(to.get(1)?)?);
        let wrong = is_feature(here) && mine.0 != other.0 && mine.1 <= other.1;
        return wrong.then(|| format!("a {} may not name its {}", mine.0, other.0));
    }
    let known = |module| APART.contains(&module) || rank(module).is_some();
    if APART.contains(&here) {
        return (known(there) && !BELOW_APART.contains(&there)).then(|| format!("{here} imports {BELOW_APART:?} only"));
    }
    if APART.contains(&there) {
        return (!ABOVE_APART.contains(&here)).then(|| format!("{there} is imported by {ABOVE_APART:?} only"));
    }
    if rank(there)? > rank(here)? {
        return Some(format!("{there} stands to the right of {here}"));
    }
    let inside = is_feature(there) && to.len() > 2 && to.get(1).is_some_and(|name| room_of(name).is_some());
    inside.then(|| format!("outsiders import the door of {there}, not its rooms"))
}

/// Every path that starts with `crate::` or `super::`, groups written out, and the line of its last word.
fn paths(code: &str) -> Vec<(usize, Vec<&str>)> {
    let mut found = Vec::new();
    for (at, _) in code.match_indices("crate::").chain(code.match_indices("super::")) {
        let (before, path) = code.split_at(at);
        if !before.ends_with(|c| is_word(c) || c == ':') {
            write_out(path, Vec::new(), &mut found);
        }
    }
    found.into_iter().map(|(left, path)| (line_of(code, code.len() - left), path)).collect()
}

/// Reads a path or a `{group}` and returns what follows; notes each path and how much text was left after it.
fn write_out<'t>(mut rest: &'t str, mut path: Vec<&'t str>, found: &mut Vec<(usize, Vec<&'t str>)>) -> &'t str {
    loop {
        if let Some(inside) = rest.strip_prefix('{') {
            rest = inside;
            loop {
                rest = rest.trim_start_matches(|c: char| c.is_whitespace() || c == ',');
                if rest.is_empty() || rest.starts_with('}') {
                    return rest.strip_prefix('}').unwrap_or_default();
                }
                rest = write_out(rest, path.clone(), found).trim_start_matches(|c| c != ',' && c != '}');
            }
        }
        let (word, after) = rest.split_at(rest.find(|c| !is_word(c)).unwrap_or(rest.len()));
        path.push(word);
        match after.strip_prefix("::") {
            Some(more) if more.starts_with(|c| is_word(c) || c == '{') => rest = more,
            _ => {
                found.push((after.len(), path));
                return after;
            }
        }
    }
}

fn is_word(c: char) -> bool {
    c.is_alphanumeric() || c == '_'
}

fn line_of(text: &str, at: usize) -> usize {
    text.bytes().take(at).filter(|b| *b == b'\n').count() + 1
}

fn wrong_imports(source: &Source) -> Vec<String> {
    let wrong = |(line, path): (usize, Vec<&str>)| {
        wrong_import(&place(&source.file), &path).map(|why| source.offence(line, &why))
    };
    paths(&source.code).into_iter().filter_map(wrong).collect()
}

fn misplaced_words(source: &Source) -> Vec<String> {
    let mut offences = Vec::new();
    for (words, may, why) in RESERVED {
        for (at, word) in words.iter().flat_map(|word| source.code.match_indices(word)).filter(|_| !may(&source.file)) {
            let whole = word.starts_with('.') || !source.code.split_at(at).0.ends_with(is_word);
            offences.extend(whole.then(|| source.offence(line_of(&source.code, at), why)));
        }
    }
    offences
}

#[test]
fn every_module_has_its_place() {
    let unplaced = |s: &&Source| place(&s.file).first().is_some_and(|m| rank(m).is_none() && !APART.contains(m));
    none(&sources("src").iter().filter(unplaced).map(|s| s.offence(1, "not in the order")).collect::<Vec<_>>());
}

#[test]
fn nothing_imports_to_its_right() {
    none(&sources("src").iter().flat_map(wrong_imports).collect::<Vec<_>>());
}

#[test]
fn words_stay_in_their_rooms() {
    none(&sources("src").iter().flat_map(misplaced_words).collect::<Vec<_>>());
}

#[test]
fn the_reader_sees_what_it_has_to_see() {
    let offences = |file: &str, text: &str| {
        let source = Source::new(file, text.to_owned());
        wrong_imports(&source).len() + misplaced_words(&source).len()
    };
    let wrong = [
        ("src/cases/service.rs", "use crate::handoffs::Handoff;"),
        ("src/cases/service.rs", "use crate::{\n    kernel::CaseId,\n    referrals::{ReferralId as Id},\n};"),
        ("src/cases/service.rs", "fn f() { super::super::referrals::routes() }"),
        ("src/cases/service.rs", "use super::{model::Case, routes};"),
        ("src/cases/service.rs", "use serde_json::Value;"),
        ("src/cases/store.rs", "use super::service::open;"),
        ("src/cases/store.rs", "use crate::cases::wire::CaseView;"),
        ("src/cases/store.rs", "fn f() { conn.transaction(g) }"),
        ("src/cases/store.rs", "match conn { crate::db::DbConnection::Postgres(_) => {} }"),
        ("src/cases/model_plan.rs", "use diesel::prelude::*;"),
        ("src/handoffs/service.rs", "use crate::cases::model::Case;"),
        ("src/op/mod.rs", "use crate::config::Config;"),
        ("src/telemetry.rs", "use crate::web::Caller;"),
        ("src/kernel/id.rs", "impl ::diesel::Expression for Id {}"),
    ];
    let right = [
        ("src/handoffs/service.rs", "use crate::cases::{Case, routes};\nuse super::{model::Handoff, store};"),
        (
            "src/cases/store.rs",
            "use super::model::Case;\nuse crate::db::{DbConnection, schema as s};\nuse diesel::prelude::*;",
        ),
        ("src/cases/mod.rs", "mod routes;\npub use routes::routes;\npub(crate) use self::model::Case;"),
        ("src/cases/model.rs", "#[cfg(test)]\nmod tests {\n    use crate::server::Server;\n}"),
        ("src/cases/model.rs", "/// See [`crate::server::Server`] and diesel.\nuse crate::problem::{Code, Result};"),
        ("src/server.rs", "use crate::{audit, config::Config, health};"),
        ("src/lib.rs", "pub use crate::server::Server;"),
    ];

    assert_eq!(wrong.map(|(file, text)| offences(file, text)), [1; 14]);
    assert_eq!(right.map(|(file, text)| offences(file, text)), [0; 7]);
}
