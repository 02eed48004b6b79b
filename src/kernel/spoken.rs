//! Bytes as letters and digits that are read over a telephone: groups of four, none mistaken for another.

/// Thirty-two letters and digits: no i, l, o and u.
const LETTERS: &[u8; 32] = b"0123456789abcdefghjkmnpqrstvwxyz";

/// Groups of four letters with hyphens between them, two groups for every five bytes.
#[must_use]
pub fn spoken(bytes: &[u8]) -> String {
    let mut text = String::with_capacity(bytes.len() * 2);
    for five in bytes.chunks(5) {
        let bits =
            five.iter().chain(std::iter::repeat(&0)).take(5).fold(0_u64, |bits, byte| bits << 8 | u64::from(*byte));
        for n in 0..8_u32 {
            if n % 4 == 0 && !text.is_empty() {
                text.push('-');
            }
            let letter = usize::try_from(bits >> (35 - 5 * n) & 31).ok().and_then(|at| LETTERS.get(at));
            text.extend(letter.copied().map(char::from));
        }
    }
    text
}

/// So many bytes, as somebody has written them down: hyphens, blanks and capitals do not matter, nor whether an o was a
/// zero.
#[must_use]
pub fn heard<const N: usize>(text: &str) -> Option<[u8; N]> {
    let (mut bits, mut many, mut bytes) = (0_u64, 0_u32, Vec::with_capacity(N));
    for c in text.chars().filter(|c| !(c.is_whitespace() || matches!(c, '-' | '–' | '—'))) {
        let plain = match c.to_ascii_lowercase() {
            'o' => '0',
            'i' | 'l' => '1',
            c => c,
        };
        let at = LETTERS.iter().position(|letter| char::from(*letter) == plain)?;
        bits = (bits << 5 | u64::try_from(at).ok()?) & 0xff_ffff_ffff;
        many += 1;
        if many % 8 == 0 {
            bytes.extend_from_slice(bits.to_be_bytes().get(3..)?);
        }
    }
    if many % 8 == 0 { bytes.try_into().ok() } else { None }
}

#[cfg(test)]
mod tests {
    use super::{heard, spoken};

    #[test]
    fn what_is_read_out_is_what_is_written_down() {
        let bytes: [u8; 10] = [0, 255, 1, 254, 2, 253, 3, 252, 4, 251];
        let text = spoken(&bytes);
        assert_eq!((text.len(), text.matches('-').count()), (19, 3));
        assert_eq!(heard(&text), Some(bytes));
        assert_eq!(heard(&format!(" {} ", text.to_uppercase().replace('-', " ").replace('0', "O"))), Some(bytes));
        assert_eq!(heard::<5>(&text), None);
        assert_eq!(heard::<10>(text.trim_end_matches(|c: char| c != '-')), None);
        assert_eq!(heard::<10>(&text.replacen('0', "u", 1)), None);
    }
}
