//! Reading packs: a row is either sound in every field or refused with its file and line.
use super::due::Deadline;
use crate::kernel::{Compartment, Discipline, Urgency};
use chrono::NaiveDate;
use serde::{Deserialize, Deserializer, de::DeserializeOwned, de::Error};
use std::collections::BTreeMap;
use toml::{Spanned, value::Datetime};

/// A rule's text in both languages.
#[derive(Debug, Clone, PartialEq, Eq, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Label {
    /// English.
    pub en: String,
    /// French.
    pub fr: String,
}

/// Something that may be handed off: a service, a responsibility or a piece of information.
#[derive(Debug, Clone, PartialEq, Eq, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct ServiceType {
    /// Its name in bodies and columns.
    pub id: String,
    /// Which kind of information a handoff of this type is, and all that comes from it.
    pub compartment: Compartment,
    /// Who may send it; the pack writes `["any"]` for everybody.
    #[serde(deserialize_with = "disciplines")]
    pub from: Vec<Discipline>,
    /// Who may receive it.
    #[serde(deserialize_with = "disciplines")]
    pub to: Vec<Discipline>,
    /// True when the family may decline it; false for steps that the law or a protocol asks for.
    pub voluntary: bool,
    /// True when it is a service to a person, which is followed up after receipt.
    pub referral: bool,
    /// How soon it must be answered when the sender does not say.
    pub urgency: Urgency,
    /// Its name for people.
    pub label: Label,
    /// Where the rule comes from.
    pub citation: String,
    /// Who checked it; empty when nobody has.
    pub verified_by: String,
    /// The first day on which it applies.
    #[serde(deserialize_with = "day")]
    pub effective_from: NaiveDate,
    /// The last day on which it applies, if it ended.
    #[serde(default, deserialize_with = "day_opt")]
    pub effective_to: Option<NaiveDate>,
    /// Where it applies: `CA`, or a part of it such as `CA-QC`.
    pub jurisdiction: String,
}
impl ServiceType {
    /// True when people of that discipline may send it.
    #[must_use]
    pub fn may_send(&self, d: Discipline) -> bool {
        self.from.contains(&d)
    }
    /// True when an agency of that discipline may receive it.
    #[must_use]
    pub fn may_receive(&self, d: Discipline) -> bool {
        self.to.contains(&d)
    }
    /// Support and healing never pass through the hands of those who must disclose what they hold to the accused.
    fn is_shielded(&self) -> bool {
        let shielded = matches!(self.compartment, Compartment::Therapy | Compartment::Advocacy | Compartment::Culture);
        let disclosing = [Discipline::Police, Discipline::IceUnit, Discipline::Crown];
        !shielded || disclosing.iter().all(|d| !self.may_send(*d) && !self.may_receive(*d))
    }
}

/// The packs that are compiled into the program, by file.
const EMBEDDED: [(&str, &str); 3] = [
    ("services.toml", include_str!("packs/services.toml")),
    ("codes.toml", include_str!("packs/codes.toml")),
    ("deadlines.toml", include_str!("packs/deadlines.toml")),
];

/// All packs, read once.
#[derive(Debug, Clone, PartialEq)]
pub struct Rules {
    services: BTreeMap<String, ServiceType>,
    lists: BTreeMap<String, Vec<Code>>,
    deadlines: BTreeMap<String, Deadline>,
}
impl Rules {
    /// Reads the packs that are compiled into the program.
    pub fn embedded() -> Result<Self, String> {
        let [services, codes, deadlines] = EMBEDDED.map(|(name, text)| Pack { name, text });
        Self::read(&services, &codes, &deadlines)
    }
    /// The service type of that name.
    #[must_use]
    pub fn service(&self, id: &str) -> Option<&ServiceType> {
        self.services.get(id)
    }
    /// Every service type, in order of its name.
    pub fn services(&self) -> impl Iterator<Item = &ServiceType> {
        self.services.values()
    }
    /// True when the list holds the code.
    #[must_use]
    pub fn code(&self, list: &str, code: &str) -> bool {
        self.lists.get(list).is_some_and(|codes| codes.iter().any(|c| c.code == code))
    }
    /// The codes of a list, as its pack orders them; none when there is no such list.
    #[must_use]
    pub fn codes(&self, list: &str) -> Vec<(&str, &Label)> {
        self.lists.get(list).into_iter().flatten().map(|c| (c.code.as_str(), &c.label)).collect()
    }
    /// The names of all lists, in order.
    #[must_use]
    pub fn lists(&self) -> Vec<&str> {
        self.lists.keys().map(String::as_str).collect()
    }
    /// The deadline of that name.
    #[must_use]
    pub fn deadline(&self, id: &str) -> Option<&Deadline> {
        self.deadlines.get(id)
    }

