//! `api-spec/access.md`: who may see and do what, asked of the policy itself and told in both languages.
use super::lines::{Line, case_lines, deployment_lines, hides};
use crate::access::{Action, CaseState, Column, RuleId, Standing, cell, column};
use crate::kernel::{Compartment, Discipline, Lang, Role};
use crate::problem::{Error, Result};
use std::collections::BTreeSet;

/// Words that the page is told in.
const WORDS: &str = include_str!("access.toml");
/// What nothing opens, in the order of the policy.
const RULES: [RuleId; 6] =
    ["excluded", "role-without-content", "never-to-police-or-crown", "youth-accused", "case-closed", "case-merged"];

/// What the table says, from most to least.
const CELLS: [&str; 7] = ["W", "R", "Own", "S", "M", "C", "X"];

/// The page: English, then French.
pub(super) fn page() -> Result<String> {
    let words: toml::Table = WORDS.parse().map_err(Error::internal)?;
    let cases = case_lines();
    let mut out = String::new();
    for lang in [Lang::En, Lang::Fr] {
        let page = Page { words: &words, lang, cases: &cases };
        if !out.is_empty() {
            out.push_str("\n---\n\n");
        }
        out.push_str(&page.whole()?);
    }
    Ok(out)
}

struct Page<'a> {
    words: &'a toml::Table,
    lang: Lang,
    cases: &'a [Line],
}

