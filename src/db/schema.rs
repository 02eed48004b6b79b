//! The tables, once for both engines; `tests/it/migrations.rs` compares them with what the migrations make.
pub(crate) use super::schema_cases::*;
use diesel::{allow_tables_to_appear_in_same_query, joinable, table};

table! {
    use diesel::sql_types::{BigInt, Text};
    use crate::db::types::sql::{Moment, Guid};
    /// What this database is, since it was made.
    installation (id) {
        id -> BigInt,
        made_by -> Text,
        made_at -> Moment,
        name -> Guid,
    }
}
table! {
    use diesel::sql_types::{Text, Bool, BigInt};
    use crate::db::types::sql::{Guid, Moment};
    /// Partner organizations and centres.
    agencies (id) {
        id -> Guid,
        name_en -> Text,
        name_fr -> Text,
        discipline -> Text,
        province -> Text,
        zone -> Text,
        languages -> Text,
        services -> Text,
        runs_deployment -> Bool,
        active -> Bool,
        created_at -> Moment,
        version -> BigInt,
    }
}
table! {
    use diesel::sql_types::{Binary, Text, Bool, BigInt};
    use crate::db::types::sql::{Guid, Moment};
    /// Those who have an account; names and addresses are sealed.
    people (id) {
        id -> Guid,
        agency_id -> Guid,
        email_key -> Binary,
        profile -> Binary,
        roles -> Text,
        receives_handoffs -> Bool,
        privacy_officer -> Bool,
        supervisor -> Bool,
        lang -> Text,
        active -> Bool,
        password -> Text,
        created_at -> Moment,
        version -> BigInt,
    }
}
table! {
    use diesel::sql_types::{Text, Binary, Nullable, BigInt};
    use crate::db::types::sql::{Guid, Moment};
    /// One sign-in in one role.
    sessions (id) {
        id -> Guid,
        person_id -> Guid,
        role -> Text,
        refresh_key -> Binary,
        opened_at -> Moment,
        renewed_at -> Moment,
        expires_at -> Moment,
        ended_at -> Nullable<Moment>,
        version -> BigInt,
    }
}
table! {
    use diesel::sql_types::{Binary, Bool};
    use crate::db::types::sql::{Guid, Moment};
    /// What was asked with a key, for 24 hours.
    idempotency (person_id, key) {
        person_id -> Guid,
        key -> Binary,
        body -> Binary,
        subject_id -> Guid,
        created -> Bool,
        at -> Moment,
    }
}
table! {
    use diesel::sql_types::{BigInt, Text, Binary};
    use crate::db::types::sql::{Guid, Moment};
    /// Data keys, wrapped; apart from all they open, so that destroying them destroys it.
    vault_keys (id) {
        id -> BigInt,
        scope -> Guid,
        name -> Text,
        key_version -> BigInt,
        wrapped -> Binary,
        created_at -> Moment,
    }
}
table! {
    use diesel::sql_types::{Text, Bool, Nullable, Binary};
    use crate::db::types::sql::{Guid, Moment};
    /// What happened: bytes, and columns to find them by.
    ledger_entries (id) {
        id -> Guid,
        at -> Moment,
        act -> Text,
        out -> Text,
        hidden -> Bool,
        person_id -> Nullable<Guid>,
        agency_id -> Nullable<Guid>,
        code -> Nullable<Text>,
        subject_kind -> Nullable<Text>,
        subject_id -> Nullable<Guid>,
        bytes -> Binary,
    }
}
table! {
    use diesel::sql_types::Text;
    use crate::db::types::sql::{Guid, Moment};
    /// Which cases and kinds of information an entry is about.
    ledger_cases (entry, case_id, compartment, centre_id) {
        entry -> Guid,
        case_id -> Guid,
        compartment -> Text,
        centre_id -> Guid,
        at -> Moment,
    }
}
table! {
    use diesel::sql_types::*;
    use crate::db::types::sql::Guid;
    /// Entries that wait for their number.
    ledger_queue (entry) {
        entry -> Guid,
    }
}
table! {
    use diesel::sql_types::{BigInt, Binary};
    use crate::db::types::sql::Guid;
    /// The number of each entry, and its leaf in the tree.
    ledger_index (idx) {
        idx -> BigInt,
        entry -> Guid,
        leaf -> Binary,
    }
}
joinable!(people -> agencies (agency_id));
joinable!(sessions -> people (person_id));
joinable!(parties -> cases (case_id));
joinable!(team -> cases (case_id));
joinable!(team -> people (person_id));
joinable!(handoffs -> cases (case_id));
joinable!(referrals -> handoffs (handoff_id));
joinable!(obligations -> cases (case_id));
joinable!(exclusions -> cases (case_id));
joinable!(partners -> cases (case_id));
joinable!(case_custody -> cases (case_id));
joinable!(wishes -> cases (case_id));
joinable!(contacts -> cases (case_id));
joinable!(ledger_cases -> ledger_entries (entry));
joinable!(ledger_index -> ledger_entries (entry));
allow_tables_to_appear_in_same_query!(
    installation,
    agencies,
    people,
    sessions,
    cases,
    case_links,
    case_merges,
    parties,
    team,
    exclusions,
    partners,
    case_custody,
    unavailable_times,
    wishes,
    contacts,
    handoffs,
    referrals,
    obligations,
    idempotency,
    vault_keys,
    ledger_entries,
    ledger_cases,
    ledger_queue,
    ledger_index
);
