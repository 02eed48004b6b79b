//! The API description and the pages made with it: whole, true to the code, and only ever added to.
use relais::commands::openapi::pages;
use relais::problem::{Code, FieldCode};
use relais::server::description;
use serde_json::Value;
use std::collections::{BTreeMap, BTreeSet};
use std::fs;
use std::path::Path;

const SCHEMAS: &str = "#/components/schemas/";

/// Each operation: method and path, and what is said of it.
fn operations(spec: &Value) -> Vec<(String, &Value)> {
    let paths = spec["paths"].as_object().unwrap();
    let each = |(path, item): (&String, &'static str), op| (format!("{item} {path}"), op);
    let methods = ["get", "post", "put", "patch", "delete"];
    let all = paths
        .iter()
        .flat_map(|(path, item)| methods.iter().filter_map(move |m| item.get(*m).map(|op| each((path, m), op))));
    all.collect()
}

fn text<'a>(value: &'a Value, key: &str) -> &'a str {
    value[key].as_str().unwrap_or_default().trim()
}

fn references<'a>(value: &'a Value, found: &mut Vec<&'a str>) {
    match value {
        Value::Object(fields) => {
            found.extend(fields.get("$ref").and_then(Value::as_str));
            fields.values().for_each(|inner| references(inner, found));
        }
        Value::Array(items) => items.iter().for_each(|inner| references(inner, found)),
        _ => {}
    }
}

#[track_caller]
fn none(wrong: &[String]) {
    assert!(wrong.is_empty(), "{} places of the API description:\n  {}\n", wrong.len(), wrong.join("\n  "));
}

fn committed(name: &str) -> String {
    let path = Path::new(env!("CARGO_MANIFEST_DIR")).join("api-spec").join(name);
    fs::read_to_string(&path).unwrap_or_else(|e| panic!("{}: {e}", path.display()))
}

#[test]
fn what_is_committed_is_what_the_code_says() {
    for (name, made) in pages().unwrap() {
        let kept = committed(name);
        let line = kept.lines().zip(made.lines()).position(|(a, b)| a != b).map_or(0, |n| n + 1);

        assert!(kept == made, "api-spec/{name} is behind (line {line}); run: cargo run -- openapi --write api-spec");
    }
}

#[test]
fn a_code_is_never_renamed_or_removed() {
    let page = committed("problems.md");
    let kept: BTreeSet<&str> = page.lines().filter_map(|l| l.strip_prefix("| `")?.split('`').next()).collect();

    let fields = FieldCode::ALL.iter().map(|c| c.name());
    let now: BTreeSet<&str> = Code::ALL.iter().map(|c| c.entry().code).chain(fields).collect();

    assert!(kept.len() > 40, "api-spec/problems.md is no longer read as lines of a table");
    assert_eq!(kept.difference(&now).collect::<Vec<_>>(), [&""; 0], "clients keep codes: add, never rename");
}

#[test]
fn every_operation_says_what_it_is() {
    let spec = description();
    let tags: BTreeSet<&str> = spec["tags"].as_array().unwrap().iter().map(|tag| text(tag, "name")).collect();
    let mut wrong = Vec::new();
    let mut ids: BTreeMap<&str, String> = BTreeMap::new();

    for (name, op) in operations(&spec) {
        if text(op, "description").is_empty() || text(op, "summary").is_empty() {
            wrong.push(format!("{name} has no summary or no description (a second paragraph above the handler)"));
        }
        if !op["tags"].as_array().is_some_and(|own| own.iter().all(|t| tags.contains(t.as_str().unwrap()))) {
            wrong.push(format!("{name} has no tag, or one that Head in src/server.rs does not tell of"));
        }
        if let Some(other) = ids.insert(text(op, "operationId"), name.clone()) {
            wrong.push(format!("{name} has the operationId of {other}"));
        }
    }

    assert!(!ids.contains_key(""));
    none(&wrong);
}

#[test]
fn every_reference_leads_somewhere() {
    let spec = description();
    let mut found = Vec::new();
    references(&spec, &mut found);

    let known =
        |at: &&&str| at.strip_prefix(SCHEMAS).is_some_and(|name| spec["components"]["schemas"].get(name).is_some());

    assert!(!found.is_empty());
    none(&found.iter().filter(|at| !known(at)).map(|at| format!("{at} is not there")).collect::<Vec<_>>());
}

#[test]
fn every_answer_and_body_is_described_and_shown() {
    let spec = description();
    let mut wrong = Vec::new();

    for (name, op) in operations(&spec) {
        let bodies = op["requestBody"]["content"].as_object().into_iter().flatten();
        let mut shown: Vec<(String, &Value)> = bodies.map(|(_, content)| ("its body".to_owned(), content)).collect();
        for (status, answer) in op["responses"].as_object().unwrap() {
            if text(answer, "description").is_empty() {
                wrong.push(format!("{name}: {status} has no description"));
            }
            shown.extend(answer["content"].as_object().into_iter().flatten().map(|(_, c)| (status.clone(), c)));
        }
        let bare = shown.iter().filter(|(_, content)| content["example"].is_null());
        wrong.extend(bare.map(|(what, _)| format!("{name}: {what} has no example")));
    }

    none(&wrong);
}

/// Fields of answers that may be null although they need not be there.
fn nullable(file: &str, code: &str) -> Vec<String> {
    let (mut wrong, mut read, mut attributes) = (Vec::new(), false, String::new());
    for line in code.lines().map(str::trim) {
        if line.starts_with("#[derive(") {
            read = line.contains("Deserialize");
        }
        if line.starts_with("pub ") && line.contains(": Option<") && !read {
            let said = ["skip_serializing_if", "required"].iter().any(|word| attributes.contains(word));
            wrong.extend((!said).then(|| format!("{file}: {line}")));
        }
        if line.starts_with("///") || line.starts_with("pub ") || line.starts_with('}') {
            attributes.clear();
        } else {
            attributes.push_str(line);
        }
    }
    wrong
}

#[test]
fn what_is_not_known_is_left_out_of_answers() {
    // The description says that a field which need not be there is never null in an answer: so it has to be left out
    // (skip_serializing_if), or it is always there (#[schema(required)]).
    let folders = fs::read_dir(Path::new(env!("CARGO_MANIFEST_DIR")).join("src")).unwrap();
    let mut wires: Vec<_> = folders.map(|entry| entry.unwrap().path().join("wire.rs")).filter(|p| p.exists()).collect();
    wires.sort();

    let wrong = wires.iter().flat_map(|p| nullable(&p.display().to_string(), &fs::read_to_string(p).unwrap()));

    assert!(wires.len() > 2);
    none(&wrong.collect::<Vec<_>>());
}
