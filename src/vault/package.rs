//! A file for another installation, sealed with a key of its own that travels apart from it.
//!
//! Bytes: `RELAIS CASE` | form (1) | package id (16) | what `envelope` makes of the text. The head is associated data; it
//! says nothing of the case, nor of the centre that sends it. The text is filled up to whole blocks of 64 KiB.
use super::envelope;
use crate::kernel::spoken::{heard, spoken};
use crate::problem::{Error, Result};
use aws_lc_rs::digest::{SHA256, digest};
use aws_lc_rs::hkdf::{HKDF_SHA256, Salt};
use aws_lc_rs::hmac;
use uuid::Uuid;
use zeroize::Zeroizing;

/// What such a file begins with, and its form.
const MARK: &[u8; 12] = b"RELAIS CASE\x01";
const HEAD: usize = MARK.len() + 16;
const BLOCK: usize = 64 * 1024;

/// The key of one package.
pub struct PackageKey(Zeroizing<[u8; 32]>);

/// A package that was opened: its id, and its text.
pub(crate) type Opened = (Uuid, Zeroizing<String>);

impl PackageKey {
    /// A key that there was never before.
    #[must_use]
    pub fn new() -> Self {
        let mut key = Zeroizing::new([0; 32]);
        crate::kernel::secret::random(key.as_mut_slice());
        Self(key)
    }
    /// The key and what it is checked by, in groups of four letters.
    #[must_use]
    pub fn spoken(&self) -> Zeroizing<String> {
        let mut bytes = Zeroizing::new(self.0.to_vec());
        bytes.extend_from_slice(&self.check());
        Zeroizing::new(spoken(&bytes))
    }
    /// A key as somebody has written it down; nothing when a letter is wrong.
    #[must_use]
    pub fn heard(text: &str) -> Option<Self> {
        let bytes = Zeroizing::new(heard::<35>(text)?);
        let (key, check) = bytes.split_first_chunk::<32>()?;
        let key = Self(Zeroizing::new(*key));
        (key.check() == check).then_some(key)
    }
    fn check(&self) -> [u8; 3] {
        let hash = digest(&SHA256, self.0.as_slice());
        hash.as_ref().first_chunk::<3>().copied().unwrap_or_default()
    }
    /// A key for one purpose (HKDF-SHA-256, RFC 5869).
    fn derive(&self, info: &[u8]) -> Result<Zeroizing<[u8; 32]>> {
        let underivable = |_unsaid| Error::internal("a key could not be derived");
        let mut out = Zeroizing::new([0; 32]);
        let root = Salt::new(HKDF_SHA256, b"relais/package/v1").extract(self.0.as_slice());
        let info = [info];
        root.expand(&info, super::keyring::Bytes32)
            .and_then(|okm| okm.fill(out.as_mut_slice()))
            .map_err(underivable)?;
        Ok(out)
    }
    /// Seals a text as the package with this id.
    pub fn seal(&self, id: Uuid, text: &str) -> Result<Vec<u8>> {
        let mut whole = Zeroizing::new(Vec::with_capacity((text.len() + 4).next_multiple_of(BLOCK)));
        whole.extend_from_slice(text.as_bytes());
        // with the length that the envelope writes before it
        let size = (text.len() + 4).next_multiple_of(BLOCK) - 4;
        whole.resize(size, b'\n');
        let head = [MARK.as_slice(), id.as_bytes()].concat();
        let sealed = envelope::seal(&*self.derive(b"seal")?, 1, &head, &whole);
        let sealed = sealed.map_err(|_unsaid| Error::internal("a package could not be sealed"))?;
        Ok([head, sealed].concat())
    }
    /// Opens what `seal` made; nothing when it is another file, not whole, or of another key.
    pub(crate) fn open(&self, bytes: &[u8]) -> Result<Option<Opened>> {
        let Some((head, sealed)) = bytes.split_at_checked(HEAD).filter(|(head, _)| head.starts_with(MARK)) else {
            return Ok(None);
        };
        // the envelope's own head is no associated data: of it nothing but this is taken
        if envelope::version(sealed) != Some(1) {
            return Ok(None);
        }
        let id = head.get(MARK.len()..).and_then(|id| Uuid::from_slice(id).ok());
        let text = envelope::open(&*self.derive(b"seal")?, head, sealed).ok().map(String::from_utf8);
        let Some((id, Ok(text))) = id.zip(text) else { return Ok(None) };
        let mut text = Zeroizing::new(text);
        let whole = text.trim_end_matches('\n').len();
        text.truncate(whole);
        Ok(Some((id, text)))
    }
    /// What only who has opened a package can say of it (HMAC-SHA-256, the first 80 bits).
    pub fn receipt(&self, package: Uuid, case: Uuid) -> Result<Receipt> {
        let key = hmac::Key::new(hmac::HMAC_SHA256, self.derive(b"receipt")?.as_slice());
        let tag = hmac::sign(&key, &[package.as_bytes().as_slice(), case.as_bytes()].concat());
        let short = tag.as_ref().first_chunk::<10>().copied();
        short.map(Receipt).ok_or_else(|| Error::internal("a hash of another size"))
    }
}
impl Default for PackageKey {
    fn default() -> Self {
        Self::new()
    }
}

