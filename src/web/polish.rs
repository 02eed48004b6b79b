//! What the description says beyond what derives can know: examples, names instead of copies, headers of answers, and
//! what is never null in an answer.
//!
//! Examples are put together from those of single fields; a field without one borrows that of a field with its name.
use serde_json::{Map, Value, json};
use std::collections::BTreeSet;
use utoipa::openapi::OpenApi;

/// Where schemas are kept, and how they are named.
const SCHEMAS: &str = "#/components/schemas/";
/// The id in examples.
const SOME_ID: &str = "0199c7d2-0000-7000-8000-000000000000";

/// A whole description, as it is served.
pub(super) fn polished(spec: &OpenApi) -> Value {
    let mut value = serde_json::to_value(spec).unwrap_or_default();
    let schemas = value.pointer("/components/schemas").and_then(Value::as_object).cloned().unwrap_or_default();
    let mut parts = Parts { schemas, sent: BTreeSet::new() };
    parts.name_items();
    operations(&value).for_each(|op| parts.follow(op.get("requestBody")));
    parts.never_null();
    operations_mut(&mut value).for_each(|op| parts.illustrate(op));
    set(&mut value, "components", "schemas", Value::Object(parts.schemas));
    value
}

fn operations(value: &Value) -> impl Iterator<Item = &Value> {
    let paths = value.get("paths").and_then(Value::as_object).into_iter().flat_map(Map::values);
    paths.filter_map(Value::as_object).flat_map(Map::values).filter(|op| op.get("responses").is_some())
}
fn operations_mut(value: &mut Value) -> impl Iterator<Item = &mut Value> {
    let paths = value.get_mut("paths").and_then(Value::as_object_mut).into_iter().flat_map(Map::values_mut);
    paths.filter_map(Value::as_object_mut).flat_map(Map::values_mut).filter(|op| op.get("responses").is_some())
}

/// Every schema by name, and which of them are part of what is sent to us.
struct Parts {
    schemas: Map<String, Value>,
    sent: BTreeSet<String>,
}

