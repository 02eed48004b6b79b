//! What one run of an operation leaves: an answer or an error, and the entry that tells it.
use super::granted::Done;
use super::{Act, Head, Op, Shared};
use crate::access::Caller;
use crate::db::DbConnection;
use crate::kernel::Lang;
use crate::ledger::{self, Draft, Entry, Folded};
use crate::problem::{Code, Error, Refusal, Result};
use std::sync::Arc;

/// What one run leaves.
pub(super) struct Told<V> {
    /// What the caller hears.
    pub(super) out: Result<(V, Head)>,
    /// What is still to be written down.
    pub(super) entry: Option<Entry>,
    /// The entry of the act could not be written: its transaction cannot be trusted.
    pub(super) unwritten: bool,
}

/// Runs a look in a snapshot that is open.
pub(super) fn run_look<V, F>(conn: &mut DbConnection, by: &Caller, shared: &Arc<Shared>, look: F) -> Told<V>
where
    F: for<'tx> FnOnce(&mut Op<'tx>) -> Done<'tx, V>,
{
    match Op::begin(conn, by, shared, false) {
        Err((e, draft)) => Told::of(Err(e), *draft, None),
        Ok(mut op) => {
            let out = look(&mut op).map(|done| (done.answer, done.head));
            Told::of(out, op.draft, Some(op.who.lang))
        }
    }
}

/// Runs an act in a transaction that is open, and writes its entry there.
pub(super) fn run_act<V, F>(conn: &mut DbConnection, by: &Caller, shared: &Arc<Shared>, act: F) -> Told<V>
where
    F: for<'tx> FnOnce(&mut Act<'tx>) -> Done<'tx, V>,
{
    let (out, draft, lang) = match Op::begin(conn, by, shared, true) {
        Err((e, draft)) => (Err(e), *draft, None),
        Ok(op) => {
            let mut op = Act(op);
            let out = act(&mut op).map(|done| (done.answer, done.head));
            (out, op.0.draft, Some(op.0.who.lang))
        }
    };
    let value = match out {
        Ok(value) => value,
        Err(e) => return Told::of(Err(e), draft, lang),
    };
    let entry = match draft.done() {
        Ok(entry) => entry,
        Err(e) => return Told { out: Err(e), entry: None, unwritten: false },
    };
    match ledger::append(conn, &[entry]) {
        Ok(()) => Told { out: Ok(value), entry: None, unwritten: false },
        Err(cause) => {
            tracing::error!(%cause, "the entry of an act could not be written");
            Told { out: Err(Code::LedgerUnavailable.into()), entry: None, unwritten: true }
        }
    }
}

impl<V> Told<V> {
    fn of(out: Result<(V, Head)>, draft: Draft, lang: Option<Lang>) -> Self {
        let entry = match &out {
            Ok(_) if draft.is_about_somebody() => draft.done().map(Some),
            Ok(_) | Err(Error::Internal(_)) => Ok(None),
            Err(refusal) => draft.refused(refusal.code()).map(Some),
        };
        match entry {
            Ok(entry) => Self { out: out.map_err(|e| speaking(e, lang)), entry, unwritten: false },
            Err(e) => Self { out: Err(e), entry: None, unwritten: false },
        }
    }
}

/// A refusal of nobody in particular is counted; everything else keeps its own entry.
pub(super) fn keep_or_fold<V>(entry: Entry, out: &Result<V>, folded: &Folded) -> Option<Entry> {
    match out {
        Err(e) if entry.told.actor.kind == "nobody" => {
            // those without a session are counted where every such answer passes, whoever refused
            if e.code() != Code::Unauthenticated {
                folded.count(entry.told.actor.net.as_deref(), e.code());
            }
            None
        }
        _ => Some(entry),
    }
}

fn speaking(e: Error, lang: Option<Lang>) -> Error {
    match e {
        Error::Refused(refusal) => Error::Refused(Refusal { lang, ..refusal }),
        other => other,
    }
}
