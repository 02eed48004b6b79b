//! The field's own vocabulary: disciplines, roles, kinds of information, urgencies.
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

/// An enum whose values have one spelling everywhere: JSON, columns, rule packs, entries.
macro_rules! words {
    ($(#[doc = $doc:literal])* $name:ident { $($(#[$vdoc:meta])* $variant:ident = $word:literal,)* }) => {
        $(#[doc = $doc])*
        #[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
        pub enum $name {
            $($(#[$vdoc])* #[serde(rename = $word)] $variant,)*
        }
        impl $name {
            /// Every value, in order.
            pub const ALL: &'static [Self] = &[$(Self::$variant,)*];
            /// The one spelling.
            #[must_use]
            pub const fn name(self) -> &'static str {
                match self { $(Self::$variant => $word,)* }
            }
            /// Reads the one spelling.
            #[must_use]
            pub fn parse(word: &str) -> Option<Self> {
                match word { $($word => Some(Self::$variant),)* _ => None }
            }
        }
        impl utoipa::PartialSchema for $name {
            /// The derive would name the variants: it does not see the words through this macro.
            fn schema() -> utoipa::openapi::RefOr<utoipa::openapi::schema::Schema> {
                let words = utoipa::openapi::ObjectBuilder::new().schema_type(utoipa::openapi::schema::Type::String);
                let words = words.enum_values(Some(Self::ALL.iter().map(|word| word.name())));
                words.description(Some(concat!($($doc),*).trim())).into()
            }
        }
        impl ToSchema for $name {
            fn name() -> std::borrow::Cow<'static, str> {
                stringify!($name).into()
            }
        }
        impl std::fmt::Display for $name {
            fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
                f.write_str(self.name())
            }
        }
    };
}
pub(crate) use words;

words! {
    /// What an agency does, and so what its people may see.
    Discipline {
        /// Police services.
        Police = "police",
        /// Internet child exploitation unit.
        IceUnit = "ice_unit",
        /// Child protection.
        ChildProtection = "child_protection",
        /// Delegated Indigenous child and family services.
        IndigenousCfs = "indigenous_cfs",
        /// The prosecution.
        Crown = "crown",
        /// Child and family advocate.
        Advocate = "advocate",
        /// Victim services.
        VictimServices = "victim_services",
        /// Therapists and counsellors.
        Counselling = "counselling",
        /// Doctors and nurses.
        Health = "health",
        /// Court accompaniment.
        CourtSupport = "court_support",
        /// Elders and cultural support.
        CulturalSupport = "cultural_support",
        /// Interpreters.
        Interpreter = "interpreter",
        /// Forensic interviewers.
        ForensicInterviewer = "forensic_interviewer",
        /// The child's independent counsel.
        LegalCounselChild = "legal_counsel_child",
        /// Compensation programmes.
        Compensation = "compensation",
        /// Schools, which only receive.
        Education = "education",
        /// Canadian Centre for Child Protection.
        C3p = "c3p",
        /// Victim units of corrections and parole.
        CorrectionsVictimUnit = "corrections_victim_unit",
        /// A nation's representative: notice, culture, planned meetings.
        NationRepresentative = "nation_representative",
        /// A child advocacy centre itself.
        Centre = "centre",
    }
}
words! {
    /// In which role somebody works in one session; people may have several, a session has one.
    Role {
        /// Sees own cases, hands off, confirms.
        Member = "member",
        /// Runs the centre's cases and sees what nobody answered.
        Coordinator = "coordinator",
        /// Reads the access log, never a case.
        Auditor = "auditor",
        /// Keeps agencies, accounts and keys, never a case.
        Administrator = "administrator",
    }
}
words! {
    /// What kind of information something is.
    Compartment {
        /// The child's identity and safe contact.
        Identity = "identity",
        /// Safety and orders.
        Safety = "safety",
        /// Coordination.
        Coordination = "coordination",
        /// The investigation.
        Investigation = "investigation",
        /// The child-protection file.
        Protection = "protection",
        /// The prosecution.
        Prosecution = "prosecution",
        /// Preparation to testify.
        CourtPrep = "court_prep",
        /// Needs assessment.
        Assessment = "assessment",
        /// Therapy.
        Therapy = "therapy",
        /// Medical.
        Health = "health",
        /// Advocacy and support.
        Advocacy = "advocacy",
        /// The identity of a youth who is accused.
        YouthAccused = "youth_accused",
        /// References of online harm.
        OnlineHarm = "online_harm",
        /// Compensation and money.
        Compensation = "compensation",
        /// Indigenous identity and culture.
        Culture = "culture",
        /// Consents and wishes.
        Wishes = "wishes",
        /// Legal process about records.
        LegalProcess = "legal_process",
        /// Who reported.
        Reporter = "reporter",
    }
}
words! {
    /// How soon a handoff must be answered.
    Urgency {
        /// Phone first: minutes, by the wall clock.
        Safety = "safety",
        /// Hours.
        Urgent = "urgent",
        /// Business days.
        Standard = "standard",
    }
}
words! {
    /// How loudly an expected step asks for attention.
    Tier {
        /// A child may be in danger.
        Safety = "safety",
        /// Somebody waits for an answer.
        Answer = "answer",
        /// Only tidiness.
        Housekeeping = "housekeeping",
    }
}
