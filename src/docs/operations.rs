//! Operations as people read them: what they do, what they are told, what they answer, and how they refuse.
use super::html::{Html, code, element, line, link, prose, text, with};
use super::shapes::{Shapes, example, list};
use serde_json::{Map, Value};

const METHODS: [&str; 5] = ["get", "post", "put", "patch", "delete"];

/// One operation of the description.
#[derive(Clone, Copy)]
pub(super) struct Operation<'a> {
    method: &'static str,
    path: &'a str,
    told: &'a Value,
}

/// Every operation, in the order of the description.
pub(super) fn operations(spec: &Value) -> Vec<Operation<'_>> {
    let paths = spec.get("paths").and_then(Value::as_object).into_iter().flatten();
    paths.flat_map(|(path, item)| Operation::at(path, item)).collect()
}

impl<'a> Operation<'a> {
    fn at(path: &'a str, item: &'a Value) -> Vec<Self> {
        METHODS.iter().filter_map(|method| Some(Self { method, path, told: item.get(*method)? })).collect()
    }
    fn str(self, key: &str) -> &'a str {
        self.told.get(key).and_then(Value::as_str).unwrap_or_default()
    }
    /// Whether it is told of under this heading.
    pub(super) fn has_tag(self, tag: &str) -> bool {
        self.told.get("tags").and_then(Value::as_array).is_some_and(|tags| tags.iter().any(|t| t == tag))
    }
    /// Its method and its path.
    fn address(self) -> Html {
        let method = with("span", &[("class", &format!("method {}", self.method))], &text(&self.method.to_uppercase()));
        method.then(&text(" ")).then(&with("code", &[("class", "path")], &text(self.path)))
    }
    /// Its line in the contents.
    pub(super) fn entry(self) -> Html {
        element("li", &link(&format!("#{}", self.str("operationId")), &self.address()))
    }
    /// All that is said of it.
    pub(super) fn article(self, shapes: Shapes<'_>) -> Html {
        let heading = with("h3", &[("id", self.str("operationId"))], &self.address());
        let summary = with("p", &[("class", "summary"), ("lang", "en")], &line(self.str("summary")));
        let bare = self.told.get("security").and_then(Value::as_array).is_none_or(Vec::is_empty);
        let words = shapes.words;
        let session = with("p", &[("class", "session")], &text(if bare { words.open } else { words.session }));
        let parts = [
            heading,
            summary,
            prose(self.str("description")),
            session,
            self.parameters(shapes),
            self.body(shapes),
            self.answers(shapes),
            self.refusals(shapes),
        ];
        with("article", &[("class", "operation")], &parts.into_iter().collect())
    }
    fn parameters(self, shapes: Shapes<'_>) -> Html {
        let Some(all) = self.told.get("parameters").and_then(Value::as_array) else { return Html::default() };
        let place = |parameter: &Value| {
            let place = parameter.get("in").and_then(Value::as_str).unwrap_or_default();
            shapes.words.places.iter().find(|(name, _)| *name == place).map_or("", |(_, said)| said)
        };
        let one = |parameter: &Value| {
            let schema = parameter.get("schema").unwrap_or(&Value::Null);
            let kind = shapes.kind(schema).then(&text(&format!(", {}", place(parameter))));
            let name = parameter.get("name").and_then(Value::as_str).unwrap_or_default();
            let required = parameter.get("required").and_then(Value::as_bool).unwrap_or_default();
            shapes.field(name, &kind, required, &whole(parameter, schema), 1)
        };
        element("h4", &text(shapes.words.parameters)).then(&list(all.iter().map(one))).when(!all.is_empty())
    }
    fn body(self, shapes: Shapes<'_>) -> Html {
        let Some(content) = self.told.pointer("/requestBody/content").and_then(Value::as_object) else {
            return Html::default();
        };
        let told = content.values().map(|content| {
            let schema = content.get("schema").unwrap_or(&Value::Null);
            let kind = element("p", &shapes.kind(schema));
            let optional = content.get("example").is_some_and(|e| e.as_object().is_some_and(Map::is_empty));
            let empty = element("p", &text(shapes.words.empty)).when(optional);
            kind.then(&empty).then(&shapes.fields(schema, 0)).then(&example(content, shapes.words).when(!optional))
        });
        element("h4", &text(shapes.words.body)).then(&told.collect())
    }
    fn answers(self, shapes: Shapes<'_>) -> Html {
        let one = |(status, answer): (&String, &Value)| {
            let content = answer.get("content").and_then(Value::as_object).into_iter().flatten();
            let shown = content.map(|(kind, content)| {
                let shape = content.get("schema").map(|s| shapes.kind(s)).unwrap_or_default();
                let kind = code(kind).then(&text(" ")).then(&shape);
                element("p", &kind).then(&example(content, shapes.words))
            });
            let told = prose(description(answer)).then(&headers(answer)).then(&shown.collect());
            element("div", &element("dt", &code(status)).then(&element("dd", &told)))
        };
        let all = self.told.get("responses").and_then(Value::as_object).into_iter().flatten();
        let good = all.filter(|(_, answer)| !refuses(answer)).map(one);
        element("h4", &text(shapes.words.answers)).then(&list(good))
    }
    fn refusals(self, shapes: Shapes<'_>) -> Html {
        let one = |(status, answer): (&String, &Value)| {
            element("div", &element("dt", &code(status)).then(&element("dd", &prose(description(answer)))))
        };
        let all = self.told.get("responses").and_then(Value::as_object).into_iter().flatten();
        let bad = list(all.filter(|(_, answer)| refuses(answer)).map(one));
        element("details", &element("summary", &text(shapes.words.refusals)).then(&bad))
    }
}

fn description(value: &Value) -> &str {
    value.get("description").and_then(Value::as_str).unwrap_or_default()
}
fn refuses(answer: &Value) -> bool {
    answer.pointer("/content/application~1problem+json").is_some()
}

/// The headers of an answer that are worth a word: all but the id that every answer has.
fn headers(answer: &Value) -> Html {
    let all = answer.get("headers").and_then(Value::as_object).into_iter().flatten();
    let told = all.filter(|(name, _)| *name != "X-Request-Id").map(|(name, header)| {
        let says = with("span", &[("lang", "en")], &line(description(header)));
        element("p", &code(name).then(&text(" ")).then(&says))
    });
    told.collect()
}

/// A parameter with what its schema says of bounds.
fn whole(parameter: &Value, schema: &Value) -> Value {
    let mut all = schema.as_object().cloned().unwrap_or_default();
    all.remove("$ref");
    for key in ["description", "example"] {
        if let Some(value) = parameter.get(key) {
            all.insert(key.to_owned(), value.clone());
        }
    }
    Value::Object(all)
}
