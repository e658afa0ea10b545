#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic)]

use std::{
    pin::Pin,
    sync::mpsc,
    task::{Context, Poll, Wake, Waker},
    thread::yield_now,
};

use super::*;

const ADA: Digest = [1; 32];
const BOB: Digest = [2; 32];

/// A pool whose jobs report that they have begun, and wait for a signal to continue.
struct Held {
    pool: Pool<u32>,
    metrics: PasswordMetrics,
    began: (mpsc::Sender<u32>, mpsc::Receiver<u32>),
    gate: Arc<(Mutex<bool>, Condvar)>,
}

impl Held {
    fn new(threads: usize, queue: usize, share: usize) -> Self {
        let metrics = PasswordMetrics::default();
        let pool = Pool::new(Limits { threads, queue, share }, metrics.clone()).unwrap();
        Self { pool, metrics, began: mpsc::channel(), gate: Arc::default() }
    }

    fn submit(&self, whose: Digest, number: u32) -> Result<oneshot::Receiver<u32>, Rejected> {
        let (began, gate) = (self.began.0.clone(), Arc::clone(&self.gate));
        self.pool.submit(whose, move || {
            began.send(number).unwrap();
            let (open, changed) = &*gate;
            drop(changed.wait_while(open.lock().unwrap(), |open| !*open).unwrap());
            number
        })
    }

    fn until_one_began(&self) -> u32 {
        self.began.1.recv().unwrap()
    }

    fn open(gate: &(Mutex<bool>, Condvar)) {
        *gate.0.lock().unwrap() = true;
        gate.1.notify_all();
    }
}

struct Unpark(thread::Thread);

impl Wake for Unpark {
    fn wake(self: Arc<Self>) {
        self.0.unpark();
    }
}

fn wait(mut receiver: oneshot::Receiver<u32>) -> Result<u32, oneshot::Canceled> {
    let waker = Waker::from(Arc::new(Unpark(thread::current())));
    loop {
        match Pin::new(&mut receiver).poll(&mut Context::from_waker(&waker)) {
            Poll::Ready(result) => return result,
            Poll::Pending => thread::park(),
        }
    }
}

#[test]
fn the_work_holds_the_bound_while_300_hang_up() {
    let held = Held::new(2, 400, 400);
    let receivers: Vec<_> = (0..300).map(|number| held.submit(ADA, number).unwrap()).collect();
    let mut began = [held.until_one_began(), held.until_one_began()];
    began.sort_unstable();
    assert_eq!(began, [0, 1]);
    drop(receivers);
    let last = held.submit(ADA, 300).unwrap();
    // Both continue without a client, so no other job has begun.
    assert_eq!((held.metrics.running(), held.metrics.queued()), (2, 299));
    assert!(held.began.1.try_recv().is_err());
    Held::open(&held.gate);
    assert_eq!(wait(last), Ok(300));
    assert_eq!(held.until_one_began(), 300);
    assert_eq!((held.metrics.skipped(), held.metrics.highest_running(), held.metrics.queued()), (298, 2, 0));
}

#[test]
fn a_full_queue_refuses_and_takes_again_when_one_hangs_up() {
    let held = Held::new(1, 2, 9);
    let running = held.submit(ADA, 0).unwrap();
    held.until_one_began();
    let (first, second) = (held.submit(ADA, 1).unwrap(), held.submit(BOB, 2).unwrap());
    assert_eq!(held.submit(BOB, 3).unwrap_err(), Rejected::QueueFull);
    drop(first);
    let third = held.submit(BOB, 3).unwrap();
    assert_eq!((held.metrics.queued(), held.metrics.skipped()), (2, 1));
    assert_eq!(held.submit(BOB, 4).unwrap_err(), Rejected::QueueFull);
    Held::open(&held.gate);
    assert_eq!([running, second, third].map(wait), [Ok(0), Ok(2), Ok(3)]);
}

