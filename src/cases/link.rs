//! Cases that belong together: siblings, children hurt by the same person, earlier cases of one child. Each child's file
//! stays a file of its own: only coordinators know of the link.
use super::model::Case;
use super::store::whole;
use super::store_link::{self, is_known};
use crate::access::Action;
use crate::kernel::words::words;
use crate::kernel::{CaseId, ChildId, Instant, Page, Paging, PersonId, SubjectId};
use crate::op::{Act, Done, Granted, Op, Rows, Saved};
use crate::problem::{Code, Error, FieldCode, Result};
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;
use validator::Validate;

words! {
    /// How two cases belong together.
    LinkKind {
        /// Brothers and sisters, and children of one household.
        Sibling = "sibling",
        /// Children hurt by the same person or in the same way.
        CoVictim = "co_victim",
        /// The same child, at another time.
        SameChild = "same_child",
        /// In another way.
        Other = "other",
    }
}

/// That a case belongs together with another.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Link {
    /// From which case to which.
    pub id: LinkId,
    /// How.
    pub kind: LinkKind,
    /// Who said so.
    pub set_by: PersonId,
    /// When.
    pub set_at: Instant,
    /// When it was taken back.
    pub lifted_at: Option<Instant>,
    /// Counted from 1.
    pub version: i64,
    /// The other case's number, as people say it.
    pub number: String,
}
/// A case, and another that it belongs together with.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct LinkId(pub CaseId, pub CaseId);
impl From<LinkId> for SubjectId {
    fn from(id: LinkId) -> Self {
        Self { kind: "link", ..id.1.into() }
    }
}
impl LinkId {
    /// The same link, seen from the other case.
    pub(super) const fn turned(self) -> Self {
        Self(self.1, self.0)
    }
}

/// How two cases belong together.
#[derive(Debug, Deserialize, Validate, ToSchema)]
#[serde(deny_unknown_fields)]
pub(super) struct LinkCases {
    /// How.
    pub kind: LinkKind,
}
/// A link as it is shown.
#[derive(Debug, Serialize, ToSchema)]
pub(super) struct LinkView {
    /// The other case.
    pub case: CaseId,
    /// Its number.
    #[schema(example = "2026-0018")]
    pub number: String,
    /// How they belong together.
    pub kind: LinkKind,
    /// Who said so.
    pub set_by: PersonId,
    /// When.
    #[schema(value_type = String, format = DateTime)]
    pub set_at: Instant,
    /// When it was taken back.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schema(value_type = Option<String>, format = DateTime)]
    pub lifted_at: Option<Instant>,
    /// The version, as in its `ETag`.
    pub version: i64,
}
impl LinkView {
    #[expect(clippy::unnecessary_wraps, reason = "views are all made alike")]
    fn of(link: &Granted<'_, Link>) -> Result<Self> {
        let Link { id, kind, set_by, set_at, lifted_at, version, number } = Link::clone(link);
        Ok(Self { case: id.1, number, kind, set_by, set_at, lifted_at, version })
    }
}

/// Lists the cases that belong together with one.
pub(super) fn list<'tx>(op: &mut Op<'tx>, case: CaseId, page: &Paging) -> Done<'tx, Page<LinkView>> {
    let case = op.find::<Case>(Action::ListLinks, case)?;
    let links = op.list::<Link>(Action::ListLinks, Rows::Cases, &case.id, page)?;
    op.listed(links, LinkView::of)
}
/// Says that two cases of one centre belong together.
pub(super) fn set<'tx>(op: &mut Act<'tx>, id: LinkId, read: Option<i64>, kind: LinkKind) -> Done<'tx, LinkView> {
    let case = op.find::<Case>(Action::LinkCases, id.0)?;
    let unknown = || Error::field("/other", FieldCode::NoSuchThing);
    let other = op.find::<Case>(Action::LinkCases, id.1).map_err(|e| e.or_if_missing(unknown()))?;
    if other.id == case.id || other.centre != case.centre {
        return Err(unknown());
    }
    let (id, number) = (LinkId(case.id, other.id), other.spoken_number());
    let saved = if op.peek(|tx| is_known(tx, id))? {
        let was = op.find::<Link>(Action::LinkCases, id)?;
        match read {
            Some(version) => was.expect_version(version)?,
            None if was.lifted_at.is_none() => return Err(Code::StaleVersion.into()),
            None => {}
        }
        let (by, now) = (op.by().person, op.now());
        let set = Link { kind, set_by: by, set_at: now, lifted_at: None, ..Link::clone(&was) };
        op.save(was, set)?
    } else if read.is_some() {
        return Err(Code::StaleVersion.into());
    } else {
        let new = new(op, id, kind, number);
        op.create(Action::LinkCases, &case, &new)?
    };
    if kind == LinkKind::SameChild {
        let child = other.child;
        of_child(op, case, child)?;
    }
    op.acted(saved, LinkView::of)
}
/// Says that they do not.
pub(super) fn lift<'tx>(op: &mut Act<'tx>, id: LinkId, read: i64) -> Done<'tx, LinkView> {
    let id = LinkId(op.peek(|tx| whole(tx, id.0))?, op.peek(|tx| whole(tx, id.1))?);
    let was = op.find::<Link>(Action::UnlinkCases, id)?;
    was.expect_version(read)?;
    if was.lifted_at.is_some() {
        return Err(Error::field("/", FieldCode::Conflict));
    }
    if was.kind == LinkKind::SameChild {
        let case = op.find::<Case>(Action::LinkCases, id.0)?;
        let child = ChildId::new(op.now());
        of_child(op, case, child)?;
    }
    let lifted = Link { lifted_at: Some(op.now()), ..Link::clone(&was) };
    let saved = op.save(was, lifted)?;
    op.acted(saved, LinkView::of)
}
/// Says of cases that were just opened together that they are those of brothers and sisters.
pub fn siblings<'tx>(op: &mut Act<'tx>, case: &Granted<'tx, Case>, others: &[CaseId]) -> Result<()> {
    for other in others {
        let link = new(op, LinkId(case.id, *other), LinkKind::Sibling, String::new());
        op.peek(|tx| store_link::insert_both(tx, &link))?;
    }
    Ok(())
}

fn new(op: &Act<'_>, id: LinkId, kind: LinkKind, number: String) -> Link {
    Link { id, kind, set_by: op.by().person, set_at: op.now(), lifted_at: None, version: 1, number }
}
/// Cases of one child share an id.
fn of_child<'tx>(op: &mut Act<'tx>, case: Granted<'tx, Case>, child: ChildId) -> Result<()> {
    let changed = Case { child, ..Case::clone(&case) };
    let _: Saved<'tx, Case> = op.save(case, changed)?;
    Ok(())
}
