//! What the lines of a file say of each other, and what no type says of a field.
use super::file::{Brought, Mistake, Moving};
use super::store_kinds::{CaseLine, HandoffLine};
use super::wire::{AGENCIES, PEOPLE, named};
use crate::access::CaseState;
use crate::agencies::ServiceHours;
use crate::cases::normal_number;
use crate::handoffs::{State, TRANSFER};
use crate::kernel::{Discipline, Email, Lang, Role};
use crate::merges::Moved;
use chrono::NaiveDate;
use serde_json::{Map, Value};
use std::collections::{BTreeMap, BTreeSet};
use uuid::Uuid;

/// What a line is known by.
fn key(kind: &str) -> &'static [&'static str] {
    match kind {
        "referral" => &["handoff_id"],
        "unavailable" => &["case_id"],
        "partner" => &["case_id", "agency_id"],
        "exclusion" => &["case_id", "person_id"],
        "link" | "merge" => &["case_id", "other_id"],
        "custody" => &["case_id", "centre_id", "until_at"],
        _ => &["id"],
    }
}
/// Of which kind the line is that a field names.
fn points_to(field: &str) -> Option<&'static str> {
    match field {
        "case_id" | "merged_into" | "other_id" => Some("case"),
        "handoff_id" | "subject_id" => Some("handoff"),
        field if PEOPLE.contains(&field) => Some("person"),
        field if AGENCIES.contains(&field) => Some("agency"),
        _ => None,
    }
}

/// Which lines there are, and which ones they name.
#[derive(Default)]
pub(super) struct Uses {
    keys: BTreeSet<String>,
    there: BTreeMap<&'static str, BTreeSet<Uuid>>,
    named: Vec<(u64, String, &'static str, Uuid)>,
}
impl Uses {
    /// Meets a line; the field by which it was met before, if it was.
    pub(super) fn meet(&mut self, n: u64, kind: &str, fields: &Map<String, Value>) -> Option<&'static str> {
        for (field, value) in fields {
            named(value, &mut |inner, id| {
                let to = points_to(inner).map(|to| (n, format!("{field}/{inner}"), to, id));
                self.named.extend(to);
            });
            let id = value.as_str().and_then(|text| text.parse::<Uuid>().ok());
            if let (Some(to), Some(id)) = (points_to(field), id) {
                self.named.push((n, field.clone(), to, id));
            }
        }
        let id = fields.get("id").and_then(Value::as_str).and_then(|text| text.parse::<Uuid>().ok());
        if let (Some(pointed), Some(id)) = (["case", "handoff", "person", "agency"].iter().find(|k| **k == kind), id) {
            self.there.entry(pointed).or_default().insert(id);
        }
        let part = |name: &&str| fields.get(*name).map(Value::to_string).unwrap_or_default();
        let whole = key(kind).iter().map(part).collect::<Vec<_>>().join(" ");
        let first = self.keys.insert(format!("{kind} {whole}"));
        key(kind).last().copied().filter(|_| !first)
    }
    /// Everything that is named has to be in the file.
    pub(super) fn check(&self, wrong: &mut Vec<Mistake>) {
        for (line, field, to, id) in &self.named {
            if !self.there.get(to).is_some_and(|there| there.contains(id)) {
                wrong.push(Mistake { line: *line, field: field.clone(), why: "names nothing that is in the file" });
            }
        }
    }
}

