//! How many, how long, how much: what is set before the threads start.

use std::{fmt, num::NonZero, sync::Arc, thread, time::Duration};

use zeroize::Zeroizing;

use super::{
    Inner, Passwords,
    form::Form,
    keyed::KeyedHash,
    metrics::PasswordMetrics,
    pool::{Limits, Pool},
    recent::RecentLogins,
    table::PasswordTable,
    users::{TableOptions, Users},
};
use crate::{request::scheme, vocabulary::ConfigError};

/// No machine hashes more at once.
const MOST_THREADS: usize = 1024;
/// With names and passwords as long as they may be, some 800 MiB.
const LONGEST_QUEUE: usize = 65_536;
/// Some 70 MiB.
const MOST_PAIRS: usize = 1 << 20;

/// In bytes: what nobody can try all of.
const SHORTEST_KEY: usize = 16;

/// Sets the bounds of [`Passwords`]: see [`Passwords::builder`].
#[must_use]
pub struct PasswordsBuilder {
    table: PasswordTable,
    limits: Limits,
    cache_ttl: Duration,
    cache_capacity: usize,
    decoy_key: Option<Zeroizing<Vec<u8>>>,
    has_cost_ceiling: bool,
    form: Form,
    scheme: scheme::Basic,
}

impl PasswordsBuilder {
    pub(super) fn new(table: PasswordTable) -> Self {
        let threads = thread::available_parallelism().map_or(1, NonZero::get).min(4);
        Self {
            table,
            limits: Limits { threads, queue: 64, share: 4 },
            cache_ttl: Duration::from_secs(5 * 60),
            cache_capacity: 1024,
            decoy_key: None,
            has_cost_ceiling: true,
            form: Form::Bytes,
            scheme: scheme::Basic::new(),
        }
    }

    /// How many hashes run at once, each on a thread of its own; as many as the machine has processors, at most 4, unless set.
    /// Zero, and more than 1024, are errors of [`build`](Self::build).
    ///
    /// It bounds the memory too: argon2id with its usual costs takes 19 MiB for each.
    pub fn max_concurrent_hashes(mut self, number: usize) -> Self {
        self.limits.threads = number;
        self
    }

    /// How many requests wait for a thread, at most; 64 unless set; zero, and more than 65536, are errors of
    /// [`build`](Self::build). Further ones are refused as *unavailable* at once.
    ///
    /// The longest wait is about the time of one hash, times this, divided by the number of hashes at once.
    ///
    /// **Guesses under many different names fill it**, known and unknown ones alike; then everybody who is not
    /// [remembered](Self::cache_ttl) gets 503 until they are through. A verifier cannot prevent that: it knows a caller by the
    /// name only, and room that is kept for names of the table would tell which names are in it. Put a limit by address in front
    /// of the handlers that take passwords (in the proxy, or a middleware that answers 429), below what the threads can do: their
    /// number divided by the time of one hash. A longer queue makes the wait longer, not the flood smaller.
    pub fn max_queued(mut self, requests: usize) -> Self {
        self.limits.queue = requests;
        self
    }

    /// How many of the requests that wait may be for one user name, at most; 4 unless set, and zero is an error of
    /// [`build`](Self::build). Further ones are refused as *unavailable* at once, so that who guesses one user's password keeps
    /// only that user waiting. It is no bound for who guesses under many names: see [`max_queued`](Self::max_queued).
    pub fn max_queued_per_user(mut self, requests: usize) -> Self {
        self.limits.share = requests;
        self
    }

    /// How long a password that was right is let in again without a hash, counted from the hash; 5 minutes unless set, never
    /// where zero, and at most a year. A table with another hash for the user ends it at once.
    pub fn cache_ttl(mut self, time: Duration) -> Self {
        self.cache_ttl = time;
        self
    }

    /// How many pairs of user and password are remembered, at most; 1024 unless set, none where zero. Each takes some 70 bytes.
    /// More than 1048576 is an error of [`build`](Self::build).
    pub fn cache_capacity(mut self, pairs: usize) -> Self {
        self.cache_capacity = pairs;
        self
    }

    /// The key by which unknown names are given the costs of some user, for a table of several costs; made of the table unless
    /// set. A secret of at least 16 random bytes, the same in every process and over restarts; see
    /// [what a request answers](Passwords#what-it-answers).
    ///
    /// With it, a change of the table changes the costs of unknown names only where it changes which costs are how frequent:
    /// another password, another name or a table twice as large with the same costs change none. Where one kind of costs becomes
    /// more frequent, as many unknown names move to it as its share grew by, and no others. A change of the key itself chooses
    /// for all of them anew.
    pub fn decoy_key(mut self, key: impl AsRef<[u8]>) -> Self {
        self.decoy_key = Some(Zeroizing::new(key.as_ref().to_vec()));
        self
    }

