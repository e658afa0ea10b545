//! One hash for all that is looked up: `BLAKE2b` under a key of this process, so that nobody outside can tell or choose where
//! something is found.

use blake2::{
    Blake2bMac,
    digest::{KeyInit, Mac, consts::U32},
};
use zeroize::Zeroizing;

use crate::policy::ConfigError;

pub(super) type Digest = [u8; 32];

pub(super) struct Keyed(Blake2bMac<U32>);

impl Keyed {
    /// With a new key from the operating system.
    pub(super) fn new() -> Result<Self, ConfigError> {
        let mut key = Zeroizing::new([0; 32]);
        getrandom::fill(&mut *key)
            .map_err(|error| ConfigError::new("passwords", error.to_string(), "need random bytes of the system"))?;
        match Blake2bMac::new_from_slice(&*key) {
            Ok(keyed) => Ok(Self(keyed)),
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
        self.of(b'p', [user.as_bytes(), password.as_bytes(), stored])
    }

    /// The kind and the lengths stand before the texts: what differs is never the same bytes.
    fn of<const N: usize>(&self, kind: u8, texts: [&[u8]; N]) -> Digest {
        let mut keyed = self.0.clone();
        keyed.update(&[kind]);
        for text in texts {
            keyed.update(&text.len().to_le_bytes());
            keyed.update(text);
        }
        keyed.finalize().into_bytes().into()
    }
}
