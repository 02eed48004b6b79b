//! One act or look, inside one transaction: find, decide, save, record.
//!
//! A service can only go this way, because nothing else compiles. It finds rows by naming an action, decides on them,
//! saves what it found, and ends in the one value that a door turns into an answer:
//! ```
//! use relais::access::Action;
//! use relais::agencies::{Agency, AgencyView};
//! use relais::kernel::AgencyId;
//! use relais::op::{Act, Db, Done, Op};
//!
//! fn look<'tx>(op: &mut Op<'tx>, id: AgencyId) -> Done<'tx, AgencyView> {
//!     let agency = op.find::<Agency>(Action::ReadAgency, id)?;
//!     op.looked(agency, AgencyView::of)
//! }
//! fn close<'tx>(op: &mut Act<'tx>, id: AgencyId) -> Done<'tx, AgencyView> {
//!     let agency = op.find::<Agency>(Action::UpdateAgency, id)?;
//!     let closed = agency.deactivated();
//!     let saved = op.save(agency, closed)?;
//!     op.acted(saved, AgencyView::of)
//! }
//! fn is_send<T: Send>(_: &T) {}
//! fn doors(db: &Db, by: &relais::access::Caller, id: AgencyId) {
//!     is_send(&db.read(by, move |op| look(op, id)));
//!     is_send(&db.write(by, move |op| close(op, id)));
//! }
//! ```
//! Each of these is refused by the compiler. An answer without its entry:
//! ```compile_fail,E0308
//! # use relais::{access::Action, agencies::Agency, kernel::AgencyId, op::{Done, Op}};
//! fn look<'tx>(op: &mut Op<'tx>, id: AgencyId) -> Done<'tx, i64> {
//!     let agency = op.find::<Agency>(Action::ReadAgency, id)?;
//!     Ok(relais::op::Stored::version(&*agency))
//! }
//! ```
//! A row that leaves its operation:
//! ```compile_fail,E0521
//! # use relais::{access::Action, agencies::Agency, kernel::AgencyId, op::Op};
//! fn leak(look: impl FnOnce(&mut dyn for<'tx> FnMut(&mut Op<'tx>)), id: AgencyId) {
//!     let mut kept = None;
//!     look(&mut |op| kept = op.find::<Agency>(Action::ReadAgency, id).ok());
//! }
//! ```
//! A row saved that no action found:
//! ```compile_fail,E0308
//! # use relais::{agencies::{Agency, AgencyView}, op::{Act, Done}};
//! fn save<'tx>(op: &mut Act<'tx>, made_up: Agency) -> Done<'tx, AgencyView> {
//!     let after = made_up.deactivated();
//!     let saved = op.save(made_up, after)?;
//!     op.acted(saved, AgencyView::of)
//! }
//! ```
//! One row recorded twice:
//! ```compile_fail,E0382
//! # use relais::{access::Action, agencies::{Agency, AgencyView}, kernel::AgencyId, op::{Done, Op}};
//! fn twice<'tx>(op: &mut Op<'tx>, id: AgencyId) -> Done<'tx, AgencyView> {
//!     let agency = op.find::<Agency>(Action::ReadAgency, id)?;
//!     let _ = op.looked(agency, AgencyView::of);
//!     op.looked(agency, AgencyView::of)
//! }
//! ```
//! A store without an operation:
//! ```compile_fail,E0423
//! # use relais::op::Tx;
//! fn reach_in(conn: &mut ()) -> Tx<'_> {
//!     Tx(conn)
//! }
//! ```
//! An answer made by hand:
//! ```compile_fail,E0451
//! # use relais::op::{Answer, Head};
//! fn by_hand() -> Answer<&'static str> {
//!     Answer { value: "free", head: Head::default() }
//! }
//! ```
//! A look that saves:
//! ```compile_fail,E0599
//! # use relais::{access::Action, agencies::{Agency, AgencyView}, kernel::AgencyId, op::{Done, Op}};
//! fn look<'tx>(op: &mut Op<'tx>, id: AgencyId) -> Done<'tx, AgencyView> {
//!     let agency = op.find::<Agency>(Action::ReadAgency, id)?;
//!     let after = agency.deactivated();
//!     let saved = op.save(agency, after)?;
//!     op.looked(saved, AgencyView::of)
//! }
//! ```
//! A sealed field opened without a granted row:
//! ```compile_fail,E0308
//! # use relais::{op::Granted, vault::Sealed};
//! fn open(row: &relais::agencies::Agency, note: &Sealed<String>) {
//!     let _ = Granted::open(row, note);
//! }
//! ```
//! An act recorded that was not saved:
//! ```compile_fail,E0308
//! # use relais::{access::Action, agencies::{Agency, AgencyView}, kernel::AgencyId, op::{Act, Done}};
//! fn forgot<'tx>(op: &mut Act<'tx>, id: AgencyId) -> Done<'tx, AgencyView> {
//!     let agency = op.find::<Agency>(Action::UpdateAgency, id)?;
//!     op.acted(agency, AgencyView::of)
//! }
//! ```
//! A row of one operation used in another:
//! ```compile_fail
//! # use relais::{agencies::{Agency, AgencyView}, op::{Act, Done, Granted}};
//! fn mix<'a, 'b>(other: &mut Act<'b>, row: Granted<'a, Agency>) -> Done<'b, AgencyView> {
//!     let after = row.deactivated();
//!     let saved = other.save(row, after)?;
//!     other.acted(saved, AgencyView::of)
//! }
//! ```
//! A handler that reaches into an answer:
//! ```compile_fail,E0616
//! # use relais::op::Answer;
//! fn peek(answer: Answer<String>) -> String {
//!     answer.value
//! }
//! ```
mod act;
mod brought;
mod doors;
mod granted;
mod health;
mod keys;
mod left;
mod once;
mod reached;
mod scope;
mod search;
mod seats;
mod settle;
mod sift;
mod stored;
mod taken;
mod told;
mod trouble;

