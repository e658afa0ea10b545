//! The time, which tests can set.

#[cfg(any(feature = "introspection", feature = "oidc", feature = "test-util"))]
use std::time::Duration;
use std::time::{Instant, SystemTime, UNIX_EPOCH};
#[cfg(feature = "test-util")]
use std::{
    sync::{
        Arc, Mutex, PoisonError,
        atomic::{AtomicU64, Ordering},
    },
    task::Waker,
};

/// 2023-01-01. A clock before that is not set: it begins in 1970, or at the date of some firmware.
const EARLIEST: f64 = 1_672_531_200.0;

/// Seconds since 1970 without leap seconds: the `NumericDate` of RFC 7519 2.
#[derive(Clone, Copy, PartialEq, PartialOrd, Debug)]
pub(in crate::verifiers) struct Time(pub(in crate::verifiers) f64);

/// Two times: that of the calendar, which somebody may correct, and the one that has passed since the clock was made, which only grows.
#[derive(Clone)]
pub(in crate::verifiers) enum Clock {
    /// With the time at which it was made.
    System(
        #[cfg_attr(not(any(feature = "introspection", feature = "oidc")), allow(dead_code, reason = "only who waits asks"))]
        Instant,
    ),
    #[cfg(feature = "test-util")]
    Set(TestClock),
}

impl Default for Clock {
    fn default() -> Self {
        Self::System(Instant::now())
    }
}

impl Clock {
    /// Returns the time of the calendar, or `None` if the clock is obviously not set.
    pub(in crate::verifiers) fn now(&self) -> Option<Time> {
        let since = self.reading()?.duration_since(UNIX_EPOCH).ok()?;
        Some(Time(since.as_secs_f64())).filter(|now| now.0 >= EARLIEST)
    }

    /// Returns the time of the calendar, even if the clock is not set.
    #[cfg_attr(not(feature = "test-util"), allow(clippy::unnecessary_wraps, reason = "a clock of a test may have no time"))]
    pub(super) fn reading(&self) -> Option<SystemTime> {
        match self {
            #[cfg(feature = "test-util")]
            Self::Set(clock) => UNIX_EPOCH.checked_add(Duration::from_millis(clock.0.calendar.load(Ordering::SeqCst))),
            Self::System { .. } => Some(SystemTime::now()),
        }
    }

    /// Returns how much time has passed since the clock was made.
    #[cfg(any(feature = "introspection", feature = "oidc"))]
    pub(in crate::verifiers) fn passed(&self) -> Duration {
        match self {
            Self::System(start) => start.elapsed(),
            #[cfg(feature = "test-util")]
            Self::Set(clock) => clock.passed(),
        }
    }
}

/// Holds a time that a test sets, for [`JwtBuilder::clock`](crate::verifiers::JwtBuilder::clock). Clones share the time. Its unit is the
/// millisecond.
///
/// [`advance`](Self::advance) lets time pass: what waits for a time-out or for the next refresh goes on. [`set`](Self::set) corrects the
/// calendar only, as an administrator does.
#[cfg(feature = "test-util")]
#[derive(Clone)]
pub struct TestClock(Arc<Times>);

#[cfg(feature = "test-util")]
struct Times {
    calendar: AtomicU64,
    passed: AtomicU64,
    /// Who waits for time to pass.
    waiting: Mutex<Vec<Waker>>,
}

#[cfg(feature = "test-util")]
impl TestClock {
    /// Creates a clock that stands still at `time`. Before 2023 a clock counts as not set: every token is answered with 503.
    #[must_use]
    pub fn at(time: SystemTime) -> Self {
        let calendar = AtomicU64::new(millis(time));
        Self(Arc::new(Times { calendar, passed: AtomicU64::new(0), waiting: Mutex::default() }))
    }

    /// Sets the time, forwards or backwards.
    pub fn set(&self, time: SystemTime) {
        self.0.calendar.store(millis(time), Ordering::SeqCst);
    }

    /// Moves the time forwards, at most to the last time that it can hold.
    pub fn advance(&self, by: Duration) {
        let by = u64::try_from(by.as_millis()).unwrap_or(u64::MAX);
        for time in [&self.0.calendar, &self.0.passed] {
            let _ = time.fetch_update(Ordering::SeqCst, Ordering::SeqCst, |now| Some(now.saturating_add(by)));
        }
        let waiting = std::mem::take(&mut *self.0.waiting.lock().unwrap_or_else(PoisonError::into_inner));
        waiting.into_iter().for_each(Waker::wake);
    }

    #[cfg(any(feature = "introspection", feature = "oidc"))]
    pub(crate) fn passed(&self) -> Duration {
        Duration::from_millis(self.0.passed.load(Ordering::SeqCst))
    }

    /// Returns the time of the calendar.
    #[cfg(feature = "oidc")]
    pub(crate) fn calendar(&self) -> Duration {
        Duration::from_millis(self.0.calendar.load(Ordering::SeqCst))
    }

    /// Waits until so much time has passed.
    #[cfg(any(feature = "introspection", feature = "oidc"))]
    pub(crate) async fn until(&self, passed: Duration) {
        std::future::poll_fn(|context| {
            if self.passed() < passed {
                self.0.waiting.lock().unwrap_or_else(PoisonError::into_inner).push(context.waker().clone());
            }
            // Again: time may have passed before the waker was there.
            if self.passed() < passed { std::task::Poll::Pending } else { std::task::Poll::Ready(()) }
        })
        .await;
    }
}

#[cfg(feature = "test-util")]
impl std::fmt::Debug for TestClock {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_tuple("TestClock").field(&Duration::from_millis(self.0.calendar.load(Ordering::SeqCst))).finish()
    }
}

#[cfg(feature = "test-util")]
fn millis(time: SystemTime) -> u64 {
    time.duration_since(UNIX_EPOCH).map_or(0, |since| u64::try_from(since.as_millis()).unwrap_or(u64::MAX))
}
