//! Contacts in the store: rows of a case that are added and never change.
use super::model::{Contact, Outcome, Promise};
use crate::access::{Action, Facts, Principal, Standing};
use crate::cases::{Ties, TiesRow, ties};
use crate::db::schema::{cases as c, contacts as k};
use crate::db::{MultiBackend, explain};
use crate::kernel::page::After;
use crate::kernel::{AgencyId, CaseId, Compartment, ContactId, HandoffId, Instant, Page, Paging, PersonId};
use crate::op::{Db, FamilyReached, Rows, Scope, Stored, Tx};
use crate::problem::{Error, Result};
use crate::vault::{KeyScope, Sealed};
use chrono::NaiveDate;
use diesel::prelude::*;

#[derive(Queryable, Selectable, Insertable)]
#[diesel(table_name = k, check_for_backend(MultiBackend))]
struct ContactRow {
    id: ContactId,
    case_id: CaseId,
    compartment: Compartment,
    at: Instant,
    person_id: PersonId,
    agency_id: AgencyId,
    handoff_id: Option<HandoffId>,
    whom: String,
    channel: String,
    reached: bool,
    attempt: Option<String>,
    promised: Option<String>,
    promised_by: Option<String>,
    note: Option<Vec<u8>>,
    recorded_at: Instant,
}
impl From<&Contact> for ContactRow {
    fn from(contact: &Contact) -> Self {
        let (reached, attempt) = match &contact.outcome {
            Outcome::Reached => (true, None),
            Outcome::Missed(code) => (false, code.clone()),
        };
        let promise = contact.promise.as_ref();
        Self {
            id: contact.id,
            case_id: contact.case,
            compartment: contact.kind,
            at: contact.at,
            person_id: contact.by,
            agency_id: contact.agency,
            handoff_id: contact.handoff,
            whom: contact.whom.clone(),
            channel: contact.channel.clone(),
            reached,
            attempt,
            promised: promise.map(|promise| promise.code.clone()),
            promised_by: promise.and_then(|promise| promise.by).map(|day| day.to_string()),
            note: contact.note.as_ref().map(|note| note.bytes().to_vec()),
            recorded_at: contact.recorded_at,
        }
    }
}
impl From<ContactRow> for Contact {
    fn from(r: ContactRow) -> Self {
        let by = r.promised_by.and_then(|day| day.parse::<NaiveDate>().ok());
        let place = Self::place(r.id, r.case_id, r.compartment);
        Self {
            id: r.id,
            case: r.case_id,
            kind: r.compartment,
            at: r.at,
            by: r.person_id,
            agency: r.agency_id,
            handoff: r.handoff_id,
            whom: r.whom,
            channel: r.channel,
            outcome: if r.reached { Outcome::Reached } else { Outcome::Missed(r.attempt) },
            promise: r.promised.map(|code| Promise { code, by }),
            note: r.note.map(|note| Sealed::stored(note, place)),
            recorded_at: r.recorded_at,
        }
    }
}

/// People on the team always see what their own agency recorded; the counterpart of `op::scope`.
fn met((row, case_ties): (ContactRow, TiesRow), who: &Principal) -> (Contact, Facts) {
    let (contact, ties) = (Contact::from(row), Ties::from(case_ties));
    let own = (ties.on_team && contact.agency == who.agency).then_some(Standing::Sender);
    let facts = ties.facts(who, contact.kind, own);
    (contact, facts)
}

/// The query of the list: run by `list`, and explained by `plans`.
macro_rules! asked {
    ($scope:expr, $case:expr, $page:expr) => {{
        let all = k::table.inner_join(c::table).filter(k::case_id.eq($case)).filter($scope.clone());
        let mut query = all.select((ContactRow::as_select(), ties($scope.who.person))).into_boxed();
        if let Some(after) = $page.after {
            let id = ContactId::from(after.id);
            query = query.filter(k::at.le(after.at).and(k::at.lt(after.at).or(k::id.lt(id))));
        }
        query.order((k::at.desc(), k::id.desc())).limit($page.limit + 1)
    }};
}

/// The note of a contact, and what kind of information it is.
pub(super) fn note_of(tx: &mut Tx<'_>, id: ContactId) -> Result<Option<(Compartment, Option<Sealed<String>>)>> {
    let row = k::table.find(id).select(ContactRow::as_select()).first(tx.conn()).optional()?;
    Ok(row.map(Contact::from).map(|contact| (contact.kind, contact.note)))
}
/// It belongs to another case from now on.
pub(super) fn bring(tx: &mut Tx<'_>, id: ContactId, to: CaseId, note: Option<&Sealed<String>>) -> Result<()> {
    let row = (k::case_id.eq(to), k::note.eq(note.map(Sealed::bytes)));
    diesel::update(k::table.find(id)).set(row).execute(tx.conn())?;
    Ok(())
}

impl Stored for Contact {
    type Id = ContactId;
    type Filter = CaseId;

    fn load(tx: &mut Tx<'_>, id: ContactId, who: &Principal) -> Result<Option<(Self, Facts)>> {
        let query = k::table.inner_join(c::table).filter(k::id.eq(id));
        let row = query.select((ContactRow::as_select(), ties(who.person))).first(tx.conn()).optional()?;
        Ok(row.map(|row| met(row, who)))
    }
    fn list(tx: &mut Tx<'_>, scope: &Scope, case: &CaseId, page: &Paging) -> Result<Page<(Self, Facts)>> {
        let rows = asked!(scope, *case, page).load(tx.conn())?;
        let rows: Vec<_> = rows.into_iter().map(|row| met(row, &scope.who)).collect();
        Ok(Page::cut(rows, page, |(contact, _)| After { rank: 0, at: contact.at, id: contact.id.into() }))
    }
    fn insert(&self, tx: &mut Tx<'_>) -> Result<()> {
        diesel::insert_into(k::table).values(ContactRow::from(self)).execute(tx.conn())?;
        Ok(())
    }
    fn swap(_: &mut Tx<'_>, _: &Self, _: Self) -> Result<Option<Self>> {
        Err(Error::internal("what was said to a family does not change"))
    }
    fn id(&self) -> ContactId {
        self.id
    }
    fn version(&self) -> i64 {
        1
    }
    fn sealed(&self) -> Vec<KeyScope> {
        self.note.iter().map(|note| note.place().scope).collect()
    }
}

/// How the engine answers the list of a case, and when its family was last reached. For a test that holds it to the
/// index.
pub async fn plans(db: &Db, who: Principal, case: CaseId) -> Result<Vec<(&'static str, Vec<String>)>> {
    let now = db.shared().clock.now();
    let later = Paging { after: Some(After { rank: 0, at: now, id: ContactId::new(now).into() }), ..Paging::first() };
    db.examine(move |tx| {
        let scope = Scope::of(&who, Action::ListContacts, Rows::Contacts);
        let reached = c::table.find(case).select(FamilyReached::known_to(&who));
        let first = Paging::first();
        Ok(vec![
            ("contacts", explain(asked!(&scope, case, &first), tx.conn())?),
            ("contacts, later", explain(asked!(&scope, case, &later), tx.conn())?),
            ("reached", explain(reached, tx.conn())?),
        ])
    })
    .await
}
