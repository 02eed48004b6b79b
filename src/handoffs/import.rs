//! Handoffs that a centre kept elsewhere until now: brought in at the command line, for one of its coordinators. They
//! keep the day on which they happened; their clocks begin later, so that nothing is late the minute it is brought in.
use super::log::{addressed, deadline, line, of, preview, service};
use super::model::{Beneficiary, Handoff, Mode, Sheet, State, Status, confirm_rule};
use super::referral::Referral;
use super::store_import::sent_of;
use super::transfer::TRANSFER;
use super::wire::PreviewBody;
use crate::access::Action;
use crate::agencies::Agency;
use crate::cases::{Case, coordinates};
use crate::kernel::{AgencyId, CaseId, ChainId, HandoffId, Instant, PersonId, Urgency};
use crate::op::{Act, Done, Granted, Op};
use crate::problem::{Code, Error, FieldCode, Result};
use crate::rules::ServiceType;

/// By what a handoff of a spreadsheet is known again.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
pub struct Same {
    /// The case.
    pub case: CaseId,
    /// What is asked for.
    pub service: String,
    /// Who sent it.
    pub from: AgencyId,
    /// Who is asked.
    pub to: AgencyId,
    /// When it happened.
    pub occurred_at: Instant,
}
/// A handoff that a centre kept elsewhere.
#[derive(Clone)]
pub struct ImportHandoff {
    /// Case, service, agencies and day.
    pub same: Same,
    /// Who answers for it: the coordinator who will be told what becomes of it.
    pub coordinator: PersonId,
    /// Whom it is for.
    pub whom: Beneficiary,
    /// How soon; as usual for the service unless said otherwise.
    pub urgency: Option<Urgency>,
    /// For the referral sheet.
    pub note: Option<String>,
    /// When its clocks begin.
    pub clocks_from: Instant,
}
/// A handoff that was brought in.
#[derive(Debug, Clone)]
pub struct ImportedHandoff {
    /// Its id.
    pub id: HandoffId,
    /// By when receipt should be acknowledged.
    pub confirm_due: Instant,
}

/// The handoffs that some cases of a centre have already.
pub fn known<'tx>(op: &mut Op<'tx>, centre: AgencyId, cases: &[CaseId]) -> Done<'tx, Vec<Same>> {
    op.may(Action::CheckImport, Some(centre.into()))?;
    let mut found = Vec::new();
    for some in cases.chunks(500) {
        found.extend(op.peek(|tx| sent_of(tx, some))?);
    }
    Ok(op.looked_up(found))
}

/// Brings in one handoff: sent, and waiting for the word of its receiver, whatever the spreadsheet knows.
pub fn import<'tx>(op: &mut Act<'tx>, new: ImportHandoff) -> Done<'tx, ImportedHandoff> {
    let case = op.find::<Case>(Action::ImportHandoff, new.same.case)?;
    coordinates(op, new.coordinator, case.centre)?;
    if op.peek(|tx| sent_of(tx, &[case.id]))?.contains(&Same { case: case.id, ..new.same.clone() }) {
        return Err(Code::ChangedMeanwhile.into());
    }
    let handoff = imported(op, &case, new)?;
    let saved = op.create(Action::ImportHandoff, &case, &handoff)?;
    op.acted(saved, |handoff| Ok(ImportedHandoff { id: handoff.id, confirm_due: handoff.confirm_due }))
}

fn imported<'tx>(op: &mut Act<'tx>, case: &Granted<'tx, Case>, new: ImportHandoff) -> Result<Handoff> {
    let service = service(op, &new.same.service, "/service")?;
    if service.id == TRANSFER {
        // coordination passes by an act of the centre, not by a line of a spreadsheet
        return Err(Error::field("/service", FieldCode::UnknownValue));
    }
    let to = addressed(op, new.same.to, &service)?;
    sends(op, &new.same, &service)?;
    let urgency = new.urgency.unwrap_or(service.urgency);
    line(&to, &service, urgency)?;
    let (id, by, now) = (HandoffId::new(op.now()), new.coordinator, op.now());
    let sheet = Sheet { note: new.note, ..Sheet::default() };
    let clocks_from = new.clocks_from.max(now);
    Ok(Handoff {
        id,
        case: case.id,
        chain: ChainId::new(now),
        compartment: service.compartment,
        sheet: op.seal(Handoff::place(id, case.id, service.compartment), &sheet)?,
        confirm_due: deadline(op, confirm_rule(urgency), &to, &service.id, clocks_from)?,
        service: service.id,
        urgency,
        mode: Mode::InApp,
        from: new.same.from,
        to: to.id,
        sent_by: None,
        recorded_by: by,
        occurred_at: new.same.occurred_at,
        recorded_at: now,
        preview: preview(op, case, new.whom, PreviewBody::default())?,
        status: Status { state: State::Sent, at: now, by, code: None, former: None },
        receipt: None,
        taken: None,
        seen_at: None,
        next_due: None,
        closed: None,
        referral: service.referral.then(|| Referral::pending(by, now)),
        version: 1,
        of: of(case),
    })
}
fn sends(op: &mut Act<'_>, same: &Same, service: &ServiceType) -> Result<()> {
    if same.from == same.to {
        return Err(Error::field("/to_agency", FieldCode::Conflict));
    }
    let unknown = || Error::field("/from_agency", FieldCode::NoSuchThing);
    let from = op.find::<Agency>(Action::ReadAgency, same.from).map_err(|e| e.or_if_missing(unknown()))?;
    if service.may_send(from.discipline) { Ok(()) } else { Err(Code::ServiceNotSent.into()) }
}
