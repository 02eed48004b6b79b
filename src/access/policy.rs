//! May this person do this? One pure function, and everything it depends on is on this page and in `table`.
//!
//! In this order: hard denies, the case's state, the table and the standing, then nothing. What is not allowed by a
//! line below is hidden. *Hidden* means that the answer is that of an unknown id; *denied* is said only to somebody
//! who may see the thing.
use super::action::Action;
use super::facts::{CaseState, Facts, Principal, Stage, Standing, View};
use super::table::{Cell, Column, cell, column};
use crate::kernel::{Compartment, Discipline, Role};
use std::sync::LazyLock;

/// Which line of this page decided: stored in the entry of the access log.
pub type RuleId = &'static str;

/// What the policy answers.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Decision {
    /// Yes, and so much of it is shown.
    Allow(View, RuleId),
    /// No, and the caller may know that the thing exists.
    Deny(RuleId),
    /// There is nothing here for this caller.
    Hide(RuleId),
}

/// Decides for everything that somebody's standings give: excluded beats all, else the best view wins.
#[must_use]
pub fn judge(who: &Principal, action: Action, facts: &Facts) -> Decision {
    let on = facts.case.map(|c| (c.compartment, c.state));
    if facts.case.is_some() && facts.standings.contains(&Standing::Excluded) {
        return Decision::Hide("excluded");
    }
    let mut answer = Decision::Hide("no-standing");
    for standing in &facts.standings {
        answer = match (answer, decide(who, action, *standing, on)) {
            (Decision::Allow(a, rule), Decision::Allow(b, _)) if a >= b => Decision::Allow(a, rule),
            (_, better @ Decision::Allow(..)) => better,
            (kept @ (Decision::Allow(..) | Decision::Deny(_)), _) => kept,
            (Decision::Hide(_), other) => other,
        };
    }
    answer
}

/// Decides for one standing, on a kind of information in a case of a state, or on what hangs on no case.
#[must_use]
pub fn decide(who: &Principal, action: Action, standing: Standing, on: Option<(Compartment, CaseState)>) -> Decision {
    let Some((compartment, state)) = on else { return on_deployment(who, action, standing) };
    if state == CaseState::Merged {
        return Decision::Hide("case-merged");
    }
    if standing == Standing::Operator {
        return at_the_command_line(who, action, state);
    }
    if let Some(rule) = hard_deny(who, standing, compartment) {
        return Decision::Hide(rule);
    }
    if state == CaseState::Closed && !matches!(standing, Standing::Coordinator | Standing::FormerCentre) {
        return Decision::Hide("case-closed");
    }
    let winds_up = matches!(
        standing,
        Standing::Coordinator | Standing::Opener | Standing::Owing | Standing::Receiver(Stage::Recalled)
    );
    if state == CaseState::NotTaken && !winds_up {
        return Decision::Hide("case-closed");
    }
    let Some((view, writes, rule)) = sight(who, action, standing, compartment, state) else {
        return match (action, standing) {
            // What an agency refused by mistake it may still take back.
            (Action::RetractHandoff, Standing::Receiver(Stage::Declined)) if who.receives_handoffs => {
                Decision::Allow(View::Preview, "receiver")
            }
            (Action::AcceptCase, Standing::Coordinator) if who.role == Role::Coordinator => {
                Decision::Allow(View::Preview, "coordinator")
            }
            _ => Decision::Hide("not-for-this-standing"),
        };
    };
    if allows(who, action, standing, state, view, writes) { Decision::Allow(view, rule) } else { Decision::Deny(rule) }
}

