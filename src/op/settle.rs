//! What is owed, kept in step with what is stored: the only writer of the obligations table.
//!
//! Rows are closed, never changed: a moved deadline closes one and opens another.
use super::{Op, Stored, Tx};
use crate::access::CaseFacts;
use crate::db::schema::obligations as o;
use crate::db::types::SubjectKey;
use crate::kernel::{AgencyId, CaseId, ChainId, Instant, ObligationId, SubjectId, Tier};
use crate::problem::{Error, Result};
use crate::rules::Owed;
use diesel::prelude::*;
use uuid::Uuid;

/// What is owed and open, as the store has it.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
pub(crate) struct OpenObligation {
    pub(crate) subject: Uuid,
    pub(crate) kind: String,
    pub(crate) agency: AgencyId,
    pub(crate) centre: AgencyId,
    pub(crate) due: Instant,
}

/// Every open obligation: for the check that they are what the stored subjects owe.
pub(crate) fn open_obligations(tx: &mut Tx<'_>) -> Result<Vec<OpenObligation>> {
    type Row = (SubjectKey, String, AgencyId, AgencyId, Instant);
    let rows: Vec<Row> = o::table
        .filter(o::closed_at.is_null())
        .select((o::subject_id, o::kind, o::agency_id, o::centre_id, o::due_at))
        .load(tx.conn())?;
    let open =
        |(subject, kind, agency, centre, due): Row| OpenObligation { subject: subject.0, kind, agency, centre, due };
    Ok(rows.into_iter().map(open).collect())
}

/// Opens what is missing, closes what is no longer owed, or was owed under another case or centre.
pub(super) fn settle<T: Stored>(op: &mut Op<'_>, row: &T, case: Option<CaseFacts>) -> Result<()> {
    type Row = (ObligationId, String, AgencyId, (CaseId, AgencyId), Instant);
    let Some(chain) = row.chain() else { return Ok(()) };
    let case = case.ok_or_else(|| Error::internal("something is owed without a case"))?;
    let subject: SubjectId = row.id().into();
    let owed = row.owes();
    let open: Vec<Row> = o::table
        .filter(o::subject_id.eq(SubjectKey(subject.id)).and(o::closed_at.is_null()))
        .select((o::id, o::kind, o::agency_id, (o::case_id, o::centre_id), o::due_at))
        .load(op.conn)?;
    let is = |owed: &Owed, (_, kind, agency, at, due): &Row| {
        owed.kind == kind && owed.agency == *agency && (case.id, case.centre) == *at && owed.due == *due
    };
    for row in open.iter().filter(|row| !owed.iter().any(|owed| is(owed, row))) {
        diesel::update(o::table.find(row.0)).set(o::closed_at.eq(Some(op.now))).execute(op.conn)?;
    }
    for owed in owed.iter().filter(|owed| !open.iter().any(|row| is(owed, row))) {
        op.draft.used(owed.rule);
        insert(op, owed, subject, &case, chain)?;
    }
    Ok(())
}

fn insert(op: &mut Op<'_>, owed: &Owed, subject: SubjectId, case: &CaseFacts, chain: ChainId) -> Result<()> {
    let tier = op.rules().deadline(owed.rule).map_or(Tier::Answer, |d| d.tier);
    let row = (
        (o::id.eq(ObligationId::new(op.now)), o::kind.eq(owed.kind), o::rule.eq(owed.rule), o::tier.eq(tier)),
        (o::rank.eq(rank(tier)), o::case_id.eq(case.id), o::centre_id.eq(case.centre), o::chain_id.eq(chain)),
        (o::compartment.eq(case.compartment), o::agency_id.eq(owed.agency), o::subject_kind.eq(subject.kind)),
        (o::subject_id.eq(SubjectKey(subject.id)), o::opened_at.eq(op.now), o::due_at.eq(owed.due)),
    );
    diesel::insert_into(o::table).values(row).execute(op.conn)?;
    Ok(())
}

/// Safety comes first in every list.
const fn rank(tier: Tier) -> i64 {
    match tier {
        Tier::Safety => 0,
        Tier::Answer => 1,
        Tier::Housekeeping => 2,
    }
}