    fn read(services: &Pack<'_>, codes: &Pack<'_>, deadlines: &Pack<'_>) -> Result<Self, String> {
        Ok(Self {
            services: services.rows(services.parse::<ServicesFile>()?.service)?,
            lists: codes.lists()?,
            deadlines: deadlines.rows(deadlines.parse::<DeadlinesFile>()?.deadline)?,
        })
    }
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct ServicesFile {
    service: Vec<Spanned<ServiceType>>,
}
#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct DeadlinesFile {
    deadline: Vec<Spanned<Deadline>>,
}
#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct CodesFile {
    lists: BTreeMap<String, Spanned<List>>,
}
#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct List {
    citation: String,
    #[expect(dead_code, reason = "every list must say it, nothing asks for it yet")]
    verified_by: String,
    #[serde(deserialize_with = "day")]
    effective_from: NaiveDate,
    #[serde(default, deserialize_with = "day_opt")]
    effective_to: Option<NaiveDate>,
    jurisdiction: String,
    codes: Vec<Spanned<Code>>,
}
#[derive(Debug, Clone, PartialEq, Deserialize)]
#[serde(from = "CodeRow")]
struct Code {
    code: String,
    label: Label,
}
#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct CodeRow {
    code: String,
    en: String,
    fr: String,
}
impl From<CodeRow> for Code {
    fn from(CodeRow { code, en, fr }: CodeRow) -> Self {
        Self { code, label: Label { en, fr } }
    }
}

/// What every row of a pack must be able to say.
pub(super) trait Row {
    /// The name of the row, which no other row of its pack has.
    fn id(&self) -> &str;
    /// What is wrong with it, if something is.
    fn fault(&self) -> Option<&'static str>;
}
impl Row for ServiceType {
    fn id(&self) -> &str {
        &self.id
    }
    fn fault(&self) -> Option<&'static str> {
        if self.from.is_empty() || self.to.is_empty() {
            return Some("somebody must be able to send it, and somebody to receive it");
        }
        if !self.is_shielded() {
            return Some("police and the Crown never send or receive therapy, advocacy or culture");
        }
        source(&self.citation, &self.jurisdiction, self.effective_from, self.effective_to).or(texts(&self.label))
    }
}
impl Row for Code {
    fn id(&self) -> &str {
        &self.code
    }
    fn fault(&self) -> Option<&'static str> {
        texts(&self.label)
    }
}

/// Both languages, or what is wrong.
pub(super) fn texts(label: &Label) -> Option<&'static str> {
    let missing = label.en.trim().is_empty() || label.fr.trim().is_empty();
    missing.then_some("a text is missing in one of the two languages")
}
/// Where a rule comes from, where and when it applies, or what is wrong with that.
pub(super) fn source(citation: &str, place: &str, from: NaiveDate, to: Option<NaiveDate>) -> Option<&'static str> {
    if citation.trim().is_empty() {
        return Some("a rule says where it comes from");
    }
    if place != "CA" && !place.starts_with("CA-") {
        return Some("a jurisdiction is CA or a part of it, such as CA-QC");
    }
    to.is_some_and(|to| to < from).then_some("a rule cannot end before it begins")
}

/// The text of one file, which knows its name when something is wrong.
struct Pack<'a> {
    name: &'a str,
    text: &'a str,
}
impl Pack<'_> {
    fn parse<T: DeserializeOwned>(&self) -> Result<T, String> {
        toml::from_str(self.text).map_err(|e| self.wrong(e.span().map_or(0, |span| span.start), e.message()))
    }
    fn wrong(&self, at: usize, what: &str) -> String {
        let line = 1 + self.text.bytes().take(at).filter(|b| *b == b'\n').count();
        format!("{}, line {line}: {what}", self.name)
    }
    /// Looks at one row: its name, what it says, and that its name is new.
    fn sound<T: Row>(&self, row: Spanned<T>, taken: impl Fn(&str) -> bool) -> Result<T, String> {
        let (at, row) = (row.span().start, row.into_inner());
        let plain = |b: u8| b.is_ascii_lowercase() || b.is_ascii_digit() || matches!(b, b'_' | b'-' | b'.');
        if row.id().is_empty() || !row.id().bytes().all(plain) {
            return Err(self.wrong(at, "a name has small letters, digits, underscores, hyphens and dots"));
        }
        if taken(row.id()) {
            return Err(self.wrong(at, "the same name twice"));
        }
        row.fault().map_or(Ok(row), |what| Err(self.wrong(at, what)))
    }
    fn rows<T: Row>(&self, rows: Vec<Spanned<T>>) -> Result<BTreeMap<String, T>, String> {
        let mut all = BTreeMap::new();
        for row in rows {
            let row = self.sound(row, |id| all.contains_key(id))?;
            all.insert(row.id().to_owned(), row);
        }
        Ok(all)
    }
    fn lists(&self) -> Result<BTreeMap<String, Vec<Code>>, String> {
        let mut all = BTreeMap::new();
        for (name, list) in self.parse::<CodesFile>()?.lists {
            let (at, list) = (list.span().start, list.into_inner());
            if let Some(what) = source(&list.citation, &list.jurisdiction, list.effective_from, list.effective_to) {
                return Err(self.wrong(at, what));
            }
            let mut codes: Vec<Code> = Vec::new();
            for row in list.codes {
                let code = self.sound(row, |id| codes.iter().any(|c| c.code == id))?;
                codes.push(code);
            }
            all.insert(name, codes);
        }
        Ok(all)
    }
}