/// Whoever sits at the server's command line brings in what a centre kept elsewhere, and sees nothing of it here; or takes
/// a whole centre out, or a case that its coordinator transfers, which they could do with the database and its key as
/// well: here it is written down. A case moves by their hand only between installations, where nobody else can say so.
fn at_the_command_line(who: &Principal, action: Action, state: CaseState) -> Decision {
    use Action as A;
    if matches!(action, A::ExportCentre | A::ExportCase) && who.kind == "operator" {
        return Decision::Allow(View::Full, "operator");
    }
    let arrives = matches!(action, A::ImportCentre | A::TakeInCase);
    let changes = matches!(action, A::ImportCase | A::ImportHandoff | A::ReleaseCase | A::TakeOverCase);
    let live = matches!(state, CaseState::Open | CaseState::Monitoring);
    if (changes && live || arrives) && who.kind == "operator" {
        Decision::Allow(View::Preview, "operator")
    } else {
        Decision::Hide("role-without-content")
    }
}

/// What no role, no team and no emergency opens.
fn hard_deny(who: &Principal, standing: Standing, compartment: Compartment) -> Option<RuleId> {
    use Compartment::{Advocacy, Culture, Therapy, YouthAccused};
    let column = column(who.discipline);
    let investigates = matches!(column, Some(Column::Police | Column::Crown));
    if standing == Standing::Excluded {
        return Some("excluded");
    }
    if !who.is_person() || matches!(who.role, Role::Auditor | Role::Administrator) {
        return Some("role-without-content");
    }
    if investigates && matches!(compartment, Therapy | Advocacy | Culture) {
        return Some("never-to-police-or-crown");
    }
    let youth = matches!(column, Some(Column::ChildProtection | Column::VictimServices)) || investigates;
    (compartment == YouthAccused && !youth).then_some("youth-accused")
}

/// How much a standing shows, whether it writes, and by which line.
#[expect(clippy::cognitive_complexity, reason = "one line for each standing, to be read as a table")]
fn sight(
    who: &Principal,
    action: Action,
    standing: Standing,
    compartment: Compartment,
    state: CaseState,
) -> Option<(View, bool, RuleId)> {
    match standing {
        Standing::Team if who.role == Role::Member && state != CaseState::Proposed => {
            of_cell(cell(column(who.discipline)?, compartment)).map(|(view, writes)| (view, writes, "team"))
        }
        // a centre that never took the child on learns no more than that
        Standing::Coordinator if who.role == Role::Coordinator && state == CaseState::NotTaken => {
            Some((View::Status, false, "coordinator"))
        }
        Standing::Coordinator if who.role == Role::Coordinator && state != CaseState::Proposed => {
            let always =
                action.follows_handoffs() && !matches!(compartment, Compartment::Reporter | Compartment::YouthAccused);
            let least = always.then_some((View::Status, false));
            let (view, writes) = of_cell(cell(Column::Coordinator, compartment)).max(least)?;
            Some((view, writes, "coordinator"))
        }
        // the same whatever the state of the case is now: of that they learn nothing
        Standing::FormerCentre if who.role == Role::Coordinator && state != CaseState::Proposed => {
            let status = !matches!(compartment, Compartment::Reporter | Compartment::YouthAccused);
            status.then_some((View::Status, false, "former-centre"))
        }
        Standing::Receiver(reached) if works(who) => match reached {
            Stage::Invited if who.receives_handoffs => Some((View::Preview, false, "receiver")),
            Stage::Received if who.receives_handoffs => Some((View::Minimum, false, "receiver")),
            Stage::Recalled if who.receives_handoffs => Some((View::Status, false, "receiver")),
            Stage::TakenOn => Some((View::Full, true, "receiver")),
            _ => None,
        },
        Standing::Sender if works(who) => Some((View::Full, true, "sender")),
        Standing::Opener if works(who) && matches!(state, CaseState::Proposed | CaseState::NotTaken) => {
            Some((View::Status, false, "opener"))
        }
        Standing::Owing if works(who) && who.receives_handoffs => Some((View::Preview, false, "owing")),
        _ => None,
    }
}

fn works(who: &Principal) -> bool {
    matches!(who.role, Role::Member | Role::Coordinator)
}

fn of_cell(cell: Cell) -> Option<(View, bool)> {
    match cell {
        Cell::W => Some((View::Full, true)),
        Cell::R => Some((View::Full, false)),
        Cell::S => Some((View::Status, false)),
        Cell::M => Some((View::Minimum, false)),
        Cell::Own | Cell::C | Cell::X => None,
    }
}