/// Looks at what no type says.
pub(super) fn check(read: &Brought, wrong: &mut Vec<Mistake>) {
    let mut sound = |line: u64, field: &str, is: bool, why| {
        if !is {
            wrong.push(Mistake { line, field: field.to_owned(), why });
        }
    };
    for (line, agency, _) in &read.rows.agencies {
        sound(*line, "zone", agency.zone.parse::<chrono_tz::Tz>().is_ok(), "is not a time zone");
        let services = serde_json::from_str::<Vec<ServiceHours>>(&agency.services);
        sound(*line, "services", services.is_ok(), "does not say when services are open");
        let centre = agency.id != read.centre || agency.discipline == Discipline::Centre;
        sound(*line, "discipline", centre, "is not that of a centre");
    }
    let centre = read.rows.agencies.iter().any(|(_, agency, _)| agency.id == read.centre);
    sound(1, "centre", centre, "names nothing that is in the file");
    let mut addresses = BTreeSet::new();
    for (line, person, inside) in &read.rows.people {
        let roles = !person.roles.is_empty() && person.roles.split(' ').all(|role| Role::parse(role).is_some());
        sound(*line, "roles", roles, "is not a list of roles");
        sound(*line, "lang", Lang::parse(&person.lang).is_some(), "is not fr or en");
        let email = &inside.profile.email;
        let plain = Email::parse(email).is_some_and(|parsed| parsed.as_str() == email);
        sound(*line, "profile/email", plain, "is not an address in small letters");
        sound(*line, "profile/email", addresses.insert(email), "is that of somebody in an earlier line");
    }
    for (line, case, _) in &read.rows.cases {
        // what became part of a case stays where it was opened, wherever that case goes
        let part = read.moving.is_some_and(|moving| case.merged_into == Some(moving.case));
        sound(*line, "centre_id", part || case.centre_id == read.centre, "is not the centre of the file");
        sound(*line, "contact_until", is_day(case.contact_until.as_ref()), "is not a day");
    }
    of_cases(read, &mut sound);
    if let Some(moving) = &read.moving {
        of_move(read, moving, &mut sound);
    }
}
/// One case goes, with what is part of it, by a transfer that waits.
fn of_move(read: &Brought, moving: &Moving, sound: &mut impl FnMut(u64, &str, bool, &'static str)) {
    let live = |case: &CaseLine| matches!(case.status, CaseState::Open | CaseState::Monitoring);
    let goes = |case: &CaseLine| case.id == moving.case && case.merged_into.is_none() && live(case);
    sound(1, "case", read.rows.cases.iter().any(|(_, case, _)| goes(case)), "is not worked on in this file");
    for (line, case, _) in &read.rows.cases {
        let along = case.id == moving.case || case.merged_into == Some(moving.case);
        sound(*line, "merged_into", along, "is not the case that goes");
    }
    let waits = |sent: &HandoffLine| {
        let open = matches!(sent.state, State::Sent | State::Received) && sent.service == TRANSFER;
        open && (sent.id, sent.case_id, sent.to_agency) == (moving.handoff, moving.case, moving.to)
    };
    let waiting = read.rows.handoffs.iter().any(|(_, sent, _)| waits(sent));
    sound(1, "handoff", waiting, "is no transfer of that case which waits for an answer");
}
fn of_cases(read: &Brought, sound: &mut impl FnMut(u64, &str, bool, &'static str)) {
    for (line, _, inside) in &read.rows.partners {
        let number = inside.file_number.as_deref().is_none_or(|number| normal_number(number).is_some());
        sound(*line, "file_number", number, "has no letters and digits");
    }
    for (line, link, _) in &read.rows.links {
        sound(*line, "other_id", link.other_id > link.case_id, "has to be the larger id of both");
    }
    for (line, left, _) in &read.rows.custody {
        let live = matches!(left.status, CaseState::Open | CaseState::Monitoring);
        sound(*line, "status", live, "is not open or monitoring");
    }
    for (line, merge, _) in &read.rows.merges {
        let moved = serde_json::from_str::<Moved>(&merge.moved);
        sound(*line, "moved", moved.is_ok(), "does not say what came along");
    }
    for (line, contact, _) in &read.rows.contacts {
        sound(*line, "promised_by", is_day(contact.promised_by.as_ref()), "is not a day");
    }
    for (line, wish, _) in &read.rows.wishes {
        sound(*line, "reoffer_on", is_day(wish.reoffer_on.as_ref()), "is not a day");
    }
    for (line, owed, _) in &read.rows.obligations {
        sound(*line, "subject_kind", owed.subject_kind == "handoff", "is not handoff");
    }
}
fn is_day(text: Option<&String>) -> bool {
    text.is_none_or(|text| text.parse::<NaiveDate>().is_ok())
}
