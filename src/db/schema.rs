//! The tables, once for both engines; `tests/it/migrations.rs` compares them with what the migrations make.
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
    use diesel::sql_types::{BigInt, Text, Nullable, Bool, Binary};
    use crate::db::types::sql::{Guid, Moment};
    /// One child, one cluster of facts.
    cases (id) {
        id -> Guid,
        centre_id -> Guid,
        year -> BigInt,
        number -> BigInt,
        child_id -> Guid,
        status -> Text,
        status_at -> Moment,
        status_code -> Nullable<Text>,
        opener_id -> Nullable<Guid>,
        abuse_type -> Nullable<Text>,
        relationship -> Nullable<Text>,
        gender -> Nullable<Text>,
        origin -> Nullable<Text>,
        age_band -> Nullable<Text>,
        languages -> Text,
        region -> Nullable<Text>,
        youth_accused -> Bool,
        identity -> Binary,
        created_by -> Guid,
        created_at -> Moment,
        version -> BigInt,
    }
}
table! {
    use diesel::sql_types::{Text, Bool, Binary, BigInt};
    use crate::db::types::sql::{Guid, Moment};
    /// The people around a child.
    parties (id) {
        id -> Guid,
        case_id -> Guid,
        compartment -> Text,
        role -> Text,
        is_suspect -> Bool,
        details -> Binary,
        created_at -> Moment,
        version -> BigInt,
    }
}
table! {
    use diesel::sql_types::{Text, Nullable, BigInt};
    use crate::db::types::sql::{Guid, Moment};
    /// Who works on a case, and through what.
    team (id) {
        id -> Guid,
        case_id -> Guid,
        person_id -> Guid,
        agency_id -> Guid,
        compartment -> Text,
        handoff_id -> Nullable<Guid>,
        joined_at -> Moment,
        added_by -> Guid,
        ended_at -> Nullable<Moment>,
        ended_code -> Nullable<Text>,
        version -> BigInt,
    }
}
table! {
    use diesel::sql_types::{Text, Binary, Nullable, BigInt};
    use crate::db::types::sql::{Guid, Moment};
    /// The number that an agency has given to a case in its own files.
    partners (case_id, agency_id) {
        case_id -> Guid,
        agency_id -> Guid,
        compartment -> Text,
        file_number -> Nullable<Binary>,
        file_key -> Nullable<Binary>,
        set_by -> Guid,
        set_at -> Moment,
        version -> BigInt,
    }
}
table! {
    use diesel::sql_types::{Text, Nullable, BigInt};
    use crate::db::types::sql::{Guid, Moment};
    /// Who is barred from a case by a conflict of interest.
    exclusions (case_id, person_id) {
        case_id -> Guid,
        person_id -> Guid,
        code -> Text,
        set_by -> Guid,
        set_at -> Moment,
        lifted_at -> Nullable<Moment>,
        version -> BigInt,
    }
}
table! {
    use diesel::sql_types::{Text, Nullable, Binary, BigInt};
    use crate::db::types::sql::{Guid, Moment};
    /// What passes from one agency to another, and whether its receiver confirmed it.
    handoffs (id) {
        id -> Guid,
        case_id -> Guid,
        chain_id -> Guid,
        compartment -> Text,
        service -> Text,
        urgency -> Text,
        mode -> Text,
        from_agency -> Guid,
        to_agency -> Guid,
        sent_by -> Nullable<Guid>,
        recorded_by -> Guid,
        occurred_at -> Moment,
        recorded_at -> Moment,
        preview -> Text,
        sheet -> Binary,
        state -> Text,
        state_at -> Moment,
        state_by -> Nullable<Guid>,
        code -> Nullable<Text>,
        former -> Nullable<Text>,
        received_at -> Nullable<Moment>,
        received_by -> Nullable<Guid>,
        grade -> Nullable<Text>,
        taken_on_at -> Nullable<Moment>,
        worker_id -> Nullable<Guid>,
        seen_at -> Nullable<Moment>,
        confirm_due -> Moment,
        next_due -> Nullable<Moment>,
        closing -> Nullable<Text>,
        closing_code -> Nullable<Text>,
        closing_at -> Nullable<Moment>,
        version -> BigInt,
    }
}
table! {
    use diesel::sql_types::{BigInt, Nullable, Text};
    use crate::db::types::sql::{Guid, Moment};
    /// What follows receipt when a handoff asks for a service.
    referrals (handoff_id) {
        handoff_id -> Guid,
        state -> Text,
        state_at -> Moment,
        state_by -> Guid,
        code -> Nullable<Text>,
        withdrawn_by -> Nullable<Text>,
        contact_at -> Nullable<Moment>,
        contact_by -> Nullable<Guid>,
        contact_grade -> Nullable<Text>,
        helper_id -> Nullable<Guid>,
        due_at -> Nullable<Moment>,
        attempts -> BigInt,
        attempted_at -> Nullable<Moment>,
        attempted_code -> Nullable<Text>,
    }
}
table! {
    use diesel::sql_types::{Text, BigInt, Nullable};
    use crate::db::types::sql::{Guid, Moment};
    /// What an agency owes by a time: rows are closed, never changed.
    obligations (id) {
        id -> Guid,
        kind -> Text,
        rule -> Text,
        tier -> Text,
        rank -> BigInt,
        case_id -> Guid,
        centre_id -> Guid,
        chain_id -> Guid,
        compartment -> Text,
        agency_id -> Guid,
        subject_kind -> Text,
        subject_id -> Guid,
        opened_at -> Moment,
        due_at -> Moment,
        closed_at -> Nullable<Moment>,
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
table! {
    use diesel::sql_types::{BigInt, Nullable, Text};
    use crate::db::types::sql::{Guid, Moment};
    /// Cases that belong together.
    case_links (case_id, other_id) {
        case_id -> Guid,
        other_id -> Guid,
        kind -> Text,
        set_by -> Guid,
        set_at -> Moment,
        lifted_at -> Nullable<Moment>,
        version -> BigInt,
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
joinable!(ledger_cases -> ledger_entries (entry));
joinable!(ledger_index -> ledger_entries (entry));
allow_tables_to_appear_in_same_query!(
    installation,
    agencies,
    people,
    sessions,
    cases,
    case_links,
    parties,
    team,
    exclusions,
    partners,
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
