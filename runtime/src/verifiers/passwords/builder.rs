//! The limits of `Passwords`, which are set before the threads start.

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
    throttle::{Rate, Throttle, ThrottleOptions},
    users::{TableOptions, Users},
};
use crate::{
    request::{RequestHead, scheme},
    vocabulary::ConfigError,
};

/// No machine runs more hashes at once.
const MOST_THREADS: usize = 1024;
/// About 800 MiB, with names and passwords of maximum length.
const LONGEST_QUEUE: usize = 65_536;
/// About 70 MiB.
const MOST_PAIRS: usize = 1 << 20;

/// The minimum length of the decoy key, in bytes: too long to try all values.
const SHORTEST_KEY: usize = 16;

/// Sets the limits of [`Passwords`]: see [`Passwords::builder`]. The setters do not fail: [`build`](Self::build) returns the first
/// invalid value.
#[must_use]
pub struct PasswordsBuilder {
    table: PasswordTable,
    limits: Limits,
    cache_ttl: Duration,
    cache_capacity: usize,
    decoy_key: Option<Zeroizing<Vec<u8>>>,
    has_cost_ceiling: bool,
    form: Form,
    throttle: ThrottleOptions,
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
            throttle: ThrottleOptions { names: None, peers: None, capacity: 16_384 },
            scheme: scheme::Basic::new(),
        }
    }

    /// Sets how many hashes run at once, each on its own thread. Default: the number of processors, at most 4. Zero, and more than
    /// 1024, are errors of [`build`](Self::build).
    ///
    /// This also bounds the memory: argon2id with its usual costs takes 19 MiB for each hash.
    pub fn max_concurrent_hashes(mut self, number: usize) -> Self {
        self.limits.threads = number;
        self
    }

    /// Sets how many requests may wait for a thread. Default: 64. Zero, and more than 65536, are errors of [`build`](Self::build).
    /// Further requests are rejected as *unavailable* (503) at once.
    ///
    /// The longest wait is about this number, times the time of one hash, divided by the number of hashes at once.
    ///
    /// **Guesses under many different names fill the queue**, known and unknown names alike. Until they are done, every request
    /// whose password is not [cached](Self::cache_ttl) gets 503. The queue cannot prevent that: it distinguishes callers only by
    /// name, and places that are reserved for names of the table would reveal which names it contains. Limit wrong passwords by
    /// peer ([`throttle_peers`](Self::throttle_peers)), or the rate by address in the proxy or in a middleware that responds with
    /// 429. The limit must be below the
    /// capacity of the threads: their number divided by the time of one hash. A longer queue makes the wait longer, not the flood
    /// smaller. See [rate limits](crate::guide::_10_cookbook#rate-limits).
    pub fn max_queued(mut self, requests: usize) -> Self {
        self.limits.queue = requests;
        self
    }

    /// Sets how many of the waiting requests may have the same user name. Default: 4. Zero is an error of [`build`](Self::build).
    /// Further requests are rejected as *unavailable* (503) at once, so that guessing one user's password delays only that user. It
    /// does not bound guesses under many names: see [`max_queued`](Self::max_queued).
    pub fn max_queued_per_user(mut self, requests: usize) -> Self {
        self.limits.share = requests;
        self
    }

    /// Sets how long a correct password is accepted again without a hash, counted from the hash. Default: 5 minutes. Zero turns the
    /// cache off; a time of more than a year counts as a year. A new table with another hash for the user removes the entry at once.
    pub fn cache_ttl(mut self, time: Duration) -> Self {
        self.cache_ttl = time;
        self
    }

    /// Sets how many pairs of user and password are cached. Default: 1024. Zero turns the cache off. Each pair takes about 70 bytes.
    /// More than 1048576 is an error of [`build`](Self::build).
    pub fn cache_capacity(mut self, pairs: usize) -> Self {
        self.cache_capacity = pairs;
        self
    }

    /// Sets how many wrong passwords for one user name are hashed within `time`: `throttle_names(10, Duration::from_secs(900))`.
    /// Further requests with this name are rejected as *throttled* (429 with `Retry-After`) without a hash, known and unknown names
    /// alike. Default: off. Zero failures, a time of zero and one of more than a day are errors of [`build`](Self::build).
    ///
    /// The budget fills evenly: in the example there may be ten attempts at once, and then one in 90 seconds. Attempts that wait for
    /// their hash count. Correct passwords and attempts without a result do not count.
    ///
    /// **Anybody who sends wrong passwords for a name locks its owner out**, except where the owner's pair is
    /// [cached](Self::cache_ttl). And as long as it is cached, this does not bound guesses: the correct one is accepted, at once.
    /// So set [`throttle_peers`](Self::throttle_peers) as well, with which a pair is cached only for the peer that sent it, or limit
    /// the rate in front.
    pub fn throttle_names(mut self, failures: u32, time: Duration) -> Self {
        self.throttle.names = Some(Rate { failures, per: time });
        self
    }

    /// Sets how many wrong passwords from one peer are hashed within `time`, for any user names. Everything else is as for
    /// [`throttle_names`](Self::throttle_names), and both may be set. Default: off.
    ///
    /// With it a pair is cached only for the peer that sent it, so a throttled peer learns nothing about a pair that others send.
    ///
    /// `peer` names the peer of a request, such as its address: the one of the connection, or the one that **your** proxy has
    /// written. A field that clients can write themselves, such as `X-Forwarded-For` without a proxy that replaces it, bounds nothing.
    /// Cut IPv6 addresses to the prefix that one client has, such as 64 bits. If it returns `None`, the request is not throttled
    /// by peer. If it panics, the response is 500.
    ///
    /// ```
    /// use axum::extract::ConnectInfo; // what `into_make_service_with_connect_info` leaves in each request
    /// use requires_auth::verifiers::{PasswordTable, Passwords};
    /// use std::{net::SocketAddr, time::Duration};
    ///
    /// let table = PasswordTable::from_htpasswd("ada:$2y$05$ciCthzA9KHZ2Hm1w8MHLaeO9PuRg0x2TJpxWzW31svuzofu3DVEP.")?;
    /// let passwords = Passwords::builder(table)
    ///     .throttle_peers(20, Duration::from_secs(300), |head| {
    ///         head.extension::<ConnectInfo<SocketAddr>>().map(|peer| peer.0.ip().to_string())
    ///     })
    ///     .build()?;
    /// # let _: Passwords = passwords;
    /// # Ok::<(), requires_auth::ConfigError>(())
    /// ```
    pub fn throttle_peers<F>(mut self, failures: u32, time: Duration, peer: F) -> Self
    where
        F: Fn(RequestHead<'_>) -> Option<String> + Send + Sync + 'static,
    {
        self.throttle.peers = Some((Rate { failures, per: time }, Box::new(peer)));
        self
    }

    /// Sets for how many names, and for how many peers, wrong passwords are counted. Default: 16384. Each takes about 200 bytes. Zero,
    /// and more than 1048576, are errors of [`build`](Self::build) if something is throttled.
    ///
    /// If there are more, the one whose budget is full again first is forgotten first. So an attacker who wants to reset one
    /// count must send as many wrong passwords for each of this many other names or peers.
    pub fn throttle_capacity(mut self, keys: usize) -> Self {
        self.throttle.capacity = keys;
        self
    }

    /// Sets the key that chooses the costs of unknown names, for a table with several costs. Default: a key that is derived from the
    /// table. The key is a secret of at least 16 random bytes; use the same one in every process and after restarts. See
    /// [what `Passwords` returns](Passwords#what-it-returns).
    ///
    /// With a fixed key, a change of the table changes the costs of unknown names only if it changes how frequent each kind of costs
    /// is. Another password, another name, or a table twice as large with the same costs change nothing. If one kind of costs
    /// becomes more frequent, as many unknown names move to it as its share has grown by, and no others. Another key chooses the
    /// costs of all names anew.
    pub fn decoy_key(mut self, key: impl AsRef<[u8]>) -> Self {
        self.decoy_key = Some(Zeroizing::new(key.as_ref().to_vec()));
        self
    }

    /// Accepts hashes of any cost, in this table and in tables that [replace](Passwords::replace) it. By default the following are
    /// errors, because any client can make such a hash run, for many seconds or in more memory than most machines have:
    ///
    /// - bcrypt with a cost above 16,
    /// - argon2id above `m=2097152` (2 GiB, the most that RFC 9106 4 recommends), with `m` times `t` above 4194304 (4 GiB over all
    ///   passes), or above `p=64`.
    ///
    /// There is no minimum: choosing costs that are high enough is up to the operator who stores the hash.
    pub fn allow_any_cost(mut self) -> Self {
        self.has_cost_ceiling = false;
        self
    }

    /// Compares user names and passwords in Unicode Normalization Form C (NFC), which RFC 7617 2.1 requires. Default: off, so they
    /// are compared byte by byte. Some clients send other forms, depending on keyboard or file system: `é` as `e` and an accent,
    /// which in bytes is another password.
    ///
    /// User names are normalised on both sides, in the table and in the request. Two names of the table that become equal are an
    /// error of [`build`](Self::build) and of [`replace`](Passwords::replace). For passwords only the request can be normalised: the
    /// stored hash must be the hash of the password **in NFC**, as for nearly all passwords that were typed. A password whose hash
    /// was made of another form is no longer accepted, which is why this is off by default. ASCII is the same in each form. An
    /// identity keeps the name as the table has it.
    ///
    /// For text that is not ASCII this takes time, which depends on the request and not on the stored data. There is still only one
    /// hash.
    pub fn normalize_unicode(mut self) -> Self {
        self.form = Form::Composed;
        self
    }

    /// Sets the scheme: its realm, and the maximum length of credentials (default: 8192 bytes of base64).
    pub fn scheme(mut self, scheme: scheme::Basic) -> Self {
        self.scheme = scheme;
        self
    }

    /// Returns the verifier, and starts its threads.
    ///
    /// # Errors
    ///
    /// Returns [`ConfigError`] if the table is empty, or contains a hash with costs [above the ceiling](Self::allow_any_cost) or two
    /// names that are [equal after normalisation](Self::normalize_unicode); if a limit is zero or too large; if the number or the
    /// time of `throttle_names` or `throttle_peers` is invalid; if the
    /// [`decoy_key`](Self::decoy_key) is too short; or if the operating system returns no random bytes or starts no thread.
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
        let throttle = Throttle::new(self.throttle)?;
        let memory = RecentLogins::new(self.cache_ttl, self.cache_capacity).map(Arc::new);
        Ok(Passwords::from_inner(Inner {
            users: Arc::new(users).into(),
            keyed,
            reading,
            memory,
            throttle,
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
