//! What a failure of the engine is to the caller: another try may do, or nothing can be kept now. Both are 503.
use crate::db::{fails, is_busy, poisons};
use crate::problem::{Code, Error};
use diesel::result::Error as Failure;

/// True when the transaction that met it can no longer be trusted.
pub(super) fn is_poison(e: &Error) -> bool {
    let Error::Internal(cause) = e else { return false };
    cause.downcast_ref::<Failure>().is_none_or(poisons)
}

/// A lost race is `busy`; a full disk, a connection that was cut, a server that only reads: `ledger-unavailable`.
///
/// Everything else stays our own mistake. The caller is not told the cause, so it is logged here.
pub(super) fn plainly(e: Error) -> Error {
    let Error::Internal(cause) = &e else { return e };
    match cause.downcast_ref::<Failure>() {
        Some(lost) if is_busy(lost) => Code::Busy.into(),
        Some(failed) if fails(failed) => {
            tracing::error!(cause = %failed, "the store cannot be used");
            Code::LedgerUnavailable.into()
        }
        _ => e,
    }
}
