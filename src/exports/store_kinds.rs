//! The kinds of lines of an export: a row of a table each, with the names of its columns. Hashes by which rows are found
//! stay behind, and so do passwords; what is sealed is opened beside them.
use crate::access::CaseState;
use crate::cases::{ContactRule, LinkKind};
use crate::db::MultiBackend;
use crate::db::schema::{
    agencies, case_custody, case_links, case_merges, cases, contacts, exclusions, handoffs, obligations, parties,
    partners, people, referrals, team, unavailable_times, wishes,
};
use crate::db::types::SubjectKey;
use crate::handoffs::{Closing, Grade, Mode, Progress, State, Withdrawer};
use crate::kernel::{
    AgencyId, CaseId, ChainId, ChildId, Compartment, ContactId, Discipline, HandoffId, Instant, ObligationId, PartyId,
    PersonId, TeamMemberId, Tier, Urgency, WishId,
};
use crate::wishes::Whose;
use diesel::prelude::*;
use serde::{Deserialize, Serialize};

macro_rules! kinds {
    ($($(#[doc = $doc:literal])* $name:ident = $table:ident { $($(#[$how:meta])* $column:ident: $type:ty,)* })*) => {$(
        $(#[doc = $doc])*
        #[derive(Queryable, Selectable, Insertable, Serialize, Deserialize)]
        #[diesel(table_name = $table, check_for_backend(MultiBackend), treat_none_as_null = true)]
        #[serde(deny_unknown_fields)]
        pub(super) struct $name { $($(#[$how])* pub(super) $column: $type,)* }
    )*};
}

kinds! {
    /// A partner organization, or a centre.
    AgencyLine = agencies {
        id: AgencyId,
        name_en: String,
        name_fr: String,
        discipline: Discipline,
        province: String,
        zone: String,
        #[serde(with = "words")] languages: String,
        #[serde(with = "json")] services: String,
        active: bool,
        created_at: Instant,
        version: i64,
    }
    /// Somebody with an account.
    PersonLine = people {
        id: PersonId,
        agency_id: AgencyId,
        #[serde(skip)] profile: Vec<u8>,
        #[serde(with = "words")] roles: String,
        receives_handoffs: bool,
        privacy_officer: bool,
        supervisor: bool,
        lang: String,
        active: bool,
        created_at: Instant,
        version: i64,
    }
    /// Somebody whom entries of the access log alone name.
    LookerLine = people {
        id: PersonId,
        agency_id: AgencyId,
        #[serde(skip)] profile: Vec<u8>,
    }
    /// One child, one cluster of facts.
    CaseLine = cases {
        id: CaseId,
        centre_id: AgencyId,
        year: i64,
        number: i64,
        child_id: ChildId,
        status: CaseState,
        status_at: Instant,
        status_code: Option<String>,
        opener_id: Option<AgencyId>,
        abuse_type: Option<String>,
        relationship: Option<String>,
        gender: Option<String>,
        origin: Option<String>,
        age_band: Option<String>,
        #[serde(with = "words")] languages: String,
        region: Option<String>,
        youth_accused: bool,
        #[serde(skip)] identity: Vec<u8>,
        created_by: PersonId,
        created_at: Instant,
        version: i64,
        contact_rule: ContactRule,
        contact_through: Option<AgencyId>,
        contact_until: Option<String>,
        #[serde(skip)] contact_note: Option<Vec<u8>>,
        contact_set_by: Option<PersonId>,
        contact_set_at: Option<Instant>,
        contact_version: i64,
        merged_into: Option<CaseId>,
    }
    /// Somebody around a child.
    PartyLine = parties {
        id: PartyId,
        case_id: CaseId,
        compartment: Compartment,
        role: String,
        is_suspect: bool,
        #[serde(skip)] details: Vec<u8>,
        created_at: Instant,
        version: i64,
    }
    /// Somebody's place on a team, also one that has ended.
    TeamLine = team {
        id: TeamMemberId,
        case_id: CaseId,
        person_id: PersonId,
        agency_id: AgencyId,
        compartment: Compartment,
        handoff_id: Option<HandoffId>,
        joined_at: Instant,
        added_by: PersonId,
        ended_at: Option<Instant>,
        ended_code: Option<String>,
        version: i64,
    }
    /// The number that an agency has given to a case.
    PartnerLine = partners {
        case_id: CaseId,
        agency_id: AgencyId,
        compartment: Compartment,
        #[serde(skip)] file_number: Option<Vec<u8>>,
        set_by: PersonId,
        set_at: Instant,
        version: i64,
    }
    /// Somebody's bar from a case.
    ExclusionLine = exclusions {
        case_id: CaseId,
        person_id: PersonId,
        code: String,
        set_by: PersonId,
        set_at: Instant,
        lifted_at: Option<Instant>,
        version: i64,
    }
    /// That two cases belong together.
    LinkLine = case_links {
        case_id: CaseId,
        other_id: CaseId,
        #[serde(rename = "how")] kind: LinkKind,
        set_by: PersonId,
        set_at: Instant,
        lifted_at: Option<Instant>,
        version: i64,
    }
    /// That a case is, or was, part of another one of the child.
    MergeLine = case_merges {
        case_id: CaseId,
        other_id: CaseId,
        merged_at: Instant,
        merged_by: PersonId,
        undone_at: Option<Instant>,
        #[serde(with = "json")] moved: String,
        version: i64,
    }
    /// A centre that a case has left.
    CustodyLine = case_custody {
        case_id: CaseId,
        centre_id: AgencyId,
        until_at: Instant,
        from_at: Instant,
        successor_id: AgencyId,
        year: i64,
        number: i64,
        status: CaseState,
        status_at: Instant,
    }
    /// When somebody spoke to a family, or tried to.
    ContactLine = contacts {
        id: ContactId,
        case_id: CaseId,
        compartment: Compartment,
        at: Instant,
        person_id: PersonId,
        agency_id: AgencyId,
        handoff_id: Option<HandoffId>,
        #[serde(rename = "with")] whom: String,
        channel: String,
        reached: bool,
        attempt: Option<String>,
        promised: Option<String>,
        promised_by: Option<String>,
        #[serde(skip)] note: Option<Vec<u8>>,
        recorded_at: Instant,
    }
    /// What a family does not want any more.
    WishLine = wishes {
        id: WishId,
        case_id: CaseId,
        compartment: Compartment,
        whose: Whose,
        code: String,
        reoffer_on: Option<String>,
        said_at: Instant,
        recorded_by: PersonId,
        version: i64,
    }
    /// When a child and family cannot come.
    TimesLine = unavailable_times {
        case_id: CaseId,
        #[serde(with = "json")] times: String,
        set_by: PersonId,
        set_at: Instant,
        version: i64,
    }
    /// What passes from one agency to another.
    HandoffLine = handoffs {
        id: HandoffId,
        case_id: CaseId,
        chain_id: ChainId,
        compartment: Compartment,
        service: String,
        urgency: Urgency,
        mode: Mode,
        from_agency: AgencyId,
        to_agency: AgencyId,
        sent_by: Option<PersonId>,
        recorded_by: PersonId,
        occurred_at: Instant,
        recorded_at: Instant,
        #[serde(with = "json")] preview: String,
        #[serde(skip)] sheet: Vec<u8>,
        state: State,
        state_at: Instant,
        state_by: Option<PersonId>,
        code: Option<String>,
        former: Option<State>,
        received_at: Option<Instant>,
        received_by: Option<PersonId>,
        grade: Option<Grade>,
        taken_on_at: Option<Instant>,
        worker_id: Option<PersonId>,
        seen_at: Option<Instant>,
        confirm_due: Instant,
        next_due: Option<Instant>,
        closing: Option<Closing>,
        closing_code: Option<String>,
        closing_at: Option<Instant>,
        version: i64,
    }
    /// What follows receipt.
    ReferralLine = referrals {
        handoff_id: HandoffId,
        state: Progress,
        state_at: Instant,
        state_by: PersonId,
        code: Option<String>,
        withdrawn_by: Option<Withdrawer>,
        contact_at: Option<Instant>,
        contact_by: Option<PersonId>,
        contact_grade: Option<Grade>,
        helper_id: Option<AgencyId>,
        due_at: Option<Instant>,
        attempts: i64,
        attempted_at: Option<Instant>,
        attempted_code: Option<String>,
    }
    /// What an agency owes, or owed.
    ObligationLine = obligations {
        id: ObligationId,
        #[serde(rename = "what")] kind: String,
        rule: String,
        tier: Tier,
        rank: i64,
        case_id: CaseId,
        centre_id: AgencyId,
        chain_id: ChainId,
        compartment: Compartment,
        agency_id: AgencyId,
        subject_kind: String,
        #[serde(with = "subject")] subject_id: SubjectKey,
        opened_at: Instant,
        due_at: Instant,
        closed_at: Option<Instant>,
    }
}

/// Words with a space between them in the store, a list in the file.
mod words {
    use serde::{Deserialize, Deserializer, Serializer};
    pub(super) fn serialize<S: Serializer>(text: &str, s: S) -> Result<S::Ok, S::Error> {
        s.collect_seq(text.split_whitespace())
    }
    pub(super) fn deserialize<'de, D: Deserializer<'de>>(d: D) -> Result<String, D::Error> {
        Ok(Vec::<String>::deserialize(d)?.join(" "))
    }
}
/// A text in the store, an object or a list in the file.
mod json {
    use serde::de::Error as _;
    use serde::ser::Error as _;
    use serde::{Deserialize, Deserializer, Serialize, Serializer};
    use serde_json::Value;
    pub(super) fn serialize<S: Serializer>(text: &str, s: S) -> Result<S::Ok, S::Error> {
        serde_json::from_str::<Value>(text).map_err(S::Error::custom)?.serialize(s)
    }
    pub(super) fn deserialize<'de, D: Deserializer<'de>>(d: D) -> Result<String, D::Error> {
        serde_json::to_string(&Value::deserialize(d)?).map_err(D::Error::custom)
    }
}
/// An id whose kind stands beside it.
mod subject {
    use crate::db::types::SubjectKey;
    use serde::{Deserialize, Deserializer, Serialize, Serializer};
    use uuid::Uuid;
    pub(super) fn serialize<S: Serializer>(key: &SubjectKey, s: S) -> Result<S::Ok, S::Error> {
        key.0.serialize(s)
    }
    pub(super) fn deserialize<'de, D: Deserializer<'de>>(d: D) -> Result<SubjectKey, D::Error> {
        Uuid::deserialize(d).map(SubjectKey)
    }
}
