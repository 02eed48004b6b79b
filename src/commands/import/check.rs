//! What a spreadsheet says, as what is asked of Relais: every cell is looked at, and everything that is wrong is kept.
use super::table::{Mistake, Row, Table, plain};
use super::words as w;
use super::words::{Said, Word, fixed, one_of, same_as};
use crate::agencies::AgencyView;
use crate::cases::{ChildBody, CreateCase, Reference};
use crate::handoffs::{Beneficiary, TRANSFER};
use crate::kernel::text::readable;
use crate::kernel::{AgencyId, Instant, Lang, Urgency};
use crate::problem::{FieldCode, FieldError};
use crate::rules::{Rules, ServiceType};
use chrono::{Days, NaiveDate, NaiveDateTime, NaiveTime, TimeZone};
use chrono_tz::Tz;
use std::collections::BTreeMap;

/// A case of the spreadsheet.
pub(super) struct NewCase {
    pub(super) line: u64,
    pub(super) reference: Reference,
    pub(super) case: CreateCase,
    pub(super) opened_at: Option<Instant>,
    pub(super) monitoring: bool,
}
/// A handoff of the spreadsheet.
pub(super) struct NewHandoff {
    pub(super) line: u64,
    pub(super) reference: Reference,
    pub(super) service: String,
    pub(super) from: AgencyId,
    pub(super) to: AgencyId,
    pub(super) occurred_at: Instant,
    pub(super) urgency: Option<Urgency>,
    pub(super) whom: Beneficiary,
    pub(super) note: Option<String>,
}

/// What cells are compared with.
pub(super) struct Check<'a> {
    pub(super) rules: &'a Rules,
    pub(super) agencies: &'a [AgencyView],
    pub(super) centre: &'a AgencyView,
    pub(super) zone: Tz,
    pub(super) now: Instant,
}
/// One line, and what is wrong with it.
struct Line<'a> {
    check: &'a Check<'a>,
    table: &'a Table,
    row: &'a Row,
    wrong: Vec<Mistake>,
}

impl Check<'_> {
    /// The cases of a spreadsheet.
    pub(super) fn cases(&self, table: &Table, wrong: &mut Vec<Mistake>) -> Vec<NewCase> {
        let (mut cases, mut lines) = (Vec::new(), BTreeMap::new());
        for row in &table.rows {
            let mut line = Line { check: self, table, row, wrong: Vec::new() };
            let case = line.case();
            if let Some(reference) = line.reference()
                && let Some(first) = lines.insert(reference.normal().to_owned(), row.line)
            {
                line.wrong("reference", same_as(first));
            }
            let sound = line.wrong.is_empty();
            wrong.append(&mut line.wrong);
            cases.extend(case.filter(|_| sound));
        }
        cases
    }
    /// The handoffs of a spreadsheet.
    pub(super) fn handoffs(&self, table: &Table, wrong: &mut Vec<Mistake>) -> Vec<NewHandoff> {
        let (mut handoffs, mut lines) = (Vec::new(), BTreeMap::new());
        for row in &table.rows {
            let mut line = Line { check: self, table, row, wrong: Vec::new() };
            let handoff = line.handoff();
            if let Some(new) = &handoff {
                let same = (new.reference.normal().to_owned(), new.service.clone(), new.from, new.to, new.occurred_at);
                if let Some(first) = lines.insert(same, row.line) {
                    line.wrong("reference", same_as(first));
                }
            }
            let sound = line.wrong.is_empty();
            wrong.append(&mut line.wrong);
            handoffs.extend(handoff.filter(|_| sound));
        }
        handoffs
    }
    /// The first moment of a day on the centre's clock.
    pub(super) fn begins(&self, day: NaiveDate) -> Option<Instant> {
        self.moment(day.and_time(NaiveTime::MIN))
    }
    fn moment(&self, wall: NaiveDateTime) -> Option<Instant> {
        // where the clock is put forward, the first moment that there is
        let next = |minutes| wall.checked_add_signed(chrono::TimeDelta::minutes(minutes));
        let found =
            [0, 60].into_iter().filter_map(next).find_map(|wall| self.zone.from_local_datetime(&wall).earliest());
        found.map(|moment| moment.to_utc().into())
    }
    /// Today, on the centre's clock.
    pub(super) fn today(&self) -> NaiveDate {
        self.now.utc().with_timezone(&self.zone).date_naive()
    }
    fn agency(&self, cell: &str) -> Option<&AgencyView> {
        let id = cell.parse::<AgencyId>().ok();
        let named = |a: &&AgencyView| {
            a.active && (Some(a.id) == id || [&a.name_en, &a.name_fr].iter().any(|name| plain(name) == plain(cell)))
        };
        let mut meant = self.agencies.iter().filter(named);
        meant.next().filter(|_| meant.next().is_none())
    }
    fn service(&self, cell: &str) -> Option<&ServiceType> {
        let wanted = plain(cell);
        self.rules
            .services()
            .filter(|s| s.id != TRANSFER)
            .find(|s| [&s.id, &s.label.en, &s.label.fr].iter().any(|name| plain(name) == wanted))
    }
}

