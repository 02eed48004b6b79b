//! Do the open expected steps say what the stored handoffs owe? A check for `doctor`, and for every test.
use super::store::all_owed;
use crate::op::{Db, OpenObligation, Tx, open_obligations};
use crate::problem::Result;
use std::collections::BTreeSet;
use uuid::Uuid;

/// What does not agree, one line each; nothing when all is well.
pub async fn disagreements(db: &Db) -> Result<Vec<String>> {
    db.examine(|tx| {
        let open: BTreeSet<OpenObligation> = open_obligations(tx)?.into_iter().collect();
        let owed = owed(tx)?;
        let missing = owed.difference(&open).map(|o| line("owed, and not open", o));
        let left = open.difference(&owed).map(|o| line("open, and not owed", o));
        Ok(missing.chain(left).collect())
    })
    .await
}
fn owed(tx: &mut Tx<'_>) -> Result<BTreeSet<OpenObligation>> {
    let mut owed = BTreeSet::new();
    all_owed(tx, |id, centre, all| {
        owed.extend(all.into_iter().map(|o| OpenObligation {
            subject: Uuid::from(id),
            kind: o.kind.to_owned(),
            agency: o.agency,
            centre,
            due: o.due,
        }));
    })?;
    Ok(owed)
}
fn line(what: &str, o: &OpenObligation) -> String {
    format!("{what}: {} of handoff {}, due {}", o.kind, o.subject, o.due)
}
