//! The file of an export, read again: every line is looked at, and everything that is wrong is named by line and field.
use super::store_kinds::{
    AgencyLine, CaseLine, ContactLine, CustodyLine, ExclusionLine, HandoffLine, LinkLine, MergeLine, ObligationLine,
    PartnerLine, PartyLine, PersonLine, ReferralLine, TeamLine, TimesLine, WishLine,
};
use super::wire::{InCase, InContact, InHandoff, InPartner, InParty, InPerson, Inside, Nothing, V, line};
use crate::kernel::{AgencyId, CaseId, HandoffId};
use serde::de::DeserializeOwned;
use serde::{Deserialize, Serialize};
use serde_json::{Map, Value};
use std::collections::BTreeMap;
use uuid::Uuid;

/// What is wrong with a field of a line; without a field, with the line itself.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Mistake {
    /// The line, counted from 1.
    pub line: u64,
    /// The field.
    pub field: String,
    /// What is wrong with it: nothing that stands in it is repeated.
    pub why: &'static str,
}

/// A row, what is sealed in it, and on which line both stand.
pub(super) type At<R, S = Nothing> = (u64, R, S);

/// The rows of a file.
#[derive(Default)]
pub(super) struct Rows {
    pub(super) agencies: Vec<At<AgencyLine>>,
    pub(super) people: Vec<At<PersonLine, InPerson>>,
    pub(super) cases: Vec<At<CaseLine, InCase>>,
    pub(super) parties: Vec<At<PartyLine, InParty>>,
    pub(super) team: Vec<At<TeamLine>>,
    pub(super) partners: Vec<At<PartnerLine, InPartner>>,
    pub(super) exclusions: Vec<At<ExclusionLine>>,
    pub(super) links: Vec<At<LinkLine>>,
    pub(super) merges: Vec<At<MergeLine>>,
    pub(super) custody: Vec<At<CustodyLine>>,
    pub(super) contacts: Vec<At<ContactLine, InContact>>,
    pub(super) wishes: Vec<At<WishLine>>,
    pub(super) times: Vec<At<TimesLine>>,
    pub(super) handoffs: Vec<At<HandoffLine, InHandoff>>,
    pub(super) referrals: Vec<At<ReferralLine>>,
    pub(super) obligations: Vec<At<ObligationLine>>,
}

/// One case that goes to a centre of another installation, as the first line of its file says.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub struct Moving {
    /// The case.
    pub case: CaseId,
    /// The transfer with which it goes.
    pub handoff: HandoffId,
    /// The centre that it goes to, under the id by which the other installation knows it.
    pub to: AgencyId,
    /// The package that the file was in.
    pub package: Uuid,
}

/// What a file holds.
pub struct Brought {
    /// Whose file it is.
    pub centre: AgencyId,
    /// The SHA-256 of the file, in hexadecimal digits.
    pub sha256: String,
    /// How many lines it has.
    pub lines: u64,
    /// How many entries of the former access log stay in it.
    pub entries: usize,
    /// The one case of it that moves, when it is no whole centre.
    pub moving: Option<Moving>,
    pub(super) rows: Rows,
    /// How many of them are about each case.
    pub(super) earlier: BTreeMap<CaseId, usize>,
}
impl Brought {
    /// How many cases it holds.
    #[must_use]
    pub fn cases(&self) -> usize {
        self.rows.cases.len()
    }
    /// What its centre is called, in English.
    #[must_use]
    pub fn centre_name(&self) -> &str {
        let centre = self.rows.agencies.iter().find(|(_, agency, _)| agency.id == self.centre);
        centre.map_or("", |(_, agency, _)| &agency.name_en)
    }
}

/// Reads a whole file.
pub fn read(text: &str) -> Result<Brought, Vec<Mistake>> {
    let mut reader = Reader::default();
    for (n, text) in (1..).zip(text.lines()) {
        reader.line(n, text);
    }
    reader.ended();
    let Reader { read, mut wrong, uses, .. } = reader;
    uses.check(&mut wrong);
    super::file_check::check(&read, &mut wrong);
    let digest = aws_lc_rs::digest::digest(&aws_lc_rs::digest::SHA256, text.as_bytes());
    wrong.sort_by_key(|mistake| mistake.line);
    let sha256 = crate::kernel::text::hex(digest.as_ref());
    if wrong.is_empty() { Ok(Brought { sha256, ..read }) } else { Err(wrong) }
}

/// A file that is being read.
struct Reader {
    read: Brought,
    wrong: Vec<Mistake>,
    uses: super::file_check::Uses,
    whole: bool,
}
impl Default for Reader {
    fn default() -> Self {
        let nobody = AgencyId::from(Uuid::nil());
        let (sha256, rows, earlier) = (String::new(), Rows::default(), BTreeMap::new());
        let read = Brought { centre: nobody, sha256, lines: 0, entries: 0, moving: None, rows, earlier };
        Self { read, wrong: Vec::new(), uses: super::file_check::Uses::default(), whole: false }
    }
}

/// The lists into which the rows of each kind go.
macro_rules! sorted {
    ($reader:expr, $kind:expr, $n:expr, $fields:expr, $($name:literal => $list:ident,)*) => {
        match $kind {
            $($name => match parts($name, $fields) {
                Ok((row, inside)) => $reader.read.rows.$list.push(($n, row, inside)),
                Err((field, why)) => $reader.wrong($n, field, why),
            },)*
            _ => $reader.wrong($n, "kind", "is not one that this program knows"),
        }
    };
}

