//! How an installation is: asked at the command line by whoever looks after it. Nothing here shows a row.
use super::Db;
use crate::db::schema::{agencies, ledger_entries as l, ledger_queue as q, people, vault_keys as v};
use crate::db::{DbConnection, fold, unsafe_settings};
use crate::kernel::{Instant, Role};
use crate::ledger;
use crate::problem::{Error, Result};
use crate::vault::KeyScope;
use diesel::prelude::*;

/// Entries of the access log that wait for their number.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Waiting {
    /// How many.
    pub entries: i64,
    /// The time of the one that has waited longest.
    pub since: Option<Instant>,
}

/// Whether anybody can look after this installation.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Accounts {
    /// Accounts of any kind.
    pub people: i64,
    /// Accounts that may sign in as an administrator.
    pub administrators: usize,
    /// Agencies that run the deployment.
    pub running: i64,
    /// Agencies of any kind.
    pub agencies: i64,
}

impl Db {
    /// Whether the root key opens the data keys of a scope; nothing when there are none yet.
    pub async fn opens(&self, scope: KeyScope) -> Result<Option<bool>> {
        let (owner, name) = scope.columns();
        let row = self.asked(move |conn| {
            let keys = v::table.filter(v::scope.eq(owner).and(v::name.eq(name)));
            keys.select((v::key_version, v::wrapped)).first::<(i64, Vec<u8>)>(conn).optional()
        });
        let Some((version, wrapped)) = row.await? else { return Ok(None) };
        let version = u32::try_from(version).map_err(Error::internal)?;
        Ok(Some(self.shared().ring.unwrap(scope, version, &wrapped).is_ok()))
    }
    /// Settings of the engine without which what was answered could be lost.
    pub async fn unsafe_settings(&self) -> Result<Vec<String>> {
        self.asked(unsafe_settings).await
    }
    /// What waits for its number in the access log.
    pub async fn waiting(&self) -> Result<Waiting> {
        self.asked(|conn| {
            let entries = q::table.count().get_result(conn)?;
            let since = q::table.inner_join(l::table.on(l::id.eq(q::entry))).select(diesel::dsl::min(l::at));
            Ok(Waiting { entries, since: since.first(conn)? })
        })
        .await
    }
    /// Verifies the newest entries of the access log.
    pub async fn verify_last(&self, entries: i64) -> Result<ledger::Report> {
        self.asked(move |conn| ledger::verify_last(conn, entries)).await
    }
    /// Who can look after this installation.
    pub async fn accounts(&self) -> Result<Accounts> {
        self.asked(|conn| {
            let open = people::table.inner_join(agencies::table).filter(people::active.and(agencies::active));
            let roles: Vec<String> = open.select(people::roles).load(conn)?;
            let keeps = |held: &&String| held.split(' ').any(|role| role == Role::Administrator.name());
            Ok(Accounts {
                people: people::table.count().get_result(conn)?,
                administrators: roles.iter().filter(keeps).count(),
                running: agencies::table.filter(agencies::runs_deployment).count().get_result(conn)?,
                agencies: agencies::table.count().get_result(conn)?,
            })
        })
        .await
    }
    /// Folds what was committed into the one file of the embedded engine, so that a copy of it is whole.
    pub async fn fold(&self) -> Result<()> {
        self.looks.run(|conn| Ok(fold(conn)?)).await
    }
    /// Asks one snapshot.
    async fn asked<R: Send + 'static>(
        &self,
        ask: impl FnOnce(&mut DbConnection) -> QueryResult<R> + Send + 'static,
    ) -> Result<R> {
        self.looks.run(move |conn| Ok(conn.in_snapshot(ask)??)).await
    }
}