/// That a package was opened, and its case kept.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Receipt([u8; 10]);
impl Receipt {
    /// In four groups of four letters.
    #[must_use]
    pub fn spoken(self) -> String {
        spoken(&self.0)
    }
    /// As somebody has written it down.
    #[must_use]
    pub fn heard(text: &str) -> Option<Self> {
        heard(text).map(Self)
    }
    /// What is kept to know it again: with this nobody can say it.
    #[must_use]
    pub fn hash(self) -> String {
        crate::kernel::text::hex(digest(&SHA256, &[b"relais/receipt/v1".as_slice(), &self.0].concat()).as_ref())
    }
}

/// An id that tells nothing, not even when it was made.
#[must_use]
pub fn package_id() -> Uuid {
    let mut bytes = [0; 16];
    crate::kernel::secret::random(&mut bytes);
    uuid::Builder::from_random_bytes(bytes).into_uuid()
}

#[cfg(test)]
mod tests {
    use super::{HEAD, PackageKey, Receipt, package_id};

    #[test]
    fn a_package_opens_whole_and_with_its_key_alone() {
        let (key, id) = (PackageKey::new(), package_id());
        let sealed = key.seal(id, "one\ntwo\n").unwrap();
        let opened = key.open(&sealed).unwrap().unwrap();
        assert_eq!((opened.0, opened.1.as_str()), (id, "one\ntwo"));
        assert!(PackageKey::new().open(&sealed).unwrap().is_none());
        assert!(key.open(&sealed[..sealed.len() - 1]).unwrap().is_none());
        for at in (0..HEAD + 40).chain([sealed.len() / 2, sealed.len() - 1]) {
            let mut bent = sealed.clone();
            bent[at] ^= 1;
            assert!(key.open(&bent).unwrap().is_none(), "byte {at}");
        }
        assert_eq!(key.seal(id, &"x".repeat(60_000)).unwrap().len(), sealed.len());
    }
    #[test]
    fn a_key_is_heard_as_it_was_spoken() {
        let key = PackageKey::new();
        let spoken = key.spoken();
        assert_eq!(spoken.split('-').count(), 14);
        assert_eq!(PackageKey::heard(&spoken.to_uppercase()).unwrap().0, key.0);
        let other = if spoken.starts_with('7') { "8" } else { "7" };
        assert!(PackageKey::heard(&spoken.replacen(|_: char| true, other, 1)).is_none());
    }
    #[test]
    fn a_receipt_is_of_one_package_and_one_case() {
        let (key, package, case) = (PackageKey::new(), package_id(), package_id());
        let receipt = key.receipt(package, case).unwrap();
        assert_eq!(Receipt::heard(&receipt.spoken()), Some(receipt));
        assert_ne!(key.receipt(case, package).unwrap(), receipt);
        assert_ne!(PackageKey::new().receipt(package, case).unwrap().hash(), receipt.hash());
    }
}
