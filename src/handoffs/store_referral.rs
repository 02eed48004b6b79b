//! What follows receipt, in a row beside that of its handoff.
use super::model::{Grade, Receipt};
use super::referral::{Progress, Referral, Withdrawer};
use crate::db::MultiBackend;
use crate::db::schema::referrals as r;
use crate::db::types::words_as_text;
use crate::kernel::{AgencyId, HandoffId, Instant, PersonId};
use crate::op::Tx;
use crate::problem::{Error, Result};
use diesel::prelude::*;

words_as_text!(Progress, Withdrawer);

#[derive(Queryable, Selectable, Insertable, AsChangeset)]
#[diesel(table_name = r, check_for_backend(MultiBackend), treat_none_as_null = true)]
pub(super) struct ReferralRow {
    handoff_id: HandoffId,
    state: Progress,
    state_at: Instant,
    state_by: PersonId,
    code: Option<String>,
    withdrawn_by: Option<Withdrawer>,
    contact_at: Option<Instant>,
    contact_by: Option<PersonId>,
    contact_grade: Option<Grade>,
    helper_id: Option<AgencyId>,
    due_at: Option<Instant>,
    attempts: i64,
    attempted_at: Option<Instant>,
    attempted_code: Option<String>,
}
impl ReferralRow {
    fn of(handoff: HandoffId, referral: &Referral) -> Self {
        let contact = referral.contact.as_ref();
        Self {
            handoff_id: handoff,
            state: referral.progress,
            state_at: referral.at,
            state_by: referral.by,
            code: referral.code.clone(),
            withdrawn_by: referral.withdrawn_by,
            contact_at: contact.map(|c| c.at),
            contact_by: contact.map(|c| c.by),
            contact_grade: contact.map(|c| c.grade),
            helper_id: referral.helper,
            due_at: referral.due,
            attempts: referral.attempts,
            attempted_at: referral.attempted.as_ref().map(|(at, _)| *at),
            attempted_code: referral.attempted.as_ref().map(|(_, code)| code.clone()),
        }
    }
    pub(super) fn referral(self) -> Result<Referral> {
        let impossible = || Error::internal("an impossible referral in a row");
        let contact = match (self.contact_at, self.contact_by, self.contact_grade) {
            (Some(at), Some(by), Some(grade)) => Some(Receipt { at, by, grade }),
            (None, None, None) => None,
            _ => return Err(impossible()),
        };
        Ok(Referral {
            progress: self.state,
            at: self.state_at,
            by: self.state_by,
            code: self.code,
            withdrawn_by: self.withdrawn_by,
            contact,
            helper: self.helper_id,
            due: self.due_at,
            attempts: self.attempts,
            attempted: self.attempted_at.zip(self.attempted_code),
        })
    }
}

/// The row of a new handoff.
pub(super) fn insert(tx: &mut Tx<'_>, handoff: HandoffId, referral: &Referral) -> Result<()> {
    diesel::insert_into(r::table).values(ReferralRow::of(handoff, referral)).execute(tx.conn())?;
    Ok(())
}
/// The row as it is now, under the version of its handoff.
pub(super) fn update(tx: &mut Tx<'_>, handoff: HandoffId, referral: &Referral) -> Result<()> {
    diesel::update(r::table.find(handoff)).set(ReferralRow::of(handoff, referral)).execute(tx.conn())?;
    Ok(())
}
