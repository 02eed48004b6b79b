//! Room for entries: a short one may still fit where that of a look does not.
use super::append::append;
use super::entry::{Draft, Entry};
use crate::access::Caller;
use crate::db::{Begin, DbConnection};
use crate::kernel::secret::random;
use crate::kernel::{AgencyId, CaseId, Compartment, Instant, RequestId};
use diesel::result::{Error, QueryResult};

/// As many large entries as fill some pages, each about as many cases.
const ENTRIES: usize = 8;
const CASES: usize = 16;
/// About the most that is kept in the row itself.
const BYTES: usize = 1900;

/// Appends some large entries inside a transaction that writes, and takes them back.
pub(crate) fn room(conn: &mut DbConnection, now: Instant) -> QueryResult<()> {
    let large = (0..ENTRIES).map(|_| large(now)).collect::<Result<Vec<_>, _>>()?;
    conn.begin(Begin::Nested)?;
    let tried = append(conn, &large);
    conn.rollback()?;
    tried
}

fn large(now: Instant) -> QueryResult<Entry> {
    let by = Caller::nobody(RequestId::new(now), None);
    let mut entry = Draft::of(&by, now).done().map_err(|_told| Error::RollbackTransaction)?;
    entry.bytes = vec![0; BYTES]; // what does not get shorter when it is stored
    random(&mut entry.bytes);
    entry.met = (0..CASES).map(|_| (CaseId::new(now), Compartment::Identity, AgencyId::new(now))).collect();
    Ok(entry)
}
