//! How we say no: one error for the whole program, one page of codes, two languages.
mod code;
mod field;

pub use code::{Code, Entry};
pub use field::{FieldCode, FieldError, valid};

use crate::kernel::Lang;
use std::error::Error as StdError;
use std::fmt;

/// What goes wrong, told apart by who can mend it.
#[derive(Debug)]
pub enum Error {
    /// The caller asked for what cannot be; the code says why.
    Refused(Refusal),
    /// The caller's input is not of the shape that was asked for; nothing was changed.
    Invalid(Vec<FieldError>),
    /// Our own failure: logged with its cause, shown as nothing but an id.
    Internal(Box<dyn StdError + Send + Sync>),
}

/// A code, and what the caller may know about the thing that refused.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Refusal {
    /// Which fact refused.
    pub code: Code,
    /// The state of the thing and the moves that this caller may make.
    pub about: Option<About>,
    /// The language of the caller's account, when it is known who it is.
    pub lang: Option<Lang>,
}

/// The state that refused a move, and the moves it allows this caller.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct About {
    /// The state now.
    pub state: &'static str,
    /// What this caller may do instead.
    pub moves: Vec<&'static str>,
}

/// The result of nearly everything.
pub type Result<T, E = Error> = std::result::Result<T, E>;

impl Error {
    /// Our own failure, from any cause.
    pub fn internal(cause: impl Into<Box<dyn StdError + Send + Sync>>) -> Self {
        Self::Internal(cause.into())
    }
    /// An illegal move: the state, and what this caller may do instead.
    #[must_use]
    pub fn illegal_move(code: Code, state: &'static str, moves: Vec<&'static str>) -> Self {
        Self::Refused(Refusal { code, about: Some(About { state, moves }), lang: None })
    }
    /// One wrong field.
    pub fn field(pointer: impl Into<String>, code: FieldCode) -> Self {
        Self::Invalid(vec![FieldError::new(pointer, code)])
    }
    /// The same error, but for a thing that is not there: that it says in another way.
    #[must_use]
    pub fn or_if_missing(self, otherwise: impl Into<Self>) -> Self {
        if self.code() == Code::NotFound { otherwise.into() } else { self }
    }
    /// The same error, about a part of a larger body.
    #[must_use]
    pub fn within(self, part: &str) -> Self {
        match self {
            Self::Invalid(fields) => {
                let whole = |f: FieldError| FieldError { pointer: format!("{part}{}", f.pointer), ..f };
                Self::Invalid(fields.into_iter().map(whole).collect())
            }
            other => other,
        }
    }
    /// The code that stands for this error on the wire.
    #[must_use]
    pub const fn code(&self) -> Code {
        match self {
            Self::Refused(refusal) => refusal.code,
            Self::Invalid(_) => Code::Invalid,
            Self::Internal(_) => Code::Internal,
        }
    }
}
impl From<Code> for Error {
    fn from(code: Code) -> Self {
        Self::Refused(Refusal { code, about: None, lang: None })
    }
}
impl fmt::Display for Error {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Internal(cause) => write!(f, "internal: {cause}"),
            other => f.write_str(other.code().entry().code),
        }
    }
}
impl StdError for Error {
    fn source(&self) -> Option<&(dyn StdError + 'static)> {
        match self {
            Self::Internal(cause) => Some(cause.as_ref()),
            _ => None,
        }
    }
}
