//! Every id has its own type, and all of them are in this list.
use super::clock::Instant;
use serde::{Deserialize, Serialize};
use std::{fmt, str::FromStr};
use utoipa::ToSchema;
use uuid::{Builder, Uuid};

/// What an entry is about: the kind of thing and its id.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub struct SubjectId {
    /// The kind, as entries and tables spell it.
    pub kind: &'static str,
    /// The id itself.
    pub id: Uuid,
}

macro_rules! ids {
    ($($(#[$doc:meta])* $name:ident = $kind:literal,)*) => {$(
        $(#[$doc])*
        #[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize, ToSchema)]
        #[serde(transparent)]
        #[schema(value_type = Uuid, format = Uuid)]
        pub struct $name(Uuid);

        impl $name {
            /// The kind of thing, as entries and tables spell it.
            pub const KIND: &'static str = $kind;

            /// Makes a new id (UUID version 7, RFC 9562) that begins with the given time.
            #[must_use]
            pub fn new(now: Instant) -> Self {
                Self(fresh(now))
            }
        }
        impl fmt::Display for $name {
            fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                self.0.fmt(f)
            }
        }
        impl FromStr for $name {
            type Err = uuid::Error;
            fn from_str(text: &str) -> Result<Self, Self::Err> {
                Uuid::from_str(text).map(Self)
            }
        }
        impl From<Uuid> for $name {
            fn from(id: Uuid) -> Self {
                Self(id)
            }
        }
        impl From<$name> for Uuid {
            fn from(id: $name) -> Self {
                id.0
            }
        }
        impl From<$name> for SubjectId {
            fn from(id: $name) -> Self {
                Self { kind: $kind, id: id.0 }
            }
        }
        impl From<SubjectId> for $name {
            fn from(subject: SubjectId) -> Self {
                Self(subject.id)
            }
        }
    )*};
}

ids! {
    /// A partner organization, or a centre.
    AgencyId = "agency",
    /// Somebody with an account.
    PersonId = "person",
    /// One sign-in in one role.
    SessionId = "session",
    /// One child, one cluster of facts.
    CaseId = "case",
    /// The child behind one or more cases: opaque, never a name.
    ChildId = "child",
    /// Somebody around the child: a caregiver, a witness, an alleged offender.
    PartyId = "party",
    /// One person's place on the team of one case.
    TeamMemberId = "team_member",
    /// One handoff to one agency.
    HandoffId = "handoff",
    /// One time that somebody spoke to a family, or tried to.
    ContactId = "contact",
    /// What a family, or a young person, does not want any more.
    WishId = "wish",
    /// All the attempts to have one thing done: a handoff and what it was rerouted to.
    ChainId = "chain",
    /// Something that an agency owes by a time.
    ObligationId = "obligation",
    /// One act, look or refusal in the access log.
    EntryId = "entry",
    /// One HTTP request.
    RequestId = "request",
    /// One database, since it was made.
    InstallationId = "installation",
}

#[expect(clippy::cast_sign_loss, clippy::as_conversions, reason = "clamped to zero and above")]
fn fresh(now: Instant) -> Uuid {
    let mut random = [0; 10];
    super::secret::random(&mut random);
    Builder::from_unix_timestamp_millis(now.millis().max(0) as u64, &random).into_uuid()
}
