//! Wishes in the store: one row of a case for whoever has one.
use super::model::{KIND, Whose, Wish};
use crate::access::{Facts, Principal};
use crate::cases::{Ties, TiesRow, ties};
use crate::db::MultiBackend;
use crate::db::schema::{cases, wishes as w};
use crate::db::types::words_as_text;
use crate::kernel::page::After;
use crate::kernel::{CaseId, Compartment, Instant, Page, Paging, PersonId, WishId};
use crate::op::{Scope, Stored, Tx};
use crate::problem::Result;
use chrono::NaiveDate;
use diesel::prelude::*;

words_as_text!(Whose);

#[derive(Queryable, Selectable, Insertable, AsChangeset)]
#[diesel(table_name = w, check_for_backend(MultiBackend), treat_none_as_null = true)]
struct WishRow {
    id: WishId,
    case_id: CaseId,
    compartment: Compartment,
    whose: Whose,
    code: String,
    reoffer_on: Option<String>,
    said_at: Instant,
    recorded_by: PersonId,
    version: i64,
}
impl WishRow {
    fn of(wish: &Wish, version: i64) -> Self {
        Self {
            id: wish.id,
            case_id: wish.case,
            compartment: KIND,
            whose: wish.whose,
            code: wish.code.clone(),
            reoffer_on: wish.reoffer_on.map(|day| day.to_string()),
            said_at: wish.said_at,
            recorded_by: wish.recorded_by,
            version,
        }
    }
    fn wish(self) -> Wish {
        Wish {
            id: self.id,
            case: self.case_id,
            whose: self.whose,
            code: self.code,
            reoffer_on: self.reoffer_on.and_then(|day| day.parse::<NaiveDate>().ok()),
            said_at: self.said_at,
            recorded_by: self.recorded_by,
            version: self.version,
        }
    }
}

fn met((row, tied): (WishRow, TiesRow), who: &Principal) -> (Wish, Facts) {
    (row.wish(), Ties::from(tied).facts(who, KIND, []))
}

/// The wish that is kept of somebody.
pub(super) fn kept(tx: &mut Tx<'_>, case: CaseId, whose: Whose) -> Result<Option<WishId>> {
    let row = w::table.filter(w::case_id.eq(case).and(w::whose.eq(whose)));
    Ok(row.select(w::id).first(tx.conn()).optional()?)
}

impl Stored for Wish {
    type Id = WishId;
    type Filter = CaseId;

    fn load(tx: &mut Tx<'_>, id: WishId, who: &Principal) -> Result<Option<(Self, Facts)>> {
        let query = w::table.inner_join(cases::table).filter(w::id.eq(id));
        let row = query.select((WishRow::as_select(), ties(who.person))).first(tx.conn()).optional()?;
        Ok(row.map(|row| met(row, who)))
    }
    fn list(tx: &mut Tx<'_>, scope: &Scope, case: &CaseId, page: &Paging) -> Result<Page<(Self, Facts)>> {
        let all = w::table.inner_join(cases::table).filter(w::case_id.eq(*case)).filter(scope.clone());
        let mut query = all.select((WishRow::as_select(), ties(scope.who.person))).into_boxed();
        if let Some(after) = page.after {
            query = query.filter(w::id.gt(WishId::from(after.id)));
        }
        let rows = query.order(w::id).limit(page.limit + 1).load(tx.conn())?;
        let rows: Vec<_> = rows.into_iter().map(|row| met(row, &scope.who)).collect();
        Ok(Page::cut(rows, page, |(wish, _)| After { rank: 0, at: Instant::from_millis(0), id: wish.id.into() }))
    }
    fn insert(&self, tx: &mut Tx<'_>) -> Result<()> {
        diesel::insert_into(w::table).values(WishRow::of(self, 1)).execute(tx.conn())?;
        Ok(())
    }
    fn swap(tx: &mut Tx<'_>, before: &Self, after: Self) -> Result<Option<Self>> {
        let version = before.version + 1;
        let same = w::table.find(before.id).filter(w::version.eq(before.version));
        let changed = diesel::update(same).set(WishRow::of(&after, version)).execute(tx.conn())?;
        Ok((changed == 1).then_some(Self { version, ..after }))
    }
    fn id(&self) -> WishId {
        self.id
    }
    fn version(&self) -> i64 {
        self.version
    }
}