pub use act::Act;
pub use doors::{Answer, Db, Shared};
pub use granted::{Done, Granted, Head, Recorded, Saved};
pub use health::{Accounts, Waiting};
pub use left::{Left, StateKnown};
pub use once::Once;
pub use reached::FamilyReached;
pub use scope::{Rows, Scope, Tie};
pub(crate) use search::ROWS;
pub(crate) use settle::{OpenObligation, open_obligations};
pub use stored::{Stored, Tx};
pub(crate) use taken::Leave;

use crate::access::{Action, Caller, CaseFacts, Decision, Facts, Principal, judge};
use crate::db::DbConnection;
use crate::db::schema::cases;
use crate::kernel::{CaseId, Compartment, Instant, Page, Paging, SubjectId};
use crate::ledger::{Draft, Mark};
use crate::problem::{Code, Error, Result};
use crate::rules::Rules;
use crate::vault::KeyScope;
use diesel::prelude::*;
use granted::{Brand, Grant};
use std::rc::Rc;
use std::sync::Arc;

/// What a look may do.
pub struct Op<'tx> {
    conn: &'tx mut DbConnection,
    who: Principal,
    now: Instant,
    draft: Draft,
    acting: bool,
    locked: Vec<CaseId>,
    keys: Rc<keys::Keys>,
    shared: Arc<Shared>,
    brand: Brand<'tx>,
}