/// Whether somebody who sees a thing may also do this with it.
fn allows(who: &Principal, action: Action, standing: Standing, state: CaseState, view: View, writes: bool) -> bool {
    use Action as A;
    if standing == Standing::FormerCentre {
        return looks_back(action);
    }
    let (coordinator, sender) = (standing == Standing::Coordinator, standing == Standing::Sender);
    let live = !matches!(state, CaseState::Closed | CaseState::NotTaken);
    match action {
        A::ListHandoffs
        | A::ReadHandoff
        | A::ReadInbox
        | A::ReadSent
        | A::ReadMissed
        | A::ReadDue
        | A::ListReferrals
        | A::ReadReferral => true,
        A::ListCases
        | A::ReadCase
        | A::ReadContactRule
        | A::ReadTimeline
        | A::ListPartners
        | A::ListTeam
        | A::ListWishes
        | A::ReadTeam => view >= View::Status,
        A::SearchCases | A::ListParties | A::ReadParty | A::ReadSupport | A::ReadUnavailableTimes => {
            view >= View::Minimum
        }
        A::CreateCase | A::TakeOverCase => coordinator,
        A::OpenIntake | A::PassOnCase => standing == Standing::Opener,
        A::CreateParty | A::UpdateParty => writes && live,
        A::UpdateCase => writes && matches!(standing, Standing::Team | Standing::Coordinator) && live,
        // an earlier case of a child is closed as a rule
        A::ListLinks
        | A::LinkCases
        | A::UnlinkCases
        | A::ListMerges
        | A::MergeCases
        | A::UnmergeCases
        | A::ReadDisclosure => coordinator && state != CaseState::NotTaken,
        A::WithdrawVoluntary => coordinator && live,
        A::SetContactRule | A::SetUnavailableTimes => (coordinator || for_family(who, standing)) && live,
        A::CloseCase | A::ReopenCase | A::MonitorCase | A::ExcludePerson | A::ReadmitPerson | A::ListExclusions => {
            coordinator && state != CaseState::NotTaken
        }
        A::ListContacts | A::ReadContact => coordinator || sender || standing == Standing::Team,
        A::LogContact => (coordinator || sender || standing == Standing::Team) && live,
        // of the agency itself, or for it
        A::SetPartner | A::RemovePartner => (coordinator || sender) && live,
        A::JoinTeam | A::LeaveTeam => (coordinator || standing == Standing::Receiver(Stage::TakenOn)) && live,
        _ => moves(who, action, standing, live),
    }
}

/// Whether somebody who sees a handoff may also move it; a case is still worked on, or it is not.
fn moves(who: &Principal, action: Action, standing: Standing, live: bool) -> bool {
    use Action as A;
    let (coordinator, sender) = (standing == Standing::Coordinator, standing == Standing::Sender);
    let receiving = if let Standing::Receiver(reached) = standing { Some(reached) } else { None };
    match action {
        A::CheckIncident | A::UpholdHandoff => coordinator,
        A::LogHandoff => {
            (coordinator || sender || standing == Standing::Team || receiving == Some(Stage::Received)) && live
        }
        A::ConfirmHandoff | A::TakeOnHandoff | A::RefuseHandoff | A::WaitlistReferral => {
            matches!(receiving, Some(Stage::Invited | Stage::Received | Stage::TakenOn)) && who.receives_handoffs
        }
        A::RetractHandoff => matches!(receiving, Some(Stage::Invited | Stage::Received | Stage::TakenOn)),
        A::ReachFamily | A::StartService | A::CompleteReferral | A::ReturnReferral => receiving == Some(Stage::TakenOn),
        A::RecordAttempt => sender || coordinator || receiving == Some(Stage::TakenOn),
        A::WithdrawReferral => {
            let received = matches!(receiving, Some(Stage::Received | Stage::TakenOn));
            sender || coordinator || received || for_family(who, standing)
        }
        A::AcknowledgeRecall => receiving == Some(Stage::Recalled),
        A::RecallHandoff => sender,
        A::EndHandoff => sender || receiving == Some(Stage::TakenOn),
        A::MarkInError | A::AttestHandoff => sender || coordinator,
        A::RerouteHandoff | A::LeaveUnmet => (coordinator || standing == Standing::Opener) && live,
        A::DisputeHandoff => sender || coordinator || receiving.is_some() || for_family(who, standing),
        _ => false,
    }
}

