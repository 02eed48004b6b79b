//! What is wrong with one field, and the bridge from `validator`.
use super::{Error, Result};
use crate::kernel::Lang;
use std::borrow::Cow;
use validator::{Validate, ValidationErrors, ValidationErrorsKind};

/// One field, and what was expected of it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct FieldError {
    /// Where in the body (RFC 6901), or the name of a query parameter after `?`.
    pub pointer: String,
    /// What was expected.
    pub code: FieldCode,
}
impl FieldError {
    /// Names a field and what was expected of it.
    pub fn new(pointer: impl Into<String>, code: FieldCode) -> Self {
        Self { pointer: pointer.into(), code }
    }
}

macro_rules! field_codes {
    ($($(#[$doc:meta])* $variant:ident = $code:literal $en:literal $fr:literal,)*) => {
        /// What was expected of a field.
        #[derive(Debug, Clone, Copy, PartialEq, Eq)]
        pub enum FieldCode { $($(#[$doc])* $variant,)* }
        impl FieldCode {
            /// Every code.
            pub const ALL: &'static [Self] = &[$(Self::$variant,)*];
            /// The stable name.
            #[must_use]
            pub const fn name(self) -> &'static str {
                match self { $(Self::$variant => $code,)* }
            }
            /// What a person reads.
            #[must_use]
            pub const fn detail(self, lang: Lang) -> &'static str {
                match (self, lang) { $((Self::$variant, Lang::En) => $en, (Self::$variant, Lang::Fr) => $fr,)* }
            }
        }
    };
}

field_codes! {
    /// Missing.
    Required = "required" "This field is required." "Ce champ est obligatoire.",
    /// Not a field of this body.
    UnknownField = "unknown-field" "This field does not exist." "Ce champ n'existe pas.",
    /// Another JSON type, or a text that does not read as what was asked for.
    WrongType = "wrong-type" "This value has the wrong type or form." "Cette valeur n'a pas le bon type ou la bonne forme.",
    /// Too long.
    TooLong = "too-long" "This is too long." "C'est trop long.",
    /// Too short.
    TooShort = "too-short" "This is too short." "C'est trop court.",
    /// Outside its bounds.
    OutOfRange = "out-of-range" "This value is outside its bounds." "Cette valeur est hors limites.",
    /// Not one of the listed values.
    UnknownValue = "unknown-value" "This is not one of the possible values." "Ce n'est pas une des valeurs possibles.",
    /// Blank, or with control characters.
    NotReadable = "not-readable" "Write some text, without control characters." "Écrivez un texte, sans caractères de commande.",
    /// Not an address.
    NotAnEmail = "not-an-email" "This is not an e-mail address." "Ce n'est pas une adresse courriel.",
    /// Later than now.
    InTheFuture = "in-the-future" "This cannot be in the future." "Cela ne peut pas être dans le futur.",
    /// Too long ago.
    TooLongAgo = "too-long-ago" "This is too long ago." "C'est trop ancien.",
    /// Does not go with another field.
    Conflict = "conflict" "This does not go with another field." "Cela ne va pas avec un autre champ.",
    /// No such thing, or none that may be used here.
    NoSuchThing = "no-such-thing" "There is no such thing that can be used here." "Il n'existe rien de tel qui puisse servir ici.",
    /// The addressed agency does not offer this service.
    NotOffered = "not-offered" "This organization does not receive this type of handoff." "Cet organisme ne reçoit pas ce type de transmission.",
    /// The cursor belongs to another list, or was changed.
    BadCursor = "bad-cursor" "This cursor is not from this list. Begin again without it." "Ce curseur ne vient pas de cette liste. Recommencez sans lui.",
}

/// Checks a body with its declared bounds.
pub fn valid<T: Validate>(body: T) -> Result<T> {
    match body.validate() {
        Ok(()) => Ok(body),
        Err(errors) => {
            let mut found = Vec::new();
            collect(&errors, "", &mut found);
            found.sort_by(|a, b| a.pointer.cmp(&b.pointer));
            Err(Error::Invalid(found))
        }
    }
}

fn collect(errors: &ValidationErrors, at: &str, found: &mut Vec<FieldError>) {
    for (name, kind) in errors.errors() {
        let pointer = format!("{at}/{name}");
        match kind {
            ValidationErrorsKind::Field(list) => {
                found.extend(list.iter().map(|e| FieldError::new(pointer.clone(), code_of(&e.code, &e.params))));
            }
            ValidationErrorsKind::Struct(inner) => collect(inner, &pointer, found),
            ValidationErrorsKind::List(items) => {
                for (index, inner) in items {
                    collect(inner, &format!("{pointer}/{index}"), found);
                }
            }
        }
    }
}

#[expect(clippy::disallowed_types, reason = "the type of validator's own parameters")]
type Params = std::collections::HashMap<Cow<'static, str>, serde_json::Value>;

fn code_of(code: &str, params: &Params) -> FieldCode {
    let number = |key: &str| params.get(key).and_then(serde_json::Value::as_u64);
    let length = params.get("value").map_or(0, |v| match v {
        serde_json::Value::String(text) => text.chars().count(),
        serde_json::Value::Array(items) => items.len(),
        _ => 0,
    });
    let short = number("min").is_some_and(|min| u64::try_from(length).unwrap_or(u64::MAX) < min);
    match code {
        "length" if short => FieldCode::TooShort,
        "length" => FieldCode::TooLong,
        "range" => FieldCode::OutOfRange,
        "email" => FieldCode::NotAnEmail,
        "required" => FieldCode::Required,
        other => FieldCode::ALL.iter().copied().find(|c| c.name() == other).unwrap_or(FieldCode::WrongType),
    }
}