impl<'tx> Op<'tx> {
    fn begin(
        conn: &'tx mut DbConnection,
        by: &Caller,
        shared: &Arc<Shared>,
        acting: bool,
    ) -> Result<Self, (Error, Box<Draft>)> {
        let now = shared.clock.now();
        let mut draft = Draft::of(by, now);
        match act::principal(conn, by, now, &mut draft) {
            Ok(who) => Ok(Self {
                conn,
                who,
                now,
                draft,
                acting,
                locked: Vec::new(),
                keys: Rc::new(keys::Keys::new(shared, !acting)),
                shared: Arc::clone(shared),
                brand: std::marker::PhantomData,
            }),
            Err(e) => Err((e, Box::new(draft))),
        }
    }
    /// Who asks.
    #[must_use]
    pub fn by(&self) -> &Principal {
        &self.who
    }
    /// When: the same moment for the whole operation.
    #[must_use]
    pub fn now(&self) -> Instant {
        self.now
    }
    /// The rule packs.
    #[must_use]
    pub fn rules(&self) -> &Rules {
        &self.shared.rules
    }
    /// What the whole server shares.
    #[must_use]
    pub(crate) fn shared(&self) -> &Arc<Shared> {
        &self.shared
    }
    /// Notes which row of a rule pack was used.
    pub fn used(&mut self, rule: &str) {
        self.draft.used(rule);
    }
    /// Leaves something to be written in the commit of this look's entry.
    pub(crate) fn mark(&mut self, mark: Mark) {
        self.draft.mark(mark);
    }
    /// Names what is asked for, before it is known whether it is there.
    pub(crate) fn about(&mut self, action: Action, subject: impl Into<SubjectId>) {
        self.draft.asked(action, Some(subject.into()));
    }
    /// Finds one row for an action: 404 when it is unknown or hidden, 403 when only the action is not allowed.
    pub fn find<T: Stored>(&mut self, action: Action, id: T::Id) -> Result<Granted<'tx, T>> {
        self.draft.asked(action, Some(id.into()));
        let Some((mut row, mut facts)) = T::load(&mut Tx(self.conn), id, &self.who)? else {
            return Err(Code::NotFound.into());
        };
        // only who may do it waits for the case: to everybody else it takes the time that an unknown id takes
        while matches!(judge(&self.who, action, &facts), Decision::Allow(..)) && self.lock_case(&facts)? {
            let again = T::load(&mut Tx(self.conn), id, &self.who)?;
            (row, facts) = again.ok_or_else(|| Error::from(Code::NotFound))?;
        }
        let granted = self.grant(action, row, &facts)?;
        self.keys.fetch(self.conn, &granted.sealed())?;
        Ok(granted)
    }
    /// Every act on a case waits here for its turn, unless acts take turns anyway; looks never do. True when it waited,
    /// and what was read before has to be read again.
    fn lock_case(&mut self, facts: &Facts) -> Result<bool> {
        let Some(case) = facts.case.map(|case| case.id) else { return Ok(false) };
        if !self.acting || self.conn.is_sqlite() || self.locked.contains(&case) {
            return Ok(false);
        }
        let row = cases::table.find(case).select(cases::id);
        crate::db::conn::lock_rows(row).get_result::<CaseId>(self.conn).optional()?;
        self.locked.push(case);
        Ok(true)
    }
    fn grant<T: Stored>(&mut self, action: Action, row: T, facts: &Facts) -> Result<Granted<'tx, T>> {
        if let Some(case) = &facts.case {
            self.draft.met(case, case.compartment);
        }
        match judge(&self.who, action, facts) {
            Decision::Allow(view, rule) => {
                if let Some(case) = &facts.case {
                    self.draft.met(case, opened_beside(&row, case));
                }
                self.draft.ruled(rule, Some(view));
                let grant = Grant { case: facts.case, standings: facts.standings.clone(), view, now: self.now };
                Ok(Granted::new(row, grant, Rc::clone(&self.keys)))
            }
            Decision::Deny(rule) => {
                self.draft.ruled(rule, None);
                Err(action.denial().into())
            }
            Decision::Hide(rule) => {
                self.draft.hide(rule);
                Err(Code::NotFound.into())
            }
        }
    }
    /// One page of rows, each decided again; the scope and the decision come from the same function.
    pub fn list<T: Stored>(
        &mut self,
        action: Action,
        rows: Rows,
        filter: &T::Filter,
        page: &Paging,
    ) -> Result<Page<Granted<'tx, T>>> {
        self.draft.asked(action, None);
        let scope = Scope::of(&self.who, action, rows);
        let found = T::list(&mut Tx(self.conn), &scope, filter, page)?;
        Ok(Page { items: self.granted(action, found.items)?, next: found.next })
    }
    /// Records that one row was looked at, and makes the answer.
    #[expect(clippy::needless_pass_by_value, reason = "a row is recorded once")]
    pub fn looked<T: Stored, V: 'static>(
        &mut self,
        row: Granted<'tx, T>,
        view: impl FnOnce(&Granted<'tx, T>) -> Result<V>,
    ) -> Done<'tx, V> {
        self.draft.shown(1);
        let head = Head { version: Some(row.version()), created: false, subject: Some(row.id().into()) };
        Ok(Recorded::new(view(&row)?, head))
    }
    /// Asks the store something that no answer shows: only what a later step decides on.
    pub(crate) fn peek<R>(&mut self, ask: impl FnOnce(&mut Tx<'_>) -> Result<R>) -> Result<R> {
        ask(&mut Tx(self.conn))
    }
    /// Ends a look that shows no row: for nobody, before a password is checked; for an operator, before an import.
    #[expect(clippy::unused_self, reason = "only an operation ends in a record")]
    pub(crate) fn looked_up<V: 'static>(&mut self, value: V) -> Recorded<'tx, V> {
        Recorded::new(value, Head::default())
    }
    /// Records that rows were looked at, and makes the answer.
    #[expect(clippy::needless_pass_by_value, reason = "rows are recorded once")]
    pub fn listed<T: Stored, V: 'static>(
        &mut self,
        page: Page<Granted<'tx, T>>,
        view: impl Fn(&Granted<'tx, T>) -> Result<V>,
    ) -> Done<'tx, Page<V>> {
        self.draft.shown(page.items.len());
        let items = page.items.iter().map(view).collect::<Result<_>>()?;
        Ok(Recorded::new(Page { items, next: page.next }, Head::default()))
    }
}

/// A row with sealed identity beside its own kind of information shows both.
fn opened_beside<T: Stored>(row: &T, case: &CaseFacts) -> Compartment {
    let identity = KeyScope::Case(case.id, Compartment::Identity);
    if row.sealed().contains(&identity) { Compartment::Identity } else { case.compartment }
}