/// What coordinators of a centre that a case has left may still do with what was there before.
const fn looks_back(action: Action) -> bool {
    use Action as A;
    matches!(
        action,
        A::ListCases
            | A::ReadCase
            | A::ReadTimeline
            | A::ListHandoffs
            | A::ReadHandoff
            | A::ListReferrals
            | A::ReadReferral
    )
}

/// On the team, for the child and the family alone.
fn for_family(who: &Principal, standing: Standing) -> bool {
    standing == Standing::Team && speaks_for_family(who.discipline)
}
fn speaks_for_family(discipline: Discipline) -> bool {
    matches!(discipline, Discipline::Advocate | Discipline::VictimServices)
}

/// Agencies, people, sessions and the access log: they hang on no case.
fn on_deployment(who: &Principal, action: Action, standing: Standing) -> Decision {
    use Action as A;
    if who.kind == "nobody" {
        return match (action, standing) {
            (A::OpenSession | A::RefreshSession, _) => Decision::Allow(View::Status, "sign-in"),
            _ => Decision::Hide("signed-out"),
        };
    }
    let keeps = who.role == Role::Administrator;
    let full = if keeps || standing == Standing::Oneself { View::Full } else { View::Minimum };
    let rule = if keeps { "administrator" } else { "signed-in" };
    match action {
        A::ListAgencies | A::ReadAgency | A::ListPeople | A::ReadPerson => Decision::Allow(full, rule),
        A::CreateAgency | A::UpdateAgency | A::CreatePerson | A::UpdatePerson if keeps => {
            Decision::Allow(View::Full, rule)
        }
        A::CheckImport | A::ImportCentre | A::TakeInCase | A::ReleaseCase if who.kind == "operator" => {
            Decision::Allow(View::Status, "operator")
        }
        A::ExportCentre | A::ExportCase if who.kind == "operator" => Decision::Allow(View::Full, "operator"),
        A::ReadSession | A::EndSession | A::ReadMe if standing == Standing::Oneself => {
            Decision::Allow(View::Full, "oneself")
        }
        A::ReadSession | A::EndSession | A::ReadMe => Decision::Hide("not-oneself"),
        // the case was found for this before, and only what it shows is listed
        A::ReadTimeline | A::ReadDisclosure if standing == Standing::Oneself => {
            Decision::Allow(View::Status, "timeline")
        }
        A::ReadAudit | A::ReadEntry if who.role == Role::Auditor => Decision::Allow(View::Status, "auditor"),
        _ => Decision::Deny("not-in-this-role"),
    }
}

/// A hash of the whole policy, as every entry records it: of this page and of the table, to the letter.
#[must_use]
pub fn policy_hash() -> &'static str {
    static HASH: LazyLock<String> = LazyLock::new(|| {
        let page = concat!(include_str!("policy.rs"), include_str!("table.rs"), include_str!("facts.rs"));
        let digest = aws_lc_rs::digest::digest(&aws_lc_rs::digest::SHA256, page.as_bytes());
        crate::kernel::text::hex(digest.as_ref().get(..8).unwrap_or_default())
    });
    &HASH
}

/// One principal for every discipline, role and mark.
pub(crate) fn every_principal() -> impl Iterator<Item = Principal> {
    let nobody = Principal::nobody();
    let people = Discipline::ALL.iter().flat_map(|discipline| {
        Role::ALL.iter().flat_map(move |role| {
            [true, false].map(|receives_handoffs| Principal {
                kind: "person",
                discipline: *discipline,
                role: *role,
                receives_handoffs,
                ..Principal::nobody()
            })
        })
    });
    people.chain([Principal::operator(), nobody])
}
