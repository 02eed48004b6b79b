//! AES-256-GCM around padded text, bound to its place.
//!
//! Bytes: suite (1) | key version (4) | nonce (12) | ciphertext | tag (16). The text is padded to whole blocks of 128
//! bytes, so that a size tells little. Associated data: table | row | case or purpose | kind | key version.
use super::sealed::Place;
use aws_lc_rs::aead::{AES_256_GCM, Aad, NONCE_LEN, Nonce, RandomizedNonceKey};
use uuid::Uuid;

/// AES-256-GCM with a random nonce: the only suite so far.
const SUITE: u8 = 1;
const HEAD: usize = 1 + 4 + NONCE_LEN;
const BLOCK: usize = 128;

/// Why bytes do not open; never says more, so that nothing can be learned by trying.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) struct Unopenable;

/// Seals bytes with a key of 32 bytes.
pub(crate) fn seal(key: &[u8; 32], version: u32, context: &[u8], clear: &[u8]) -> Result<Vec<u8>, Unopenable> {
    let key = RandomizedNonceKey::new(&AES_256_GCM, key).map_err(|_unsaid| Unopenable)?;
    let length = u32::try_from(clear.len()).map_err(|_unsaid| Unopenable)?;
    let mut text = Vec::with_capacity((clear.len() + 4).next_multiple_of(BLOCK) + 16);
    text.extend_from_slice(&length.to_be_bytes());
    text.extend_from_slice(clear);
    text.resize(text.len().next_multiple_of(BLOCK), 0);
    let nonce = key.seal_in_place_append_tag(Aad::from(context), &mut text).map_err(|_unsaid| Unopenable)?;
    let mut out = Vec::with_capacity(HEAD + text.len());
    out.push(SUITE);
    out.extend_from_slice(&version.to_be_bytes());
    out.extend_from_slice(nonce.as_ref());
    out.append(&mut text);
    Ok(out)
}

/// The version of the key that sealed these bytes.
pub(crate) fn version(bytes: &[u8]) -> Option<u32> {
    let (suite, rest) = bytes.split_first()?;
    let (version, _) = rest.split_first_chunk::<4>()?;
    (*suite == SUITE).then(|| u32::from_be_bytes(*version))
}

/// Opens what `seal` made, in the same context.
pub(crate) fn open(key: &[u8; 32], context: &[u8], bytes: &[u8]) -> Result<Vec<u8>, Unopenable> {
    let key = RandomizedNonceKey::new(&AES_256_GCM, key).map_err(|_unsaid| Unopenable)?;
    let (head, body) = bytes.split_at_checked(HEAD).ok_or(Unopenable)?;
    if head.first() != Some(&SUITE) {
        return Err(Unopenable);
    }
    let nonce = head.get(5..).and_then(|n| Nonce::try_assume_unique_for_key(n).ok()).ok_or(Unopenable)?;
    let mut body = body.to_vec();
    let text = key.open_in_place(nonce, Aad::from(context), &mut body).map_err(|_unsaid| Unopenable)?;
    let (length, rest) = text.split_first_chunk::<4>().ok_or(Unopenable)?;
    let length = usize::try_from(u32::from_be_bytes(*length)).map_err(|_unsaid| Unopenable)?;
    rest.get(..length).map(<[u8]>::to_vec).ok_or(Unopenable)
}

/// The associated data of a field.
pub(crate) fn context(place: &Place, version: u32) -> Vec<u8> {
    let (case, name) = place.scope.columns();
    let case = Uuid::from(case);
    let parts: [&[u8]; 5] =
        [place.table.as_bytes(), place.row.as_bytes(), case.as_bytes(), name.as_bytes(), &version.to_be_bytes()];
    let mut all = Vec::new();
    for part in parts {
        all.extend_from_slice(&u32::try_from(part.len()).unwrap_or(u32::MAX).to_be_bytes());
        all.extend_from_slice(part);
    }
    all
}

#[cfg(test)]
mod tests {
    use super::{Unopenable, open, seal};

    #[test]
    fn a_field_opens_in_its_place_alone() {
        let (key, other) = ([7; 32], [8; 32]);
        let sealed = seal(&key, 1, b"here", "Léa".as_bytes()).unwrap();
        assert_eq!(open(&key, b"here", &sealed).unwrap(), "Léa".as_bytes());
        assert_eq!(open(&key, b"there", &sealed), Err(Unopenable));
        assert_eq!(open(&other, b"here", &sealed), Err(Unopenable));
        for cut in 0..sealed.len() {
            assert_eq!(open(&key, b"here", &sealed[..cut]), Err(Unopenable));
        }
        for at in 0..sealed.len() {
            let mut bent = sealed.clone();
            bent[at] ^= 1;
            assert!(open(&key, b"here", &bent).is_err() || (1..5).contains(&at), "byte {at}");
        }
    }
    #[test]
    fn sizes_tell_little() {
        let size = |text: &str| seal(&[7; 32], 1, b"", text.as_bytes()).unwrap().len();
        assert_eq!(size(""), size(&"x".repeat(124)));
        assert!(size(&"x".repeat(125)) > size(""));
    }
}
