//! Rules as data: what the law, a protocol or a centre decided is a row of a pack, never a number in the code.
//!
//! ```text
//! packs/services.toml    what may be handed off, by whom, to whom, and which kind of information it is
//! packs/codes.toml       the reasons and words that people choose from
//! packs/deadlines.toml   how long an expected step may take
//! ```
//!
//! Every row says where it comes from (`citation`), who checked it (`verified_by`, empty when nobody has yet), where it
//! applies (`jurisdiction`) and since when. `[A]` marks a default of our own, `[S]` the founding studies, `[U]` law that
//! counsel has not confirmed.
//!
//! The packs are compiled in and read once; a pack with a mistake stops the start and names its file and line.
mod due;
mod hours;
mod pack;

pub use due::{Amount, Deadline, Owed, due};
pub use hours::{Hours, Opening};
pub use pack::{Label, Rules, ServiceType};
