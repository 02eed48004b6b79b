//! Lines of an export: one JSON object each, which says first of what kind it is.
use crate::cases::Identity;
use crate::handoffs::Sheet;
use crate::kernel::{AgencyId, Instant, PersonId};
use crate::parties::Details;
use crate::people::Profile;
use crate::problem::{Error, Result};
use serde::de::DeserializeOwned;
use serde::{Deserialize, Serialize};
use serde_json::{Map, Value, json};
use std::collections::BTreeSet;
use uuid::Uuid;

/// The version of every kind of line.
pub(super) const V: u8 = 1;

/// Columns that name people, here or inside what is sealed.
pub(super) const PEOPLE: [&str; 13] = [
    "added_by",
    "by",
    "contact_by",
    "contact_set_by",
    "created_by",
    "merged_by",
    "person_id",
    "received_by",
    "recorded_by",
    "sent_by",
    "set_by",
    "state_by",
    "worker_id",
];
/// Columns that name agencies.
pub(super) const AGENCIES: [&str; 8] =
    ["agency_id", "centre_id", "contact_through", "from_agency", "helper_id", "opener_id", "successor_id", "to_agency"];

/// What is sealed in a row, as the fields of its line.
pub(super) trait Inside: Serialize + DeserializeOwned {
    /// Their names.
    const FIELDS: &[&str];
}
/// Where nothing is sealed.
#[derive(Serialize, Deserialize)]
pub(super) struct Nothing {}
impl Inside for Nothing {
    const FIELDS: &[&str] = &[];
}
/// What is sealed in a case.
#[derive(Serialize, Deserialize)]
pub(super) struct InCase {
    pub(super) identity: Identity,
    pub(super) contact_note: Option<String>,
}
impl Inside for InCase {
    const FIELDS: &[&str] = &["identity", "contact_note"];
}
/// What is sealed of somebody around a child.
#[derive(Serialize, Deserialize)]
pub(super) struct InParty {
    pub(super) details: Details,
}
impl Inside for InParty {
    const FIELDS: &[&str] = &["details"];
}
/// What is sealed of a contact.
#[derive(Serialize, Deserialize)]
pub(super) struct InContact {
    pub(super) note: Option<String>,
}
impl Inside for InContact {
    const FIELDS: &[&str] = &["note"];
}
/// What is sealed of a partner.
#[derive(Serialize, Deserialize)]
pub(super) struct InPartner {
    pub(super) file_number: Option<String>,
}
impl Inside for InPartner {
    const FIELDS: &[&str] = &["file_number"];
}
/// What is sealed in a handoff.
#[derive(Serialize, Deserialize)]
pub(super) struct InHandoff {
    pub(super) sheet: Sheet,
}
impl Inside for InHandoff {
    const FIELDS: &[&str] = &["sheet"];
}
/// What is sealed of somebody with an account.
#[derive(Serialize, Deserialize)]
pub(super) struct InPerson {
    pub(super) profile: Profile,
}
impl Inside for InPerson {
    const FIELDS: &[&str] = &["profile"];
}

/// What is told of somebody whom entries alone name.
#[derive(Serialize)]
pub(super) struct InLooker {
    pub(super) agency_name_en: String,
    pub(super) agency_name_fr: String,
    pub(super) profile: Profile,
}

/// Lines, and those whom they name.
#[derive(Debug, Default)]
pub struct Taken {
    /// The lines.
    pub lines: Vec<String>,
    /// People who are named.
    pub people: BTreeSet<PersonId>,
    /// Agencies that are named.
    pub agencies: BTreeSet<AgencyId>,
}
impl Taken {
    /// A row as a line.
    pub(super) fn row<R: Serialize>(&mut self, kind: &str, row: &R) -> Result<()> {
        self.line(kind, row, None)
    }
    /// A row as a line, with what is sealed in it.
    pub(super) fn opened<R: Serialize, F: Serialize>(&mut self, kind: &str, row: &R, inside: &F) -> Result<()> {
        self.line(kind, row, Some(serde_json::to_value(inside).map_err(Error::internal)?))
    }
    fn line<R: Serialize>(&mut self, kind: &str, row: &R, inside: Option<Value>) -> Result<()> {
        let line = Value::Object(line(kind, row, inside).map_err(Error::internal)?);
        self.names(&line);
        self.lines.push(line.to_string());
        Ok(())
    }
    /// Everybody whom a value names.
    fn names(&mut self, value: &Value) {
        named(value, &mut |name, id| {
            if PEOPLE.contains(&name) {
                self.people.insert(id.into());
            } else if AGENCIES.contains(&name) {
                self.agencies.insert(id.into());
            }
        });
    }
}

/// The first line of a file with one case: of whom it is, and what moves where.
pub(super) fn first_of_case(centre: AgencyId, made_at: Instant, moving: &impl Serialize) -> Result<String> {
    let program = concat!("relais ", env!("CARGO_PKG_VERSION"));
    let whose = json!({ "centre": centre, "made_at": made_at, "program": program });
    let moving = serde_json::to_value(moving).map_err(Error::internal)?;
    Ok(Value::Object(line("export", &whose, Some(moving)).map_err(Error::internal)?).to_string())
}
/// The last line of a file.
pub(super) fn last(lines: usize) -> Value {
    json!({ "kind": "end", "v": V, "lines": lines })
}
/// The centre that a file with one case is for, as its first line names it.
pub(super) fn addressee(text: &str) -> Option<AgencyId> {
    let first = serde_json::from_str::<Value>(text.lines().next()?).ok()?;
    first.get("to")?.as_str()?.parse().ok()
}
/// A row as the fields of its line.
pub(super) fn line<R: Serialize>(kind: &str, row: &R, inside: Option<Value>) -> serde_json::Result<Map<String, Value>> {
    let mut line = Map::new();
    line.insert("kind".to_owned(), kind.into());
    line.insert("v".to_owned(), V.into());
    for part in [Some(serde_json::to_value(row)?), inside].into_iter().flatten() {
        if let Value::Object(fields) = part {
            line.extend(fields);
        }
    }
    Ok(line)
}
/// Every field of a value that holds an id, wherever it stands.
pub(super) fn named<'v>(value: &'v Value, each: &mut impl FnMut(&'v str, Uuid)) {
    match value {
        Value::Array(items) => items.iter().for_each(|item| named(item, each)),
        Value::Object(fields) => {
            for (name, value) in fields {
                match value.as_str().and_then(|text| text.parse::<Uuid>().ok()) {
                    Some(id) => each(name, id),
                    None => named(value, each),
                }
            }
        }
        _ => {}
    }
}
