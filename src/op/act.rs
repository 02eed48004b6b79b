//! What an act may do besides looking: create, save, record; and who the caller turns out to be.
use super::granted::{Done, Granted, Saved};
use super::{Op, Stored, Tx, settle};
use crate::access::{Action, Caller, Decision, Facts, Principal, Who, judge};
use crate::db::DbConnection;
use crate::db::schema::{agencies, people, sessions};
use crate::kernel::{AgencyId, Discipline, Instant, Lang, PersonId, Role, SessionId};
use crate::ledger::Draft;
use crate::problem::{Code, Error, Result};
use crate::vault::{Place, Sealed};
use diesel::prelude::*;
use serde::Serialize;
use serde::de::DeserializeOwned;
use std::ops::{Deref, DerefMut};

/// What an act may do. A look never gets one.
pub struct Act<'tx>(pub(super) Op<'tx>);

impl<'tx> Deref for Act<'tx> {
    type Target = Op<'tx>;
    fn deref(&self) -> &Op<'tx> {
        &self.0
    }
}
impl<'tx> DerefMut for Act<'tx> {
    fn deref_mut(&mut self) -> &mut Op<'tx> {
        &mut self.0
    }
}

impl<'tx> Act<'tx> {
    /// Seals a value for its place, with the key of that place.
    pub fn seal<F: Serialize>(&mut self, place: Place, value: &F) -> Result<Sealed<F>> {
        let op = &mut self.0;
        op.keys.needed(op.conn, place.scope, op.now)?.seal(place, value)
    }
    /// Opens a sealed field to seal it again, changed or under another row; nothing of it is shown.
    #[expect(clippy::unused_self, reason = "only an act may do this")]
    pub(crate) fn unsealed<T: Stored, F: DeserializeOwned>(
        &mut self,
        row: &Granted<'tx, T>,
        field: &Sealed<F>,
    ) -> Result<F> {
        row.unseal(field).map(crate::vault::Clear::into_inner)
    }
    /// Makes a row that hangs on no other.
    pub fn found<T: Stored>(&mut self, action: Action, new: &T) -> Result<Saved<'tx, T>> {
        let (row, facts) = self.inserted(new)?;
        self.created(action, row, &facts)
    }
    /// Makes a row under one that was found: inserts, loads back, decides. What its maker may not make is not kept.
    pub fn create<T: Stored, P: Stored>(
        &mut self,
        action: Action,
        under: &Granted<'tx, P>,
        new: &T,
    ) -> Result<Saved<'tx, T>> {
        let (row, facts) = self.inserted_under(under, new)?;
        self.created(action, row, &facts)
    }
    /// Makes a row that comes with what the operation is about: the entry keeps its own name and subject.
    pub fn also<T: Stored, P: Stored>(
        &mut self,
        action: Action,
        under: &Granted<'tx, P>,
        new: &T,
    ) -> Result<Saved<'tx, T>> {
        let (row, facts) = self.inserted_under(under, new)?;
        Ok(Saved { row: self.settled(action, row, &facts)?, created: true })
    }
    fn inserted_under<T: Stored, P: Stored>(&mut self, under: &Granted<'tx, P>, new: &T) -> Result<(T, Facts)> {
        let (row, facts) = self.inserted(new)?;
        if facts.case.map(|c| c.id) == under.grant.case.map(|c| c.id) {
            Ok((row, facts))
        } else {
            Err(Error::internal("a row was made under another case"))
        }
    }
    fn inserted<T: Stored>(&mut self, new: &T) -> Result<(T, Facts)> {
        let op = &mut self.0;
        new.insert(&mut Tx(op.conn))?;
        let found = T::load(&mut Tx(op.conn), new.id(), &op.who)?;
        found.ok_or_else(|| Error::internal("an inserted row is not there"))
    }
    fn created<T: Stored>(&mut self, action: Action, row: T, facts: &Facts) -> Result<Saved<'tx, T>> {
        // before the decision, so that a refusal too is written down as what it is
        self.0.draft.made(action, row.id().into());
        let row = self.settled(action, row, facts)?;
        if let Some(state) = row.state() {
            self.0.draft.changed(None, state);
        }
        Ok(Saved { row, created: true })
    }
    fn settled<T: Stored>(&mut self, action: Action, row: T, facts: &Facts) -> Result<Granted<'tx, T>> {
        let op = &mut self.0;
        let row = op.grant(action, row, facts)?;
        op.keys.fetch(op.conn, &row.sealed())?;
        settle::settle(op, row.row(), row.grant.case)?;
        Ok(row)
    }
    /// Compare and set, then what is owed. The view stays what was granted: never more than that.
    pub fn save<T: Stored>(&mut self, was: Granted<'tx, T>, is: T) -> Result<Saved<'tx, T>> {
        let op = &mut self.0;
        let Some(stored) = T::swap(&mut Tx(op.conn), was.row(), is)? else { return Err(Code::ChangedMeanwhile.into()) };
        let (before, row) = was.replaced(stored);
        if let Some(to) = row.state().filter(|to| Some(*to) != before.state()) {
            op.draft.changed(before.state(), to);
        }
        op.keys.fetch(op.conn, &row.sealed())?;
        settle::settle(op, row.row(), row.grant.case)?;
        Ok(Saved { row, created: false })
    }
    /// Takes a row along where its case goes: changed or not, what is owed of it is settled anew.
    ///
    /// The decision was about the case. Whoever acts need not see this row, and is shown nothing of it.
    pub(crate) fn bring_along<T: Stored>(
        &mut self,
        id: T::Id,
        change: impl FnOnce(&mut Self, &T) -> Result<Option<T>>,
    ) -> Result<()> {
        let gone = || Error::internal("a row that came along is not there");
        let (mut row, mut facts) = T::load(&mut Tx(self.0.conn), id, &self.0.who)?.ok_or_else(gone)?;
        if let Some(after) = change(self, &row)? {
            let tx = &mut Tx(self.0.conn);
            T::swap(tx, &row, after)?.ok_or_else(|| Error::from(Code::ChangedMeanwhile))?;
            (row, facts) = T::load(tx, id, &self.0.who)?.ok_or_else(gone)?;
        }
        settle::settle(&mut self.0, &row, facts.case)
    }
    /// Seals for another place what was sealed for one that it leaves; nothing of it is shown.
    pub(crate) fn moved<F: Serialize + DeserializeOwned>(&mut self, field: &Sealed<F>, to: Place) -> Result<Sealed<F>> {
        let op = &mut self.0;
        op.keys.fetch(op.conn, &[field.place().scope])?;
        let value = op.keys.held(field.place().scope)?.open(field)?.into_inner();
        self.seal(to, &value)
    }
    /// Records what was done, and makes the answer.
    pub fn acted<T: Stored, V: 'static>(
        &mut self,
        saved: Saved<'tx, T>,
        view: impl FnOnce(&Granted<'tx, T>) -> Result<V>,
    ) -> Done<'tx, V> {
        let created = saved.created;
        let mut done = self.0.looked(saved.row, view)?;
        done.head.created = created;
        Ok(done)
    }
    /// Names who signs in, and for whom they work, for the entry: nobody was signed in when the operation began.
    pub(crate) fn signing_in(&mut self, person: PersonId) -> Result<()> {
        let agency: Option<AgencyId> =
            people::table.find(person).select(people::agency_id).first(self.0.conn).optional()?;
        self.0.draft.signing_in(person, agency);
        Ok(())
    }
    /// Decides again, after a save that changed how the caller stands to the row; who sees nothing of it any more keeps
    /// what they saw.
    pub fn seen_anew<T: Stored>(&mut self, action: Action, saved: Saved<'tx, T>) -> Result<Saved<'tx, T>> {
        let op = &mut self.0;
        let created = saved.created;
        let Some((row, facts)) = T::load(&mut Tx(op.conn), saved.row.id(), &op.who)? else { return Ok(saved) };
        if !matches!(judge(&op.who, action, &facts), Decision::Allow(..)) {
            return Ok(saved);
        }
        Ok(Saved { row: op.grant(action, row, &facts)?, created })
    }
}

