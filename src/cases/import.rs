//! Cases that a centre kept elsewhere until now: brought in at the command line, for one of its coordinators, under the
//! number that they had there. That number stays on the case as the centre's own file number, and so is known again.
use super::model::Case;
use super::model_partner::{FileNumber, Kept, Partner, PartnerId, normal};
use super::service::{open, year};
use super::store_partner::numbered;
use super::wire::CreateCase;
use crate::access::{Action, CaseState};
use crate::agencies::Agency;
use crate::kernel::{AgencyId, CaseId, Compartment, Instant, PersonId, Role};
use crate::op::{Act, Done, Granted, Op};
use crate::people::Person;
use crate::problem::{Code, Error, FieldCode, Result};
use crate::vault::Purpose;

/// The number that a centre has given to a case: as it is written, and in the form that is compared.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Reference {
    text: String,
    normal: String,
}
impl Reference {
    /// The most letters of one.
    const MOST: usize = 60;
    /// Takes what has letters or digits to be known by.
    #[must_use]
    pub fn parse(text: &str) -> Option<Self> {
        let text = text.trim();
        let sound = crate::kernel::text::readable(text) && text.chars().count() <= Self::MOST;
        let normal = normal(text).filter(|_| sound)?;
        Some(Self { text: text.to_owned(), normal })
    }
    /// The form that is compared: without case, spaces and hyphens.
    #[must_use]
    pub fn normal(&self) -> &str {
        &self.normal
    }
    fn key(&self, op: &Op<'_>) -> Result<Vec<u8>> {
        Ok(op.shared().ring.mac(Purpose::FileNumber, &[self.normal.as_bytes()])?.to_vec())
    }
}

/// A case that a centre kept elsewhere.
pub struct ImportCase {
    /// What is known of it.
    pub case: CreateCase,
    /// Its centre.
    pub centre: AgencyId,
    /// Who answers for it.
    pub coordinator: PersonId,
    /// The number that it has had there.
    pub reference: Reference,
    /// When it was opened, if that is known.
    pub opened_at: Option<Instant>,
    /// Whether only court goes on.
    pub monitoring: bool,
}
/// A case that was brought in.
#[derive(Debug, Clone)]
pub struct ImportedCase {
    /// Its id.
    pub id: CaseId,
    /// Its number here.
    pub number: String,
}

/// A case that has a number already.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct KnownCase {
    /// Which.
    pub id: CaseId,
    /// Whether it is worked on.
    pub live: bool,
}

/// Which of these numbers belong to cases of a centre already.
pub fn known<'tx>(op: &mut Op<'tx>, centre: AgencyId, numbers: &[Reference]) -> Done<'tx, Vec<Option<KnownCase>>> {
    op.may(Action::CheckImport, Some(centre.into()))?;
    let mut found = Vec::with_capacity(numbers.len());
    for some in numbers.chunks(500) {
        let keys: Vec<Vec<u8>> = some.iter().map(|number| number.key(op)).collect::<Result<_>>()?;
        let cases = op.peek(|tx| numbered(tx, centre, &keys))?;
        let live = |state| matches!(state, CaseState::Open | CaseState::Monitoring);
        let case = |(id, state): &(CaseId, CaseState)| KnownCase { id: *id, live: live(*state) };
        found.extend(keys.iter().map(|key| cases.get(key).map(case)));
    }
    Ok(op.looked_up(found))
}

/// Brings in one case.
pub fn import<'tx>(op: &mut Act<'tx>, new: ImportCase) -> Done<'tx, ImportedCase> {
    op.about(Action::ImportCase, new.centre);
    let key = new.reference.key(op)?;
    let centre = op.find::<Agency>(Action::ReadAgency, new.centre)?;
    coordinates(op, new.coordinator, centre.id)?;
    if !op.peek(|tx| numbered(tx, centre.id, std::slice::from_ref(&key)))?.is_empty() {
        return Err(Code::ChangedMeanwhile.into());
    }
    let (reference, coordinator) = (new.reference.text.clone(), new.coordinator);
    let case = imported(op, new, &centre)?;
    let saved = op.found(Action::ImportCase, &case)?;
    let number = numbered_by(op, &saved, coordinator, &reference, key)?;
    let _ = op.also(Action::ImportCase, &saved, &number)?;
    op.acted(saved, |case| Ok(ImportedCase { id: case.id, number: case.spoken_number() }))
}
/// Goes on only for a coordinator of the centre.
pub(crate) fn coordinates(op: &mut Act<'_>, person: PersonId, centre: AgencyId) -> Result<()> {
    let person = op.find::<Person>(Action::ReadPerson, person)?;
    let does = person.active && person.agency == centre && person.roles.contains(&Role::Coordinator);
    if does { Ok(()) } else { Err(Error::field("/coordinator", FieldCode::NoSuchThing)) }
}

fn imported(op: &mut Act<'_>, new: ImportCase, centre: &Agency) -> Result<Case> {
    let case = open(op, new.case, new.centre, None, "")?;
    let opened_at = new.opened_at.unwrap_or(case.created_at);
    Ok(Case {
        year: year(opened_at, centre),
        status: if new.monitoring { CaseState::Monitoring } else { CaseState::Open },
        created_by: new.coordinator,
        created_at: opened_at,
        ..case
    })
}
fn numbered_by(
    op: &mut Act<'_>,
    case: &Granted<'_, Case>,
    by: PersonId,
    reference: &String,
    key: Vec<u8>,
) -> Result<Partner> {
    let (id, kind, now) = (PartnerId(case.id, case.centre), Compartment::Identity, op.now());
    let number = FileNumber { text: op.seal(Partner::place(id, kind), reference)?, key };
    let kept = Kept { kind, number: Some(number), set_by: by, set_at: now, version: 1 };
    Ok(Partner { id, kind, widest: kind, kept: Some(kept) })
}
