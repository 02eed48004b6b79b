//! The people around a child in the store.
use super::model::Party;
use crate::access::{Facts, Principal};
use crate::cases::{Ties, TiesRow, ties};
use crate::db::MultiBackend;
use crate::db::schema::{cases, parties as p};
use crate::kernel::page::After;
use crate::kernel::{CaseId, Compartment, Instant, Page, Paging, PartyId};
use crate::op::{Scope, Stored, Tx};
use crate::problem::Result;
use crate::vault::{KeyScope, Sealed};
use diesel::prelude::*;

#[derive(Queryable, Selectable)]
#[diesel(table_name = p, check_for_backend(MultiBackend))]
struct PartyRow {
    id: PartyId,
    case_id: CaseId,
    compartment: Compartment,
    role: String,
    is_suspect: bool,
    details: Vec<u8>,
    created_at: Instant,
    version: i64,
}
impl From<PartyRow> for Party {
    fn from(r: PartyRow) -> Self {
        Self {
            id: r.id,
            case: r.case_id,
            compartment: r.compartment,
            role: r.role,
            is_suspect: r.is_suspect,
            details: Sealed::stored(r.details, Self::place(r.case_id, r.id)),
            created_at: r.created_at,
            version: r.version,
        }
    }
}

fn met((row, tied): (PartyRow, TiesRow), who: &Principal) -> (Party, Facts) {
    let party = Party::from(row);
    let facts = Ties::from(tied).facts(who, party.compartment, []);
    (party, facts)
}

/// Whether a case says that its accused is a youth.
pub(super) fn youth_accused(tx: &mut Tx<'_>, case: CaseId) -> Result<bool> {
    Ok(cases::table.find(case).select(cases::youth_accused).first(tx.conn())?)
}

impl Stored for Party {
    type Id = PartyId;
    type Filter = CaseId;

    fn load(tx: &mut Tx<'_>, id: PartyId, who: &Principal) -> Result<Option<(Self, Facts)>> {
        let query = p::table.inner_join(cases::table).filter(p::id.eq(id));
        let row = query.select((PartyRow::as_select(), ties(who.person))).first(tx.conn()).optional()?;
        Ok(row.map(|row| met(row, who)))
    }
    fn list(tx: &mut Tx<'_>, scope: &Scope, case: &CaseId, page: &Paging) -> Result<Page<(Self, Facts)>> {
        let all = p::table.inner_join(cases::table).filter(p::case_id.eq(*case)).filter(scope.clone());
        let mut query = all.select((PartyRow::as_select(), ties(scope.who.person))).into_boxed();
        if let Some(after) = page.after {
            let id = PartyId::from(after.id);
            query = query.filter(p::created_at.ge(after.at).and(p::created_at.gt(after.at).or(p::id.gt(id))));
        }
        let rows = query.order((p::created_at, p::id)).limit(page.limit + 1).load(tx.conn())?;
        let rows: Vec<_> = rows.into_iter().map(|row| met(row, &scope.who)).collect();
        Ok(Page::cut(rows, page, |(party, _)| After { rank: 0, at: party.created_at, id: party.id.into() }))
    }
    fn insert(&self, tx: &mut Tx<'_>) -> Result<()> {
        let row = (
            (p::id.eq(self.id), p::case_id.eq(self.case), p::compartment.eq(self.compartment), p::role.eq(&self.role)),
            (p::is_suspect.eq(self.is_suspect), p::details.eq(self.details.bytes())),
            (p::created_at.eq(self.created_at), p::version.eq(1_i64)),
        );
        diesel::insert_into(p::table).values(row).execute(tx.conn())?;
        Ok(())
    }
    fn swap(tx: &mut Tx<'_>, before: &Self, after: Self) -> Result<Option<Self>> {
        let same = p::table.find(before.id).filter(p::version.eq(before.version));
        let row = (
            (p::case_id.eq(after.case), p::compartment.eq(after.compartment), p::role.eq(&after.role)),
            (
                p::is_suspect.eq(after.is_suspect),
                p::details.eq(after.details.bytes()),
                p::version.eq(before.version + 1),
            ),
        );
        let changed = diesel::update(same).set(row).execute(tx.conn())?;
        Ok((changed == 1).then(|| Self { version: before.version + 1, ..after }))
    }
    fn id(&self) -> PartyId {
        self.id
    }
    fn version(&self) -> i64 {
        self.version
    }
    fn sealed(&self) -> Vec<KeyScope> {
        vec![self.details.place().scope]
    }
}