fn disciplines<'de, D: Deserializer<'de>>(d: D) -> Result<Vec<Discipline>, D::Error> {
    let words = Vec::<String>::deserialize(d)?;
    if words == ["any"] {
        return Ok(Discipline::ALL.to_vec());
    }
    let read = |word: &String| Discipline::parse(word).ok_or_else(|| D::Error::custom(format!("no discipline {word}")));
    words.iter().map(read).collect()
}
pub(super) fn day<'de, D: Deserializer<'de>>(d: D) -> Result<NaiveDate, D::Error> {
    let (date, time) = Datetime::deserialize(d).map(|found| (found.date, found.time))?;
    date.filter(|_| time.is_none())
        .and_then(|date| NaiveDate::from_ymd_opt(date.year.into(), date.month.into(), date.day.into()))
        .ok_or_else(|| D::Error::custom("a date such as 2026-01-01"))
}
pub(super) fn day_opt<'de, D: Deserializer<'de>>(d: D) -> Result<Option<NaiveDate>, D::Error> {
    day(d).map(Some)
}

#[cfg(test)]
mod tests {
    use super::{EMBEDDED, Pack, Rules};
    use crate::kernel::{Compartment, Discipline, Urgency};

    #[test]
    fn the_packs_are_sound_and_complete() {
        let rules = Rules::embedded().unwrap();
        assert!(rules.services().count() >= 37 && rules.lists().len() >= 24);
        assert!(rules.lists().iter().all(|list| rules.codes(list).len() >= 3));
        assert!(rules.services().map(|s| &s.label).all(|label| label.en != label.fr || label.en == "Transport"));
        for urgency in Urgency::ALL {
            let step = |step| rules.deadline(&format!("handoff.{step}.{urgency}"));
            assert!(step("confirm").is_some() && step("answer").is_some(), "{urgency}");
        }
    }
    #[test]
    fn who_may_send_and_receive_follows_the_kind_of_information() {
        use Compartment::{Advocacy, Coordination, CourtPrep, Culture, Safety, Therapy};
        use Discipline::{Centre, Crown, IceUnit, Police};
        for s in Rules::embedded().unwrap().services() {
            let disclosed = [Police, IceUnit, Crown].iter().any(|d| s.may_send(*d) || s.may_receive(*d));
            let shielded = matches!(s.compartment, Therapy | Advocacy | Culture);
            assert!(!(shielded && disclosed), "{}", s.id);
            let coordinators_read = matches!(s.compartment, Safety | Coordination | CourtPrep);
            assert!(coordinators_read || !s.may_receive(Centre), "{}", s.id);
        }
    }
    #[test]
    fn a_mistake_in_a_pack_is_named_with_its_file_and_line() {
        let wrong = [
            (r#"compartment = "health""#, r#"compartment = "helth""#, "unknown variant"),
            (r#"compartment = "health""#, r#"compartment = "therapy""#, "police and the Crown never"),
            (r#"from = ["any"]"#, r#"from = ["anybody"]"#, "no discipline anybody"),
            (r#"id = "transfer""#, r#"id = "support""#, "the same name twice"),
            (r#"id = "transfer""#, r#"id = "Trans fer""#, "small letters"),
            (r#"fr = "Transport""#, r#"fr = " ""#, "one of the two languages"),
            (r#"citation = "[A]""#, r#"citation = "" "#, "where it comes from"),
            (r#"jurisdiction = "CA-ON""#, r#"jurisdiction = "ON""#, "a jurisdiction is"),
            ("effective_from = 2026-01-01", "effective_from = 2026-02-30", "services.toml, line 22:"),
            ("voluntary = false", "voluntry = false", "unknown field"),
            (r#"code = "police_report""#, r#"code = "duty_report""#, "the same name twice"),
            ("{ minutes = 60 }", "{ minutes = 0 }", "deadlines.toml, line 9: an amount"),
        ];
        for (text, instead, what) in wrong {
            let bad = EMBEDDED.map(|(name, good)| (name, good.replacen(text, instead, 1)));
            let [services, codes, deadlines] = bad.each_ref().map(|(name, text)| Pack { name, text });
            let said = Rules::read(&services, &codes, &deadlines).unwrap_err();
            assert!(said.contains(".toml, line ") && said.contains(what), "{said}");
        }
    }
}
