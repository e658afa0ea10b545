//! What is known of the keys of an issuer, and what follows from it for a request.

use std::{
    sync::{
        Mutex, MutexGuard, PoisonError,
        atomic::{AtomicU64, Ordering},
    },
    time::{Duration, SystemTime, UNIX_EPOCH},
};

use tokio::sync::{Notify, Semaphore, watch};

use super::status::OidcStatus;
use crate::{
    rejection::VerifyError,
    verifiers::{
        fetch::{FORKED, FetchFault},
        jwt::{Clock, Time},
    },
    vocabulary::ConfigError,
};

/// The minimum time between two fetches for tokens with unknown keys.
const COOL_DOWN: Duration = Duration::from_secs(30);

/// How long keys may be used after they were fetched.
const LONGEST_USE: Duration = Duration::from_secs(24 * 60 * 60);

/// How long what was found out about process and state counts, if it was good. To ask for the process each time would cost as much as
/// all the rest of a hit.
const LONGEST_UNCHECKED: Duration = Duration::from_secs(60);

/// How many requests may wait for new keys.
const MOST_WAITING: usize = 1024;

/// The time until the next attempt, after one or several have failed.
const FIRST_PAUSE: Duration = Duration::from_secs(1);
const LONGEST_PAUSE: Duration = Duration::from_secs(60);

/// What is wrong if the issuer has withdrawn all keys.
pub(super) const NO_KEYS: &str = "the issuer publishes no key that can be used";

pub(super) struct Keeper {
    clock: Clock,
    /// Where the task is. A process that is forked off does not have it, so its keys would never change.
    process: u32,
    /// Until when the keys may be used without another look at process and state: in seconds of the calendar, as `f64` bits.
    checked_until: AtomicU64,
    state: Mutex<State>,
    /// Wakes the task.
    wanted: Notify,
    /// How many attempts have ended.
    ended: watch::Sender<u64>,
    /// Places for requests that wait.
    places: Semaphore,
}

/// Times are those that have passed since the clock was made.
#[derive(Default)]
struct State {
    attempts: u64,
    is_running: bool,
    /// A request asks for new keys.
    is_wanted: bool,
    /// When the last attempt ended that a request had asked for.
    last_wanted: Option<Duration>,
    /// When the present keys were fetched. `None` without keys.
    fetched: Option<Duration>,
    /// Until when they may be used, in seconds of the calendar.
    until: f64,
    fetched_at: Option<SystemTime>,
    keys: usize,
    skipped: Vec<ConfigError>,
    /// Why the last attempt failed.
    fault: Option<String>,
    failures: u32,
    next: Duration,
}

/// What the task does next.
pub(super) enum Next {
    Fetch,
    /// Wait until so much time has passed, or until a request asks.
    Wait(Duration),
}

/// Keys that are in use from now on, perhaps none.
pub(super) struct News {
    pub(super) keys: usize,
    pub(super) skipped: Vec<ConfigError>,
    pub(super) refresh: Duration,
}

impl Keeper {
    pub(super) fn new(clock: Clock) -> Self {
        let state = State { next: clock.passed(), ..State::default() };
        Self {
            clock,
            process: std::process::id(),
            checked_until: AtomicU64::new(0),
            state: Mutex::new(state),
            wanted: Notify::new(),
            ended: watch::Sender::new(0),
            places: Semaphore::new(MOST_WAITING),
        }
    }

    /// No code leaves the state half changed, so a poisoned lock is safe to use.
    fn lock(&self) -> MutexGuard<'_, State> {
        self.state.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// Returns an error in a process that was forked off. Whatever was locked then stays locked there, so nothing is locked before.
    pub(super) fn check_process(&self) -> Result<(), VerifyError> {
        if self.is_here() { Ok(()) } else { Err(VerifyError::unavailable(FORKED)) }
    }

    fn is_here(&self) -> bool {
        self.process == std::process::id()
    }

    fn are_usable(&self, state: &State) -> bool {
        self.clock.now().is_some_and(|now| state.has_keys(now, self.clock.passed()))
    }
}

/// For requests.
impl Keeper {
    /// Returns whether the keys may be used.
    pub(super) fn check(&self, now: Time) -> Result<(), VerifyError> {
        if now.0 < f64::from_bits(self.checked_until.load(Ordering::Acquire)) { Ok(()) } else { self.check_all(now) }
    }

    #[cold]
    fn check_all(&self, now: Time) -> Result<(), VerifyError> {
        self.check_process()?;
        let mut state = self.lock();
        let passed = self.clock.passed();
        if !state.has_keys(now, passed) {
            return Err(self.unusable(&mut state, passed));
        }
        let until = state.until.min(now.0 + LONGEST_UNCHECKED.as_secs_f64());
        self.checked_until.store(until.to_bits(), Ordering::Release);
        Ok(())
    }

    fn unusable(&self, state: &mut State, passed: Duration) -> VerifyError {
        let fault = state.fault.clone();
        let text = match (state.fetched, fault) {
            (None, None) => "keys_not_fetched: the keys are being fetched for the first time".to_owned(),
            (None, Some(fault)) => format!("keys_not_fetched: {fault}"),
            (Some(_), fault) => {
                // If the calendar was set forward, nothing else would fetch them soon.
                if state.want(passed) {
                    self.wanted.notify_one();
                }
                format!(
                    "keys_outdated: they were fetched more than 24 hours ago: {}",
                    fault.as_deref().unwrap_or("is the clock right?")
                )
            }
        };
        unavailable(text, state.next.saturating_sub(passed))
    }

