//! How a family may be contacted, in the row of its case, under a version of its own.
use super::model_contact::{Contact, ContactId, ContactRule, ContactTerms};
use super::store::{TiesRow, ties};
use super::{Ties, model::Case};
use crate::access::{Facts, Principal};
use crate::db::MultiBackend;
use crate::db::schema::cases as c;
use crate::db::types::words_as_text;
use crate::kernel::{AgencyId, CaseId, Compartment, Instant, Page, Paging, PersonId};
use crate::op::{Scope, Stored, Tx};
use crate::problem::{Error, Result};
use crate::vault::{KeyScope, Sealed};
use chrono::NaiveDate;
use diesel::prelude::*;

words_as_text!(ContactRule);

/// The rule as it is read beside a case, and beside every handoff of it.
#[derive(Queryable, Selectable)]
#[diesel(table_name = c, check_for_backend(MultiBackend))]
pub(crate) struct ContactRow {
    #[diesel(column_name = contact_rule)]
    rule: ContactRule,
    #[diesel(column_name = contact_through)]
    through: Option<AgencyId>,
    #[diesel(column_name = contact_until)]
    until: Option<String>,
}
impl From<ContactRow> for ContactTerms {
    fn from(r: ContactRow) -> Self {
        // a day that cannot be read never ends
        let until = r.until.and_then(|day| day.parse::<NaiveDate>().ok());
        Self { rule: r.rule, through: r.through, until }
    }
}

type Rest = (Option<Vec<u8>>, Option<PersonId>, Option<Instant>, i64);
const REST: (c::contact_note, c::contact_set_by, c::contact_set_at, c::contact_version) =
    (c::contact_note, c::contact_set_by, c::contact_set_at, c::contact_version);

fn met(case: CaseId, (row, (note, by, at, version), tied): (ContactRow, Rest, TiesRow)) -> (Contact, Ties) {
    let id = ContactId(case);
    let note = note.map(|note| Sealed::stored(note, Contact::place(id)));
    (Contact { id, terms: row.into(), note, set: by.zip(at), version }, tied.into())
}

impl Stored for Contact {
    type Id = ContactId;
    type Filter = ();

    fn load(tx: &mut Tx<'_>, id: ContactId, who: &Principal) -> Result<Option<(Self, Facts)>> {
        let query = c::table.find(id.0).select((ContactRow::as_select(), REST, ties(who.person)));
        let row = query.first::<(ContactRow, Rest, TiesRow)>(tx.conn()).optional()?;
        let Some((contact, ties)) = row.map(|row| met(id.0, row)) else { return Ok(None) };
        if let Some(into) = ties.merged_into {
            return Self::load(tx, ContactId(into), who);
        }
        Ok(Some((contact, ties.facts(who, Compartment::Identity, []))))
    }
    fn list(_: &mut Tx<'_>, _: &Scope, (): &(), _: &Paging) -> Result<Page<(Self, Facts)>> {
        Err(Error::internal("a family has one contact rule"))
    }
    fn insert(&self, _: &mut Tx<'_>) -> Result<()> {
        Err(Error::internal("a contact rule is there with its case"))
    }
    fn swap(tx: &mut Tx<'_>, before: &Self, after: Self) -> Result<Option<Self>> {
        let version = before.version + 1;
        let same = c::table.find(before.id.0).filter(c::contact_version.eq(before.version));
        let (by, at) = after.set.unzip();
        let row = (
            (c::contact_rule.eq(after.terms.rule), c::contact_through.eq(after.terms.through)),
            c::contact_until.eq(after.terms.until.map(|day| day.to_string())),
            c::contact_note.eq(after.note.as_ref().map(Sealed::bytes)),
            (c::contact_set_by.eq(by), c::contact_set_at.eq(at), c::contact_version.eq(version)),
        );
        let changed = diesel::update(same).set(row).execute(tx.conn())?;
        Ok((changed == 1).then_some(Self { version, ..after }))
    }
    fn id(&self) -> ContactId {
        self.id
    }
    fn version(&self) -> i64 {
        self.version
    }
    fn state(&self) -> Option<&'static str> {
        Some(self.terms.rule.name())
    }
    fn sealed(&self) -> Vec<KeyScope> {
        vec![Case::place(self.id.0).scope]
    }
}
