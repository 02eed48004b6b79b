//! Schemas as people read them: which fields, of what kind, within which bounds, for example what.
use super::html::{Html, code, element, line, link, prose, text, with};
use super::words::Words;
use serde_json::{Map, Value};

/// How deep a field within a field is shown in its place.
const DEEPEST: u8 = 4;

/// Where all schemas are, and in which language they are told of.
#[derive(Clone, Copy)]
pub(super) struct Shapes<'a> {
    pub(super) all: Option<&'a Map<String, Value>>,
    pub(super) words: &'static Words,
}

impl<'a> Shapes<'a> {
    /// Every schema with a name.
    pub(super) fn named(self) -> impl Iterator<Item = (&'a String, &'a Value)> {
        self.all.into_iter().flatten()
    }
    /// A schema with a name, under a heading of its own.
    pub(super) fn article(self, name: &str, schema: &Value) -> Html {
        let heading = with("h3", &[("id", &anchor(name))], &code(name));
        let is = if schema.get("properties").is_some() || schema.get("additionalProperties").is_some() {
            Html::default()
        } else {
            element("p", &self.kind(schema).then(&self.bounds(schema)))
        };
        element("article", &heading.then(&said(schema)).then(&is).then(&self.fields(schema, 0)))
    }
    /// The fields of a schema, named or not.
    pub(super) fn fields(self, schema: &Value, depth: u8) -> Html {
        let schema = if depth == 0 { self.resolved(schema) } else { schema };
        if let Some(choices) = choices(schema).filter(|all| all.iter().any(|c| c.get("properties").is_some())) {
            return choices.iter().map(|choice| self.fields(choice, depth + 1)).collect();
        }
        let Some(fields) = schema.get("properties").and_then(Value::as_object).filter(|_| depth < DEEPEST) else {
            return Html::default();
        };
        let required = schema.get("required").and_then(Value::as_array);
        let needed = |name: &str| required.is_some_and(|all| all.iter().any(|n| n == name));
        list(fields.iter().map(|(name, field)| self.field(name, &self.kind(field), needed(name), field, depth)))
    }
    /// One field, or one parameter.
    pub(super) fn field(self, name: &str, kind: &Html, required: bool, field: &Value, depth: u8) -> Html {
        let needed = with("span", &[("class", "need")], &text(self.words.required)).when(required);
        let kind = with("span", &[("class", "kind")], kind);
        let term = element("dt", &code(name).then(&text(" ")).then(&kind).then(&text(" ")).then(&needed));
        let inner = field.get("items").unwrap_or(field);
        let told = said(field).then(&self.bounds(field)).then(&self.fields(inner, depth + 1));
        element("div", &term.then(&element("dd", &told)))
    }
    /// Of what kind a value is.
    pub(super) fn kind(self, schema: &Value) -> Html {
        if let Some(name) = name(schema) {
            return link(&format!("#{}", anchor(name)), &code(name));
        }
        if let Some(choices) = choices(schema) {
            return self.either(choices.iter().map(|choice| self.kind(choice)));
        }
        if let Some(values) = schema.get("enum").and_then(Value::as_array) {
            let values = values.iter().map(|v| code(v.as_str().unwrap_or_default()).then(&text(" ")));
            return text(self.words.one_of).then(&text(" ")).then(&values.collect());
        }
        let format = schema.get("format").and_then(Value::as_str).map(|f| format!(" ({f})")).unwrap_or_default();
        let plain = |kind: &Value| match kind.as_str().unwrap_or_default() {
            "array" => text(self.words.list_of).then(&schema.get("items").map(|i| self.kind(i)).unwrap_or_default()),
            "null" => text("null"),
            kind => text(&format!("{kind}{format}")),
        };
        match schema.get("type") {
            Some(Value::Array(kinds)) => self.either(kinds.iter().map(plain)),
            Some(kind) => plain(kind),
            None => text("JSON"),
        }
    }
    fn either(self, choices: impl Iterator<Item = Html>) -> Html {
        let mut all = Html::default();
        for (n, choice) in choices.enumerate() {
            all = all.then(&text(self.words.or).when(n > 0)).then(&choice);
        }
        all
    }
    /// Within which bounds, what when nothing is said, and for example what.
    fn bounds(self, schema: &Value) -> Html {
        let items = schema.get("items").into_iter();
        let mut found: Vec<Html> = std::iter::once(schema).chain(items).flat_map(|s| self.limits(s)).collect();
        let shown = |value: &Value| value.as_str().map_or_else(|| value.to_string(), str::to_owned);
        for (key, says) in [("default", self.words.default), ("example", self.words.such_as)] {
            if let Some(value) = schema.get(key).filter(|v| !v.is_null()) {
                found.push(text(says).then(&text(" ")).then(&code(&shown(value))));
            }
        }
        let any = !found.is_empty();
        let all = found.into_iter().map(|bound| element("li", &bound)).collect();
        with("ul", &[("class", "bounds")], &all).when(any)
    }
    fn limits(self, schema: &Value) -> Vec<Html> {
        let kinds = [
            ("minLength", "maxLength", self.words.characters),
            ("minItems", "maxItems", self.words.entries),
            ("minimum", "maximum", ""),
        ];
        let said = |(least, most, what): (&str, &str, &str)| {
            let range = match (schema.get(least), schema.get(most)) {
                (None, None) => return None,
                (Some(least), None) => format!("≥ {least}"),
                (None, Some(most)) => format!("≤ {most}"),
                (Some(least), Some(most)) if least == most => least.to_string(),
                (Some(least), Some(most)) => format!("{least}–{most}"),
            };
            Some(text(format!("{range} {what}").trim_end()))
        };
        kinds.into_iter().filter_map(said).collect()
    }
    fn resolved(self, schema: &'a Value) -> &'a Value {
        name(schema).and_then(|name| self.all?.get(name)).unwrap_or(schema)
    }
}

/// A list of fields.
pub(super) fn list(fields: impl Iterator<Item = Html>) -> Html {
    with("dl", &[("class", "fields")], &fields.collect())
}

fn said(schema: &Value) -> Html {
    let words = |value: &'_ Value| value.get("description").and_then(Value::as_str).map(prose);
    words(schema).or_else(|| choices(schema)?.iter().find_map(words)).unwrap_or_default()
}
fn choices(schema: &Value) -> Option<&Vec<Value>> {
    schema.get("oneOf").or_else(|| schema.get("anyOf")).and_then(Value::as_array)
}

/// The name of the schema that this one refers to.
pub(super) fn name(schema: &Value) -> Option<&str> {
    schema.get("$ref").and_then(Value::as_str)?.strip_prefix("#/components/schemas/")
}
fn anchor(name: &str) -> String {
    format!("shape-{name}")
}

/// An example, to be opened.
pub(super) fn example(content: &Value, words: &Words) -> Html {
    let Some(example) = content.get("example") else { return Html::default() };
    let shown =
        example.as_str().map_or_else(|| serde_json::to_string_pretty(example).unwrap_or_default(), str::to_owned);
    let title = element("summary", &line(words.example));
    element("details", &title.then(&with("pre", &[("tabindex", "0")], &code(&shown))))
}