#[test]
fn one_name_has_its_share_of_the_queue_and_no_more() {
    let held = Held::new(1, 9, 2);
    let running = held.submit(ADA, 0).unwrap();
    held.until_one_began();
    let (first, second) = (held.submit(ADA, 1).unwrap(), held.submit(ADA, 2).unwrap());
    assert_eq!(held.submit(ADA, 3).unwrap_err(), Rejected::ShareUsedUp);
    let bob = held.submit(BOB, 4).unwrap();
    drop(first);
    let third = held.submit(ADA, 5).unwrap();
    assert_eq!(held.submit(ADA, 6).unwrap_err(), Rejected::ShareUsedUp);
    Held::open(&held.gate);
    assert_eq!([running, second, bob, third].map(wait), [Ok(0), Ok(2), Ok(4), Ok(5)]);
}

/// Panics when it is dropped, as the payload of a panic may.
struct Bomb;

impl Drop for Bomb {
    fn drop(&mut self) {
        panic!("again");
    }
}

#[test]
fn a_panic_cancels_and_the_thread_lives_on() {
    let metrics = PasswordMetrics::default();
    let pool = Pool::new(Limits { threads: 1, queue: 9, share: 9 }, metrics.clone()).unwrap();
    let plain = pool.submit(ADA, || panic!("in a hash")).unwrap();
    let bomb = pool.submit(ADA, || std::panic::panic_any(Bomb)).unwrap();
    assert_eq!([plain, bomb].map(wait), [Err(oneshot::Canceled); 2]);
    assert_eq!(wait(pool.submit(ADA, || 7).unwrap()), Ok(7));
    assert_eq!((metrics.threads(), metrics.running(), metrics.failed()), (1, 0, 2));
}

#[test]
fn a_panic_of_the_waker_does_not_end_the_thread() {
    struct Panics;
    impl Wake for Panics {
        fn wake(self: Arc<Self>) {
            panic!("not ours");
        }
    }
    let held = Held::new(1, 9, 9);
    let mut receiver = held.submit(ADA, 1).unwrap();
    let waker = Waker::from(Arc::new(Panics));
    assert!(Pin::new(&mut receiver).poll(&mut Context::from_waker(&waker)).is_pending());
    Held::open(&held.gate);
    assert_eq!(wait(held.submit(ADA, 2).unwrap()), Ok(2));
    assert_eq!((held.metrics.threads(), held.metrics.failed()), (1, 0));
}

#[test]
fn a_panic_of_what_is_thrown_away_does_not_end_the_thread() {
    let held = Held::new(1, 9, 9);
    let running = held.submit(ADA, 1).unwrap();
    held.until_one_began();
    let bomb = Bomb;
    drop(held.pool.submit(ADA, move || size_of_val(&bomb).try_into().unwrap()).unwrap());
    Held::open(&held.gate);
    assert_eq!([running, held.submit(ADA, 2).unwrap()].map(wait), [Ok(1), Ok(2)]);
    assert_eq!((held.metrics.threads(), held.metrics.skipped()), (1, 1));
}

#[test]
fn dropping_the_pool_cancels_what_waits_and_ends_the_threads() {
    let held = Held::new(1, 9, 9);
    let running = held.submit(ADA, 1).unwrap();
    held.until_one_began();
    let waiting = held.submit(ADA, 2).unwrap();
    let Held { pool, metrics, gate, .. } = held;
    drop(pool);
    // At once, although the hash still runs.
    assert_eq!(wait(waiting), Err(oneshot::Canceled));
    assert_eq!((metrics.threads(), metrics.running(), metrics.queued()), (1, 1, 0));
    Held::open(&gate);
    assert_eq!(wait(running), Ok(1));
    while metrics.threads() > 0 {
        yield_now();
    }
}

