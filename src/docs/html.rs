//! Pieces of a page. Whatever goes in is escaped: only names of elements and attributes, which are ours, are not.

/// A piece of a page, whole in itself.
#[derive(Debug, Default)]
pub(super) struct Html(String);

/// Attributes of an element.
type Attributes<'a> = &'a [(&'static str, &'a str)];

impl Html {
    /// The whole document.
    pub(super) fn document(self) -> String {
        format!("<!doctype html>\n{}\n", self.0)
    }
    /// This, then that.
    pub(super) fn then(mut self, next: &Self) -> Self {
        self.0.push_str(&next.0);
        self
    }
    /// This, when it is so.
    pub(super) fn when(self, so: bool) -> Self {
        if so { self } else { Self::default() }
    }
}
impl FromIterator<Html> for Html {
    fn from_iter<I: IntoIterator<Item = Html>>(parts: I) -> Self {
        parts.into_iter().fold(Self::default(), |all, part| all.then(&part))
    }
}

/// Text as it is.
pub(super) fn text(text: &str) -> Html {
    let mut out = String::with_capacity(text.len());
    for c in text.chars() {
        match c {
            '&' => out.push_str("&amp;"),
            '<' => out.push_str("&lt;"),
            '>' => out.push_str("&gt;"),
            '"' => out.push_str("&quot;"),
            '\'' => out.push_str("&#39;"),
            c => out.push(c),
        }
    }
    Html(out)
}

/// An element.
pub(super) fn element(name: &'static str, inside: &Html) -> Html {
    with(name, &[], inside)
}

/// An element with attributes.
pub(super) fn with(name: &'static str, attributes: Attributes<'_>, inside: &Html) -> Html {
    Html(format!("{}{}</{name}>", void(name, attributes).0, inside.0))
}

/// An element that has no inside.
pub(super) fn void(name: &'static str, attributes: Attributes<'_>) -> Html {
    let mut out = format!("<{name}");
    for (name, value) in attributes {
        for part in [" ", name, "=\"", &text(value).0, "\""] {
            out.push_str(part);
        }
    }
    out.push('>');
    Html(out)
}

/// A word of a program.
pub(super) fn code(word: &str) -> Html {
    element("code", &text(word))
}

/// A link within this server.
pub(super) fn link(to: &str, inside: &Html) -> Html {
    with("a", &[("href", to)], inside)
}

/// One line of text, with `words of programs` in it.
pub(super) fn line(words: &str) -> Html {
    if !words.matches('`').count().is_multiple_of(2) {
        return text(words);
    }
    let part = |(n, part): (usize, &str)| if n % 2 == 1 { code(part) } else { text(part) };
    words.split('`').enumerate().map(part).collect()
}

/// English paragraphs, whatever the language of the page is.
pub(super) fn prose(words: &str) -> Html {
    let paragraphs = words.split("\n\n").map(str::trim).filter(|words| !words.is_empty());
    paragraphs.map(|words| with("p", &[("lang", "en")], &line(words))).collect()
}

#[cfg(test)]
mod tests {
    use super::{link, prose, text, with};

    #[test]
    fn nothing_that_goes_in_is_markup() {
        let evil = "<script>\"'&";

        assert_eq!(text(evil).0, "&lt;script&gt;&quot;&#39;&amp;");
        assert_eq!(link(evil, &text("x")).0, "<a href=\"&lt;script&gt;&quot;&#39;&amp;\">x</a>");
        assert_eq!(with("p", &[("id", "a\" b=\"")], &text("")).0, "<p id=\"a&quot; b=&quot;\"></p>");
        assert_eq!(prose("`<b>` and <i>").0, "<p lang=\"en\"><code>&lt;b&gt;</code> and &lt;i&gt;</p>");
    }

    #[test]
    fn paragraphs_are_told_apart() {
        assert_eq!(
            prose("One `a`.\n\nTwo ` b.").0,
            "<p lang=\"en\">One <code>a</code>.</p><p lang=\"en\">Two ` b.</p>"
        );
    }
}
