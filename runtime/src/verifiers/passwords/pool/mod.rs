//! A fixed number of threads with a bounded queue.
//!
//! The number of threads bounds the work that runs at once. A request that is dropped does not stop its running work, so it does
//! not free a thread.

use std::{
    collections::VecDeque,
    io, process,
    sync::{Arc, Condvar, Mutex, MutexGuard, PoisonError, atomic::Ordering::Relaxed},
    thread,
};

use futures_channel::oneshot;

use super::{
    keyed::Digest,
    metrics::{Counters, PasswordMetrics},
};
use crate::panics::{catch, drop_each};

pub(super) struct Limits {
    pub(super) threads: usize,
    pub(super) queue: usize,
    /// The maximum number of queued jobs for one user name.
    pub(super) share: usize,
}

/// Why a job was not accepted.
#[derive(Debug, PartialEq, Eq)]
pub(super) enum Rejected {
    QueueFull,
    ShareUsedUp,
    /// No thread is running.
    Closed,
    /// The threads run in another process, from which this one was forked.
    Elsewhere,
}

/// A pool of threads. Dropping it cancels the queued jobs and ends the threads.
pub(super) struct Pool<T> {
    shared: Arc<Shared<T>>,
}

struct Shared<T> {
    /// The process in which the threads run. Any other process must not take the lock: a thread that does not exist there may hold
    /// it.
    process: u32,
    queue: Mutex<Queue<T>>,
    changed: Condvar,
    limits: Limits,
    metrics: PasswordMetrics,
}

struct Queue<T> {
    jobs: VecDeque<Job<T>>,
    threads: usize,
    open: bool,
}

struct Job<T> {
    /// The hash of the user name.
    whose: Digest,
    work: Box<dyn FnOnce() -> T + Send>,
    answer: oneshot::Sender<T>,
}

impl<T: Send + 'static> Pool<T> {
    /// Starts the threads.
    pub(super) fn new(limits: Limits, metrics: PasswordMetrics) -> io::Result<Self> {
        let queue = Mutex::new(Queue { jobs: VecDeque::new(), threads: 0, open: true });
        let pool = Self { shared: Arc::new(Shared { process: process::id(), queue, changed: Condvar::new(), limits, metrics }) };
        for _ in 0..pool.shared.limits.threads {
            let worker = Worker::new(&pool.shared);
            thread::Builder::new().name("passwords".to_owned()).spawn(move || worker.run())?;
        }
        Ok(pool)
    }

    /// Puts work into the queue. The receiver gets the result. If the receiver is dropped before the work has begun, the work is
    /// skipped. If the receiver is cancelled, there is no result.
    pub(super) fn submit(
        &self,
        whose: Digest,
        work: impl FnOnce() -> T + Send + 'static,
    ) -> Result<oneshot::Receiver<T>, Rejected> {
        if self.is_elsewhere() {
            return Err(Rejected::Elsewhere);
        }
        let (answer, receiver) = oneshot::channel();
        self.shared.push(Job { whose, work: Box::new(work), answer }).map(|()| receiver)
    }
}

impl<T> Pool<T> {
    /// Returns whether the threads run in another process.
    pub(super) fn is_elsewhere(&self) -> bool {
        self.shared.process != process::id()
    }
}

impl<T> Drop for Pool<T> {
    fn drop(&mut self) {
        if !self.is_elsewhere() {
            self.shared.close();
        }
    }
}

impl<T> Shared<T> {
    fn counters(&self) -> &Counters {
        self.metrics.counters()
    }