impl Line<'_> {
    fn wrong(&mut self, column: &str, wants: Said) {
        self.wrong.push(self.table.mistake(self.row, column, wants));
    }
    fn text(&self, column: &str) -> Option<String> {
        self.row.cell(column).map(str::to_owned)
    }
    fn reference(&self) -> Option<Reference> {
        Reference::parse(self.row.cell("reference")?)
    }
    /// What a cell says, if it says something; what cannot be read is a mistake.
    fn read<T>(&mut self, column: &str, wants: [&str; 2], read: impl FnOnce(&str) -> Option<T>) -> Option<T> {
        let cell = self.row.cell(column)?;
        let value = read(cell);
        if value.is_none() {
            self.wrong(column, fixed(wants));
        }
        value
    }
    fn coded(&mut self, column: &str) -> Option<String> {
        let wanted = plain(self.row.cell(column)?);
        let codes = self.check.rules.codes(column);
        let is = |(code, label): &&(&str, &crate::rules::Label)| {
            [*code, &label.en, &label.fr].iter().any(|word| plain(word) == wanted)
        };
        let code = codes.iter().find(is).map(|(code, _)| (*code).to_owned());
        if code.is_none() {
            let (en, fr): (Vec<&str>, Vec<&str>) =
                codes.iter().map(|(_, label)| (label.en.as_str(), label.fr.as_str())).unzip();
            self.wrong(column, one_of(&en, &fr));
        }
        code
    }
    fn word(&mut self, column: &str, words: &[Word]) -> Option<&'static str> {
        let wanted = plain(self.row.cell(column)?);
        let is = |(_, names, others): &&Word| names.iter().chain(*others).any(|word| plain(word) == wanted);
        let found = words.iter().find(is).map(|(word, ..)| *word);
        if found.is_none() {
            let (en, fr): (Vec<&str>, Vec<&str>) = words.iter().map(|(_, [en, fr], _)| (*en, *fr)).unzip();
            self.wrong(column, one_of(&en, &fr));
        }
        found
    }
    fn case(&mut self) -> Option<NewCase> {
        let (check, today) = (self.check, self.check.today());
        let oldest = today.checked_sub_days(Days::new(36_525)).unwrap_or(today);
        let birth_date = self.read("birth_date", w::DAY, |cell| day(cell).filter(|d| *d <= today));
        let opened = self.read("opened_on", w::DAY, |cell| day(cell).filter(|d| (oldest..=today).contains(d)));
        let case = CreateCase {
            child: ChildBody {
                name: self.text("child_name").unwrap_or_default(),
                birth_date,
                age: self.read("age", w::AGE, |cell| cell.parse().ok().filter(|age| *age <= 25)),
                safe_contact: self.text("safe_contact"),
            },
            abuse_type: self.coded("abuse_type"),
            relationship: self.coded("relationship"),
            gender: self.coded("gender"),
            origin: self.coded("origin"),
            languages: self.row.cell("languages").map(tags).unwrap_or_default(),
            region: self.text("region"),
            youth_accused: self.word("youth_accused", &w::TRUTHS) == Some("yes"),
        };
        let monitoring = self.word("status", &w::STATUSES) == Some("monitoring");
        let reference = self.read("reference", w::REFERENCE, Reference::parse);
        for field in case.mistakes(check.now.utc().date_naive(), check.rules) {
            self.refused(&field);
        }
        let opened_at = opened.filter(|day| *day < today).and_then(|day| check.begins(day));
        Some(NewCase { line: self.row.line, reference: reference?, case, opened_at, monitoring })
    }
    /// What the door would refuse, named by its column; an empty cell that has to be filled is named already.
    fn refused(&mut self, field: &FieldError) {
        let last = field.pointer.split('/').rfind(|part| !part.is_empty() && part.parse::<u8>().is_err());
        let column = last.filter(|part| *part != "name").unwrap_or("child_name");
        if self.row.cell(column).is_none() {
            return;
        }
        let wants = match field.code {
            FieldCode::Conflict => w::NO_AGE,
            FieldCode::TooLong => w::SHORTER,
            FieldCode::TooLongAgo => w::BORN,
            FieldCode::InTheFuture => w::DAY,
            FieldCode::WrongType => w::TAGS,
            FieldCode::NotReadable => w::READABLE,
            other => [Lang::En, Lang::Fr].map(|lang| other.detail(lang)),
        };
        self.wrong(column, fixed(wants));
    }
    fn handoff(&mut self) -> Option<NewHandoff> {
        let check = self.check;
        let service = self.read("service", w::SERVICE, |cell| check.service(cell));
        let to = self.read("to_agency", w::AGENCY, |cell| check.agency(cell));
        let from = match self.row.cell("from_agency") {
            None => Some(check.centre),
            Some(_) => self.read("from_agency", w::AGENCY, |cell| check.agency(cell)),
        };
        let occurred_at = self.read("sent_on", w::MOMENT, |cell| moment(check, cell));
        let urgency = self.word("urgency", &w::URGENCIES).and_then(Urgency::parse);
        let whom = self.word("for", &w::BENEFICIARIES).and_then(Beneficiary::parse).unwrap_or(Beneficiary::Child);
        let reference = self.read("reference", w::REFERENCE, Reference::parse);
        let sound = |cell: &str| readable(cell) && cell.chars().count() <= 2000;
        let note = self.read("note", w::NOTE, |cell| sound(cell).then(|| cell.to_owned()));
        let (service, to, from) = (service?, to?, from?);
        self.goes(service, from, to, urgency.unwrap_or(service.urgency));
        Some(NewHandoff {
            line: self.row.line,
            reference: reference?,
            service: service.id.clone(),
            from: from.id,
            to: to.id,
            occurred_at: occurred_at?,
            urgency,
            whom,
            note,
        })
    }
    /// Whether these two may hand this on to each other.
    fn goes(&mut self, service: &ServiceType, from: &AgencyView, to: &AgencyView, urgency: Urgency) {
        if to.id == from.id || to.id == self.check.centre.id {
            self.wrong("to_agency", fixed(w::OTHER_AGENCY));
        } else if !service.may_receive(to.discipline) {
            self.wrong("to_agency", fixed(w::NOT_RECEIVED));
        }
        if !service.may_send(from.discipline) {
            self.wrong("from_agency", fixed(w::NOT_SENT));
        }
        let named = |name: &str| to.services.iter().find(|s| s.service == name);
        let line = named(&service.id).or_else(|| named("*")).and_then(|s| s.after_hours_line.as_ref());
        if urgency == Urgency::Safety && line.is_none() {
            self.wrong("urgency", fixed(w::NO_LINE));
        }
    }
}

fn day(cell: &str) -> Option<NaiveDate> {
    NaiveDate::parse_from_str(cell, "%Y-%m-%d").ok()
}
/// A moment that has been: a day, or a time of day on the centre's clock.
fn moment(check: &Check<'_>, cell: &str) -> Option<Instant> {
    let timed = ["%Y-%m-%d %H:%M", "%Y-%m-%dT%H:%M", "%Y-%m-%d %H:%M:%S"];
    let wall = timed.iter().find_map(|form| NaiveDateTime::parse_from_str(cell, form).ok());
    let wall = wall.or_else(|| Some(day(cell)?.and_time(NaiveTime::MIN)))?;
    let oldest = check.today().checked_sub_days(Days::new(36_525))?;
    check.moment(wall).filter(|at| *at <= check.now && wall.date() >= oldest)
}
fn tags(cell: &str) -> Vec<String> {
    let parts = cell.split(|c: char| c.is_whitespace() || matches!(c, ',' | ';' | '/' | '+'));
    parts.filter(|part| !part.is_empty()).map(str::to_owned).collect()
}
