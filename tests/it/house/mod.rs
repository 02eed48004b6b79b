//! The house rules as tests, so that a review may look at what only people can judge.
//!
//! Source is read as text, as rustfmt leaves it. A rule lists all that breaks it at once.
mod imports;
mod licences;

use std::fs;
use std::path::Path;

/// How long a file may be.
const LINES: usize = 350;

/// A file of ours: its path, its text, and that text without comments and tests, line for line.
struct Source {
    file: String,
    text: String,
    code: String,
}

impl Source {
    fn new(file: &str, text: String) -> Self {
        Self { file: file.to_owned(), code: bare(&text), text }
    }

    /// The offence of a line, counted from one.
    fn offence(&self, line: usize, why: &str) -> String {
        let shown = self.text.lines().nth(line.saturating_sub(1)).unwrap_or_default();
        format!("{}:{line}: {why}: {}", self.file, shown.trim())
    }

    /// The offences of all lines of a text that this is, or its code, with one of these words in them.
    fn naming(&self, text: &str, words: &[String], why: &str) -> Vec<String> {
        let named = |line: &str| words.iter().any(|word| line.contains(word));
        text.lines().enumerate().filter(|(_, l)| named(l)).map(|(n, _)| self.offence(n + 1, why)).collect()
    }
}

/// All Rust files below a folder, which need not exist.
fn sources(folder: &str) -> Vec<Source> {
    let mut found = Vec::new();
    let mut folders = vec![root().join(folder)];
    while let Some(folder) = folders.pop() {
        for path in fs::read_dir(folder).into_iter().flatten().map(|entry| entry.unwrap().path()) {
            if path.is_dir() {
                folders.push(path);
            } else if path.extension().is_some_and(|e| e == "rs") {
                let file = path.strip_prefix(root()).unwrap().to_str().unwrap();
                found.push(Source::new(file, fs::read_to_string(&path).unwrap()));
            }
        }
    }
    found.sort_by(|a, b| a.file.cmp(&b.file));
    found
}

fn root() -> &'static Path {
    Path::new(env!("CARGO_MANIFEST_DIR"))
}

/// Blanks comments and `#[cfg(test)]` items, and keeps the number of lines.
fn bare(text: &str) -> String {
    let mut test_at = None;
    let mut hidden = |line: &str| {
        let inner = line.trim_start();
        let indent = line.len() - inner.len();
        if let Some(at) = test_at {
            let last = indent == at && !inner.starts_with('#') && inner.ends_with(['}', ';']);
            test_at = test_at.filter(|_| !last);
            return true;
        }
        test_at = inner.starts_with("#[cfg(test)]").then_some(indent);
        test_at.is_some() || inner.starts_with("//")
    };
    let shown = |line| if hidden(line) { "" } else { line.split(" // ").next().unwrap_or_default() };
    text.lines().map(shown).collect::<Vec<_>>().join("\n")
}

#[track_caller]
fn none(offences: &[String]) {
    assert!(offences.is_empty(), "{} against the house rules:\n  {}\n", offences.len(), offences.join("\n  "));
}

#[test]
fn the_reader_leaves_out_comments_and_tests() {
    let text = "//! a\nuse b; // c\n#[cfg(test)]\n#[expect(d)]\nmod tests {\n    use e;\n}\nfn f() {}\n    /// g\n";

    assert_eq!(bare(text), "\nuse b;\n\n\n\n\n\nfn f() {}\n");
}

#[test]
fn a_file_is_one_thought() {
    let ours = ["src", "tests"].map(sources);
    let long = |s: &&Source| s.text.lines().count() > LINES;
    none(&ours.iter().flatten().filter(long).map(|s| s.offence(LINES + 1, "over 350 lines")).collect::<Vec<_>>());
}

#[test]
fn every_file_begins_with_its_promise() {
    let ours = ["src", "tests"].map(sources);
    let mute = |s: &&Source| !s.text.starts_with("//! ");
    none(&ours.iter().flatten().filter(mute).map(|s| s.offence(1, "no promise at the top")).collect::<Vec<_>>());
}

