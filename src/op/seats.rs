//! Connections of one kind, and who may use them: as many at once as there are, each in a thread that may wait.
use super::trouble::plainly;
use crate::db::conn::{Pool, pool};
use crate::db::{DbConnection, Opener};
use crate::problem::{Code, Error, Result};
use std::sync::Arc;
use std::time::Duration;
use tokio::sync::Semaphore;
use tokio::task::spawn_blocking;

/// The longest that somebody waits for a connection.
const PATIENCE: Duration = Duration::from_secs(5);

/// Some connections.
#[derive(Clone)]
pub(crate) struct Seats {
    pool: Pool,
    gate: Arc<Semaphore>,
}
impl Seats {
    /// As many as are asked for.
    pub(super) fn of(opener: Opener, many: u32) -> Result<Self> {
        let gate = Semaphore::new(usize::try_from(many).map_err(Error::internal)?);
        Ok(Self { pool: pool(opener, many).map_err(Error::internal)?, gate: Arc::new(gate) })
    }
    /// Runs on one of them.
    pub(crate) async fn run<R: Send + 'static>(
        &self,
        job: impl FnOnce(&mut DbConnection) -> Result<R> + Send + 'static,
    ) -> Result<R> {
        let seat = tokio::time::timeout(PATIENCE, Arc::clone(&self.gate).acquire_owned());
        let seat = seat.await.map_err(|_unsaid| Error::from(Code::Busy))?.map_err(Error::internal)?;
        let pool = self.pool.clone();
        let job = move || {
            let out = pool.get().map_err(|_unsaid| Error::from(Code::Busy)).and_then(|mut conn| job(&mut conn));
            drop(seat);
            out
        };
        spawn_blocking(job).await.map_err(Error::internal)?.map_err(plainly)
    }
}
