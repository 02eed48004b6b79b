//! Passwords: argon2id with a pepper from the key ring, off the threads that serve, on at most half the cores at once.
use super::keyring::{KeyRing, Purpose};
use crate::kernel::Secret;
use crate::problem::{Code, Error, Result};
use argon2::password_hash::phc::PasswordHash;
use argon2::password_hash::{PasswordHasher, PasswordVerifier};
use argon2::{Algorithm, Argon2, Params, Version};
use std::sync::Arc;
use tokio::sync::Semaphore;
use tokio::task::spawn_blocking;
use zeroize::Zeroizing;

/// Sign-ins that may wait for their turn; more are told to come back.
const WAITING: usize = 32;

/// Hashes and checks passwords.
pub struct Passwords {
    pepper: Zeroizing<[u8; 32]>,
    params: Params,
    turns: Arc<Semaphore>,
    seats: Arc<Semaphore>,
    /// What the password of an unknown account is checked against, so that it costs the same.
    stranger: String,
}

impl Passwords {
    /// Prepares hashing with so much memory and so many passes.
    pub fn new(ring: &KeyRing, memory_kib: u32, passes: u32) -> Result<Arc<Self>> {
        let cores = std::thread::available_parallelism().map_or(1, usize::from);
        let mut made = Self {
            pepper: ring.derive(Purpose::Pepper)?,
            params: Params::new(memory_kib, passes, 1, None).map_err(|e| Error::internal(e.to_string()))?,
            turns: Arc::new(Semaphore::new((cores / 2).max(1))),
            seats: Arc::new(Semaphore::new(WAITING)),
            stranger: String::new(),
        };
        made.stranger = made.hash_now("a password that nobody has")?;
        Ok(Arc::new(made))
    }
    /// Hashes a new password, as a PHC string.
    pub async fn hash(self: &Arc<Self>, password: Secret) -> Result<String> {
        self.in_turn(move |this| this.hash_now(password.expose())).await
    }
    /// Checks a password; without an account it does the same work and says no.
    pub async fn check(self: &Arc<Self>, password: Secret, stored: Option<String>) -> Result<bool> {
        self.in_turn(move |this| {
            let phc = stored.as_deref().unwrap_or(&this.stranger);
            let parsed = PasswordHash::new(phc).map_err(|e| Error::internal(e.to_string()))?;
            let same = this.argon()?.verify_password(password.expose().as_bytes(), &parsed).is_ok();
            Ok(same && stored.is_some())
        })
        .await
    }
    async fn in_turn<R: Send + 'static>(
        self: &Arc<Self>,
        work: impl FnOnce(&Self) -> Result<R> + Send + 'static,
    ) -> Result<R> {
        let seat = Arc::clone(&self.seats).try_acquire_owned().map_err(|_unsaid| Error::from(Code::TooManyRequests))?;
        let turn = Arc::clone(&self.turns).acquire_owned().await.map_err(Error::internal)?;
        let this = Arc::clone(self);
        let job = move || {
            let out = work(&this);
            drop((turn, seat));
            out
        };
        spawn_blocking(job).await.map_err(Error::internal)?
    }
    fn argon(&self) -> Result<Argon2<'_>> {
        let made =
            Argon2::new_with_secret(self.pepper.as_slice(), Algorithm::Argon2id, Version::V0x13, self.params.clone());
        made.map_err(|e| Error::internal(e.to_string()))
    }
    fn hash_now(&self, password: &str) -> Result<String> {
        let hash = self.argon()?.hash_password(password.as_bytes()).map_err(|e| Error::internal(e.to_string()))?;
        Ok(hash.to_string())
    }
}
