//! Text that has been looked at once, at the door.
use std::fmt;

/// An e-mail address in the one form that is compared: trimmed, lower case.
#[derive(Clone, PartialEq, Eq)]
pub struct Email(String);
impl Email {
    /// Takes what looks like an address: one `@`, something on both sides, no blanks, at most 254 bytes (RFC 5321).
    #[must_use]
    pub fn parse(text: &str) -> Option<Self> {
        let address = text.trim().to_lowercase();
        let (local, host) = address.split_once('@')?;
        let plain = |c: char| !c.is_whitespace() && !c.is_control() && c != '@';
        let sound = !local.is_empty() && !host.is_empty() && host.chars().all(plain) && local.chars().all(plain);
        (sound && address.len() <= 254 && !host.starts_with('.') && !host.ends_with('.')).then_some(Self(address))
    }
    /// The address.
    #[must_use]
    pub fn as_str(&self) -> &str {
        &self.0
    }
}
impl fmt::Debug for Email {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("[e-mail]")
    }
}

/// True when the text has something to read and no control characters but line ends and tabs.
#[must_use]
pub fn readable(text: &str) -> bool {
    !text.trim().is_empty() && !text.chars().any(|c| c.is_control() && c != '\n' && c != '\t')
}

/// The initials of a name, for a line that must not show it: at most three letters.
#[must_use]
pub fn initials(name: &str) -> String {
    let firsts = name.split(|c: char| c.is_whitespace() || c == '-').filter_map(|word| word.chars().next());
    firsts.filter(|c| c.is_alphabetic()).take(3).flat_map(char::to_uppercase).flat_map(|c| [c, '.']).collect()
}

/// Bytes as hexadecimal digits.
#[must_use]
pub fn hex(bytes: &[u8]) -> String {
    let digit = |nibble: u8| char::from_digit(nibble.into(), 16).unwrap_or('0');
    bytes.iter().flat_map(|byte| [digit(byte >> 4), digit(byte & 15)]).collect()
}

#[cfg(test)]
mod tests {
    use super::{Email, initials, readable};

    #[test]
    fn an_address_has_one_form() {
        let parse = |t: &str| Email::parse(t).map(|e| e.as_str().to_owned());
        assert_eq!(parse("  Amina.Diallo@Exemple.CA "), Some("amina.diallo@exemple.ca".to_owned()));
        for wrong in ["", "a", "@b", "a@", "a@b@c", "a b@c", "a@.c", "a@c."] {
            assert_eq!(parse(wrong), None, "{wrong}");
        }
    }
    #[test]
    fn initials_are_short_and_speak_every_script() {
        let of =
            [("Léa Tremblay-Roy", "L.T.R."), ("ᓴᓂᑭᓗᐊᖅ", "ᓴ."), ("", ""), ("  émile ", "É."), ("a b c d", "A.B.C.")];
        for (name, short) in of {
            assert_eq!(initials(name), short);
        }
    }
    #[test]
    fn text_must_be_readable() {
        assert!(readable("à demain\n") && !readable("  ") && !readable("a\u{0}b"));
    }
}
