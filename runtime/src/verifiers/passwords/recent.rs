//! A cache of pairs of user and password that were correct recently.

use std::{
    collections::HashMap,
    sync::{Mutex, PoisonError},
    time::{Duration, Instant},
};

use super::keyed::Digest;

/// The bounded cache. It holds no password, only keyed hashes, which cannot be computed outside this process.
pub(super) struct RecentLogins {
    pairs: Mutex<HashMap<Digest, Instant>>,
    ttl: Duration,
    at_most: usize,
}

/// The maximum lifetime. It only keeps the addition to the clock from overflowing.
const LONGEST: Duration = Duration::from_secs(365 * 24 * 60 * 60);

impl RecentLogins {
    /// Creates the cache. Returns `None` if the lifetime or the capacity is zero, so that nothing is cached.
    pub(super) fn new(ttl: Duration, at_most: usize) -> Option<Self> {
        let is_wanted = !ttl.is_zero() && at_most > 0;
        is_wanted.then(|| Self { pairs: Mutex::default(), ttl: ttl.min(LONGEST), at_most })
    }

    /// Returns whether the cache contains the pair and its lifetime is not over.
    pub(super) fn contains(&self, pair: &Digest) -> bool {
        let until = self.pairs.lock().unwrap_or_else(PoisonError::into_inner).get(pair).copied();
        until.is_some_and(|until| Instant::now() < until)
    }

    /// (Re)starts the lifetime of the pair. If the cache is full, evicts the entry that is closest to its expiry.
    pub(super) fn keep(&self, pair: Digest) {
        let until = Instant::now() + self.ttl;
        let mut pairs = self.pairs.lock().unwrap_or_else(PoisonError::into_inner);
        if pairs.len() >= self.at_most && !pairs.contains_key(&pair) {
            // Scans all entries, which is cheap compared with the password hash before it.
            if let Some(first) = pairs.iter().min_by_key(|(_, until)| **until).map(|(pair, _)| *pair) {
                pairs.remove(&first);
            }
        }
        pairs.insert(pair, until);
    }
}
