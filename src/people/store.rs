//! People in the store.
use super::model::{Credentials, PEOPLE, Person};
use crate::access::{Facts, Principal, Standing};
use crate::db::schema::people as p;
use crate::db::{MultiBackend, unique_columns};
use crate::kernel::page::After;
use crate::kernel::{AgencyId, Instant, Lang, Page, Paging, PersonId, Role};
use crate::op::{Scope, Stored, Tx};
use crate::problem::{Code, Error, Result};
use crate::vault::{KeyScope, Sealed};
use diesel::prelude::*;

#[derive(Queryable, Selectable)]
#[diesel(table_name = p, check_for_backend(MultiBackend))]
#[expect(clippy::struct_excessive_bools, reason = "independent marks of one account")]
struct PersonRow {
    id: PersonId,
    agency_id: AgencyId,
    email_key: Vec<u8>,
    profile: Vec<u8>,
    roles: String,
    receives_handoffs: bool,
    privacy_officer: bool,
    supervisor: bool,
    lang: String,
    active: bool,
    password: String,
    created_at: Instant,
    version: i64,
}
impl TryFrom<PersonRow> for Person {
    type Error = Error;
    fn try_from(r: PersonRow) -> Result<Self> {
        let roles = r.roles.split(' ').map(|word| Role::parse(word).ok_or_else(|| Error::internal("an unknown role")));
        Ok(Self {
            id: r.id,
            agency: r.agency_id,
            profile: Sealed::stored(r.profile, Self::place(r.id)),
            email_key: r.email_key,
            roles: roles.collect::<Result<_>>()?,
            receives_handoffs: r.receives_handoffs,
            privacy_officer: r.privacy_officer,
            supervisor: r.supervisor,
            lang: Lang::parse(&r.lang).unwrap_or_default(),
            active: r.active,
            password: r.password,
            created_at: r.created_at,
            version: r.version,
        })
    }
}

fn met(row: PersonRow, who: &Principal) -> Result<(Person, Facts)> {
    let standing = if row.id == who.person { Standing::Oneself } else { Standing::Anybody };
    Ok((row.try_into()?, Facts { case: None, standings: vec![standing] }))
}

/// The account of an address, by its keyed hash.
pub(super) fn credentials(tx: &mut Tx<'_>, email_key: &[u8]) -> Result<Option<Credentials>> {
    let account = ((p::id, p::agency_id), p::password);
    Ok(p::table.filter(p::email_key.eq(email_key)).select(account).first(tx.conn()).optional()?)
}

fn words(roles: &[Role]) -> String {
    roles.iter().map(|r| r.name()).collect::<Vec<_>>().join(" ")
}
fn taken(e: diesel::result::Error) -> Error {
    if unique_columns(&e, "people", &["email_key"]) { Code::EmailTaken.into() } else { e.into() }
}

impl Stored for Person {
    type Id = PersonId;
    type Filter = Option<AgencyId>;

    fn load(tx: &mut Tx<'_>, id: PersonId, who: &Principal) -> Result<Option<(Self, Facts)>> {
        let row = p::table.find(id).select(PersonRow::as_select()).first(tx.conn()).optional()?;
        row.map(|row| met(row, who)).transpose()
    }
    fn list(tx: &mut Tx<'_>, scope: &Scope, filter: &Self::Filter, page: &Paging) -> Result<Page<(Self, Facts)>> {
        let mut query = p::table.select(PersonRow::as_select()).into_boxed();
        if let Some(agency) = *filter {
            query = query.filter(p::agency_id.eq(agency));
        }
        if let Some(after) = page.after {
            let id = PersonId::from(after.id);
            query = query.filter(p::created_at.ge(after.at).and(p::created_at.gt(after.at).or(p::id.gt(id))));
        }
        let rows = query.order((p::created_at, p::id)).limit(page.limit + 1).load(tx.conn())?;
        let rows: Vec<_> = rows.into_iter().map(|row| met(row, &scope.who)).collect::<Result<_>>()?;
        Ok(Page::cut(rows, page, |(person, _)| After { rank: 0, at: person.created_at, id: person.id.into() }))
    }
    fn insert(&self, tx: &mut Tx<'_>) -> Result<()> {
        let row = (
            (p::id.eq(self.id), p::agency_id.eq(self.agency), p::email_key.eq(&self.email_key)),
            (p::profile.eq(self.profile.bytes()), p::roles.eq(words(&self.roles)), p::lang.eq(self.lang.tag())),
            (p::receives_handoffs.eq(self.receives_handoffs), p::privacy_officer.eq(self.privacy_officer)),
            (p::supervisor.eq(self.supervisor), p::active.eq(self.active), p::password.eq(&self.password)),
            (p::created_at.eq(self.created_at), p::version.eq(1_i64)),
        );
        diesel::insert_into(p::table).values(row).execute(tx.conn()).map(drop).map_err(taken)
    }
    fn swap(tx: &mut Tx<'_>, before: &Self, after: Self) -> Result<Option<Self>> {
        let same = p::table.find(before.id).filter(p::version.eq(before.version));
        let row = (
            (p::email_key.eq(&after.email_key), p::profile.eq(after.profile.bytes()), p::roles.eq(words(&after.roles))),
            (p::receives_handoffs.eq(after.receives_handoffs), p::privacy_officer.eq(after.privacy_officer)),
            (p::supervisor.eq(after.supervisor), p::lang.eq(after.lang.tag()), p::active.eq(after.active)),
            (p::password.eq(&after.password), p::version.eq(before.version + 1)),
        );
        let changed = diesel::update(same).set(row).execute(tx.conn()).map_err(taken)?;
        Ok((changed == 1).then(|| Self { version: before.version + 1, ..after }))
    }
    fn id(&self) -> PersonId {
        self.id
    }
    fn version(&self) -> i64 {
        self.version
    }
    fn sealed(&self) -> Vec<KeyScope> {
        vec![PEOPLE]
    }
}
