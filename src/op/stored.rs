//! What a feature's store gives the operation, and what it gets from it.
use super::Scope;
use crate::access::{Facts, Principal};
use crate::db::DbConnection;
use crate::kernel::{ChainId, Page, Paging, SubjectId};
use crate::problem::Result;
use crate::rules::Owed;
use crate::vault::KeyScope;

/// The connection, as a store gets it: from an operation alone.
pub struct Tx<'a>(pub(super) &'a mut DbConnection);
impl Tx<'_> {
    /// The connection.
    pub(crate) fn conn(&mut self) -> &mut DbConnection {
        self.0
    }
}

/// What a feature's store gives the operation, and what nobody else can call.
pub trait Stored: Sized {
    /// Its id.
    type Id: Copy + Into<SubjectId>;
    /// What narrows its lists.
    type Filter;

    /// The row, and everything that the policy asks about it.
    fn load(tx: &mut Tx<'_>, id: Self::Id, who: &Principal) -> Result<Option<(Self, Facts)>>;
    /// One page within a scope.
    fn list(tx: &mut Tx<'_>, scope: &Scope, filter: &Self::Filter, page: &Paging) -> Result<Page<(Self, Facts)>>;
    /// A new row.
    fn insert(&self, tx: &mut Tx<'_>) -> Result<()>;
    /// Compare and set: the row as it is now stored, or nothing when somebody was first.
    fn swap(tx: &mut Tx<'_>, before: &Self, after: Self) -> Result<Option<Self>>;
    /// Its id.
    fn id(&self) -> Self::Id;
    /// Its version, counted from 1.
    fn version(&self) -> i64;
    /// The name of its state, when it has one.
    fn state(&self) -> Option<&'static str> {
        None
    }
    /// What is owed because of it.
    fn owes(&self) -> Vec<Owed> {
        Vec::new()
    }
    /// The chain of attempts that it belongs to.
    fn chain(&self) -> Option<ChainId> {
        None
    }
    /// The keys of its sealed fields.
    fn sealed(&self) -> Vec<KeyScope> {
        Vec::new()
    }
}
