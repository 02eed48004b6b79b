//! The data keys of one operation: those that committed rows have shown, and those it makes itself.
use super::doors::Shared;
use crate::db::DbConnection;
use crate::db::schema::vault_keys as v;
use crate::kernel::Instant;
use crate::problem::{Error, Result};
use crate::vault::{DataKey, KeyScope};
use diesel::prelude::*;
use std::cell::RefCell;
use std::collections::{BTreeMap, BTreeSet};
use std::sync::Arc;

/// Keys that this operation may use.
pub(super) struct Keys {
    shared: Arc<Shared>,
    held: RefCell<BTreeMap<KeyScope, Arc<DataKey>>>,
    /// Only what a committed snapshot shows may be remembered beyond the operation.
    committed: bool,
}

impl Keys {
    pub(super) fn new(shared: &Arc<Shared>, committed: bool) -> Self {
        Self { shared: Arc::clone(shared), held: RefCell::default(), committed }
    }
    /// A key that was fetched before.
    pub(super) fn held(&self, scope: KeyScope) -> Result<Arc<DataKey>> {
        let held = self.held.borrow().get(&scope).cloned();
        held.or_else(|| self.shared.ring.seen(scope)).ok_or_else(|| Error::internal("a data key is missing"))
    }
    /// Fetches the keys of some rows, those that are not known yet in one statement.
    pub(super) fn fetch(&self, conn: &mut DbConnection, scopes: &[KeyScope]) -> Result<()> {
        let mut missing: Vec<KeyScope> = scopes.iter().copied().filter(|s| self.held(*s).is_err()).collect();
        missing.sort_unstable();
        missing.dedup();
        if missing.is_empty() {
            return Ok(());
        }
        let wanted: BTreeMap<_, KeyScope> = missing.iter().map(|s| (s.columns(), *s)).collect();
        let (owners, names): (BTreeSet<_>, BTreeSet<_>) = wanted.keys().copied().unzip();
        let rows: Vec<(crate::kernel::CaseId, String, i64, Vec<u8>)> = v::table
            .filter(v::scope.eq_any(owners).and(v::name.eq_any(names)))
            .select((v::scope, v::name, v::key_version, v::wrapped))
            .load(conn)?;
        for (owner, name, version, wrapped) in rows {
            let Some(scope) = wanted.get(&(owner, name.as_str())) else { continue };
            let version = u32::try_from(version).map_err(Error::internal)?;
            let key = Arc::new(self.shared.ring.unwrap(*scope, version, &wrapped)?);
            if self.committed {
                self.shared.ring.remember(*scope, Arc::clone(&key));
            }
            self.held.borrow_mut().insert(*scope, key);
        }
        Ok(())
    }
    /// A key to seal with; made and stored when there is none yet.
    pub(super) fn needed(&self, conn: &mut DbConnection, scope: KeyScope, now: Instant) -> Result<Arc<DataKey>> {
        self.fetch(conn, &[scope])?;
        if let Ok(key) = self.held(scope) {
            return Ok(key);
        }
        let (key, wrapped) = self.shared.ring.make(scope)?;
        let (owner, name) = scope.columns();
        let row = (
            v::scope.eq(owner),
            v::name.eq(name),
            v::key_version.eq(1_i64),
            v::wrapped.eq(wrapped),
            v::created_at.eq(now),
        );
        diesel::insert_into(v::table).values(row).execute(conn)?;
        let key = Arc::new(key);
        self.held.borrow_mut().insert(scope, Arc::clone(&key));
        Ok(key)
    }
}