    /// Locks the queue. No code leaves it half changed while it holds the lock, so a poisoned lock is safe to use.
    fn lock(&self) -> MutexGuard<'_, Queue<T>> {
        self.queue.lock().unwrap_or_else(PoisonError::into_inner)
    }

    fn push(&self, job: Job<T>) -> Result<(), Rejected> {
        let mut queue = self.lock();
        let abandoned = queue.make_room(&job, &self.limits)?;
        queue.jobs.push_back(job);
        self.counters().queued.add_one();
        drop(queue);
        self.changed.notify_one();
        self.counters().queued.take(abandoned.len());
        self.counters().skipped.add(abandoned.len() as u64);
        drop_each(abandoned);
        Ok(())
    }

    /// Waits for a job. Returns `None` after the pool was closed and the queue is empty.
    fn next(&self) -> Option<Job<T>> {
        let mut queue = self.lock();
        loop {
            if let Some(job) = queue.jobs.pop_front() {
                self.counters().queued.take(1);
                return Some(job);
            }
            if !queue.open {
                return None;
            }
            queue = self.changed.wait(queue).unwrap_or_else(PoisonError::into_inner);
        }
    }

    fn close(&self) {
        let mut queue = self.lock();
        queue.open = false;
        let cancelled = std::mem::take(&mut queue.jobs);
        self.counters().queued.take(cancelled.len());
        drop(queue);
        self.changed.notify_all();
        // Dropping a job wakes the request that waits for it.
        drop_each(cancelled);
    }
}

impl<T> Queue<T> {
    /// Makes room for `job` and returns the evicted jobs: those whose client has disconnected.
    fn make_room(&mut self, job: &Job<T>, limits: &Limits) -> Result<Vec<Job<T>>, Rejected> {
        if !self.open {
            return Err(Rejected::Closed);
        }
        if self.jobs.iter().filter(|known| known.whose == job.whose && !known.is_abandoned()).count() >= limits.share {
            return Err(Rejected::ShareUsedUp);
        }
        if self.jobs.len() < limits.queue {
            return Ok(Vec::new());
        }
        let (abandoned, waiting): (Vec<_>, _) = self.jobs.drain(..).partition(Job::is_abandoned);
        self.jobs = VecDeque::from(waiting);
        if abandoned.is_empty() { Err(Rejected::QueueFull) } else { Ok(abandoned) }
    }
}

impl<T> Job<T> {
    fn is_abandoned(&self) -> bool {
        self.answer.is_canceled()
    }

    fn run(self, counters: &Counters) {
        if self.is_abandoned() {
            counters.skipped.count();
            return;
        }
        let running = Running::new(counters);
        let result = catch(self.work).ok();
        drop(running);
        if result.is_none() {
            counters.failed.count();
        }
        // Without a result the sender is dropped, which cancels the receiver. If the receiver was dropped, sending fails: ignore it.
        let _ = result.map(|result| self.answer.send(result));
    }
}

/// Counts one running job, until it is dropped.
struct Running<'a>(&'a Counters);

impl<'a> Running<'a> {
    fn new(counters: &'a Counters) -> Self {
        counters.highest_running.fetch_max(counters.running.add_one(), Relaxed);
        Self(counters)
    }
}

impl Drop for Running<'_> {
    fn drop(&mut self) {
        self.0.running.take(1);
    }
}

/// One thread, from before its start to its end. The last one that ends, for whatever reason, closes the queue, so that no request
/// waits for a thread that does not exist.
struct Worker<T>(Arc<Shared<T>>);

impl<T> Worker<T> {
    fn new(shared: &Arc<Shared<T>>) -> Self {
        shared.lock().threads += 1;
        shared.counters().threads.add_one();
        Self(Arc::clone(shared))
    }

    fn run(self) {
        while let Some(job) = self.0.next() {
            // Wakers and the contents of a skipped job are code that is not ours, and may panic, too.
            let _ = catch(|| job.run(self.0.counters()));
        }
    }
}

impl<T> Drop for Worker<T> {
    fn drop(&mut self) {
        let mut queue = self.0.lock();
        queue.threads -= 1;
        let was_last = queue.threads == 0;
        drop(queue);
        if was_last {
            self.0.close();
        }
        self.0.counters().threads.take(1);
    }
}

#[cfg(test)]
mod tests;