#[test]
fn nothing_is_left_unfinished() {
    // In two halves, so that this file does not accuse itself.
    let words = [("to", "do!("), ("unim", "plemented!("), ("#[ig", "nore"), ("FIX", "ME"), ("TO", "DO")];
    let words = words.map(|(one, two)| format!("{one}{two}"));
    let ours = ["src", "tests"].map(sources);
    none(&ours.iter().flatten().flat_map(|s| s.naming(&s.text, &words, "unfinished")).collect::<Vec<_>>());
}

#[test]
fn no_test_sleeps() {
    let words = ["::sle", " sle"].map(|start| format!("{start}ep("));
    none(&sources("tests/it").iter().flat_map(|s| s.naming(&s.code, &words, "a test waits")).collect::<Vec<_>>());
}

#[test]
fn every_code_is_met_by_a_test() {
    let catalogue = fs::read_to_string(root().join("src/problem/code.rs")).unwrap_or_default();
    let line = |l: &str| -> Option<(String, String)> {
        let (name, rest) = l.trim().split_once(" = \"")?;
        name.chars().all(char::is_alphanumeric).then_some(())?;
        Some((format!("Code::{name}"), format!("\"{}\"", rest.split('"').next()?)))
    };
    let codes: Vec<_> = catalogue.lines().filter_map(line).collect();
    let tests: String = sources("tests/it").into_iter().map(|s| s.code).collect();
    let named = |name: &str| tests.split(name).skip(1).any(|after| !after.starts_with(char::is_alphanumeric));

    let unmet = codes.iter().filter(|(name, code)| !named(name) && !tests.contains(code));

    none(&unmet.map(|(name, code)| format!("{name} ({code}) occurs in no test")).collect::<Vec<_>>());
    assert!(catalogue.is_empty() || !codes.is_empty(), "src/problem/code.rs is no longer read as lines of a catalogue");
}

/// The dependencies without a comment above; one comment serves a family: `tracing`, `tracing-subscriber`.
fn unexplained(manifest: &str) -> Vec<&str> {
    let (mut found, mut listing, mut reason) = (Vec::new(), false, None);
    for line in manifest.lines() {
        if line.starts_with('[') {
            listing = line.ends_with("dependencies]");
        }
        if line.starts_with('#') {
            reason = Some("");
        } else if line.is_empty() || line.starts_with('[') {
            reason = None;
        } else if let Some((name, _)) = line.split_once(" = ").filter(|_| listing && !line.starts_with([' ', ']'])) {
            reason =
                reason.filter(|first| name.starts_with(first)).map(|first| if first.is_empty() { name } else { first });
            found.extend(reason.is_none().then_some(name));
        }
    }
    found
}

#[test]
fn every_dependency_says_why() {
    let sample = "a = 1\n[dependencies]\n# Why.\nb = 1\nb-c = 1\nd = 1\n# Why.\ne = [\n    \"f = 1\",\n]\n\ng = 1\n";

    let manifest = fs::read_to_string(root().join("Cargo.toml")).unwrap();

    assert_eq!(unexplained(sample), ["d", "g"]);
    assert_eq!(unexplained(&manifest), [""; 0], "a line of one reason belongs above each");
}

#[test]
fn french_stays_where_people_read_it() {
    let places = ["src/problem/", "src/rules/", "src/commands/demo", "src/commands/import/words", "src/docs/words"];
    let accents: Vec<_> = "àâçèéêëîïôùûœ«»ÀÂÇÈÉÊËÎÏÔÙÛŒ".chars().map(String::from).collect();
    let ours = sources("src");
    let elsewhere = ours.iter().filter(|s| !places.iter().any(|place| s.file.starts_with(place)));
    // An example shows what people write, and people have accents.
    let shown = |line: &&str| !line.contains("example = ");
    let code =
        |s: &Source| s.code.lines().map(|line| if shown(&line) { line } else { "" }).collect::<Vec<_>>().join("\n");
    none(&elsewhere.flat_map(|s| s.naming(&code(s), &accents, "French outside the catalogues")).collect::<Vec<_>>());
}
