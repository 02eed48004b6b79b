//! Sessions in the store.
use super::model::Session;
use crate::access::{Facts, Principal, Standing};
use crate::db::MultiBackend;
use crate::db::schema::sessions as s;
use crate::kernel::{Instant, Page, Paging, PersonId, Role, SessionId};
use crate::op::{Scope, Stored, Tx};
use crate::problem::{Error, Result};
use diesel::prelude::*;

#[derive(Queryable, Selectable)]
#[diesel(table_name = s, check_for_backend(MultiBackend))]
struct SessionRow {
    id: SessionId,
    person_id: PersonId,
    role: Role,
    refresh_key: Vec<u8>,
    opened_at: Instant,
    renewed_at: Instant,
    expires_at: Instant,
    ended_at: Option<Instant>,
    version: i64,
}
impl From<SessionRow> for Session {
    fn from(r: SessionRow) -> Self {
        Self {
            id: r.id,
            person: r.person_id,
            role: r.role,
            refresh_key: r.refresh_key,
            opened_at: r.opened_at,
            renewed_at: r.renewed_at,
            expires_at: r.expires_at,
            ended_at: r.ended_at,
            version: r.version,
        }
    }
}

impl Stored for Session {
    type Id = SessionId;
    type Filter = ();

    fn load(tx: &mut Tx<'_>, id: SessionId, who: &Principal) -> Result<Option<(Self, Facts)>> {
        let row: Option<SessionRow> = s::table.find(id).select(SessionRow::as_select()).first(tx.conn()).optional()?;
        Ok(row.map(|row| {
            // whoever holds the right refresh token, or the right password, stands for themselves
            let own = who.kind == "nobody" || row.person_id == who.person;
            let standing = if own { Standing::Oneself } else { Standing::Anybody };
            (row.into(), Facts { case: None, standings: vec![standing] })
        }))
    }
    fn list(_: &mut Tx<'_>, _: &Scope, (): &(), _: &Paging) -> Result<Page<(Self, Facts)>> {
        Err(Error::internal("sessions are not listed"))
    }
    fn insert(&self, tx: &mut Tx<'_>) -> Result<()> {
        let row = (
            (s::id.eq(self.id), s::person_id.eq(self.person), s::role.eq(self.role), s::version.eq(1_i64)),
            (s::refresh_key.eq(&self.refresh_key), s::opened_at.eq(self.opened_at)),
            (s::renewed_at.eq(self.renewed_at), s::expires_at.eq(self.expires_at), s::ended_at.eq(self.ended_at)),
        );
        diesel::insert_into(s::table).values(row).execute(tx.conn())?;
        Ok(())
    }
    fn swap(tx: &mut Tx<'_>, before: &Self, after: Self) -> Result<Option<Self>> {
        let same = s::table.find(before.id).filter(s::version.eq(before.version));
        let row = (
            (s::refresh_key.eq(&after.refresh_key), s::renewed_at.eq(after.renewed_at), s::ended_at.eq(after.ended_at)),
            (s::expires_at.eq(after.expires_at), s::version.eq(before.version + 1)),
        );
        let changed = diesel::update(same).set(row).execute(tx.conn())?;
        Ok((changed == 1).then(|| Self { version: before.version + 1, ..after }))
    }
    fn id(&self) -> SessionId {
        self.id
    }
    fn version(&self) -> i64 {
        self.version
    }
}
