//! The two languages of the product, and how a caller asks for one.
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

/// French or English.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, Serialize, Deserialize, ToSchema)]
#[serde(rename_all = "lowercase")]
pub enum Lang {
    /// French, also when nothing is known of the caller.
    #[default]
    Fr,
    /// English.
    En,
}
impl Lang {
    /// The tag of BCP 47.
    #[must_use]
    pub const fn tag(self) -> &'static str {
        match self {
            Self::Fr => "fr",
            Self::En => "en",
        }
    }
    /// Reads a stored tag.
    #[must_use]
    pub fn parse(tag: &str) -> Option<Self> {
        match tag {
            "fr" => Some(Self::Fr),
            "en" => Some(Self::En),
            _ => None,
        }
    }
    /// Picks from an `Accept-Language` header (RFC 9110, section 12.5.4): the highest weight that we speak.
    #[must_use]
    pub fn accepted(header: &str) -> Option<Self> {
        let mut best: Option<(f32, Self)> = None;
        for range in header.split(',') {
            let mut parts = range.trim().split(';');
            let tag = parts.next().unwrap_or_default().trim().to_ascii_lowercase();
            let weight = parts.find_map(|p| p.trim().strip_prefix("q=")).map_or(1.0, |q| q.parse().unwrap_or(0.0));
            let primary = tag.split('-').next().unwrap_or_default();
            if let Some(lang) = Self::parse(primary)
                && weight > 0.0
                && best.is_none_or(|(w, _)| weight > w)
            {
                best = Some((weight, lang));
            }
        }
        best.map(|(_, lang)| lang)
    }
}

#[cfg(test)]
mod tests {
    use super::Lang;

    #[test]
    fn the_highest_weight_that_we_speak_wins() {
        let asked = [
            ("en", Some(Lang::En)),
            ("fr-CA,fr;q=0.9,en;q=0.8", Some(Lang::Fr)),
            ("de, en-GB;q=0.3, fr;q=0.2", Some(Lang::En)),
            ("fr;q=0, en;q=0.1", Some(Lang::En)),
            ("de", None),
            ("", None),
            (";;,q=,=", None),
        ];
        for (header, lang) in asked {
            assert_eq!(Lang::accepted(header), lang, "{header}");
        }
    }
}
