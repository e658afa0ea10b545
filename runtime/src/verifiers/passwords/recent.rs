//! Pairs of user and password that were right a short time ago.

use std::{
    collections::HashMap,
    sync::{Mutex, PoisonError},
    time::{Duration, Instant},
};

use super::keyed::Digest;

/// Bounded. Holds no password, only keyed hashes that nobody outside of this process can make.
pub(super) struct RecentLogins {
    pairs: Mutex<HashMap<Digest, Instant>>,
    ttl: Duration,
    at_most: usize,
}

/// Longer than any process should go on without hashing; keeps the clock from overflowing.
const LONGEST: Duration = Duration::from_secs(365 * 24 * 60 * 60);

impl RecentLogins {
    /// `None` where nothing is to be remembered.
    pub(super) fn new(ttl: Duration, at_most: usize) -> Option<Self> {
        let is_wanted = !ttl.is_zero() && at_most > 0;
        is_wanted.then(|| Self { pairs: Mutex::default(), ttl: ttl.min(LONGEST), at_most })
    }

    /// Whether the pair was right so short a time ago.
    pub(super) fn contains(&self, pair: &Digest) -> bool {
        let until = self.pairs.lock().unwrap_or_else(PoisonError::into_inner).get(pair).copied();
        until.is_some_and(|until| Instant::now() < until)
    }

    /// From now on, whatever was known of the pair. Where there is no room, that one goes which was to go first.
    pub(super) fn keep(&self, pair: Digest) {
        let until = Instant::now() + self.ttl;
        let mut pairs = self.pairs.lock().unwrap_or_else(PoisonError::into_inner);
        if pairs.len() >= self.at_most && !pairs.contains_key(&pair) {
            // Looks at all of them, which is little beside the password hash that came before.
            if let Some(first) = pairs.iter().min_by_key(|(_, until)| **until).map(|(pair, _)| *pair) {
                pairs.remove(&first);
            }
        }
        pairs.insert(pair, until);
    }
}
