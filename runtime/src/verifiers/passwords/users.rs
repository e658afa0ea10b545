//! The table as it is looked up: known and unknown names in the same steps.

use std::sync::Arc;

use constant_time_eq::constant_time_eq_n;

use super::{
    hash::Hash,
    keyed::{Digest, Keyed},
    table::{Entry, PasswordTable},
};
use crate::policy::{ConfigError, Identity};

/// Never empty. Sorted by the keyed hash of the name.
pub(super) struct Users(Vec<Arc<User>>);

pub(super) struct User {
    name: Digest,
    /// Equal for equal stored hashes.
    pub(super) stored: Digest,
    pub(super) hash: Hash,
    pub(super) identity: Identity,
}

/// What was found for a name.
pub(super) struct Found {
    /// The user, or one of the others whose hash costs in its place.
    pub(super) user: Arc<User>,
    pub(super) is_known: bool,
}

impl Users {
    pub(super) fn new(table: PasswordTable, keyed: &Keyed) -> Result<Self, ConfigError> {
        let entries = table.not_empty()?.users.into_iter();
        let mut users: Vec<_> = entries
            .map(|(name, Entry { hash, identity })| {
                let (name, stored) = (keyed.name(&name), keyed.stored(hash.text()));
                Arc::new(User { name, stored, hash, identity })
            })
            .collect();
        users.sort_unstable_by_key(|user| user.name);
        Ok(Self(users))
    }

    /// `None` never, since there is at least one user.
    pub(super) fn find(&self, name: &Digest) -> Option<Found> {
        let place = self.0.partition_point(|user| user.name < *name);
        let nearest = self.0.get(place).or(self.0.last())?;
        let is_known = constant_time_eq_n(&nearest.name, name);
        // As often each as it stands in the table: how long an unknown name takes is then no rarer than for known ones.
        let other = self.0.get(remainder(name, self.0.len()))?;
        Some(Found { user: Arc::clone(if is_known { nearest } else { other }), is_known })
    }

    pub(super) fn len(&self) -> usize {
        self.0.len()
    }
}

/// Of the hash as a number; its bytes are as good as random.
fn remainder(digest: &Digest, divisor: usize) -> usize {
    let number = digest.last_chunk().map_or(0, |bytes| u64::from_le_bytes(*bytes));
    u64::try_from(divisor)
        .ok()
        .and_then(|divisor| number.checked_rem(divisor))
        .and_then(|rest| usize::try_from(rest).ok())
        .unwrap_or(0)
}
