//! Keyed `BLAKE2b` for look-ups and for choosing decoys. The key is secret, so a client can neither predict nor choose the outputs.

use blake2::{
    Blake2bMac,
    digest::{KeyInit, Mac, consts::U32},
};
use zeroize::Zeroizing;

use crate::vocabulary::ConfigError;

pub(super) type Digest = [u8; 32];

#[derive(Clone)]
pub(super) struct KeyedHash(Blake2bMac<U32>);

impl KeyedHash {
    /// Creates the hash with a new random key from the operating system.
    pub(super) fn new() -> Result<Self, ConfigError> {
        let mut key = Zeroizing::new([0; 32]);
        getrandom::fill(&mut *key).map_err(|error| {
            ConfigError::new("passwords", error.to_string(), "cannot get random bytes from the operating system")
        })?;
        Self::with(&key)
    }

    /// Creates the hash with a key of the application, so that it is the same in every process.
    pub(super) fn of_application(key: &[u8]) -> Result<Self, ConfigError> {
        Self::derived(b'k', [key])
    }

    /// Creates the hash with a key that is derived from all stored hashes: the same in every process with these hashes, and as secret
    /// as they are.
    pub(super) fn of_table<'a>(stored: impl Iterator<Item = &'a str>) -> Result<Self, ConfigError> {
        // Sorted, so that the order does not depend on names.
        let mut stored: Vec<_> = stored.map(str::as_bytes).collect();
        stored.sort_unstable();
        Self::derived(b't', stored)
    }

    fn derived<'a>(kind: u8, from: impl IntoIterator<Item = &'a [u8]>) -> Result<Self, ConfigError> {
        Self::with(&Zeroizing::new(Self::with(&[0; 32])?.of(kind, from)))
    }

    fn with(key: &Digest) -> Result<Self, ConfigError> {
        match Blake2bMac::new_from_slice(key) {
            // One byte after the key makes this call hash the key's block once, instead of once for each text.
            Ok(keyed) => Ok(Self(keyed.chain_update([0]))),
            Err(_) => Err(ConfigError::bare("passwords", "the key must be of 32 bytes")),
        }
    }

    /// Hashes a user name.
    pub(super) fn name(&self, user: &str) -> Digest {
        self.of(b'n', [user.as_bytes()])
    }

    /// Hashes the name of a peer.
    pub(super) fn peer(&self, peer: &str) -> Digest {
        self.of(b'a', [peer.as_bytes()])
    }

    /// Hashes the text of a stored hash.
    pub(super) fn stored(&self, text: &str) -> Digest {
        self.of(b's', [text.as_bytes()])
    }

    /// Hashes a user name and a password together with the stored hash of the user, and with the peer if there is one.
    pub(super) fn pair(&self, user: &str, password: &str, stored: &Digest, peer: Option<&Digest>) -> Digest {
        let texts = [user.as_bytes(), password.as_bytes(), &stored[..]];
        self.of(b'p', texts.into_iter().chain(peer.map(|peer| &peer[..])))
    }

    /// Returns an exponentially distributed number, from 0 to infinity, for a hashed name and a kind of costs.
    pub(super) fn drawn(&self, name: &Digest, costs: &str) -> f64 {
        let drawn = self.of(b'd', [&name[..], costs.as_bytes()]);
        let drawn = drawn.first_chunk().map_or(0, |bytes| u32::from_le_bytes(*bytes));
        -(f64::from(drawn) / f64::from(u32::MAX)).ln()
    }

    /// Hashes texts of one kind. The kind and the lengths come before the texts, so different inputs are never the same bytes.
    fn of<'a>(&self, kind: u8, texts: impl IntoIterator<Item = &'a [u8]>) -> Digest {
        let mut keyed = self.0.clone();
        keyed.update(&[kind]);
        for text in texts {
            keyed.update(&text.len().to_le_bytes());
            keyed.update(text);
        }
        keyed.finalize().into_bytes().into()
    }
}
