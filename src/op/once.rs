//! Asking twice with the same key does a thing once (Idempotency-Key): a row inserted inside the write.
use super::granted::Done;
use super::{Act, Op};
use crate::db::schema::idempotency as i;
use crate::db::types::SubjectKey;
use crate::kernel::SubjectId;
use crate::problem::{Code, Error, Result};
use crate::vault::Purpose;
use diesel::prelude::*;
use std::time::Duration;

/// What a client sends to be allowed to ask twice: its key, and a hash of what it asked.
#[derive(Clone)]
pub struct Once {
    /// The key, as sent.
    pub key: String,
    /// SHA-256 of method, path and body.
    pub request: [u8; 32],
}

impl Once {
    /// The same, for one of several things that were asked for together.
    #[must_use]
    pub fn part(&self, n: usize) -> Self {
        Self { key: format!("{}/{n}", self.key), request: self.request }
    }
}

/// How long a key is kept.
const KEPT: Duration = Duration::from_hours(24);

impl<'tx> Act<'tx> {
    /// Does it, or answers with what the first request made, as it is now, under today's policy.
    pub(super) fn once<V, I: From<SubjectId>>(
        &mut self,
        once: &Once,
        again: for<'a> fn(&mut Op<'a>, I) -> Done<'a, V>,
        act: impl FnOnce(&mut Self) -> Done<'tx, V>,
    ) -> Done<'tx, V> {
        let ring = &self.0.shared.ring;
        let key = ring.mac(Purpose::Idempotency, &[once.key.as_bytes()])?;
        let body = ring.mac(Purpose::Idempotency, &[&once.request])?;
        if let Some((subject, created)) = self.asked_before(&key, &body)? {
            let mut done = again(&mut self.0, I::from(subject))?;
            done.head.created = created;
            return Ok(done);
        }
        let done = act(self)?;
        let op = &mut self.0;
        let subject = done.head.subject.ok_or_else(|| Error::internal("a keyed act about nothing"))?;
        let row = (
            (i::person_id.eq(op.who.person), i::key.eq(key.to_vec()), i::body.eq(body.to_vec())),
            (i::subject_id.eq(SubjectKey(subject.id)), i::created.eq(done.head.created), i::at.eq(op.now)),
        );
        diesel::insert_into(i::table).values(row).execute(op.conn)?;
        Ok(done)
    }
    fn asked_before(&mut self, key: &[u8; 32], body: &[u8; 32]) -> Result<Option<(SubjectId, bool)>> {
        let op = &mut self.0;
        let turn = key.first_chunk::<8>().map_or(0, |bytes| i64::from_be_bytes(*bytes));
        op.conn.take_turn(turn)?;
        let mine = i::person_id.eq(op.who.person);
        diesel::delete(i::table.filter(mine).filter(i::at.le(op.now.minus(KEPT)))).execute(op.conn)?;
        let row: Option<(Vec<u8>, SubjectKey, bool)> = i::table
            .filter(mine.and(i::key.eq(key.to_vec())))
            .select((i::body, i::subject_id, i::created))
            .first(op.conn)
            .optional()?;
        match row {
            Some((same, subject, created)) if same == body => {
                Ok(Some((SubjectId { kind: "", id: subject.0 }, created)))
            }
            Some(_) => Err(Code::IdempotencyKeyReused.into()),
            None => Ok(None),
        }
    }
}