impl Page<'_> {
    fn whole(&self) -> Result<String> {
        let text = |key| self.say("text", key);
        let parts = [
            format!("# {}\n\n{}\n\n{}\n", text("title")?, text("made")?, text("duty")?),
            format!("## {}\n\n{}\n\n{}", text("kinds")?, text("kinds_intro")?, self.kinds()?),
            format!("### {}\n\n{}", text("belong")?, self.belong()?),
            format!("## {}\n\n{}\n\n{}", text("never")?, text("never_intro")?, self.never()?),
            format!("## {}\n\n{}\n\n{}", text("shows")?, text("shows_intro")?, self.shows()?),
            format!("## {}\n\n{}\n\n{}", text("on_cases")?, text("on_cases_intro")?, self.on_cases()?),
            format!("## {}\n\n{}\n\n{}", text("elsewhere")?, text("elsewhere_intro")?, self.elsewhere()?),
        ];
        Ok(parts.join("\n"))
    }
    /// One word or sentence; a word that is missing is said with its place.
    fn say(&self, group: &str, key: &str) -> Result<&str> {
        let missing = || Error::internal(format!("src/commands/openapi/access.toml has no words for {group}.{key}"));
        let words = self.words.get(group).and_then(|g| g.get(key)).and_then(|w| w.get(self.lang.tag()));
        words.and_then(toml::Value::as_str).ok_or_else(missing)
    }
    fn all(&self, group: &str, keys: impl IntoIterator<Item = &'static str>) -> Result<String> {
        let said: Vec<&str> = keys.into_iter().map(|key| self.say(group, key)).collect::<Result<_>>()?;
        Ok(said.join(", "))
    }
    fn head(&self, keys: &[&str]) -> Result<String> {
        let heads: Vec<&str> = keys.iter().map(|key| self.say("text", key)).collect::<Result<_>>()?;
        Ok(format!("{}{}", row(&heads), row(&vec!["---"; heads.len()])))
    }
    /// The first table, and what its letters mean.
    fn kinds(&self) -> Result<String> {
        let columns: Vec<String> = Column::ALL.iter().map(|c| format!("{c:?}")).collect();
        let mut heads = vec![self.say("text", "kind")?];
        for name in &columns {
            heads.push(self.say("columns", name)?);
        }
        let mut out = format!("{}{}", row(&heads), row(&vec!["---"; heads.len()]));
        for kind in Compartment::ALL {
            let cells: Vec<String> = Column::ALL.iter().map(|c| format!("{:?}", cell(*c, *kind))).collect();
            let mut line = vec![self.say("kinds_of_information", kind.name())?];
            line.extend(cells.iter().map(String::as_str));
            out.push_str(&row(&line));
        }
        out.push('\n');
        for letter in CELLS {
            out.extend([format!("* {letter}: {}\n", self.say("cells", letter)?)]);
        }
        Ok(out)
    }
    fn belong(&self) -> Result<String> {
        let of =
            |wanted: Option<Column>| Discipline::ALL.iter().filter(move |d| column(**d) == wanted).map(|d| d.name());
        let mut out = String::new();
        for one in Column::ALL.iter().filter(|c| **c != Column::Coordinator) {
            let names = self.all("disciplines", of(Some(*one)))?;
            out.extend([format!("* {}: {names}\n", self.say("columns", &format!("{one:?}"))?)]);
        }
        let names = self.all("disciplines", of(None))?;
        Ok(format!("{out}* {}: {names}\n", self.say("text", "others")?))
    }
    fn never(&self) -> Result<String> {
        let found = hides();
        if let Some(rule) = found.keys().find(|rule| !RULES.contains(*rule)) {
            return Err(Error::internal(format!("the access page does not tell the rule {rule} yet")));
        }
        let mut out = String::new();
        for rule in RULES {
            out.extend([format!("* {}", self.say("rules", rule)?)]);
            let Some((kinds, from)) = found.get(rule) else {
                return Err(Error::internal(format!("the policy has no rule {rule} any more")));
            };
            if kinds.len() < Compartment::ALL.len() {
                let kinds = self.all("kinds_of_information", kinds.iter().map(|k| k.name()))?;
                let from = self.all("disciplines", from.iter().map(|d| d.name()))?;
                let (what, whom) = (self.say("text", "hidden_kinds")?, self.say("text", "hidden_from")?);
                out.extend([format!(" ({what}: {kinds}; {whom}: {from})")]);
            }
            out.push('\n');
        }
        Ok(out)
    }
    fn shows(&self) -> Result<String> {
        let mut out = self.head(&["standing", "role", "state", "only", "sees"])?;
        for line in self.cases.iter().filter(|line| line.action == Action::ReadHandoff) {
            let views = match line.standing {
                Standing::Team | Standing::Coordinator => {
                    let hidden = ["C", "X"].iter().any(|letter| line.cells.contains(*letter));
                    self.say("text", if hidden { "at_least" } else { "by_table" })?.to_owned()
                }
                _ => self.all("views", line.views.iter().map(|v| v.name()))?,
            };
            let standing = self.say("standings", line.standing.name())?;
            out.push_str(&row(&[standing, &self.roles(line)?, &self.states(line)?, &self.only(line)?, &views]));
        }
        Ok(out)
    }
    fn on_cases(&self) -> Result<String> {
        let mut out = self.head(&["what", "entry", "standing", "role", "state", "cell", "only"])?;
        for line in self.cases {
            let (name, standing) = (line.action.name(), line.standing.name());
            let cells: Vec<&str> = CELLS.into_iter().filter(|letter| line.cells.contains(*letter)).collect();
            let cells = if cells.is_empty() { "–".to_owned() } else { cells.join(" ") };
            out.push_str(&row(&[
                self.say("actions", name)?,
                &format!("`{name}`"),
                self.say("standings", standing)?,
                &self.callers(line)?,
                &self.states(line)?,
                &cells,
                &self.only(line)?,
            ]));
        }
        Ok(out)
    }
    fn elsewhere(&self) -> Result<String> {
        let mut out = self.head(&["what", "entry", "standing", "role", "sees"])?;
        for line in deployment_lines() {
            let (name, standing) = (line.action.name(), self.say("standings", line.standing.name())?);
            let (roles, views) = (self.callers(&line)?, self.all("views", line.views.iter().map(|v| v.name()))?);
            out.push_str(&row(&[self.say("actions", name)?, &format!("`{name}`"), standing, &roles, &views]));
        }
        Ok(out)
    }
    fn roles(&self, line: &Line) -> Result<String> {
        self.all("roles", line.roles.iter().copied().map(Role::name))
    }
    /// The roles, and those who are nobody's person.
    fn callers(&self, line: &Line) -> Result<String> {
        let mut callers = vec![self.roles(line)?];
        for kind in &line.kinds {
            callers.push(self.say("roles", kind)?.to_owned());
        }
        Ok(joined(&callers))
    }
    fn states(&self, line: &Line) -> Result<String> {
        if line.states.len() == CaseState::ALL.len() {
            return self.say("text", "any").map(str::to_owned);
        }
        self.all("states", line.states.iter().map(|s| s.name()))
    }
    /// What narrows a line beyond role and state.
    fn only(&self, line: &Line) -> Result<String> {
        let mut only = Vec::new();
        if line.marked {
            only.push(self.say("text", "marked")?.to_owned());
        }
        let usual = self.cases.iter().filter(|l| l.standing == line.standing).map(|l| &l.disciplines);
        if line.disciplines != usual.flatten().copied().collect::<BTreeSet<_>>() {
            only.push(self.all("disciplines", line.disciplines.iter().map(|d| d.name()))?);
        }
        Ok(joined(&only))
    }
}

fn row(cells: &[&str]) -> String {
    format!("| {} |\n", cells.join(" | "))
}
fn joined(parts: &[String]) -> String {
    let parts: Vec<&str> = parts.iter().map(String::as_str).filter(|part| !part.is_empty()).collect();
    parts.join(", ")
}
