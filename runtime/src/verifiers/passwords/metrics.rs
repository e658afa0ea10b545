//! Counters of the hashing threads. Reading and writing them never waits.

use std::{
    fmt,
    sync::{
        Arc,
        atomic::{AtomicU64, AtomicUsize, Ordering::Relaxed},
    },
};

/// Holds live counters of one [`Passwords`](super::Passwords). Each call returns the current value and takes no lock. Cloning
/// increments a reference count, and a clone may outlive the verifier.
///
/// Counters of work start at zero and only grow. They wrap around at 2^64.
#[derive(Clone, Default)]
pub struct PasswordMetrics(Arc<Counters>);

#[derive(Default)]
pub(super) struct Counters {
    pub(super) threads: Gauge,
    pub(super) running: Gauge,
    pub(super) highest_running: AtomicUsize,
    pub(super) queued: Gauge,
    pub(super) argon2id: Counter,
    pub(super) bcrypt: Counter,
    pub(super) remembered: Counter,
    pub(super) rejected: Counter,
    pub(super) throttled: Counter,
    pub(super) skipped: Counter,
    pub(super) failed: Counter,
}

/// A current number.
#[derive(Default)]
pub(super) struct Gauge(AtomicUsize);

/// A number of events.
#[derive(Default)]
pub(super) struct Counter(AtomicU64);

impl Gauge {
    /// Adds one and returns the new number.
    pub(super) fn add_one(&self) -> usize {
        self.0.fetch_add(1, Relaxed).wrapping_add(1)
    }

    pub(super) fn take(&self, number: usize) {
        self.0.fetch_sub(number, Relaxed);
    }
}

impl Counter {
    pub(super) fn count(&self) {
        self.add(1);
    }

    pub(super) fn add(&self, times: u64) {
        self.0.fetch_add(times, Relaxed);
    }
}

impl PasswordMetrics {
    pub(super) fn counters(&self) -> &Counters {
        &self.0
    }

    /// Returns the number of running threads: the limit of hashes at once, and zero some time after the last clone of the verifier
    /// was dropped.
    #[must_use]
    pub fn threads(&self) -> usize {
        self.0.threads.0.load(Relaxed)
    }

    /// Returns the number of hashes that run now.
    #[must_use]
    pub fn running(&self) -> usize {
        self.0.running.0.load(Relaxed)
    }

    /// Returns the highest number of hashes that ever ran at once. It never exceeds the limit.
    #[must_use]
    pub fn highest_running(&self) -> usize {
        self.0.highest_running.load(Relaxed)
    }

    /// Returns the number of requests in the queue now, including those whose client has disconnected meanwhile.
    #[must_use]
    pub fn queued(&self) -> usize {
        self.0.queued.0.load(Relaxed)
    }

    /// Returns the number of finished argon2id verifications, with any result, including those of unknown users.
    #[must_use]
    pub fn argon2id(&self) -> u64 {
        self.0.argon2id.0.load(Relaxed)
    }

    /// Returns the number of finished bcrypt verifications, with any result, including those of unknown users.
    #[must_use]
    pub fn bcrypt(&self) -> u64 {
        self.0.bcrypt.0.load(Relaxed)
    }

    /// Returns the number of requests that were accepted from the cache, without a hash.
    #[must_use]
    pub fn remembered(&self) -> u64 {
        self.0.remembered.0.load(Relaxed)
    }

    /// Returns the number of requests that were rejected as *unavailable* because the queue, or the share of their user name in it,
    /// was full.
    #[must_use]
    pub fn rejected(&self) -> u64 {
        self.0.rejected.0.load(Relaxed)
    }

    /// Returns the number of requests that were rejected as *throttled*, without a hash.
    #[must_use]
    pub fn throttled(&self) -> u64 {
        self.0.throttled.0.load(Relaxed)
    }

    /// Returns the number of requests that were never hashed, because their client disconnected while they were in the queue.
    #[must_use]
    pub fn skipped(&self) -> u64 {
        self.0.skipped.0.load(Relaxed)
    }

    /// Returns the number of verifications that had no result because of missing memory or a panic, and were rejected as
    /// *unavailable*.
    #[must_use]
    pub fn failed(&self) -> u64 {
        self.0.failed.0.load(Relaxed)
    }
}

impl fmt::Debug for PasswordMetrics {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("PasswordMetrics")
            .field("threads", &self.threads())
            .field("running", &self.running())
            .field("highest_running", &self.highest_running())
            .field("queued", &self.queued())
            .field("argon2id", &self.argon2id())
            .field("bcrypt", &self.bcrypt())
            .field("remembered", &self.remembered())
            .field("rejected", &self.rejected())
            .field("throttled", &self.throttled())
            .field("skipped", &self.skipped())
            .field("failed", &self.failed())
            .finish()
    }
}