    pub(super) fn attempts(&self) -> u64 {
        self.lock().attempts
    }

    /// Asks for keys that are newer than those of so many attempts, unless they were asked for a short time ago, and waits for them. Fails
    /// if the last attempt has failed.
    pub(super) async fn refetched(&self, seen: u64) -> Result<(), VerifyError> {
        let ended = {
            let mut state = self.lock();
            let is_newer = state.attempts != seen;
            let comes = !is_newer && (state.is_running || state.want(self.clock.passed()));
            comes.then(|| self.ended.subscribe())
        };
        if let Some(mut ended) = ended {
            self.wanted.notify_one();
            let Ok(_place) = self.places.try_acquire() else {
                return Err(unavailable(format!("keys_busy: {MOST_WAITING} requests wait for new keys"), FIRST_PAUSE));
            };
            // Its sender lives as long as this.
            let _ = ended.wait_for(|attempts| *attempts > seen).await;
        }
        let state = self.lock();
        match &state.fault {
            None => Ok(()),
            Some(fault) => {
                let text =
                    format!("keys_unavailable: the token has a key that is not known, and new keys cannot be fetched: {fault}");
                Err(unavailable(text, state.next.saturating_sub(self.clock.passed())))
            }
        }
    }

    pub(super) async fn ready(&self) {
        let mut ended = self.ended.subscribe();
        while !self.are_usable(&self.lock()) {
            let _ = ended.changed().await;
        }
    }

    pub(super) fn status(&self) -> OidcStatus {
        if !self.is_here() {
            return OidcStatus::of_error(FORKED);
        }
        let state = self.lock();
        OidcStatus {
            is_ready: self.are_usable(&state),
            keys: state.keys,
            skipped: state.skipped.clone(),
            fetched_at: state.fetched_at,
            attempts: state.attempts,
            error: state.fault.clone(),
        }
    }
}

/// For the task.
impl Keeper {
    /// Waits until a request asks.
    pub(super) async fn wanted(&self) {
        self.wanted.notified().await;
    }

    pub(super) fn next(&self) -> Next {
        let mut state = self.lock();
        let passed = self.clock.passed();
        let outdated = state.fetched.map(|fetched| fetched + LONGEST_USE);
        if outdated.is_some_and(|outdated| passed >= outdated) {
            self.checked_until.store(0, Ordering::Release);
        }
        if state.is_wanted || passed >= state.next {
            state.is_running = true;
            return Next::Fetch;
        }
        Next::Wait(outdated.filter(|outdated| *outdated > passed).map_or(state.next, |outdated| state.next.min(outdated)))
    }

    /// Records what an attempt has brought. New keys are in place before. Returns whether the attempt before had another result.
    pub(super) fn ended(&self, result: Result<News, FetchFault>) -> bool {
        let mut state = self.lock();
        let passed = self.clock.passed();
        let had_failed = state.fault.is_some();
        state.fault = match result {
            Ok(news) => {
                let fault = self.keys_are(&mut state, news, passed);
                fault.map(str::to_owned)
            }
            Err(FetchFault(text)) => Some(text),
        };
        if state.fault.is_some() {
            let pause = FIRST_PAUSE.saturating_mul(1 << state.failures.min(6));
            state.failures = state.failures.saturating_add(1);
            state.next = passed + pause.min(LONGEST_PAUSE);
        } else {
            state.failures = 0;
        }
        if std::mem::take(&mut state.is_wanted) {
            state.last_wanted = Some(passed);
        }
        state.is_running = false;
        state.attempts += 1;
        self.ended.send_replace(state.attempts);
        had_failed != state.fault.is_some()
    }

    /// Returns what is wrong if there are none.
    fn keys_are(&self, state: &mut State, news: News, passed: Duration) -> Option<&'static str> {
        let now = self.clock.now();
        let has_keys = news.keys > 0;
        state.until = now.map_or(f64::INFINITY, |now| now.0 + LONGEST_USE.as_secs_f64());
        state.keys = news.keys;
        state.skipped = news.skipped;
        state.fetched = has_keys.then_some(passed);
        state.fetched_at = now.filter(|_| has_keys).and_then(|now| UNIX_EPOCH.checked_add(Duration::from_secs_f64(now.0)));
        state.next = passed + news.refresh;
        // The next request looks at them.
        self.checked_until.store(0, Ordering::Release);
        (!has_keys).then_some(NO_KEYS)
    }
}

impl State {
    /// Returns whether there are keys that may be used. The calendar may have been corrected, and the time that has passed may not count
    /// while a machine sleeps: the longer time counts.
    fn has_keys(&self, now: Time, passed: Duration) -> bool {
        now.0 < self.until && self.fetched.is_some_and(|fetched| passed < fetched + LONGEST_USE)
    }

    /// Asks the task for new keys. Returns whether it will fetch them: not if it did so a short time ago.
    fn want(&mut self, passed: Duration) -> bool {
        let is_early = self.last_wanted.is_some_and(|last| passed < last + COOL_DOWN);
        self.is_wanted |= !is_early;
        self.is_wanted
    }
}

fn unavailable(text: String, pause: Duration) -> VerifyError {
    VerifyError::unavailable(text).retry_after(pause.clamp(FIRST_PAUSE, LONGEST_PAUSE))
}
