//! Links between cases in the store: a row each way, so that each case finds its own.
use super::link::{Link, LinkId, LinkKind};
use super::model::{Ties, spoken_number};
use super::store::{TiesRow, ties};
use crate::access::{Facts, Principal};
use crate::db::schema::{case_links as l, cases};
use crate::db::types::words_as_text;
use crate::kernel::page::After;
use crate::kernel::{CaseId, Compartment, Instant, Page, Paging, PersonId};
use crate::op::{Scope, Stored, Tx};
use crate::problem::Result;
use diesel::dsl::exists;
use diesel::prelude::*;

words_as_text!(LinkKind);

diesel::alias!(cases as others: Others);

type Row = ((CaseId, CaseId, LinkKind, PersonId, Instant, Option<Instant>, i64), (i64, i64));
const COLUMNS: (l::case_id, l::other_id, l::kind, l::set_by, l::set_at, l::lifted_at, l::version) =
    (l::case_id, l::other_id, l::kind, l::set_by, l::set_at, l::lifted_at, l::version);

/// Whether two cases were ever linked.
pub(super) fn is_known(tx: &mut Tx<'_>, id: LinkId) -> Result<bool> {
    Ok(diesel::select(exists(l::table.find((id.0, id.1)))).get_result(tx.conn())?)
}
fn met(
    ((case, other, kind, set_by, set_at, lifted_at, version), (year, number)): Row,
    tied: TiesRow,
    who: &Principal,
) -> (Link, Facts) {
    let link =
        Link { id: LinkId(case, other), kind, set_by, set_at, lifted_at, version, number: spoken_number(year, number) };
    (link, Ties::from(tied).facts(who, Compartment::Identity, []))
}
/// The link, seen from either case.
pub(super) fn insert_both(tx: &mut Tx<'_>, link: &Link) -> Result<()> {
    for id in [link.id, link.id.turned()] {
        let row = (
            (l::case_id.eq(id.0), l::other_id.eq(id.1), l::kind.eq(link.kind), l::set_by.eq(link.set_by)),
            (l::set_at.eq(link.set_at), l::version.eq(1_i64)),
        );
        diesel::insert_into(l::table).values(row).execute(tx.conn())?;
    }
    Ok(())
}

/// Links whose other case is found in the same centre: not one that has moved away, or is part of another.
macro_rules! asked {
    ($who:expr) => {
        l::table
            .inner_join(cases::table.on(cases::id.eq(l::case_id)))
            .inner_join(others.on(others.field(cases::id).eq(l::other_id)))
            .filter(others.field(cases::centre_id).eq(cases::centre_id).and(others.field(cases::merged_into).is_null()))
            .select(((COLUMNS, (others.field(cases::year), others.field(cases::number))), ties($who)))
    };
}

impl Stored for Link {
    type Id = LinkId;
    type Filter = CaseId;

    fn load(tx: &mut Tx<'_>, id: LinkId, who: &Principal) -> Result<Option<(Self, Facts)>> {
        let query = asked!(who.person).filter(l::case_id.eq(id.0).and(l::other_id.eq(id.1)));
        let row = query.first::<(Row, TiesRow)>(tx.conn()).optional()?;
        Ok(row.map(|(row, tied)| met(row, tied, who)))
    }
    fn list(tx: &mut Tx<'_>, scope: &Scope, case: &CaseId, page: &Paging) -> Result<Page<(Self, Facts)>> {
        let now = asked!(scope.who.person).filter(l::case_id.eq(*case).and(l::lifted_at.is_null()));
        let mut query = now.filter(scope.clone()).into_boxed();
        if let Some(after) = page.after {
            let id = CaseId::from(after.id);
            query = query.filter(l::set_at.ge(after.at).and(l::set_at.gt(after.at).or(l::other_id.gt(id))));
        }
        let rows = query.order((l::set_at, l::other_id)).limit(page.limit + 1).load::<(Row, TiesRow)>(tx.conn())?;
        let rows: Vec<_> = rows.into_iter().map(|(row, tied)| met(row, tied, &scope.who)).collect();
        Ok(Page::cut(rows, page, |(link, _)| After { rank: 0, at: link.set_at, id: link.id.1.into() }))
    }
    fn insert(&self, tx: &mut Tx<'_>) -> Result<()> {
        insert_both(tx, self)
    }
    fn swap(tx: &mut Tx<'_>, before: &Self, after: Self) -> Result<Option<Self>> {
        let version = before.version + 1;
        for id in [before.id, before.id.turned()] {
            let same = l::table.find((id.0, id.1)).filter(l::version.eq(before.version));
            let row = (
                (l::kind.eq(after.kind), l::set_by.eq(after.set_by), l::set_at.eq(after.set_at)),
                (l::lifted_at.eq(after.lifted_at), l::version.eq(version)),
            );
            if diesel::update(same).set(row).execute(tx.conn())? != 1 {
                return Ok(None);
            }
        }
        Ok(Some(Self { version, ..after }))
    }
    fn id(&self) -> LinkId {
        self.id
    }
    fn version(&self) -> i64 {
        self.version
    }
}
