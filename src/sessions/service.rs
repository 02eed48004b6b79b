//! One function per verb: find, decide, save, record.
use super::model::{Session, named};
use super::wire::SessionView;
use crate::access::Action;
use crate::agencies::Agency;
use crate::kernel::{Email, PersonId, Role, Secret, SessionId};
use crate::op::{Act, Done, Op};
use crate::people::{self, Person};
use crate::problem::{Code, Result};

/// The account of an address, if there is one: what the password is checked against, outside any operation.
pub(super) fn credentials<'tx>(op: &mut Op<'tx>, email: Option<&Email>) -> Done<'tx, Option<people::Credentials>> {
    let found = email.map(|email| people::credentials(op, email)).transpose()?;
    Ok(op.looked_up(found.flatten()))
}
/// Opens a session for somebody whose password was right.
pub fn open<'tx>(op: &mut Act<'tx>, person: PersonId, role: Option<Role>) -> Done<'tx, (SessionView, Secret)> {
    let person = op.find::<Person>(Action::OpenSession, person)?;
    op.signing_in(person.id)?;
    if !person.active {
        return Err(Code::InvalidCredentials.into());
    }
    if !op.find::<Agency>(Action::OpenSession, person.agency)?.active {
        return Err(Code::InvalidCredentials.into());
    }
    let role = chosen(&person.roles, role)?;
    let (session, refresh) = Session::open(person.id, role, op.now());
    let saved = op.found(Action::OpenSession, &session)?;
    op.acted(saved, |session| Ok((SessionView::of(session)?, refresh)))
}
/// Renews a session.
pub(super) fn refresh<'tx>(op: &mut Act<'tx>, given: &Secret) -> Done<'tx, (SessionView, Secret)> {
    let id = named(given).ok_or(Code::SessionEnded)?;
    let session = op.find::<Session>(Action::RefreshSession, id).map_err(|_unsaid| Code::SessionEnded)?;
    op.signing_in(session.person)?;
    let (renewed, refresh) = session.renew(given, op.now())?;
    let saved = op.save(session, renewed)?;
    op.acted(saved, |session| Ok((SessionView::of(session)?, refresh)))
}
/// Looks at one's own session.
pub(super) fn read<'tx>(op: &mut Op<'tx>, id: SessionId) -> Done<'tx, SessionView> {
    let session = op.find::<Session>(Action::ReadSession, id)?;
    op.looked(session, SessionView::of)
}
/// Signs out.
pub(super) fn end<'tx>(op: &mut Act<'tx>, id: SessionId) -> Done<'tx, SessionView> {
    let session = op.find::<Session>(Action::EndSession, id)?;
    let ended = session.end(op.now());
    let saved = op.save(session, ended)?;
    op.acted(saved, SessionView::of)
}

/// The role asked for; the only one; or, of several, the one with which cases are worked on.
fn chosen(held: &[Role], asked: Option<Role>) -> Result<Role> {
    match asked {
        Some(role) if held.contains(&role) => Ok(role),
        Some(_) => Err(Code::RoleNotHeld.into()),
        None => [Role::Coordinator, Role::Member, Role::Auditor, Role::Administrator]
            .into_iter()
            .find(|role| held.contains(role))
            .ok_or_else(|| Code::RoleNotHeld.into()),
    }
}
