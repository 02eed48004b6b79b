//! Every action by name. Features name them; only the policy knows what they need.
use crate::kernel::words::words;
use crate::problem::Code;
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

words! {
    /// What somebody does, spelt as entries of the access log spell it: a thing, and what happened to it.
    Action {
        /// Sign in.
        OpenSession = "session.opened",
        /// Renew a session.
        RefreshSession = "session.refreshed",
        /// Look at one's own session.
        ReadSession = "session.read",
        /// Sign out.
        EndSession = "session.ended",
        /// Look at oneself.
        ReadMe = "me.read",
        /// List agencies.
        ListAgencies = "agency.listed",
        /// Look at an agency.
        ReadAgency = "agency.read",
        /// Add an agency.
        CreateAgency = "agency.created",
        /// Change an agency.
        UpdateAgency = "agency.updated",
        /// List people.
        ListPeople = "person.listed",
        /// Look at somebody.
        ReadPerson = "person.read",
        /// Add somebody.
        CreatePerson = "person.created",
        /// Change somebody's account.
        UpdatePerson = "person.updated",
        /// List cases.
        ListCases = "case.listed",
        /// Search cases.
        SearchCases = "case.searched",
        /// Look at a case.
        ReadCase = "case.read",
        /// Open a case.
        CreateCase = "case.created",
        /// See what of a file to be imported is there already.
        CheckImport = "import.checked",
        /// Bring in a case file that the centre kept elsewhere.
        ImportCase = "case.imported",
        /// Bring in a handoff of such a case file.
        ImportHandoff = "handoff.imported",
        /// Take out everything of a centre.
        ExportCentre = "centre.exported",
        /// Bring in everything of a centre that another installation has taken out.
        ImportCentre = "centre.imported",
        /// Take out one case for a centre of another installation.
        ExportCase = "case.exported",
        /// Bring in a case that a centre of another installation transfers.
        TakeInCase = "case.taken_in",
        /// Let a case go that a centre of another installation says it has.
        ReleaseCase = "case.released",
        /// Change a case.
        UpdateCase = "case.updated",
        /// Close a case.
        CloseCase = "case.closed",
        /// Reopen a case.
        ReopenCase = "case.reopened",
        /// Keep a case for court alone.
        MonitorCase = "case.monitored",
        /// Open a proposed case, by taking on its first handoff.
        AcceptCase = "case.accepted",
        /// Take over a case from the centre that it belonged to.
        TakeOverCase = "case.taken_over",
        /// Send a proposed case to another centre, or end it.
        PassOnCase = "case.passed_on",
        /// Look at what happened on a case.
        ReadTimeline = "case.timeline_read",
        /// List what police and the Crown looked at or wrote.
        ReadDisclosure = "case.disclosure_read",
        /// Look at how a family may be contacted.
        ReadContactRule = "contact_rule.read",
        /// Say how a family may be contacted.
        SetContactRule = "contact_rule.set",
        /// Bar somebody from a case.
        ExcludePerson = "exclusion.set",
        /// List who is barred.
        ListExclusions = "exclusion.listed",
        /// Lift such a bar.
        ReadmitPerson = "exclusion.lifted",
        /// List the cases that belong together with one.
        ListLinks = "link.listed",
        /// Say that two cases belong together.
        LinkCases = "link.set",
        /// Say that they do not.
        UnlinkCases = "link.lifted",
        /// List the case files that are one with a case.
        ListMerges = "merge.listed",
        /// Make two case files of one child one.
        MergeCases = "case.merged",
        /// Take them apart again.
        UnmergeCases = "case.unmerged",
        /// List the agencies that work on a case.
        ListPartners = "partner.listed",
        /// Set the number that an agency has given to a case.
        SetPartner = "partner.set",
        /// Take that number away.
        RemovePartner = "partner.removed",
        /// List the people around a child.
        ListParties = "party.listed",
        /// Add somebody around a child.
        CreateParty = "party.created",
        /// Look at somebody around a child.
        ReadParty = "party.read",
        /// Change somebody around a child.
        UpdateParty = "party.updated",
        /// List the team.
        ListTeam = "team.listed",
        /// Put somebody on the team.
        JoinTeam = "team.joined",
        /// Look at a place on the team.
        ReadTeam = "team.read",
        /// Take somebody off the team.
        LeaveTeam = "team.left",
        /// Open a case towards a centre.
        OpenIntake = "intake.opened",
        /// Log a handoff.
        LogHandoff = "handoff.logged",
        /// List handoffs.
        ListHandoffs = "handoff.listed",
        /// Look at a handoff.
        ReadHandoff = "handoff.read",
        /// List what is addressed to one's agency.
        ReadInbox = "handoff.inbox_read",
        /// List what one's agency sent.
        ReadSent = "handoff.sent_read",
        /// Acknowledge receipt.
        ConfirmHandoff = "handoff.confirmed",
        /// Take on.
        TakeOnHandoff = "handoff.taken_on",
        /// Refuse.
        RefuseHandoff = "handoff.refused",
        /// Undo a mistaken answer.
        RetractHandoff = "handoff.retracted",
        /// Withdraw what was sent.
        RecallHandoff = "handoff.recalled",
        /// Acknowledge such a withdrawal.
        AcknowledgeRecall = "handoff.recall_acknowledged",
        /// End what was taken on.
        EndHandoff = "handoff.ended",
        /// Mark as logged by mistake.
        MarkInError = "handoff.marked_in_error",
        /// Close the check that such a mistake asks for.
        CheckIncident = "handoff.incident_checked",
        /// Say that the family was not reached.
        DisputeHandoff = "handoff.disputed",
        /// Decide that the receiver was right.
        UpholdHandoff = "handoff.upheld",
        /// Record an answer given by word of mouth.
        AttestHandoff = "handoff.attested",
        /// Send elsewhere.
        RerouteHandoff = "handoff.rerouted",
        /// Decide that no service exists.
        LeaveUnmet = "handoff.left_unmet",
        /// List the referrals of a case.
        ListReferrals = "referral.listed",
        /// Look at a referral.
        ReadReferral = "referral.read",
        /// Put on the waiting list.
        WaitlistReferral = "referral.waitlisted",
        /// Record that somebody tried to reach the family.
        RecordAttempt = "referral.attempted",
        /// Record the first contact with the family.
        ReachFamily = "referral.first_contact",
        /// Begin the service.
        StartService = "referral.started",
        /// End the service.
        CompleteReferral = "referral.completed",
        /// Send a referral back.
        ReturnReferral = "referral.returned",
        /// Stop a referral, for the family or the sender.
        WithdrawReferral = "referral.withdrawn",
        /// List when the family was spoken to.
        ListContacts = "contact.listed",
        /// Look at one time that somebody spoke to the family.
        ReadContact = "contact.read",
        /// Record that somebody spoke to the family, or tried to.
        LogContact = "contact.logged",
        /// Look at who supports a child.
        ReadSupport = "support.read",
        /// Look at when the family cannot come.
        ReadUnavailableTimes = "support.times_read",
        /// Set when the family cannot come.
        SetUnavailableTimes = "support.times_set",
        /// End every service that a family may decline.
        WithdrawVoluntary = "services.withdrawn",
        /// List what a family does not want.
        ListWishes = "wish.listed",
        /// List what is without an answer.
        ReadMissed = "worklist.missed_read",
        /// List what is expected next.
        ReadDue = "worklist.due_read",
        /// Look through the access log.
        ReadAudit = "audit.listed",
        /// Look at one entry of the access log.
        ReadEntry = "audit.read",
    }
}

