//! What hangs on a case, as code sees it.
use diesel::table;

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
        contact_rule -> Text,
        contact_through -> Nullable<Guid>,
        contact_until -> Nullable<Text>,
        contact_note -> Nullable<Binary>,
        contact_set_by -> Nullable<Guid>,
        contact_set_at -> Nullable<Moment>,
        contact_version -> BigInt,
        merged_into -> Nullable<Guid>,
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
table! {
    use diesel::sql_types::{Text, BigInt};
    use crate::db::types::sql::{Guid, Moment};
    /// Centres that a case has left: since when it was theirs, until when, and how it stood then.
    case_custody (case_id, centre_id, until_at) {
        case_id -> Guid,
        centre_id -> Guid,
        until_at -> Moment,
        from_at -> Moment,
        successor_id -> Guid,
        year -> BigInt,
        number -> BigInt,
        status -> Text,
        status_at -> Moment,
    }
}
table! {
    use diesel::sql_types::{Text, BigInt};
    use crate::db::types::sql::{Guid, Moment};
    /// When a child and family cannot come: times, and nothing of why.
    unavailable_times (case_id) {
        case_id -> Guid,
        times -> Text,
        set_by -> Guid,
        set_at -> Moment,
        version -> BigInt,
    }
}
table! {
    use diesel::sql_types::{BigInt, Nullable, Text};
    use crate::db::types::sql::{Guid, Moment};
    /// What a family does not want any more.
    wishes (id) {
        id -> Guid,
        case_id -> Guid,
        compartment -> Text,
        whose -> Text,
        code -> Text,
        reoffer_on -> Nullable<Text>,
        said_at -> Moment,
        recorded_by -> Guid,
        version -> BigInt,
    }
}
table! {
    use diesel::sql_types::{BigInt, Nullable, Text};
    use crate::db::types::sql::{Guid, Moment};
    /// Case files of one child that are one.
    case_merges (case_id, other_id) {
        case_id -> Guid,
        other_id -> Guid,
        merged_at -> Moment,
        merged_by -> Guid,
        undone_at -> Nullable<Moment>,
        moved -> Text,
        version -> BigInt,
    }
}
table! {
    use diesel::sql_types::{Binary, Bool, Nullable, Text};
    use crate::db::types::sql::{Guid, Moment};
    /// Who spoke to a family, or tried to, and what was promised.
    contacts (id) {
        id -> Guid,
        case_id -> Guid,
        compartment -> Text,
        at -> Moment,
        person_id -> Guid,
        agency_id -> Guid,
        handoff_id -> Nullable<Guid>,
        whom -> Text,
        channel -> Text,
        reached -> Bool,
        attempt -> Nullable<Text>,
        promised -> Nullable<Text>,
        promised_by -> Nullable<Text>,
        note -> Nullable<Binary>,
        recorded_at -> Moment,
    }
}
