//! One function per verb: find, decide, save, record. Intakes come in through `add`.
use super::model::{ALLEGED_OFFENDER, Details, Party, compartment_of, is_suspect};
use super::store;
use super::wire::{CreateParty, PartyView, UpdateParty};
use crate::access::Action;
use crate::cases::{Case, whole};
use crate::kernel::{CaseId, Page, Paging, PartyId};
use crate::op::{Act, Done, Granted, Op, Rows};
use crate::problem::{Code, Error, FieldCode, Result};

/// Looks at somebody around a child.
pub(super) fn read<'tx>(op: &mut Op<'tx>, id: PartyId) -> Done<'tx, PartyView> {
    let party = op.find::<Party>(Action::ReadParty, id)?;
    op.looked(party, PartyView::of)
}
/// Lists the people around a child.
pub(super) fn list<'tx>(op: &mut Op<'tx>, case: CaseId, page: &Paging) -> Done<'tx, Page<PartyView>> {
    let case = op.find::<Case>(Action::ListParties, case)?;
    let parties = op.list::<Party>(Action::ListParties, Rows::Of("parties"), &case.id, page)?;
    op.listed(parties, PartyView::of)
}
/// Adds somebody around a child.
pub(super) fn create<'tx>(op: &mut Act<'tx>, case: CaseId, new: CreateParty) -> Done<'tx, PartyView> {
    let case = towards(op, case, &new.role)?;
    let party = made(op, &case, new, "")?;
    let saved = op.create(Action::CreateParty, &case, &party).map_err(|e| e.or_if_missing(Code::Forbidden))?;
    op.acted(saved, PartyView::of)
}
/// Changes what is known of somebody around a child.
pub(super) fn update<'tx>(
    op: &mut Act<'tx>,
    case: CaseId,
    id: PartyId,
    read: i64,
    change: UpdateParty,
) -> Done<'tx, PartyView> {
    let party = op.find::<Party>(Action::UpdateParty, id)?;
    if party.case != op.peek(|tx| whole(tx, case))? {
        return Err(Code::NotFound.into());
    }
    party.expect_version(read)?;
    let changed = apply(op, &party, change)?;
    if !party.kinds(op.by(), Action::ReadParty).contains(&changed.compartment) {
        return Err(Code::Forbidden.into());
    }
    let saved = op.save(party, changed)?;
    op.acted(saved, PartyView::of)
}
/// Adds somebody to a case that was just opened, by the action that opened it.
pub fn add<'tx>(
    op: &mut Act<'tx>,
    under: &Granted<'tx, Case>,
    new: CreateParty,
    at: &str,
    action: Action,
) -> Result<()> {
    let party = made(op, under, new, at)?;
    op.also(action, under, &party).map(drop).map_err(|e| e.or_if_missing(Code::Forbidden))
}

/// The case to add somebody to. Who may only read about the family may still write about an accused youth, which is
/// decided on the row.
fn towards<'tx>(op: &mut Act<'tx>, case: CaseId, role: &str) -> Result<Granted<'tx, Case>> {
    match op.find::<Case>(Action::CreateParty, case) {
        Err(e) if e.code() == Code::Forbidden && role == ALLEGED_OFFENDER => op.find::<Case>(Action::ListParties, case),
        found => found,
    }
}

fn made(op: &mut Act<'_>, case: &Granted<'_, Case>, new: CreateParty, at: &str) -> Result<Party> {
    known_role(op, &new.role, at)?;
    let is_suspect = suspected(&new.role, new.is_suspect, false, at)?;
    let details = Details {
        name: new.name.trim().to_owned(),
        phone: new.phone,
        relation: new.relation,
        safe_contact: new.safe_contact,
        contact_allowed: new.contact_allowed.unwrap_or(!is_suspect),
    };
    let id = PartyId::new(op.now());
    Ok(Party {
        id,
        case: case.id,
        compartment: compartment_of(&new.role, case.facts.youth_accused),
        role: new.role,
        is_suspect,
        details: op.seal(Party::place(case.id, id), &details)?,
        created_at: op.now(),
        version: 1,
    })
}

fn apply(op: &mut Act<'_>, party: &Granted<'_, Party>, change: UpdateParty) -> Result<Party> {
    let role = change.role.unwrap_or_else(|| party.role.clone());
    known_role(op, &role, "")?;
    let is_suspect = suspected(&role, change.is_suspect, party.is_suspect, "")?;
    let was = party.open(&party.details)?.into_inner();
    let stays = was.contact_allowed && (party.is_suspect || !is_suspect);
    let details = Details {
        name: change.name.map_or(was.name, |name| name.trim().to_owned()),
        phone: change.phone.or(was.phone),
        relation: change.relation.or(was.relation),
        safe_contact: change.safe_contact.or(was.safe_contact),
        contact_allowed: change.contact_allowed.unwrap_or(stays),
    };
    let youth_accused = op.peek(|tx| store::youth_accused(tx, party.case))?;
    Ok(Party {
        compartment: compartment_of(&role, youth_accused),
        role,
        is_suspect,
        details: op.seal(Party::place(party.case, party.id), &details)?,
        ..Party::clone(party)
    })
}

fn known_role(op: &Op<'_>, role: &str, at: &str) -> Result<()> {
    let known = op.rules().code("party_role", role);
    if known { Ok(()) } else { Err(Error::field(format!("{at}/role"), FieldCode::UnknownValue)) }
}
fn suspected(role: &str, said: Option<bool>, otherwise: bool, at: &str) -> Result<bool> {
    let conflict = || Error::field(format!("{at}/is_suspect"), FieldCode::Conflict);
    is_suspect(role, said, otherwise).ok_or_else(conflict)
}
