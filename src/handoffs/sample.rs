//! A handoff in any state, for the tests of its moves.
use super::model::{Beneficiary, CaseOf, Closed, Closing, Flag, Grade, Handoff, Mode, Preview, Receipt, State, Status};
use crate::access::CaseState;
use crate::cases::{Case, ContactTerms};
use crate::kernel::{AgencyId, CaseId, ChainId, Compartment, HandoffId, Instant, PersonId, Urgency};
use crate::vault::Sealed;

/// A handoff that was seen, in a state, before or after a decision about it.
pub(super) fn in_state(state: State, decided: bool) -> Handoff {
    let now = Instant::from_millis(1_773_147_600_000);
    let (id, case, person) = (HandoffId::new(now), CaseId::new(now), PersonId::new(now));
    let former = (state == State::Disputed).then_some(State::Received);
    Handoff {
        id,
        case,
        chain: ChainId::new(now),
        compartment: Compartment::Health,
        service: "medical_exam".to_owned(),
        urgency: Urgency::Standard,
        mode: Mode::InApp,
        from: AgencyId::new(now),
        to: AgencyId::new(now),
        sent_by: Some(person),
        recorded_by: person,
        occurred_at: now,
        recorded_at: now,
        preview: Preview {
            whom: Beneficiary::Child,
            age_band: None,
            languages: Vec::new(),
            region: None,
            delivery: None,
            contact_mode: None,
            funding: None,
            safe_from_offender: Flag::Unknown,
            acute_risk: Flag::Unknown,
            custody_dispute: Flag::Unknown,
            consent_obtained: Flag::Unknown,
            accessibility: Flag::Unknown,
        },
        sheet: Sealed::stored(Vec::new(), Handoff::place(id, case, Compartment::Health)),
        status: Status { state, at: now, by: person, code: None, former },
        receipt: (state == State::Received).then_some(Receipt { at: now, by: person, grade: Grade::InApp }),
        taken: None,
        seen_at: Some(now),
        confirm_due: now,
        next_due: Some(now),
        referral: None,
        closed: decided.then_some(Closed { closing: Closing::Unmet, code: None, at: now }),
        version: 1,
        of: CaseOf {
            centre: AgencyId::new(now),
            opener: None,
            state: CaseState::Open,
            number: "2026-0001".to_owned(),
            identity: Sealed::stored(Vec::new(), Case::place(case)),
            contact: ContactTerms::OPEN,
        },
    }
}
