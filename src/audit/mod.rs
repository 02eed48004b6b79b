//! The access log, for those who watch it: who saw or did what, when, and by which rule; never what it said.
//!
//! Only somebody signed in as auditor looks here; everybody else is told so (403), whatever they ask for. Each look is
//! itself an entry, under the case, the person or the agency that it was narrowed to.
//!
//! | auditor of | sees |
//! |---|---|
//! | a centre | every entry about a case of the centre, whoever made it; every entry of its own people |
//! | a partner | every entry of its own people |
//! | the agency that runs the deployment | besides: entries of nobody known, about no case (bad tokens, the command line) |
//!
//! *Own people* are those who worked there when the entry was made. An entry about cases of several centres shows each
//! centre its own cases alone, and no count of what was shown of others.
//!
//! **What was hidden stays hidden.** Somebody who asks for a case that they may not know of gets the answer of an
//! unknown id, and so does their auditor, who would otherwise learn from the log that the case exists. Unless the case
//! belongs to the auditor's own centre, an entry that says 404 or 422, or that a hiding line of the policy decided, is
//! shown as: who, when, from where, the act, the subject as it was asked for, the code. It names no case of others, no
//! kind of information, no rule, no view, no change. Both kinds of entries come out of the same projection, so they are
//! equal in every field but ids and times; both are there from the same moment, are counted, numbered, ordered and found
//! by every filter alike; and neither is found by `case`. The bytes of an entry and its leaf, whose size and hash would
//! tell them apart, are never shown. Numbers are given to all entries of the deployment in turn: they tell how much is
//! recorded in all, and nothing about what.
//!
//! Entries are read from their bytes; columns only find them. A list is the newest first, walks the log as it was when
//! the walk began. Each kind of entries above is one query, answered in order from one index (`store`), and the pages are
//! merged here: neither engine orders a union of several without reading them all to the end.
mod model;
mod routes;
mod service;
mod store;
mod wire;

pub use model::{AuditEntry, EntryName, Narrow, Outcome};
pub use routes::routes;
#[doc(hidden)]
pub use store::plans;
pub use wire::{AuditFilter, EntryView};
