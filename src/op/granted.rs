//! A row that an action found, what became of it, and the record that ends an operation.
use super::Stored;
use super::keys::Keys;
use crate::access::{Action, CaseFacts, Decision, Facts, Principal, Standing, View, judge};
use crate::kernel::{CaseId, Compartment, Instant, SubjectId};
use crate::problem::{Code, Error, Result};
use crate::vault::{Clear, KeyScope, Sealed};
use serde::de::DeserializeOwned;
use std::marker::PhantomData;
use std::ops::Deref;
use std::rc::Rc;

/// Invariant: what carries it belongs to one transaction and cannot leave it.
pub(super) type Brand<'tx> = PhantomData<fn(&'tx ()) -> &'tx ()>;

#[derive(Clone)]
pub(super) struct Grant {
    pub(super) case: Option<CaseFacts>,
    pub(super) standings: Vec<Standing>,
    pub(super) view: View,
    pub(super) now: Instant,
}

/// A row that an action found: the only kind of row a service sees.
#[must_use]
pub struct Granted<'tx, T> {
    row: T,
    pub(super) grant: Grant,
    keys: Rc<Keys>,
    brand: Brand<'tx>,
}
/// A row that is in the store as it is here.
#[must_use]
pub struct Saved<'tx, T> {
    pub(super) row: Granted<'tx, T>,
    pub(super) created: bool,
}
/// The end of an operation: an answer whose entry is made. Only a door takes it.
#[must_use]
pub struct Recorded<'tx, V> {
    pub(super) answer: V,
    pub(super) head: Head,
    brand: Brand<'tx>,
}
/// How services end.
pub type Done<'tx, V> = Result<Recorded<'tx, V>>;

/// What the door needs for status and headers.
#[derive(Debug, Clone, Copy, Default)]
pub struct Head {
    /// The version of the row, for its `ETag`.
    pub version: Option<i64>,
    /// 201 instead of 200.
    pub created: bool,
    /// What was answered about, for `Location`.
    pub subject: Option<SubjectId>,
}

impl<T> Deref for Granted<'_, T> {
    type Target = T;
    fn deref(&self) -> &T {
        &self.row
    }
}
impl<'tx, T> Deref for Saved<'tx, T> {
    type Target = Granted<'tx, T>;
    fn deref(&self) -> &Self::Target {
        &self.row
    }
}
impl<'tx, T> Saved<'tx, T> {
    /// The row, to go on with.
    pub fn into_granted(self) -> Granted<'tx, T> {
        self.row
    }
}
impl<V> Recorded<'_, V> {
    pub(super) const fn new(answer: V, head: Head) -> Self {
        Self { answer, head, brand: PhantomData }
    }
}
impl<'tx, V> Recorded<'tx, V> {
    /// Another shape of the same answer.
    pub(crate) fn map<W>(self, shape: impl FnOnce(V) -> W) -> Recorded<'tx, W> {
        Recorded::new(shape(self.answer), self.head)
    }
}

impl<T: Stored> Granted<'_, T> {
    pub(super) const fn new(row: T, grant: Grant, keys: Rc<Keys>) -> Self {
        Self { row, grant, keys, brand: PhantomData }
    }
    pub(super) fn replaced(self, row: T) -> (T, Self) {
        let was = self.row;
        (was, Self { row, grant: self.grant, keys: self.keys, brand: PhantomData })
    }
    pub(super) fn row(&self) -> &T {
        &self.row
    }
    /// How much of it the caller sees.
    #[must_use]
    pub fn view(&self) -> View {
        self.grant.view
    }
    /// When it is shown: the moment of its operation.
    #[must_use]
    pub fn now(&self) -> Instant {
        self.grant.now
    }
    /// True when the caller sees at least that much.
    #[must_use]
    pub fn shows(&self, view: View) -> bool {
        self.grant.view >= view
    }
    /// The case it hangs on.
    pub fn case(&self) -> Result<CaseId> {
        self.grant.case.map(|c| c.id).ok_or_else(|| Error::internal("a row without its case"))
    }
    /// What kind of information it is.
    #[must_use]
    pub fn compartment(&self) -> Option<Compartment> {
        self.grant.case.map(|c| c.compartment)
    }
    /// Whether somebody, standing as they do to this row, could also do that with it.
    #[must_use]
    pub fn allows(&self, who: &Principal, action: Action) -> bool {
        matches!(judge(who, action, &self.facts(None)), Decision::Allow(..))
    }
    /// The kinds of information about this case that somebody may see in that way.
    #[must_use]
    pub fn kinds(&self, who: &Principal, action: Action) -> Vec<Compartment> {
        let seen = |c: &&Compartment| matches!(judge(who, action, &self.facts(Some(**c))), Decision::Allow(..));
        Compartment::ALL.iter().filter(seen).copied().collect()
    }
    fn facts(&self, compartment: Option<Compartment>) -> Facts {
        let case = self.grant.case.map(|c| CaseFacts { compartment: compartment.unwrap_or(c.compartment), ..c });
        Facts { case, standings: self.grant.standings.clone() }
    }
    /// True when the caller stands to it in that way.
    #[must_use]
    pub fn stands(&self, is: impl Fn(Standing) -> bool) -> bool {
        self.grant.standings.iter().any(|s| is(*s))
    }
    /// Goes on only when the caller read this version.
    pub fn expect_version(&self, read: i64) -> Result<()> {
        if self.row.version() == read { Ok(()) } else { Err(Code::StaleVersion.into()) }
    }
    /// Opens a sealed field of this row, for a caller who sees the referral sheet or more.
    pub fn open<F: DeserializeOwned>(&self, field: &Sealed<F>) -> Result<Clear<F>> {
        if !self.shows(View::Minimum) {
            return Err(Error::internal("a sealed field was opened for a view that does not show it"));
        }
        self.unseal(field)
    }
    /// Opens a sealed field for the initials of a preview: what comes out is the caller's business alone.
    pub fn glimpse<F: DeserializeOwned, S>(&self, field: &Sealed<F>, glimpse: impl FnOnce(&F) -> S) -> Result<S> {
        Ok(glimpse(&*self.unseal(field)?))
    }
    pub(super) fn unseal<F: DeserializeOwned>(&self, field: &Sealed<F>) -> Result<Clear<F>> {
        let belongs = match (field.place().scope, self.grant.case) {
            (KeyScope::Case(case, kind), Some(of)) => {
                case == of.id && (kind == of.compartment || kind == Compartment::Identity)
            }
            (KeyScope::Deployment(_), _) => true,
            (KeyScope::Case(..), None) => false,
        };
        if !belongs {
            return Err(Error::internal("a sealed field of another row"));
        }
        self.keys.held(field.place().scope)?.open(field)
    }
}
