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
    /// Returns the time, or `None` if the machine's clock is before 1970 and so not set.
    pub(super) fn now(&self) -> Option<Time> {
        match self {
            Self::System => SystemTime::now().duration_since(UNIX_EPOCH).ok().map(|since| Time(since.as_secs_f64())),
            #[cfg(feature = "test-util")]
            Self::Set(clock) => Some(Time(Duration::from_millis(clock.0.load(Ordering::SeqCst)).as_secs_f64())),
        }
    }
}

/// Holds a time that a test sets, for [`JwtBuilder::clock`](crate::verifiers::JwtBuilder::clock). Clones share the time. Its unit is the
/// millisecond.
#[cfg(feature = "test-util")]
#[derive(Clone, Debug)]
pub struct TestClock(Arc<AtomicU64>);

#[cfg(feature = "test-util")]
impl TestClock {
    /// Creates a clock that stands still at `time`. A time before 1970 counts as 1970.
    #[must_use]
    pub fn at(time: SystemTime) -> Self {
        Self(Arc::new(AtomicU64::new(millis(time))))
    }

    /// Sets the time, forwards or backwards.
    pub fn set(&self, time: SystemTime) {
        self.0.store(millis(time), Ordering::SeqCst);
    }

    /// Moves the time forwards.
    pub fn advance(&self, by: Duration) {
        self.0.fetch_add(u64::try_from(by.as_millis()).unwrap_or(u64::MAX), Ordering::SeqCst);
    }
}

#[cfg(feature = "test-util")]
fn millis(time: SystemTime) -> u64 {
    time.duration_since(UNIX_EPOCH).map_or(0, |since| u64::try_from(since.as_millis()).unwrap_or(u64::MAX))
}
