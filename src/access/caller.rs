//! Who asks, as far as can be known without the store: a checked token, nothing more.
use crate::kernel::{RequestId, SessionId};

/// Where a request comes from and which session it names.
#[derive(Debug, Clone)]
pub struct Caller {
    /// Whose request it is.
    pub who: Who,
    /// The request, for its answer and its entry.
    pub request: RequestId,
    /// The network it came from, shortened (/24 or /48): enough to see a pattern, too little to find a home.
    pub net: Option<String>,
}

/// The kinds of callers that a door knows.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Who {
    /// Somebody with a session; person, role and discipline are read inside the operation.
    Session(SessionId),
    /// Somebody at this machine's command line.
    Operator,
    /// Nobody yet: sign-in, and requests without a token.
    Nobody,
}

impl Caller {
    /// A caller without a token.
    #[must_use]
    pub const fn nobody(request: RequestId, net: Option<String>) -> Self {
        Self { who: Who::Nobody, request, net }
    }
    /// Somebody at the command line of this machine.
    #[must_use]
    pub const fn operator(request: RequestId) -> Self {
        Self { who: Who::Operator, request, net: None }
    }
}
