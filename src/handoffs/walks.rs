//! Random walks over every move: whatever people do, somebody is expected to do something next, or it is over.
use super::attest::Answered;
use super::machine::MOVES;
use super::model::{Handoff, State};
use super::referral::{Ahead, Progress, Referral, Withdrawer};
use super::sample;
use crate::access::{Action, Principal};
use crate::kernel::{AgencyId, Instant, PersonId};
use crate::problem::Result;
use proptest::prelude::*;
use std::time::Duration;

/// Somebody of the addressed agency who neither sent nor recorded the handoff.
fn receiver(handoff: &Handoff, now: Instant) -> Principal {
    Principal { kind: "person", person: PersonId::new(now), agency: handoff.to, ..Principal::nobody() }
}
fn sent(service: bool, mode: Option<&str>) -> Handoff {
    let mut handoff = sample::in_state(State::Sent, false);
    (handoff.seen_at, handoff.next_due) = (None, None);
    handoff.referral = service.then(|| Referral::pending(handoff.recorded_by, handoff.recorded_at));
    handoff.preview.contact_mode = mode.map(str::to_owned);
    handoff
}
/// The same move as a service makes it, with what a service brings along.
fn moved(was: &Handoff, action: Action, choice: u8, now: Instant) -> Result<Handoff> {
    let (who, other) = (receiver(was, now), PersonId::new(now));
    let due = now.plus(Duration::from_hours(24));
    let ahead = Ahead { due, helper: choice.is_multiple_of(2).then(|| AgencyId::new(now)) };
    let code = || "other".to_owned();
    match action {
        Action::ConfirmHandoff => was.confirm(&who, now, due),
        Action::TakeOnHandoff => was.take_on(&who, who.person, now, ahead),
        Action::RefuseHandoff => was.refuse(&who, code(), now, due),
        Action::RetractHandoff => was.retract(&who, Some(code()), now),
        Action::RecallHandoff => was.recall(other, None, now, due),
        Action::AcknowledgeRecall => was.acknowledge_recall(&who, now),
        Action::EndHandoff => was.end(other, code(), now),
        Action::MarkInError => was.mark_in_error(other, code(), now, due),
        Action::CheckIncident => was.check_incident(code(), now),
        Action::DisputeHandoff => was.dispute(&Principal { agency: was.from, ..who }, code(), now, due),
        Action::UpholdHandoff => was.uphold(other, now, due),
        Action::RerouteHandoff => was.rerouted(now),
        Action::LeaveUnmet => was.left_unmet(code(), now),
        Action::WaitlistReferral => was.waitlist(&who, now, due),
        Action::RecordAttempt => was.tried(now, code()),
        Action::ReachFamily => was.reached_family(who.person, now, now, due),
        Action::StartService => was.start(who.person, now),
        Action::CompleteReferral => was.complete(who.person, code(), now),
        Action::ReturnReferral => was.send_back(who.person, code(), now, due),
        Action::WithdrawReferral => was.withdraw(Withdrawer::Family, other, code(), now),
        Action::AttestHandoff => was.attest(
            match (choice % 5, was.referral.is_some()) {
                (0, _) | (3.., false) => Answered::Received { answer_due: due },
                (1, _) => Answered::TakenOn(ahead),
                (2, _) => Answered::Refused { code: code(), decide_due: due },
                (3, true) => Answered::Waitlisted { review: due },
                _ => Answered::FirstContact { at: now, start_due: due },
            },
            other,
            now,
        ),
        other => panic!("{other} is no move of a handoff"),
    }
}
/// Nothing more is to be done for the family because of this handoff.
fn is_over(handoff: &Handoff) -> bool {
    let seen = handoff.seen_at.is_some();
    handoff.closed.is_some()
        || match handoff.status.state {
            State::Ended => !handoff.is_returned(),
            State::Recalled | State::InError => !seen,
            _ => false,
        }
}
/// Somebody works on it, and no step of theirs has a clock.
fn is_under_way(handoff: &Handoff) -> bool {
    let progress = handoff.referral.as_ref().map(|referral| referral.progress);
    handoff.status.state == State::TakenOn && matches!(progress, None | Some(Progress::InService))
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 2000, failure_persistence: None, ..ProptestConfig::default() })]
    #[test]
    fn somebody_is_expected_to_act_or_it_is_over(
        service in any::<bool>(),
        mode in prop::sample::select(vec![None, Some("receiver_calls"), Some("family_calls"), Some("together")]),
        choices in prop::collection::vec(any::<u8>(), 1..40),
    ) {
        let mut handoff = sent(service, mode);
        let mut now = handoff.recorded_at;
        for choice in choices {
            now = now.plus(Duration::from_mins(1));
            let attest = ("attest", Action::AttestHandoff);
            let legal: Vec<_> = MOVES.iter().copied().chain([attest]).filter(|(_, a)| handoff.may(*a)).collect();
            let owed = handoff.owes();
            prop_assert!(
                is_over(&handoff) || is_under_way(&handoff) || !owed.is_empty(),
                "nobody is expected to do anything: {:?} {:?}", handoff.status.state, handoff.referral
            );
            prop_assert!(!is_over(&handoff) || owed.is_empty(), "it is over, and {owed:?} is owed");
            prop_assert!(is_over(&handoff) || !legal.is_empty(), "no way out of {:?}", handoff.status.state);
            let Some((_, action)) = legal.get(usize::from(choice) % legal.len().max(1)) else { break };
            match moved(&handoff, *action, choice, now) {
                Ok(after) => handoff = after,
                // word of mouth about what has begun already is the one answer that may be refused here
                Err(e) => prop_assert_eq!(*action, Action::AttestHandoff, "{:?}", e),
            }
        }
    }
}