    /// Takes hashes of any cost, in this table and in those that [replace](Passwords::replace) it. Unless this is called, these
    /// are errors, since any caller can make such a hash run, for many seconds or in more memory than most machines have:
    ///
    /// - bcrypt with a cost above 16,
    /// - argon2id above `m=2097152` (2 GiB, the most that RFC 9106 4 recommends), with `m` times `t` above 4194304 (4 GiB over all
    ///   passes), or above `p=64`.
    ///
    /// There is no floor: how little a hash may cost is a decision of who stores it.
    pub fn allow_any_cost(mut self) -> Self {
        self.has_cost_ceiling = false;
        self
    }

    /// Compares user names and passwords in Unicode's Normalization Form C, in which RFC 7617 2.1 expects them. Some clients send
    /// what their keyboard or file system gives them: `é` as `e` and an accent, which is another password, byte by byte.
    ///
    /// Both names are brought to that form, that of the table and the one that was sent; two of the table that are then the same
    /// are an error of [`build`](Self::build) and of [`replace`](Passwords::replace). Of a password only what is sent can be: the
    /// stored hash must be one of the password **in that form**, as nearly all are that were typed. One that was made of another
    /// form is let in no more; that is why this is off unless called. ASCII is the same in each form. An identity keeps the name
    /// as it stands in the table.
    ///
    /// It costs time for what is not ASCII, which depends on what was sent and not on what is stored; there is one hash, as ever.
    pub fn normalize_unicode(mut self) -> Self {
        self.form = Form::Composed;
        self
    }

    /// Sets the scheme: realm, longest credentials; at most 8192 bytes of base64 unless set.
    pub fn scheme(mut self, scheme: scheme::Basic) -> Self {
        self.scheme = scheme;
        self
    }

    /// The verifier; starts its threads.
    ///
    /// # Errors
    ///
    /// [`ConfigError`] where the table is empty or has a hash of a cost [above the ceiling](Self::allow_any_cost) or two
    /// [names that are one](Self::normalize_unicode), a number that must not be zero is or one is too large, the
    /// [`decoy_key`](Self::decoy_key) is too short, or the operating system gives no random bytes or no thread.
    pub fn build(self) -> Result<Passwords, ConfigError> {
        let Limits { threads, queue, share } = self.limits;
        for (name, number) in [("max_concurrent_hashes", threads), ("max_queued", queue), ("max_queued_per_user", share)] {
            if number == 0 {
                return Err(ConfigError::new("passwords", name, "must be at least 1: 0 would reject every request"));
            }
        }
        for (name, is_too_large, rule) in [
            ("max_concurrent_hashes", threads > MOST_THREADS, "must be at most 1024: no machine hashes more at once"),
            (
                "max_queued",
                queue > LONGEST_QUEUE,
                "must be at most 65536: a longer queue makes the wait longer, not the flood smaller",
            ),
            ("cache_capacity", self.cache_capacity > MOST_PAIRS, "must be at most 1048576, which take some 70 MiB"),
        ] {
            if is_too_large {
                return Err(ConfigError::new("passwords", name, rule));
            }
        }
        let keyed = KeyedHash::new()?;
        let decoy_key = self.decoy_key.as_deref().map(|key| read_key(key)).transpose()?;
        let reading = TableOptions { decoy_key, has_cost_ceiling: self.has_cost_ceiling, form: self.form };
        let users = Users::new(self.table, &keyed, &reading)?;
        let metrics = PasswordMetrics::default();
        let pool = Pool::new(self.limits, metrics.clone())
            .map_err(|error| ConfigError::new("passwords", error.to_string(), "cannot start a thread"))?;
        let memory = RecentLogins::new(self.cache_ttl, self.cache_capacity).map(Arc::new);
        Ok(Passwords::from_inner(Inner {
            users: Arc::new(users).into(),
            keyed,
            reading,
            memory,
            pool,
            metrics,
            scheme: self.scheme,
        }))
    }
}

fn read_key(key: &[u8]) -> Result<KeyedHash, ConfigError> {
    if key.len() < SHORTEST_KEY {
        return Err(ConfigError::new("passwords", "decoy_key", "must have at least 16 bytes, random and secret"));
    }
    KeyedHash::of_application(key)
}

impl fmt::Debug for PasswordsBuilder {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("PasswordsBuilder")
            .field("table", &self.table)
            .field("max_concurrent_hashes", &self.limits.threads)
            .field("max_queued", &self.limits.queue)
            .field("max_queued_per_user", &self.limits.share)
            .field("cache_ttl", &self.cache_ttl)
            .field("cache_capacity", &self.cache_capacity)
            .field("has_cost_ceiling", &self.has_cost_ceiling)
            .finish_non_exhaustive()
    }
}
