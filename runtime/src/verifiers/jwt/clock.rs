//! The time, which tests can set.

use std::time::{SystemTime, UNIX_EPOCH};
#[cfg(feature = "test-util")]
use std::{
    sync::{
        Arc,
        atomic::{AtomicU64, Ordering},
    },
    time::Duration,
};

/// 2023-01-01. A clock before that is not set: it begins in 1970, or at the date of some firmware.
const EARLIEST: f64 = 1_672_531_200.0;

/// Seconds since 1970 without leap seconds: the `NumericDate` of RFC 7519 2.
#[derive(Clone, Copy, PartialEq, PartialOrd, Debug)]
pub(super) struct Time(pub(super) f64);

#[derive(Clone, Default)]
pub(super) enum Clock {
    #[default]
    System,
    #[cfg(feature = "test-util")]
    Set(TestClock),
}

impl Clock {
    /// Returns the time, or `None` if the clock is obviously not set.
    pub(super) fn now(&self) -> Option<Time> {
        let since = match self {
            Self::System => SystemTime::now().duration_since(UNIX_EPOCH).ok()?,
            #[cfg(feature = "test-util")]
            Self::Set(clock) => Duration::from_millis(clock.0.load(Ordering::SeqCst)),
        };
        Some(Time(since.as_secs_f64())).filter(|now| now.0 >= EARLIEST)
    }
}

/// Holds a time that a test sets, for [`JwtBuilder::clock`](crate::verifiers::JwtBuilder::clock). Clones share the time. Its unit is the
/// millisecond.
#[cfg(feature = "test-util")]
#[derive(Clone, Debug)]
pub struct TestClock(Arc<AtomicU64>);

#[cfg(feature = "test-util")]
impl TestClock {
    /// Creates a clock that stands still at `time`. Before 2023 a clock counts as not set: every token is answered with 503.
    #[must_use]
    pub fn at(time: SystemTime) -> Self {
        Self(Arc::new(AtomicU64::new(millis(time))))
    }

    /// Sets the time, forwards or backwards.
    pub fn set(&self, time: SystemTime) {
        self.0.store(millis(time), Ordering::SeqCst);
    }

    /// Moves the time forwards, at most to the last time that it can hold.
    pub fn advance(&self, by: Duration) {
        let by = u64::try_from(by.as_millis()).unwrap_or(u64::MAX);
        let _ = self.0.fetch_update(Ordering::SeqCst, Ordering::SeqCst, |now| Some(now.saturating_add(by)));
    }
}

#[cfg(feature = "test-util")]
fn millis(time: SystemTime) -> u64 {
    time.duration_since(UNIX_EPOCH).map_or(0, |since| u64::try_from(since.as_millis()).unwrap_or(u64::MAX))
}
