//! Bounds how many wrong passwords are hashed for one user name, and for one peer.

use std::{
    collections::{BTreeSet, HashMap},
    sync::{Arc, Mutex, PoisonError},
    time::{Duration, Instant},
};

use super::keyed::{Digest, KeyedHash};
use crate::{request::RequestHead, vocabulary::ConfigError};

/// About 200 MiB.
const MOST_KEYS: usize = 1 << 20;
const LONGEST: Duration = Duration::from_secs(24 * 60 * 60);

pub(super) type NamePeer = dyn Fn(RequestHead<'_>) -> Option<String> + Send + Sync;

/// How many wrong passwords are allowed in which time.
#[derive(Clone, Copy)]
pub(super) struct Rate {
    pub(super) failures: u32,
    pub(super) per: Duration,
}

/// What the application has set.
pub(super) struct ThrottleOptions {
    pub(super) names: Option<Rate>,
    pub(super) peers: Option<(Rate, Box<NamePeer>)>,
    pub(super) capacity: usize,
}

pub(super) struct Throttle {
    names: Option<Budgets>,
    peers: Option<(Budgets, Box<NamePeer>)>,
    /// A forked process must not wait for a lock that a thread of its parent may hold.
    process: u32,
}

/// Why an attempt is not made, and when the next one may be.
pub(super) struct Throttled {
    pub(super) retry_after: Duration,
    pub(super) because: &'static str,
}

impl Throttle {
    /// Creates the throttle, or `None` if it is off.
    pub(super) fn new(options: ThrottleOptions) -> Result<Option<Arc<Self>>, ConfigError> {
        let ThrottleOptions { names, peers, capacity } = options;
        if names.is_none() && peers.is_none() {
            return Ok(None);
        }
        if capacity == 0 || capacity > MOST_KEYS {
            return Err(ConfigError::new("passwords", "throttle_capacity", "must be 1 to 1048576, which take some 200 MiB"));
        }
        let names = names.map(|rate| Budgets::new("throttle_names", rate, capacity)).transpose()?;
        let peers = match peers {
            Some((rate, peer)) => Some((Budgets::new("throttle_peers", rate, capacity)?, peer)),
            None => None,
        };
        Ok(Some(Arc::new(Self { names, peers, process: std::process::id() })))
    }

    /// Returns the peer of a request, if peers are throttled and the application names this one. Runs the application's code.
    pub(super) fn peer(&self, keyed: &KeyedHash, head: RequestHead<'_>) -> Option<Digest> {
        self.peers.as_ref().and_then(|(_, peer)| peer(head)).map(|peer| keyed.peer(&peer))
    }

    /// Takes one attempt from the budgets of a name and its peer, before the password is hashed: attempts that wait count, too.
    pub(super) fn charge(self: &Arc<Self>, name: Digest, peer: Option<Digest>) -> Result<Charge, Throttled> {
        let now = Instant::now();
        let throttled = |because| move |retry_after| Throttled { retry_after, because };
        let mut charge = Charge { throttle: Arc::clone(self), name: None, peer: None };
        if let Some(names) = &self.names {
            names.charge(name, now).map_err(throttled("too many wrong passwords for this user name"))?;
            charge.name = Some(name);
        }
        if let (Some((peers, _)), Some(peer)) = (&self.peers, peer) {
            // If it fails, `charge` is dropped, and the name gets its attempt back.
            peers.charge(peer, now).map_err(throttled("too many wrong passwords from this peer"))?;
            charge.peer = Some(peer);
        }
        Ok(charge)
    }
}

/// One attempt, which is given back on drop unless the password was wrong.
pub(super) struct Charge {
    throttle: Arc<Throttle>,
    name: Option<Digest>,
    peer: Option<Digest>,
}

impl Charge {
    /// Keeps the attempt: the password was wrong.
    pub(super) fn spend(mut self) {
        (self.name, self.peer) = (None, None);
    }
}

impl Drop for Charge {
    fn drop(&mut self) {
        let Throttle { names, peers, process } = &*self.throttle;
        if *process != std::process::id() {
            return;
        }
        let now = Instant::now();
        if let (Some(names), Some(name)) = (names, self.name) {
            names.refund(name, now);
        }
        if let (Some((peers, _)), Some(peer)) = (peers, self.peer) {
            peers.refund(peer, now);
        }
    }
}

/// The budgets of all keys of one kind: a full one is not stored. Each attempt moves the time at which the budget is full again by
/// one interval into the future, and may not move it further than the whole time of the rate (the generic cell rate algorithm).
struct Budgets {
    rate: Rate,
    interval: Duration,
    capacity: usize,
    spent: Mutex<Spent>,
}

#[derive(Default)]
struct Spent {
    full_at: HashMap<Digest, Instant>,
    /// The same, by time.
    order: BTreeSet<(Instant, Digest)>,
}

impl Budgets {
    fn new(name: &'static str, rate: Rate, capacity: usize) -> Result<Self, ConfigError> {
        if rate.failures == 0 {
            return Err(ConfigError::new(
                "passwords",
                name,
                "must allow at least 1 wrong password: 0 would reject every request",
            ));
        }
        let interval = rate.per / rate.failures;
        if interval.is_zero() || rate.per > LONGEST {
            return Err(ConfigError::new("passwords", name, "must count over a time that is not zero, and at most a day"));
        }
        Ok(Self { rate, interval, capacity, spent: Mutex::default() })
    }

    fn charge(&self, key: Digest, now: Instant) -> Result<(), Duration> {
        let mut spent = self.spent.lock().unwrap_or_else(PoisonError::into_inner);
        let full_at = spent.full_at.get(&key).map_or(now, |full_at| now.max(*full_at)) + self.interval;
        let over = full_at.saturating_duration_since(now).saturating_sub(self.rate.per);
        if !over.is_zero() {
            return Err(over);
        }
        spent.set(key, full_at, self.capacity);
        Ok(())
    }

    fn refund(&self, key: Digest, now: Instant) {
        let mut spent = self.spent.lock().unwrap_or_else(PoisonError::into_inner);
        // It may have been evicted meanwhile.
        let Some(full_at) = spent.full_at.get(&key).and_then(|full_at| full_at.checked_sub(self.interval)) else { return };
        if full_at > now {
            spent.set(key, full_at, self.capacity);
        } else {
            spent.remove(&key);
        }
    }
}

impl Spent {
    /// If there is no room, the budget that is full first is taken to be full. So a flood of other keys gives nothing back to a key
    /// that has spent more than each of them.
    fn set(&mut self, key: Digest, full_at: Instant, capacity: usize) {
        self.remove(&key);
        while self.full_at.len() >= capacity
            && let Some((_, first)) = self.order.pop_first()
        {
            self.full_at.remove(&first);
        }
        self.full_at.insert(key, full_at);
        self.order.insert((full_at, key));
    }

    fn remove(&mut self, key: &Digest) {
        if let Some(full_at) = self.full_at.remove(key) {
            self.order.remove(&(full_at, *key));
        }
    }
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used)]

    use super::*;

    const MINUTE: Duration = Duration::from_secs(60);

    fn budgets(failures: u32, capacity: usize) -> Budgets {
        Budgets::new("test", Rate { failures, per: MINUTE }, capacity).unwrap_or_else(|_| unreachable!())
    }

    fn key(number: u64) -> Digest {
        let mut key = [0; 32];
        key.first_chunk_mut().unwrap_or(&mut [0; 8]).copy_from_slice(&number.to_le_bytes());
        key
    }

    #[test]
    fn a_budget_is_spent_and_fills_again() {
        let (budgets, start) = (budgets(3, 10), Instant::now());
        let at = |seconds| budgets.charge(key(1), start + Duration::from_secs(seconds));
        assert_eq!([at(0), at(0), at(0)], [Ok(()); 3]);
        assert_eq!(at(0), Err(Duration::from_secs(20)));
        assert_eq!(at(19), Err(Duration::from_secs(1)));
        assert_eq!((at(20), at(20)), (Ok(()), Err(Duration::from_secs(20))));
        assert_eq!(budgets.charge(key(2), start), Ok(()), "another key");
        // Full again, and no fuller than that.
        let later = start + 10 * MINUTE;
        assert_eq!([(); 4].map(|()| budgets.charge(key(1), later).is_ok()), [true, true, true, false]);
    }

    #[test]
    fn what_is_given_back_was_never_taken() {
        let (budgets, now) = (budgets(1, 10), Instant::now());
        for _ in 0..5 {
            assert_eq!(budgets.charge(key(1), now), Ok(()));
            assert_eq!(budgets.charge(key(1), now), Err(MINUTE));
            budgets.refund(key(1), now);
        }
        assert!(budgets.spent.lock().unwrap().full_at.is_empty());
        budgets.refund(key(2), now);
    }

    /// Neither grows the memory, nor gives a guesser his budget back.
    #[test]
    fn a_million_names_take_no_more_room_and_open_nothing() {
        let (budgets, now) = (budgets(3, 1000), Instant::now());
        let attacked = key(u64::MAX);
        assert_eq!([(); 4].map(|()| budgets.charge(attacked, now).is_ok()), [true, true, true, false]);
        for number in 0..1_000_000 {
            assert_eq!(budgets.charge(key(number), now), Ok(()));
        }
        let spent = budgets.spent.lock().unwrap();
        assert_eq!((spent.full_at.len(), spent.order.len()), (1000, 1000));
        assert!(spent.full_at.capacity() < 4000, "{}", spent.full_at.capacity());
        drop(spent);
        assert_eq!(budgets.charge(attacked, now), Err(MINUTE / 3));
    }
}