impl Parts {
    /// A page names what it lists, where the derive copies it.
    fn name_items(&mut self) {
        let pages: Vec<String> = self.schemas.keys().filter(|name| name.starts_with("PageOf_")).cloned().collect();
        for page in pages {
            let Some(items) = self.schemas.get_mut(&page).and_then(|p| p.pointer_mut("/properties/items/items")) else {
                continue;
            };
            let name = page.trim_start_matches("PageOf_").to_owned();
            let copy = std::mem::replace(items, json!({ "$ref": format!("{SCHEMAS}{name}") }));
            self.schemas.entry(name).or_insert(copy);
        }
    }
    /// Notes every schema that is part of this one.
    fn follow(&mut self, from: Option<&Value>) {
        let mut names = Vec::new();
        referred(from.unwrap_or(&Value::Null), &mut names);
        for name in names {
            if self.sent.insert(name.clone()) {
                let inner = self.schemas.get(&name).cloned();
                self.follow(inner.as_ref());
            }
        }
    }
    /// In answers, what is not known is left out: a field that need not be there is never null.
    fn never_null(&mut self) {
        for (name, schema) in &mut self.schemas {
            if self.sent.contains(name) {
                continue;
            }
            let required: Vec<Value> = schema.get("required").and_then(Value::as_array).cloned().unwrap_or_default();
            let fields = schema.get_mut("properties").and_then(Value::as_object_mut).into_iter().flatten();
            fields.filter(|(field, _)| !required.iter().any(|r| r == field.as_str())).for_each(|(_, f)| solid(f));
        }
    }
    /// Gives an operation the examples of its body and its answers, and the headers that its answers have.
    fn illustrate(&self, op: &mut Value) {
        if let Some(body) = op.pointer_mut("/requestBody/content/application~1json") {
            self.example(body, true);
        }
        for (status, answer) in op.get_mut("responses").and_then(Value::as_object_mut).into_iter().flatten() {
            if let Some(body) = answer.pointer_mut("/content/application~1json") {
                self.example(body, false);
            }
            let versioned = self.fields(answer.pointer("/content/application~1json/schema")).contains(&"version");
            let headers: &[(&str, &str)] = match status.as_str() {
                "200" if versioned => &[ETAG],
                "201" if versioned => &[ETAG, LOCATION],
                "401" => &[("WWW-Authenticate", "Always `Bearer`.")],
                "429" | "503" => &[("Retry-After", "Seconds after which another try may do.")],
                _ => &[],
            };
            for (name, says) in headers {
                set(answer, "headers", name, json!({ "description": says, "schema": { "type": "string" } }));
            }
        }
    }
    fn fields<'a>(&'a self, schema: Option<&'a Value>) -> Vec<&'a str> {
        let schema = schema.map(|schema| self.resolved(schema));
        let fields = schema.and_then(|s| s.get("properties")).and_then(Value::as_object);
        fields.map(|fields| fields.keys().map(String::as_str).collect()).unwrap_or_default()
    }
    fn example(&self, content: &mut Value, sent: bool) {
        if content.get("example").is_some() || content.get("examples").is_some() {
            return;
        }
        if let (Some(schema), Some(into)) = (content.get("schema").cloned(), content.as_object_mut()) {
            into.insert("example".to_owned(), self.like(&schema, &At { sent, ..At::default() }));
        }
    }
    fn resolved<'a>(&'a self, schema: &'a Value) -> &'a Value {
        named(schema).and_then(|name| self.schemas.get(name)).unwrap_or(schema)
    }
    /// A value that a schema allows.
    fn like(&self, schema: &Value, at: &At<'_>) -> Value {
        let said = ["example", "const", "default"].iter().find_map(|key| schema.get(*key).filter(|v| !v.is_null()));
        if let Some(said) = said.or_else(|| schema.pointer("/enum/0")) {
            return said.clone();
        }
        if at.depth > 16 {
            return Value::Null;
        }
        if let Some(name) = named(schema) {
            return self.schemas.get(name).map_or(Value::Null, |whole| self.like(whole, &at.inside(name)));
        }
        if let Some(choices) = schema.get("oneOf").or_else(|| schema.get("anyOf")).and_then(Value::as_array) {
            let solid = choices.iter().find(|choice| choice.get("type").is_none_or(|t| t != "null"));
            return solid.map_or(Value::Null, |choice| self.like(choice, &at.deeper()));
        }
        if let Some(all) = schema.get("allOf").and_then(Value::as_array) {
            let parts = all.iter().filter_map(|part| self.like(part, &at.deeper()).as_object().cloned());
            return Value::Object(parts.flatten().collect());
        }
        match kind(schema) {
            "object" => self.object(schema, at),
            "array" => {
                let item = schema.get("items").map_or(Value::Null, |items| self.like(items, &at.deeper()));
                let least = schema.get("minItems").and_then(Value::as_u64).unwrap_or(1).max(1);
                (0..least).map(|_| item.clone()).collect()
            }
            "integer" | "number" => schema.get("minimum").filter(|m| **m != 0).cloned().unwrap_or(json!(1)),
            "boolean" => json!(at.field == "active"),
            "string" => self.text(schema, at),
            _ => json!({}),
        }
    }
    /// What is sent shows what is needed and what has an example of its own; an answer shows everything.
    fn object(&self, schema: &Value, at: &At<'_>) -> Value {
        let Some(fields) = schema.get("properties").and_then(Value::as_object) else { return json!({}) };
        let required = schema.get("required").and_then(Value::as_array).cloned().unwrap_or_default();
        let wanted = |(name, field): &(&String, &Value)| {
            !at.sent || field.get("example").is_some() || required.iter().any(|r| r == name.as_str())
        };
        let mut shown: Vec<(&String, &Value)> = fields.iter().filter(wanted).collect();
        if shown.is_empty() {
            shown = fields.iter().take(1).collect();
        }
        shown.into_iter().map(|(name, f)| (name.clone(), self.like(f, &At { field: name, ..at.deeper() }))).collect()
    }
    /// A text: the example of a field with the same name, of a schema about the same thing before any other.
    fn text(&self, schema: &Value, at: &At<'_>) -> Value {
        let known = || {
            let about =
                ["View", "Create", "Update"].iter().fold(at.schema.to_owned(), |name, word| name.replace(word, ""));
            let (akin, others): (Vec<_>, Vec<_>) = self.schemas.iter().partition(|(name, _)| name.contains(&about));
            let mut all =
                akin.into_iter().chain(others).filter_map(|(_, s)| s.get("properties")?.get(at.field)?.get("example"));
            all.find(|example| example.is_string()).cloned()
        };
        match schema.get("format").and_then(Value::as_str) {
            Some("uuid") => json!(SOME_ID),
            Some("date-time") => json!("2026-03-03T13:15:00.000Z"),
            Some("date") => json!("2026-03-03"),
            Some("password") => known().unwrap_or_else(|| json!("correct horse battery staple")),
            _ => known().unwrap_or_else(|| json!("…")),
        }
    }
}