#[test]
fn when_the_last_thread_is_gone_nobody_waits_for_it() {
    let pool: Pool<u32> = Pool::new(Limits { threads: 0, queue: 9, share: 9 }, PasswordMetrics::default()).unwrap();
    let (first, second) = (Worker::new(&pool.shared), Worker::new(&pool.shared));
    let waiting = pool.submit(ADA, || 1).unwrap();
    drop(first);
    let also_waiting = pool.submit(ADA, || 2).unwrap();
    drop(second);
    assert_eq!([waiting, also_waiting].map(wait), [Err(oneshot::Canceled); 2]);
    assert_eq!(pool.submit(ADA, || 3).unwrap_err(), Rejected::Closed);
}

#[test]
fn what_the_work_holds_is_dropped_before_the_answer() {
    let pool = Pool::new(Limits { threads: 1, queue: 9, share: 9 }, PasswordMetrics::default()).unwrap();
    let secret = Arc::new(());
    let held = Arc::clone(&secret);
    let result = wait(pool.submit(ADA, move || u32::from(Arc::strong_count(&held) == 2)).unwrap());
    assert_eq!((result, Arc::strong_count(&secret)), (Ok(1), 1));
}

/// Two in one queue: a second panic during that of the first would end the process.
#[test]
fn wakers_that_panic_when_the_pool_is_dropped_end_no_process() {
    struct Panics;
    impl Wake for Panics {
        fn wake(self: Arc<Self>) {
            panic!("not ours");
        }
    }
    let held = Held::new(1, 9, 9);
    let running = held.submit(ADA, 0).unwrap();
    held.until_one_began();
    let mut waiting: Vec<_> = (1..4).map(|number| held.submit(ADA, number).unwrap()).collect();
    for receiver in &mut waiting {
        let waker = Waker::from(Arc::new(Panics));
        assert!(Pin::new(receiver).poll(&mut Context::from_waker(&waker)).is_pending());
    }
    let Held { pool, gate, .. } = held;
    drop(pool);
    Held::open(&gate);
    assert_eq!(waiting.into_iter().map(wait).collect::<Vec<_>>(), [Err(oneshot::Canceled); 3]);
    assert_eq!(wait(running), Ok(0));
}

/// An abandoned job that panics when it is evicted from a full queue.
#[test]
fn what_is_thrown_out_may_panic_when_it_is_dropped() {
    let held = Held::new(1, 3, 9);
    let running = held.submit(ADA, 0).unwrap();
    held.until_one_began();
    for _ in 0..3 {
        let bomb = Bomb;
        drop(held.pool.submit(ADA, move || size_of_val(&bomb).try_into().unwrap()).unwrap());
    }
    let next = held.submit(BOB, 1).unwrap();
    Held::open(&held.gate);
    assert_eq!([running, next].map(wait), [Ok(0), Ok(1)]);
    assert_eq!(held.metrics.skipped(), 3);
}

/// B10: the lock is held by a thread that does not exist in the child.
#[cfg(unix)]
#[test]
fn a_lock_that_was_held_at_the_fork_is_not_waited_for() {
    use std::{
        io::{Read, Write},
        os::unix::net::UnixStream,
        time::Duration,
    };

    use fork::{Fork, fork, waitpid};

    let held = Held::new(1, 9, 9);
    let Held { pool, metrics, gate, .. } = held;
    let (mut ours, mut theirs) = UnixStream::pair().unwrap();
    ours.set_read_timeout(Some(Duration::from_secs(10))).unwrap();
    let shared = Arc::clone(&pool.shared);
    let lock = shared.lock();
    let forked = fork().unwrap();
    if let Fork::Child = forked {
        let rejected = pool.submit(ADA, || 1).err() == Some(Rejected::Elsewhere);
        drop(pool);
        let _ = theirs.write_all(&[u8::from(rejected)]);
        process::exit(0);
    }
    drop((lock, theirs));
    let mut rejected = [0];
    ours.read_exact(&mut rejected).expect("the child comes to an end");
    assert_eq!(rejected, [1]);
    let Fork::Parent(child) = forked else { return };
    waitpid(child).unwrap();
    Held::open(&gate);
    assert_eq!(wait(pool.submit(ADA, || 1).unwrap()), Ok(1));
    assert_eq!(metrics.threads(), 1);
}
