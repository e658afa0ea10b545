//! One hash for all that is looked up or drawn: `BLAKE2b` under a key that nobody outside has, so that nobody can tell or choose
//! what comes out.

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
    /// With a new key from the operating system.
    pub(super) fn new() -> Result<Self, ConfigError> {
        let mut key = Zeroizing::new([0; 32]);
        getrandom::fill(&mut *key)
            .map_err(|error| ConfigError::new("passwords", error.to_string(), "cannot get random bytes from the operating system"))?;
        Self::with(&key)
    }

    /// With a key of the application: the same in every process.
    pub(super) fn of_application(key: &[u8]) -> Result<Self, ConfigError> {
        Self::derived(b'k', [key])
    }

    /// With a key that is made of all stored hashes: the same in every process that has these, and as secret as they are.
    pub(super) fn of_table<'a>(stored: impl Iterator<Item = &'a str>) -> Result<Self, ConfigError> {
        // In an order that does not depend on names.
        let mut stored: Vec<_> = stored.map(str::as_bytes).collect();
        stored.sort_unstable();
        Self::derived(b't', stored)
    }

    fn derived<'a>(kind: u8, from: impl IntoIterator<Item = &'a [u8]>) -> Result<Self, ConfigError> {
        Self::with(&Zeroizing::new(Self::with(&[0; 32])?.of(kind, from)))
    }

    fn with(key: &Digest) -> Result<Self, ConfigError> {
        match Blake2bMac::new_from_slice(key) {
            // A byte behind the key, so that its block is hashed here once, and not again for each text.
            Ok(keyed) => Ok(Self(keyed.chain_update([0]))),
            Err(_) => Err(ConfigError::bare("passwords", "the key must be of 32 bytes")),
        }
    }

    /// Of a user name.
    pub(super) fn name(&self, user: &str) -> Digest {
        self.of(b'n', [user.as_bytes()])
    }

    /// Of the text of a stored hash.
    pub(super) fn stored(&self, text: &str) -> Digest {
        self.of(b's', [text.as_bytes()])
    }

    /// Of a user and a password, as long as the user has this stored hash.
    pub(super) fn pair(&self, user: &str, password: &str, stored: &Digest) -> Digest {
        self.of(b'p', [user.as_bytes(), password.as_bytes(), &stored[..]])
    }

    /// An exponentially distributed number, from 0 to infinity, for a name that was hashed and the costs that draw for it.
    pub(super) fn drawn(&self, name: &Digest, costs: &str) -> f64 {
        let drawn = self.of(b'd', [&name[..], costs.as_bytes()]);
        let drawn = drawn.first_chunk().map_or(0, |bytes| u32::from_le_bytes(*bytes));
        -(f64::from(drawn) / f64::from(u32::MAX)).ln()
    }

    /// The kind and the lengths stand before the texts: what differs is never the same bytes.
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
