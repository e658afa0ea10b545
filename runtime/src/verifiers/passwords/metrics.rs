//! What the threads that hash are doing, in counters that nobody waits for.

use std::{
    fmt,
    sync::{
        Arc,
        atomic::{AtomicU64, AtomicUsize, Ordering::Relaxed},
    },
};

/// Live counters of one [`Passwords`](super::Passwords): each reading is current, none takes a lock. A clone is a reference
/// count and may outlive the verifier.
///
/// Counters of work start at zero and only grow; they wrap around at 2^64.
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
    pub(super) refused: Counter,
    pub(super) skipped: Counter,
    pub(super) failed: Counter,
}

/// How many there are now.
#[derive(Default)]
pub(super) struct Gauge(AtomicUsize);

/// How often it happened.
#[derive(Default)]
pub(super) struct Counter(AtomicU64);

impl Gauge {
    /// The number with this one.
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

    /// Threads that live: the bound of hashes at once, and zero some time after the last clone of the verifier was dropped.
    #[must_use]
    pub fn threads(&self) -> usize {
        self.0.threads.0.load(Relaxed)
    }

    /// Hashes that run now.
    #[must_use]
    pub fn running(&self) -> usize {
        self.0.running.0.load(Relaxed)
    }

    /// The most hashes that ever ran at once; never more than the bound.
    #[must_use]
    pub fn highest_running(&self) -> usize {
        self.0.highest_running.load(Relaxed)
    }

    /// Requests in the queue now, with those whose client hung up in the meantime.
    #[must_use]
    pub fn queued(&self) -> usize {
        self.0.queued.0.load(Relaxed)
    }

    /// Verifications of argon2id done, whatever came out; those of unknown users too.
    #[must_use]
    pub fn argon2id(&self) -> u64 {
        self.0.argon2id.0.load(Relaxed)
    }

    /// Verifications of bcrypt done, whatever came out; those of unknown users too.
    #[must_use]
    pub fn bcrypt(&self) -> u64 {
        self.0.bcrypt.0.load(Relaxed)
    }

    /// Requests answered from memory, without a hash.
    #[must_use]
    pub fn remembered(&self) -> u64 {
        self.0.remembered.0.load(Relaxed)
    }

    /// Requests refused as *unavailable* because the queue, or the share of their user name in it, was full.
    #[must_use]
    pub fn refused(&self) -> u64 {
        self.0.refused.0.load(Relaxed)
    }

    /// Requests that were never hashed, because their client hung up while they were in the queue.
    #[must_use]
    pub fn skipped(&self) -> u64 {
        self.0.skipped.0.load(Relaxed)
    }

    /// Verifications that came to no result, by lack of memory or by a panic, and were answered as *unavailable*.
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
            .field("refused", &self.refused())
            .field("skipped", &self.skipped())
            .field("failed", &self.failed())
            .finish()
    }
}
