//! A timer: one thread that wakes pending requests after their time-out.
//!
//! It is written here because a timer that a whole process shares ends for all requests if one waker panics, and does not exist in
//! a forked process, where a request would wait for ever.

use std::{
    collections::BTreeMap,
    io,
    sync::{
        Arc, Condvar, Mutex, MutexGuard, PoisonError,
        atomic::{
            AtomicU32,
            Ordering::{AcqRel, Acquire},
        },
    },
    task::{Poll, Waker},
    thread,
    time::{Duration, Instant},
};

use crate::panics::catch;

/// Starts its thread at the first wait, and ends it on drop.
pub(super) struct Timer(Arc<Shared>);

struct Shared {
    /// The process in which the thread runs; 0 before the first wait. Any other process must not touch the fields below: a thread
    /// that does not exist there may have held the lock.
    process: AtomicU32,
    state: Mutex<State>,
    changed: Condvar,
}

struct State {
    /// The deadline, and a number that distinguishes equal deadlines.
    waiting: BTreeMap<Key, Waker>,
    next: u64,
    has_thread: bool,
    open: bool,
}

type Key = (Instant, u64);

/// Why the timer cannot wake a request.
pub(super) enum Trouble {
    NoThread(io::Error),
    Forked,
}

impl Timer {
    pub(super) fn new() -> Self {
        let state = State { waiting: BTreeMap::new(), next: 0, has_thread: false, open: true };
        Self(Arc::new(Shared { process: AtomicU32::new(0), state: Mutex::new(state), changed: Condvar::new() }))
    }

    pub(super) fn deadline(&self, limit: Duration) -> Deadline<'_> {
        // A limit is at most a day.
        Deadline { shared: &self.0, at: Instant::now() + limit, key: None }
    }
}

impl Drop for Timer {
    fn drop(&mut self) {
        if self.0.process.load(Acquire) == std::process::id() {
            self.0.lock().open = false;
            self.0.changed.notify_one();
        }
    }
}

/// The deadline of one pending request. Dropping it ends the wait.
pub(super) struct Deadline<'a> {
    shared: &'a Arc<Shared>,
    at: Instant,
    /// `None` before it waits.
    key: Option<Key>,
}

impl Deadline<'_> {
    /// Returns `Ready` after the deadline. Until then, registers the waker to be woken at the deadline.
    pub(super) fn poll(&mut self, waker: &Waker) -> Poll<Result<(), Trouble>> {
        if Instant::now() >= self.at {
            return Poll::Ready(Ok(()));
        }
        match self.wait(waker) {
            Ok(()) => Poll::Pending,
            Err(trouble) => Poll::Ready(Err(trouble)),
        }
    }

    fn wait(&mut self, waker: &Waker) -> Result<(), Trouble> {
        let here = std::process::id();
        match self.shared.process.compare_exchange(0, here, AcqRel, Acquire) {
            Err(there) if there != here => return Err(Trouble::Forked),
            _ => {}
        }
        // Wakers run code that is not ours, so none is cloned or dropped while the lock is held.
        let waker = waker.clone();
        let mut state = self.shared.lock();
        state.start(self.shared).map_err(Trouble::NoThread)?;
        let key = *self.key.get_or_insert_with(|| (self.at, state.number()));
        let was_first = state.waiting.first_key_value().is_none_or(|(first, _)| key < *first);
        let old = state.waiting.insert(key, waker);
        drop(state);
        if was_first {
            self.shared.changed.notify_one();
        }
        drop_waker(old);
        Ok(())
    }
}

impl Drop for Deadline<'_> {
    fn drop(&mut self) {
        let Some(key) = self.key.filter(|_| self.shared.process.load(Acquire) == std::process::id()) else { return };
        let waker = self.shared.lock().waiting.remove(&key);
        drop_waker(waker);
    }
}

fn drop_waker(waker: Option<Waker>) {
    if let Some(waker) = waker {
        let _ = catch(|| drop(waker));
    }
}

impl State {
    fn start(&mut self, shared: &Arc<Shared>) -> io::Result<()> {
        if !self.has_thread {
            let shared = Arc::clone(shared);
            thread::Builder::new().name("timeouts".to_owned()).spawn(move || shared.run())?;
            self.has_thread = true;
        }
        Ok(())
    }

    fn number(&mut self) -> u64 {
        self.next = self.next.wrapping_add(1);
        self.next
    }

    fn take_due(&mut self, now: Instant) -> Vec<Waker> {
        let mut due = Vec::new();
        while let Some(first) = self.waiting.first_entry().filter(|first| first.key().0 <= now) {
            due.push(first.remove());
        }
        due
    }
}

impl Shared {
    /// Locks the state. No code leaves it half changed while it holds the lock, so a poisoned lock is safe to use.
    fn lock(&self) -> MutexGuard<'_, State> {
        self.state.lock().unwrap_or_else(PoisonError::into_inner)
    }

    fn run(&self) {
        let mut state = self.lock();
        while state.open {
            let now = Instant::now();
            let due = state.take_due(now);
            if !due.is_empty() {
                drop(state);
                for waker in due {
                    let _ = catch(|| waker.wake());
                }
                state = self.lock();
                continue;
            }
            state = match state.waiting.first_key_value() {
                None => self.changed.wait(state).unwrap_or_else(PoisonError::into_inner),
                Some(((at, _), _)) => {
                    let rest = at.saturating_duration_since(now);
                    self.changed.wait_timeout(state, rest).unwrap_or_else(PoisonError::into_inner).0
                }
            };
        }
    }
}

#[cfg(test)]
#[allow(clippy::unwrap_used)]
mod tests {
    use std::sync::Weak;

    use super::*;

    /// The thread holds what it shares with the timer, until it ends.
    #[test]
    fn a_dropped_timer_ends_its_thread() {
        let timer = Timer::new();
        let hour = Duration::from_secs(60 * 60);
        assert!(timer.deadline(hour).poll(Waker::noop()).is_pending());
        let shared: Weak<Shared> = Arc::downgrade(&timer.0);
        assert_eq!(shared.strong_count(), 2);
        drop(timer);
        let start = Instant::now();
        while shared.strong_count() > 0 {
            assert!(start.elapsed() < Duration::from_secs(60), "the thread runs on");
            thread::yield_now();
        }
    }
}