impl Reader {
    fn wrong(&mut self, line: u64, field: impl Into<String>, why: &'static str) {
        self.wrong.push(Mistake { line, field: field.into(), why });
    }
    fn line(&mut self, n: u64, text: &str) {
        self.read.lines = n;
        let Ok(Value::Object(fields)) = serde_json::from_str::<Value>(text) else {
            return self.wrong(n, "", "is not a JSON object");
        };
        if self.whole {
            return self.wrong(n, "", "comes after the line `end`");
        }
        if fields.get("v") != Some(&V.into()) {
            return self.wrong(n, "v", "is of a version that this program does not know");
        }
        let kind = fields.get("kind").and_then(Value::as_str).unwrap_or_default();
        if (n == 1) != (kind == "export") {
            return self.wrong(n, "kind", "has to be `export` on the first line, and there alone");
        }
        match kind {
            "export" => self.begun(n, &fields),
            "entry" => self.entry(n, &fields),
            // who they are whom entries alone name is of use beside these
            "looker" => {}
            "end" => {
                self.whole = true;
                if fields.get("lines").and_then(Value::as_u64) != Some(n - 1) {
                    self.wrong(n, "lines", "is not the number of lines that come before it");
                }
            }
            _ => self.row(n, kind, &fields),
        }
    }
    fn begun(&mut self, n: u64, fields: &Map<String, Value>) {
        match fields.get("centre").and_then(Value::as_str).map(str::parse::<AgencyId>) {
            Some(Ok(centre)) => self.read.centre = centre,
            _ => self.wrong(n, "centre", "is not the id of a centre"),
        }
        if fields.contains_key("case") {
            match serde_json::from_value::<Moving>(Value::Object(fields.clone())) {
                Ok(moving) => self.read.moving = Some(moving),
                Err(_unsaid) => self.wrong(n, "case", "does not say which case goes where"),
            }
        }
    }
    #[expect(clippy::cognitive_complexity, reason = "one line for each kind, to be read as a table")]
    fn row(&mut self, n: u64, kind: &str, fields: &Map<String, Value>) {
        if let Some(first) = self.uses.meet(n, kind, fields) {
            self.wrong(n, first, "stands in an earlier line already");
        }
        sorted! { self, kind, n, fields,
            "agency" => agencies,
            "person" => people,
            "case" => cases,
            "party" => parties,
            "team" => team,
            "partner" => partners,
            "exclusion" => exclusions,
            "link" => links,
            "merge" => merges,
            "custody" => custody,
            "contact" => contacts,
            "wish" => wishes,
            "unavailable" => times,
            "handoff" => handoffs,
            "referral" => referrals,
            "obligation" => obligations,
        }
    }
    /// Entries are another log's, and cannot become this one's: they are counted.
    fn entry(&mut self, n: u64, fields: &Map<String, Value>) {
        let bytes = fields.get("bytes").and_then(Value::as_str).map(serde_json::from_str::<Value>);
        let Some(Ok(Value::Object(entry))) = bytes else {
            return self.wrong(n, "bytes", "is not an entry of an access log");
        };
        self.read.entries += 1;
        for case in entry.get("cases").and_then(Value::as_array).into_iter().flatten() {
            if let Some(Ok(case)) = case.as_str().map(str::parse::<CaseId>) {
                *self.read.earlier.entry(case).or_default() += 1;
            }
        }
    }
    fn ended(&mut self) {
        if !self.whole {
            self.wrong(self.read.lines, "", "is the last one, and not `end`: the file is not whole");
        }
    }
}

/// A row and what is sealed in it; written again, they have to be what was read.
fn parts<R, S>(kind: &str, whole: &Map<String, Value>) -> Result<(R, S), (String, &'static str)>
where
    R: Serialize + DeserializeOwned,
    S: Inside,
{
    let (mut fields, mut inside) = (whole.clone(), Map::new());
    fields.retain(|name, _| name != "kind" && name != "v");
    for name in S::FIELDS {
        inside.extend(fields.shift_remove_entry(*name));
    }
    let (row, inside) = (told::<R>(fields)?, told::<S>(inside)?);
    let other = || (String::new(), "cannot be written again");
    let sealed = serde_json::to_value(&inside).map_err(|_unsaid| other())?;
    for (name, value) in &line(kind, &row, Some(sealed)).map_err(|_unsaid| other())? {
        match whole.get(name) {
            Some(read) if read == value => {}
            Some(_) => return Err((name.clone(), "is not written as api-spec/export.md says")),
            None => return Err((name.clone(), "is missing")),
        }
    }
    Ok((row, inside))
}

fn told<T: DeserializeOwned>(fields: Map<String, Value>) -> Result<T, (String, &'static str)> {
    serde_path_to_error::deserialize(Value::Object(fields)).map_err(|e| {
        let text = e.inner().to_string();
        let quoted = |before: &str| text.strip_prefix(before)?.split('`').next().map(str::to_owned);
        if let Some(field) = quoted("missing field `") {
            return (field, "is missing");
        }
        if let Some(field) = quoted("unknown field `") {
            return (field, "is not known");
        }
        (e.path().to_string(), "is not what belongs there")
    })
}
