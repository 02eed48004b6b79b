//! Logging a handoff: what is checked before it is sent, and what is taken from the case.
use super::model::{
    Beneficiary, CaseOf, Flag, Handoff, Mode, Preview, Reached, Sheet, State, Status, Taken, answer_rule, confirm_rule,
};
use super::referral::Referral;
use super::store;
use super::transfer::{TRANSFER, may_begin};
use super::view::HandoffView;
use super::wire::{LogHandoff, PreviewBody, ReachedBody};
use crate::access::Action;
use crate::agencies::Agency;
use crate::cases::Case;
use crate::kernel::{AgencyId, CaseId, ChainId, HandoffId, Instant, Role, Urgency};
use crate::op::{Act, Done, Granted, Op};
use crate::problem::{Code, Error, FieldCode, Result};
use crate::rules::{ServiceType, due};
use std::time::Duration;

/// How long ago something may have happened that is recorded now.
const LATEST: Duration = Duration::from_hours(24 * 366);

/// Logs a handoff on a case.
pub(super) fn log<'tx>(op: &mut Act<'tx>, case: CaseId, new: LogHandoff) -> Done<'tx, HandoffView> {
    let case = op.find::<Case>(Action::LogHandoff, case)?;
    let (handoff, line) = prepare(op, &case, new, ChainId::new(op.now()))?;
    let saved = op.create(Action::LogHandoff, &case, &handoff)?;
    let who = op.by().clone();
    op.acted(saved, move |handoff| HandoffView::sent(handoff, &who, line))
}

/// One handoff of a chain, ready to be stored; beside it, the telephone to call first when it concerns safety.
pub fn prepare<'tx>(
    op: &mut Act<'tx>,
    case: &Granted<'tx, Case>,
    new: LogHandoff,
    chain: ChainId,
) -> Result<(Handoff, Option<String>)> {
    let service = service(op, &new.service, "/service")?;
    let to = addressed(op, new.to_agency, &service)?;
    let from = sender(op, case.id, new.from_agency, &to, &service)?;
    if service.id == TRANSFER {
        may_begin(op, case, from)?;
    }
    let urgency = new.urgency.unwrap_or(service.urgency);
    let line = line(&to, &service, urgency)?;
    let occurred_at = happened(new.occurred_at, op.now(), "/occurred_at")?;
    let (id, me, now) = (HandoffId::new(op.now()), op.by().person, op.now());
    let reached = new.reached.map(|r| reached(r, op, "/reached/at")).transpose()?;
    let sheet = Sheet { note: new.note, reached: reached.into_iter().collect(), ..Sheet::default() };
    let own = from == op.by().agency;
    let handoff = Handoff {
        id,
        case: case.id,
        chain,
        compartment: service.compartment,
        sheet: op.seal(Handoff::place(id, case.id, service.compartment), &sheet)?,
        confirm_due: deadline(op, confirm_rule(urgency), &to, &service.id, occurred_at)?,
        service: service.id,
        urgency,
        mode: new.mode.unwrap_or(Mode::InApp),
        from,
        to: to.id,
        sent_by: own.then_some(me),
        recorded_by: me,
        occurred_at,
        recorded_at: now,
        preview: preview(op, case, new.whom.unwrap_or(Beneficiary::Child), new.preview)?,
        status: Status { state: State::Sent, at: now, by: me, code: None, former: None },
        receipt: None,
        taken: None::<Taken>,
        seen_at: None,
        next_due: None,
        closed: None,
        referral: service.referral.then(|| Referral::pending(me, now)),
        version: 1,
        of: of(case),
    };
    Ok((born(op, handoff, &to)?, line))
}

/// What the addressed agency records for the sender has been received already.
fn born(op: &mut Act<'_>, handoff: Handoff, to: &Agency) -> Result<Handoff> {
    let by = op.by();
    if to.id != by.agency || handoff.from == by.agency {
        return Ok(handoff);
    }
    let (person, now) = (by.person, op.now());
    let answer_due = deadline(op, answer_rule(handoff.urgency), to, &handoff.service, now)?;
    Ok(handoff.born_received(person, now, answer_due))
}