/// Where an example is being put together.
#[derive(Clone, Copy, Default)]
struct At<'a> {
    /// Part of what is sent to us, not of an answer.
    sent: bool,
    /// The schema by name, and the field in it.
    schema: &'a str,
    field: &'a str,
    depth: u8,
}
impl<'a> At<'a> {
    const fn deeper(self) -> Self {
        Self { depth: self.depth + 1, ..self }
    }
    const fn inside<'b>(self, schema: &'b str) -> At<'b>
    where
        'a: 'b,
    {
        At { schema, depth: self.depth + 1, ..self }
    }
}

/// The name of the schema that this one refers to.
fn named(schema: &Value) -> Option<&str> {
    schema.get("$ref").and_then(Value::as_str)?.strip_prefix(SCHEMAS)
}

const ETAG: (&str, &str) = ("ETag", "The version of what is shown, for `If-Match`.");
const LOCATION: (&str, &str) = ("Location", "Where it is found again, when it has an address of its own.");

fn referred(value: &Value, names: &mut Vec<String>) {
    match value {
        Value::Object(fields) => {
            names.extend(named(value).map(str::to_owned));
            fields.values().for_each(|inner| referred(inner, names));
        }
        Value::Array(items) => items.iter().for_each(|inner| referred(inner, names)),
        _ => {}
    }
}

/// The JSON type of a schema, apart from null.
fn kind(schema: &Value) -> &str {
    match schema.get("type") {
        Some(Value::String(kind)) => kind,
        Some(Value::Array(kinds)) => kinds.iter().filter_map(Value::as_str).find(|k| *k != "null").unwrap_or_default(),
        _ if schema.get("properties").is_some() => "object",
        _ => "",
    }
}

/// The same field, which is never null.
fn solid(field: &mut Value) {
    if let Some(Value::Array(kinds)) = field.get("type") {
        let left: Vec<Value> = kinds.iter().filter(|k| **k != "null").cloned().collect();
        if let ([one], Some(into)) = (left.as_slice(), field.as_object_mut()) {
            into.insert("type".to_owned(), one.clone());
        }
    } else if let Some(Value::Array(choices)) = field.get("oneOf") {
        let left: Vec<Value> = choices.iter().filter(|c| c.get("type").is_none_or(|t| t != "null")).cloned().collect();
        if let [one] = left.as_slice() {
            *field = one.clone();
        }
    }
}

fn set(value: &mut Value, group: &str, name: &str, to: Value) {
    let Some(fields) = value.as_object_mut() else { return };
    let group = fields.entry(group).or_insert_with(|| json!({}));
    if let Some(group) = group.as_object_mut() {
        group.insert(name.to_owned(), to);
    }
}
