//! One function per verb: find, decide, save, record.
use super::model::{Credentials, Person, Profile};
use super::store;
use super::wire::{CreatePerson, PersonView, UpdatePerson};
use crate::access::Action;
use crate::agencies::Agency;
use crate::kernel::{AgencyId, Email, Page, Paging, PersonId, Role};
use crate::op::{Act, Done, Op, Rows};
use crate::problem::{Error, FieldCode, Result};
use crate::vault::{KeyRing, Purpose};

/// The keyed hash by which an address is found.
pub fn email_key(ring: &KeyRing, email: &Email) -> Result<Vec<u8>> {
    Ok(ring.mac(Purpose::Email, &[email.as_str().as_bytes()])?.to_vec())
}
/// The account of an address, and the hash of its password, if there is one.
pub(crate) fn credentials(op: &mut Op<'_>, email: &Email) -> Result<Option<Credentials>> {
    let key = email_key(&op.shared().ring, email)?;
    op.peek(|tx| store::credentials(tx, &key))
}

/// Looks at somebody.
pub(super) fn read<'tx>(op: &mut Op<'tx>, id: PersonId) -> Done<'tx, PersonView> {
    let person = op.find::<Person>(Action::ReadPerson, id)?;
    op.looked(person, PersonView::of)
}
/// Looks at oneself.
pub(super) fn me<'tx>(op: &mut Op<'tx>) -> Done<'tx, PersonView> {
    let person = op.find::<Person>(Action::ReadMe, op.by().person)?;
    op.looked(person, PersonView::of)
}
/// Lists people.
pub fn list<'tx>(op: &mut Op<'tx>, agency: Option<AgencyId>, page: &Paging) -> Done<'tx, Page<PersonView>> {
    let people = op.list::<Person>(Action::ListPeople, Rows::Deployment, &agency, page)?;
    op.listed(people, PersonView::of)
}
/// Adds somebody, with a password that was hashed before.
pub fn enrol<'tx>(op: &mut Act<'tx>, new: CreatePerson, password: String) -> Done<'tx, PersonView> {
    let email = address(&new.email)?;
    let unknown = Error::field("/agency", FieldCode::NoSuchThing);
    let _ = op.find::<Agency>(Action::ReadAgency, new.agency).map_err(|e| e.or_if_missing(unknown))?;
    let id = PersonId::new(op.now());
    let profile = Profile { name: new.name, email: email.as_str().to_owned() };
    let person = Person {
        id,
        agency: new.agency,
        profile: op.seal(Person::place(id), &profile)?,
        email_key: email_key(&op.shared().ring, &email)?,
        roles: distinct(new.roles),
        receives_handoffs: new.receives_handoffs,
        privacy_officer: new.privacy_officer,
        supervisor: new.supervisor,
        lang: new.lang,
        active: true,
        password,
        created_at: op.now(),
        version: 1,
    };
    let saved = op.found(Action::CreatePerson, &person)?;
    op.acted(saved, PersonView::of)
}
/// Changes somebody's account.
pub(super) fn update<'tx>(
    op: &mut Act<'tx>,
    id: PersonId,
    version: i64,
    change: UpdatePerson,
    password: Option<String>,
) -> Done<'tx, PersonView> {
    let person = op.find::<Person>(Action::UpdatePerson, id)?;
    person.expect_version(version)?;
    let mut profile = person.open(&person.profile)?.into_inner();
    let mut changed = person.clone();
    if let Some(email) = change.email {
        let email = address(&email)?;
        email.as_str().clone_into(&mut profile.email);
        changed.email_key = email_key(&op.shared().ring, &email)?;
    }
    profile.name = change.name.unwrap_or(profile.name);
    changed.profile = op.seal(Person::place(id), &profile)?;
    changed.roles = change.roles.map_or(changed.roles, distinct);
    changed.receives_handoffs = change.receives_handoffs.unwrap_or(changed.receives_handoffs);
    changed.privacy_officer = change.privacy_officer.unwrap_or(changed.privacy_officer);
    changed.supervisor = change.supervisor.unwrap_or(changed.supervisor);
    changed.lang = change.lang.unwrap_or(changed.lang);
    changed.active = change.active.unwrap_or(changed.active);
    changed.password = password.unwrap_or(changed.password);
    let saved = op.save(person, changed)?;
    op.acted(saved, PersonView::of)
}

fn address(text: &str) -> Result<Email> {
    Email::parse(text).ok_or_else(|| Error::field("/email", FieldCode::NotAnEmail))
}
fn distinct(mut roles: Vec<Role>) -> Vec<Role> {
    roles.sort_unstable();
    roles.dedup();
    roles
}