/// A type of service that exists.
pub(super) fn service(op: &Op<'_>, id: &str, at: &str) -> Result<ServiceType> {
    op.rules().service(id).cloned().ok_or_else(|| Error::field(at, FieldCode::UnknownValue))
}
pub(super) fn addressed<'tx>(op: &mut Act<'tx>, to: AgencyId, service: &ServiceType) -> Result<Granted<'tx, Agency>> {
    let unknown = || Error::field("/to_agency", FieldCode::NoSuchThing);
    let agency = op.find::<Agency>(Action::ReadAgency, to).map_err(|e| e.or_if_missing(unknown()))?;
    if !agency.active {
        return Err(unknown());
    }
    let offered = service.may_receive(agency.discipline);
    if offered { Ok(agency) } else { Err(Error::field("/to_agency", FieldCode::NotOffered)) }
}
/// Who sends: the caller's agency; or a partner of the case, for whom a coordinator or the receiver records it.
fn sender(
    op: &mut Act<'_>,
    case: CaseId,
    from: Option<AgencyId>,
    to: &Agency,
    service: &ServiceType,
) -> Result<AgencyId> {
    let own = op.by().agency;
    let from = from.unwrap_or(own);
    if from == to.id {
        return Err(Error::field("/to_agency", FieldCode::Conflict));
    }
    let discipline = if from == own {
        op.by().discipline
    } else {
        // the receiver is not told who else is a partner of the case
        let coordinates = op.by().role == Role::Coordinator;
        let partner = to.id == own || (coordinates && op.peek(|tx| store::is_partner(tx, case, from))?);
        if !partner {
            return Err(Error::field("/from_agency", FieldCode::NoSuchThing));
        }
        let unknown = || Error::field("/from_agency", FieldCode::NoSuchThing);
        op.find::<Agency>(Action::ReadAgency, from).map_err(|e| e.or_if_missing(unknown()))?.discipline
    };
    if service.may_send(discipline) { Ok(from) } else { Err(Code::ServiceNotSent.into()) }
}
/// What concerns safety goes to somebody who answers the telephone now.
pub(super) fn line(to: &Agency, service: &ServiceType, urgency: Urgency) -> Result<Option<String>> {
    if urgency != Urgency::Safety {
        return Ok(None);
    }
    let line = to.after_hours_line(&service.id).ok_or(Code::NoAfterHoursLine)?;
    Ok(Some(line.to_owned()))
}
/// When something happened: now unless said otherwise, and neither later nor long ago.
pub(crate) fn happened(at: Option<Instant>, now: Instant, pointer: &str) -> Result<Instant> {
    match at {
        Some(at) if at > now => Err(Error::field(pointer, FieldCode::InTheFuture)),
        Some(at) if at < now.minus(LATEST) => Err(Error::field(pointer, FieldCode::TooLongAgo)),
        at => Ok(at.unwrap_or(now)),
    }
}
/// Somebody at the agency who was spoken to.
pub(super) fn reached(body: ReachedBody, op: &Op<'_>, pointer: &str) -> Result<Reached> {
    let at = happened(body.at, op.now(), pointer)?;
    Ok(Reached { who: body.who, number: body.number, at, by: op.by().person })
}
/// By when something is due that began at a moment, in the hours of an agency's service.
pub(super) fn deadline(op: &mut Op<'_>, rule: &str, agency: &Agency, service: &str, from: Instant) -> Result<Instant> {
    let hours = agency.hours(service);
    let deadline = op.rules().deadline(rule).ok_or_else(|| Error::internal("a deadline that no pack has"))?;
    Ok(due(deadline, &hours, from))
}

pub(super) fn preview(op: &Op<'_>, case: &Case, whom: Beneficiary, body: PreviewBody) -> Result<Preview> {
    let unlisted = |list: &str, code: &Option<String>| code.as_ref().is_some_and(|code| !op.rules().code(list, code));
    if unlisted("delivery", &body.delivery) {
        return Err(Error::field("/preview/delivery", FieldCode::UnknownValue));
    }
    if unlisted("contact_mode", &body.contact_mode) {
        return Err(Error::field("/preview/contact_mode", FieldCode::UnknownValue));
    }
    let said = |flag: Option<Flag>| flag.unwrap_or(Flag::Unknown);
    Ok(Preview {
        whom,
        age_band: case.facts.age_band.clone(),
        languages: case.facts.languages.clone(),
        region: case.facts.region.clone(),
        delivery: body.delivery,
        contact_mode: body.contact_mode,
        funding: body.funding,
        safe_from_offender: said(body.safe_from_offender),
        acute_risk: said(body.acute_risk),
        custody_dispute: said(body.custody_dispute),
        consent_obtained: said(body.consent_obtained),
        accessibility: said(body.accessibility),
    })
}
pub(super) fn of(case: &Case) -> CaseOf {
    CaseOf {
        centre: case.centre,
        opener: case.opener,
        state: case.status,
        number: case.spoken_number(),
        identity: case.identity.clone(),
        contact: case.contact,
    }
}
