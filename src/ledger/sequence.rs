//! Numbers entries: one pass at a time takes what is visible in the queue, so there are no gaps and nothing is skipped.
use crate::db::DbConnection;
use crate::db::schema::{ledger_entries, ledger_index, ledger_queue};
use crate::db::types::sql::Guid;
use crate::kernel::EntryId;
use aws_lc_rs::digest::{Context, SHA256};
use diesel::prelude::*;
use diesel::sql_types::{Array, BigInt, Binary};

/// The name of the turn that a pass takes among all nodes.
const TURN: i64 = 7261;
/// The most of one pass: on the embedded engine a pass holds the writer.
const MOST_POSTGRES: i64 = 2000;
const MOST_SQLITE: i64 = 128;

/// The leaf of an entry in the tree (RFC 6962, section 2.1): SHA-256 of 0x00 and the bytes.
pub(super) fn leaf(bytes: &[u8]) -> Vec<u8> {
    let mut hash = Context::new(&SHA256);
    hash.update(&[0]);
    hash.update(bytes);
    hash.finish().as_ref().to_vec()
}

/// One pass; says how many entries it numbered. Runs inside a transaction that writes.
pub(crate) fn sequence(conn: &mut DbConnection) -> QueryResult<usize> {
    conn.take_turn(TURN)?;
    let most = if conn.is_sqlite() { MOST_SQLITE } else { MOST_POSTGRES };
    // The queue alone, then the entries by id: a join ordered by the entry would walk every entry ever written.
    let next: Vec<EntryId> =
        ledger_queue::table.select(ledger_queue::entry).order(ledger_queue::entry).limit(most).load(conn)?;
    let waiting: Vec<(EntryId, Vec<u8>)> = ledger_entries::table
        .filter(ledger_entries::id.eq_any(&next))
        .select((ledger_entries::id, ledger_entries::bytes))
        .order(ledger_entries::id)
        .load(conn)?;
    let last: Option<i64> = ledger_index::table.select(diesel::dsl::max(ledger_index::idx)).first(conn)?;
    let first = last.map_or(0, |l| l + 1);
    match conn {
        DbConnection::Postgres(c) => {
            let (ids, leaves): (Vec<EntryId>, Vec<Vec<u8>>) = waiting.iter().map(|(e, b)| (*e, leaf(b))).unzip();
            diesel::sql_query(
                "INSERT INTO ledger_index (idx, entry, leaf) \
                 SELECT $1 + n - 1, e, l FROM unnest($2, $3) WITH ORDINALITY AS w(e, l, n)",
            )
            .bind::<BigInt, _>(first)
            .bind::<Array<Guid>, _>(&ids)
            .bind::<Array<Binary>, _>(leaves)
            .execute(c)?;
            diesel::sql_query("DELETE FROM ledger_queue WHERE entry = ANY($1)")
                .bind::<Array<Guid>, _>(&ids)
                .execute(c)?;
        }
        DbConnection::Sqlite(c) => {
            for ((entry, bytes), idx) in waiting.iter().zip(first..) {
                let row =
                    (ledger_index::idx.eq(idx), ledger_index::entry.eq(entry), ledger_index::leaf.eq(leaf(bytes)));
                diesel::insert_into(ledger_index::table).values(row).execute(c)?;
                diesel::delete(ledger_queue::table.find(entry)).execute(c)?;
            }
        }
    }
    Ok(waiting.len())
}
