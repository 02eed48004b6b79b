//! What must never be printed, and where random bytes come from.
use serde::{Deserialize, Deserializer};
use std::fmt;
use utoipa::openapi::schema::{ObjectBuilder, Schema, Type};
use utoipa::openapi::{KnownFormat, RefOr, SchemaFormat};
use utoipa::{PartialSchema, ToSchema};
use zeroize::Zeroizing;

/// A password or a token: it has no `Display`, no `Serialize`, and leaves memory when dropped.
#[derive(Clone)]
pub struct Secret(Zeroizing<String>);
impl Secret {
    /// Takes a text out of sight.
    #[must_use]
    pub fn new(text: String) -> Self {
        Self(Zeroizing::new(text))
    }
    /// Lends the text to the one place that needs it.
    #[must_use]
    pub fn expose(&self) -> &str {
        &self.0
    }
}
impl fmt::Debug for Secret {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("[secret]")
    }
}
impl<'de> Deserialize<'de> for Secret {
    fn deserialize<D: Deserializer<'de>>(d: D) -> Result<Self, D::Error> {
        String::deserialize(d).map(Self::new)
    }
}
impl PartialSchema for Secret {
    fn schema() -> RefOr<Schema> {
        let text = ObjectBuilder::new().schema_type(Type::String);
        text.format(Some(SchemaFormat::KnownFormat(KnownFormat::Password))).build().into()
    }
}
impl ToSchema for Secret {
    fn name() -> std::borrow::Cow<'static, str> {
        "Secret".into()
    }
}

/// Fills a buffer from the system's generator.
///
/// # Panics
/// When the system has no random bytes to give: nothing that follows would be safe.
#[expect(clippy::expect_used, reason = "a machine without random bytes must not go on")]
pub fn random(into: &mut [u8]) {
    aws_lc_rs::rand::fill(into).expect("the system gives random bytes");
}