type Known =
    ((PersonId, String, bool, bool), (AgencyId, Discipline, bool, bool), (Role, Instant, Option<Instant>, String));

/// Who the caller is, read in the operation's own transaction: role and discipline never come from the token.
pub(super) fn principal(conn: &mut DbConnection, by: &Caller, now: Instant, draft: &mut Draft) -> Result<Principal> {
    let session = match by.who {
        Who::Session(session) => session,
        Who::Operator => {
            let who = Principal::operator();
            draft.by(&who);
            return Ok(who);
        }
        Who::Nobody => return Ok(Principal::nobody()),
    };
    let Some(known) = known(conn, session)? else { return Err(Code::Unauthenticated.into()) };
    let ((person, roles, active, receives), (agency, discipline, agency_active, runs), (role, expires, ended, lang)) =
        known;
    let who = Principal {
        kind: "person",
        person,
        agency,
        discipline,
        role,
        session: Some(session),
        receives_handoffs: receives,
        runs_deployment: runs,
        lang: Lang::parse(&lang).unwrap_or_default(),
    };
    draft.by(&who);
    let held = roles.split(' ').any(|r| r == role.name());
    let live = active && agency_active && held && ended.is_none() && now < expires;
    if live { Ok(who) } else { Err(Code::SessionEnded.into()) }
}

fn known(conn: &mut DbConnection, session: SessionId) -> QueryResult<Option<Known>> {
    sessions::table
        .inner_join(people::table.inner_join(agencies::table))
        .filter(sessions::id.eq(session))
        .select((
            (people::id, people::roles, people::active, people::receives_handoffs),
            (agencies::id, agencies::discipline, agencies::active, agencies::runs_deployment),
            (sessions::role, sessions::expires_at, sessions::ended_at, people::lang),
        ))
        .first::<Known>(conn)
        .optional()
}
