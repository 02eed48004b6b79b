//! The page around the operations: title, contents, a section for each tag, and the shapes at the end.
use super::html::{Html, element, line, link, prose, text, void, with};
use super::operations::{Operation, operations};
use super::shapes::Shapes;
use super::words::{Words, words};
use crate::kernel::Lang;
use actix_web::web::Bytes;
use serde_json::Value;
use std::sync::{Arc, OnceLock};

/// Where the stylesheet is.
pub(super) const STYLE: &str = "/docs/style.css";

/// The page in both languages, each made when it is first asked for.
pub struct Pages {
    description: Arc<Value>,
    made: [OnceLock<Bytes>; 2],
}

impl Pages {
    /// The pages of a description.
    #[must_use]
    pub fn of(description: Arc<Value>) -> Self {
        Self { description, made: Default::default() }
    }
    /// The page in a language.
    #[must_use]
    pub fn page(&self, lang: Lang) -> Bytes {
        let [fr, en] = &self.made;
        let place = if lang == Lang::Fr { fr } else { en };
        place.get_or_init(|| page(&self.description, lang).into()).clone()
    }
}

fn page(spec: &Value, lang: Lang) -> String {
    let words = words(lang);
    let shapes = Shapes { all: spec.pointer("/components/schemas").and_then(Value::as_object), words };
    let (tags, operations) = (tags(spec), operations(spec));
    let skip = with("a", &[("class", "skip"), ("href", "#main")], &text(words.skip));
    let main = tags.iter().map(|tag| section(*tag, &operations, shapes)).chain([all_shapes(shapes)]).collect();
    let body = [
        skip,
        header(spec, words, lang),
        contents(&tags, &operations, words),
        with("main", &[("id", "main"), ("tabindex", "-1")], &main),
    ];
    let html = head(words).then(&element("body", &body.into_iter().collect()));
    with("html", &[("lang", lang.tag())], &html).document()
}

fn head(words: &Words) -> Html {
    let parts = [
        void("meta", &[("charset", "utf-8")]),
        void("meta", &[("name", "viewport"), ("content", "width=device-width, initial-scale=1")]),
        void("meta", &[("name", "color-scheme"), ("content", "light dark")]),
        element("title", &text(words.title)),
        void("link", &[("rel", "stylesheet"), ("href", STYLE)]),
    ];
    element("head", &parts.into_iter().collect())
}

fn header(spec: &Value, words: &Words, lang: Lang) -> Html {
    let other = if lang == Lang::Fr { Lang::En } else { Lang::Fr }.tag();
    let attributes =
        [("class", "other"), ("href", &format!("/docs?lang={other}")), ("lang", other), ("hreflang", other)];
    let version = spec.pointer("/info/version").and_then(Value::as_str).unwrap_or_default();
    let source = link("/openapi.json", &text(words.source)).then(&text(&format!(" · {version}")));
    let parts = [
        with("a", &attributes, &text(words.other)),
        element("h1", &text(words.title)),
        element("p", &text(words.promise)),
        with("p", &[("class", "duty"), ("role", "note")], &element("strong", &text(words.duty))),
        element("p", &text(words.about)),
        element("p", &source),
    ];
    element("header", &parts.into_iter().collect())
}

/// The headings under which operations are told of, and what they are.
fn tags(spec: &Value) -> Vec<(&str, &str)> {
    let all = spec.get("tags").and_then(Value::as_array).into_iter().flatten();
    all.filter_map(|tag| Some((tag.get("name")?.as_str()?, tag.get("description")?.as_str()?))).collect()
}

fn contents(tags: &[(&str, &str)], operations: &[Operation<'_>], words: &Words) -> Html {
    let tag = |(name, _): &(&str, &str)| {
        let under = operations.iter().filter(|op| op.has_tag(name)).map(|op| op.entry()).collect();
        element("li", &link(&format!("#about-{name}"), &text(name)).then(&element("ul", &under)))
    };
    let shapes = element("li", &link("#about-shapes", &text(words.shapes)));
    let list = element("ul", &tags.iter().map(tag).chain([shapes]).collect());
    let heading = with("h2", &[("id", "contents")], &text(words.contents));
    with("nav", &[("aria-labelledby", "contents")], &heading.then(&list))
}

fn section((name, about): (&str, &str), operations: &[Operation<'_>], shapes: Shapes<'_>) -> Html {
    let id = format!("about-{name}");
    let heading = with("h2", &[("id", &id)], &line(name));
    let all = operations.iter().filter(|op| op.has_tag(name)).map(|op| op.article(shapes)).collect();
    with("section", &[("aria-labelledby", &id)], &heading.then(&prose(about)).then(&all))
}

fn all_shapes(shapes: Shapes<'_>) -> Html {
    let heading = with("h2", &[("id", "about-shapes")], &text(shapes.words.shapes));
    let about = element("p", &text(shapes.words.shapes_are));
    let all = shapes.named().map(|(name, schema)| shapes.article(name, schema)).collect();
    with("section", &[("aria-labelledby", "about-shapes")], &heading.then(&about).then(&all))
}