impl Action {
    /// True for what is done with handoffs and what comes from them: coordinators always see their status.
    #[must_use]
    pub const fn follows_handoffs(self) -> bool {
        matches!(
            self,
            Self::LogHandoff
                | Self::ListHandoffs
                | Self::ReadHandoff
                | Self::ReadInbox
                | Self::ReadSent
                | Self::ConfirmHandoff
                | Self::TakeOnHandoff
                | Self::RefuseHandoff
                | Self::RetractHandoff
                | Self::RecallHandoff
                | Self::AcknowledgeRecall
                | Self::EndHandoff
                | Self::MarkInError
                | Self::CheckIncident
                | Self::DisputeHandoff
                | Self::UpholdHandoff
                | Self::AttestHandoff
                | Self::RerouteHandoff
                | Self::LeaveUnmet
                | Self::ListReferrals
                | Self::ReadReferral
                | Self::WaitlistReferral
                | Self::RecordAttempt
                | Self::ReachFamily
                | Self::StartService
                | Self::CompleteReferral
                | Self::ReturnReferral
                | Self::WithdrawReferral
                | Self::WithdrawVoluntary
                | Self::ReadMissed
                | Self::ReadDue
                | Self::ReadTimeline
                | Self::ListContacts
                | Self::ReadContact
                | Self::LogContact
                | Self::ListPartners
                | Self::SetPartner
                | Self::RemovePartner
                | Self::ListTeam
                | Self::ReadTeam
                | Self::JoinTeam
                | Self::LeaveTeam
        )
    }
    /// The code of a refusal, when the thing is visible but the action is not allowed.
    #[must_use]
    pub const fn denial(self) -> Code {
        match self {
            Self::ConfirmHandoff
            | Self::TakeOnHandoff
            | Self::RefuseHandoff
            | Self::RetractHandoff
            | Self::AcknowledgeRecall
            | Self::WaitlistReferral
            | Self::ReachFamily
            | Self::StartService
            | Self::CompleteReferral
            | Self::ReturnReferral => Code::NotTheReceiver,
            _ => Code::Forbidden,
        }
    }
}
