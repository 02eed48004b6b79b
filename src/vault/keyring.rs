//! The keys of a running server: the root key, what is derived from it, and the data keys seen so far.
use super::envelope;
use super::sealed::{Clear, KeyScope, Place, Sealed};
use crate::problem::{Error, Result};
use aws_lc_rs::hkdf::{HKDF_SHA256, KeyType, Prk, Salt};
use aws_lc_rs::hmac;
use serde::{Serialize, de::DeserializeOwned};
use std::collections::BTreeMap;
use std::sync::{Arc, RwLock};
use zeroize::Zeroizing;

/// What a derived key is for; each use has its own key.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Purpose {
    /// Wraps data keys.
    Wrap,
    /// Finds an account by its e-mail address.
    Email,
    /// Finds a case by the number that an agency has given to it.
    FileNumber,
    /// Tells in the access log what was searched, without the terms.
    SearchTerms,
    /// Binds a cursor to its list.
    Cursor,
    /// Binds an `Idempotency-Key` to its request.
    Idempotency,
    /// Seeds the key that signs access tokens.
    Token,
    /// The secret input of password hashes.
    Pepper,
}
impl Purpose {
    const fn info(self) -> &'static [u8] {
        match self {
            Self::Wrap => b"relais/wrap/v1",
            Self::Email => b"relais/index/email/v1",
            Self::FileNumber => b"relais/index/file-number/v1",
            Self::SearchTerms => b"relais/search/v1",
            Self::Cursor => b"relais/cursor/v1",
            Self::Idempotency => b"relais/idempotency/v1",
            Self::Token => b"relais/token/v1",
            Self::Pepper => b"relais/pepper/v1",
        }
    }
}

/// One data key, in the clear, in memory alone.
pub struct DataKey {
    key: Zeroizing<[u8; 32]>,
    version: u32,
}

/// The root key and the data keys that committed rows have shown so far.
pub struct KeyRing {
    root: Prk,
    seen: RwLock<BTreeMap<KeyScope, Arc<DataKey>>>,
}

/// The size of every key.
pub(super) struct Bytes32;
impl KeyType for Bytes32 {
    fn len(&self) -> usize {
        32
    }
}

impl KeyRing {
    /// A ring around a root key of 32 bytes.
    #[must_use]
    pub fn new(root: &[u8; 32]) -> Self {
        Self { root: Salt::new(HKDF_SHA256, b"relais/root/v1").extract(root), seen: RwLock::default() }
    }
    /// A key of 32 bytes for one purpose (HKDF-SHA-256, RFC 5869).
    pub fn derive(&self, purpose: Purpose) -> Result<Zeroizing<[u8; 32]>> {
        let mut out = Zeroizing::new([0; 32]);
        let info = [purpose.info()];
        let okm = self.root.expand(&info, Bytes32).map_err(|_unsaid| Error::internal("a key could not be derived"))?;
        okm.fill(out.as_mut_slice()).map_err(|_unsaid| Error::internal("a key could not be derived"))?;
        Ok(out)
    }
    /// A keyed hash (HMAC-SHA-256, RFC 2104): equal inputs are found again, nothing else is learned.
    pub fn mac(&self, purpose: Purpose, parts: &[&[u8]]) -> Result<[u8; 32]> {
        let key = hmac::Key::new(hmac::HMAC_SHA256, self.derive(purpose)?.as_slice());
        let mut mac = hmac::Context::with_key(&key);
        for part in parts {
            mac.update(&u64::try_from(part.len()).unwrap_or(u64::MAX).to_be_bytes());
            mac.update(part);
        }
        mac.sign().as_ref().try_into().map_err(|_unsaid| Error::internal("a hash of another size"))
    }
    /// Makes a new data key, and the wrapped form that is stored.
    pub(crate) fn make(&self, scope: KeyScope) -> Result<(DataKey, Vec<u8>)> {
        let mut key = Zeroizing::new([0; 32]);
        crate::kernel::secret::random(key.as_mut_slice());
        let wrapped = envelope::seal(&*self.derive(Purpose::Wrap)?, 1, &wrap_context(scope, 1), key.as_slice());
        Ok((DataKey { key, version: 1 }, wrapped.map_err(|_unsaid| Error::internal("a key could not be wrapped"))?))
    }
    /// Unwraps a stored data key.
    pub(crate) fn unwrap(&self, scope: KeyScope, version: u32, wrapped: &[u8]) -> Result<DataKey> {
        let opened = envelope::open(&*self.derive(Purpose::Wrap)?, &wrap_context(scope, version), wrapped);
        let clear =
            Zeroizing::new(opened.map_err(|_unsaid| Error::internal("a data key does not open with this root key"))?);
        let key = clear.as_slice().try_into().map_err(|_unsaid| Error::internal("a data key of another size"))?;
        Ok(DataKey { key: Zeroizing::new(key), version })
    }
    /// A data key that a committed row has shown.
    pub(crate) fn seen(&self, scope: KeyScope) -> Option<Arc<DataKey>> {
        self.seen.read().ok()?.get(&scope).cloned()
    }
    /// Remembers a data key; only ever called with what a committed snapshot holds.
    pub(crate) fn remember(&self, scope: KeyScope, key: Arc<DataKey>) {
        const MOST: usize = 200_000;
        if let Ok(mut seen) = self.seen.write() {
            if seen.len() >= MOST {
                seen.clear();
            }
            seen.insert(scope, key);
        }
    }
}

impl DataKey {
    /// Seals a value for its place.
    pub(crate) fn seal<T: Serialize>(&self, place: Place, value: &T) -> Result<Sealed<T>> {
        let clear = Zeroizing::new(serde_json::to_vec(value).map_err(Error::internal)?);
        let bytes = envelope::seal(&self.key, self.version, &envelope::context(&place, self.version), &clear);
        Ok(Sealed::stored(bytes.map_err(|_unsaid| Error::internal("a field could not be sealed"))?, place))
    }
    /// Opens a value in its place.
    pub(crate) fn open<T: DeserializeOwned>(&self, sealed: &Sealed<T>) -> Result<Clear<T>> {
        let unopenable = || Error::internal("a sealed field does not open in its place");
        let version = envelope::version(sealed.bytes()).filter(|v| *v == self.version).ok_or_else(unopenable)?;
        let opened = envelope::open(&self.key, &envelope::context(&sealed.place(), version), sealed.bytes());
        let clear = Zeroizing::new(opened.map_err(|_unsaid| unopenable())?);
        serde_json::from_slice(&clear).map(Clear::new).map_err(|_unsaid| unopenable())
    }
}

fn wrap_context(scope: KeyScope, version: u32) -> Vec<u8> {
    envelope::context(&Place { table: "vault_keys", row: uuid::Uuid::nil(), scope }, version)
}
