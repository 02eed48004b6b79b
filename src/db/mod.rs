//! The store: the only place that knows which engine is behind it.
pub(crate) mod conn;
mod explain;
mod install;
pub(crate) mod migrate;
pub(crate) mod schema;
mod schema_cases;
mod state;
pub(crate) mod target;
pub(crate) mod types;
pub(crate) mod writer;

pub(crate) use conn::{Begin, DbConnection, MultiBackend, Opener, fails, is_busy, poisons, unique_columns};
pub(crate) use explain::explain;
pub use install::{MadeBy, prepare};
pub use migrate::{SchemaState, SchemaTrouble};
pub use state::{Found, found, reserve, unmake};
pub(crate) use state::{fold, unsafe_settings};
pub use target::{Target, TargetError};
pub use writer::Counts;

impl From<diesel::result::Error> for crate::problem::Error {
    /// An error of the store is ours, never the caller's; a refusal is chosen by a service.
    fn from(e: diesel::result::Error) -> Self {
        Self::internal(e)
    }
}
