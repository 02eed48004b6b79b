//! Words that every room may use: ids, time, languages, text, pages, and the field's own vocabulary.
//!
//! Nothing here knows a database, a socket or a rule.
pub mod clock;
pub mod id;
pub mod lang;
pub mod names;
pub mod page;
pub mod secret;
pub mod spoken;
pub mod text;
pub mod words;

pub use clock::{Clock, Instant};
pub use id::{
    AgencyId, CaseId, ChainId, ChildId, ContactId, EntryId, HandoffId, InstallationId, ObligationId, PartyId, PersonId,
    RequestId, SessionId, SubjectId, TeamMemberId, WishId,
};
pub use lang::Lang;
pub use page::{Page, Paging};
pub use secret::Secret;
pub use text::Email;
pub use words::{Compartment, Discipline, Role, Tier, Urgency};
