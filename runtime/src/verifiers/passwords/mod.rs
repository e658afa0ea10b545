//! Basic authentication against stored password hashes (feature `passwords`).

mod argon2id;
mod bcrypt;
mod builder;
mod decoys;
mod form;
mod hash;
mod htpasswd;
mod keyed;
mod metrics;
mod pool;
mod recent;
mod table;
mod throttle;
mod users;

pub use builder::PasswordsBuilder;
pub use metrics::PasswordMetrics;
pub use table::PasswordTable;

use std::{
    fmt,
    future::poll_fn,
    pin::pin,
    sync::{Arc, PoisonError, RwLock},
    task::Poll,
};

use futures_channel::oneshot;
use zeroize::Zeroizing;

use self::{
    argon2id::OutOfMemory,
    keyed::{Digest, KeyedHash},
    pool::{Pool, Rejected},
    recent::RecentLogins,
    throttle::{Charge, Throttle, Throttled},
    users::{TableOptions, User, Users},
};
use crate::{
    decision::Verifier,
    rejection::VerifyError,
    request::{Basic, scheme},
    vocabulary::{ConfigError, Identity},
};

/// Verifies user name and password of `Basic` (RFC 7617) against argon2id and bcrypt hashes. See
/// [passwords](crate::guide::_04_verifiers#passwords).
///
/// ```
/// use requires_auth::{Authenticator, verifiers::{PasswordTable, Passwords}};
/// use std::sync::LazyLock;
///
/// static PASSWORDS: LazyLock<Passwords> = LazyLock::new(|| {
///     let hash = "$argon2id$v=19$m=19456,t=2,p=1$c29tZXNhbHRzb21lc2FsdA$k9ohroejZy1PN5E1SbHNPug6vB8eQAahb5SOAp6iGF4";
///     let table = PasswordTable::new().user("ada", hash).expect("a hash");
///     Passwords::new(table).expect("threads")
/// });
///
/// # futures_executor::block_on(async {
/// // `ada:correct horse`, in base64
/// let request = http::Request::builder().header("authorization", "Basic YWRhOmNvcnJlY3QgaG9yc2U=").body(()).unwrap();
/// let auth = Authenticator::new(&*PASSWORDS);
/// assert_eq!(auth.authenticate(&request).await.unwrap().subject(), "ada");
/// # });
/// ```
///
/// # What it costs
///
/// One hash takes milliseconds of processor time. For argon2id it also takes the memory of its parameter `m`: 19 MiB with the usual
/// costs. Hashes run on separate threads, never on those of the async runtime, and never more at once than
/// [`max_concurrent_hashes`](PasswordsBuilder::max_concurrent_hashes). With the defaults this is 76 MiB on four processors or more,
/// and only while hashes run. If a client disconnects, its running hash still finishes, and its queued hash is skipped.
///
/// A correct password is accepted again without a hash [for 5 minutes](PasswordsBuilder::cache_ttl), in less than a ten-thousandth
/// of the time, even while all threads are busy. The cache stores only a hash with a random key of this process.
///
/// # What it returns
///
/// - *Invalid* (401): a wrong password, an unknown or empty user name, or a password of more than 72 bytes if the stored hash is
///   bcrypt.
/// - *Throttled* (429 with `Retry-After`): too many wrong passwords for this user name or from this peer, if
///   [`throttle_names`](PasswordsBuilder::throttle_names) or [`throttle_peers`](PasswordsBuilder::throttle_peers) is set. The
///   password is not hashed, so the response is the same for a correct one. A pair that is cached, for this peer if peers are
///   throttled, is accepted nevertheless.
/// - *Unavailable* (503 with `Retry-After`):
///   - [The queue](PasswordsBuilder::max_queued), or [the share of this user name](PasswordsBuilder::max_queued_per_user) in it, is
///     full. The rejection comes at once. Limit the rate by address before this verifier, because guesses under many names fill the
///     queue: see [rate limits](crate::guide::_10_cookbook#rate-limits).
///   - A hash could not allocate its memory, or panicked. This never counts as a wrong password. (With `panic = "abort"` a panic
///     ends the process.)
///   - The process was forked after `Passwords` was built, and does not have its threads. The rejection comes at once. Build
///     `Passwords` after the fork.
///
/// An unknown user name follows the same path as a known one, down to a hash with the costs of some user of the table. So neither
/// time nor a 503 reveals whether a user exists. A password that is longer than bcrypt reads costs the same hash, too.
///
/// The rest of this section matters only if the hashes of the table have different costs (bcrypt and argon2id, old costs and new
/// ones). Then each name has its own costs: a known name those of its hash, and an unknown name costs that are chosen from the
/// table, each as often as it occurs there. A key that is derived from all stored hashes makes this choice, so the choice
///
/// - stays the same for a name as long as the table stays the same: after a restart and in other processes, too;
/// - changes for all unknown names after *any* change of the table, even of one password. An attacker who measures a name before
///   and after, and sees its costs change, learns that the name is unknown or has a new hash.
///
/// With [`decoy_key`](PasswordsBuilder::decoy_key) the choice survives changes of the table. It may differ between versions of this
/// crate.
///
/// # What is wiped
///
/// Wiped after use: the copy of the password that waits for its thread, its
/// [normalised](PasswordsBuilder::normalize_unicode) form, the working memory of argon2id, the key and state of bcrypt, and their
/// results. Wiped with the last clone: the keys for the hashes of names and cached pairs.
///
/// Not wiped: the header field that the server holds, the decoded pair that the verifier receives ([`Basic`]), small intermediate
/// values on the stack, and memory that the operating system swaps or dumps. Stored hashes stay in memory as long as their table.
///
/// # Lifetime
///
/// Cloning increments a reference count. The threads end when the last clone is dropped, each after its current hash; the drop does
/// not wait for them. Build one value for each table, not one for each request.
#[derive(Clone)]
pub struct Passwords {
    inner: Arc<Inner>,
}

struct Inner {
    users: RwLock<Arc<Users>>,
    keyed: KeyedHash,
    reading: TableOptions,
    /// `None` if the cache is off.
    memory: Option<Arc<RecentLogins>>,
    /// `None` if nothing is throttled.
    throttle: Option<Arc<Throttle>>,
    pool: Pool<Result<bool, OutOfMemory>>,
    metrics: PasswordMetrics,
    scheme: scheme::Basic,
}

/// The state of one request before it waits.
enum Asked {
    Remembered(Identity),
    Hashing { name: Digest, user: Arc<User>, answer: oneshot::Receiver<Result<bool, OutOfMemory>> },
}

impl Passwords {
    /// Creates the verifier with the default limits, and starts its threads.
    ///
    /// # Errors
    ///
    /// Returns [`ConfigError`] if the table is empty or contains a hash with costs
    /// [above the ceiling](PasswordsBuilder::allow_any_cost), or if the operating system returns no random bytes or starts no
    /// thread.
    pub fn new(table: PasswordTable) -> Result<Self, ConfigError> {
        Self::builder(table).build()
    }

    /// Starts building a verifier with other limits.
    ///
    /// ```
    /// use requires_auth::{scheme, verifiers::{PasswordTable, Passwords}};
    /// use std::time::Duration;
    ///
    /// const STAFF: scheme::Basic = scheme::Basic::new().realm("staff");
    ///
    /// let table = PasswordTable::from_htpasswd("ada:$2y$05$ciCthzA9KHZ2Hm1w8MHLaeO9PuRg0x2TJpxWzW31svuzofu3DVEP.")?;
    /// let passwords = Passwords::builder(table)
    ///     .max_concurrent_hashes(2)
    ///     .max_queued(16)
    ///     .cache_ttl(Duration::from_secs(60))
    ///     .scheme(STAFF)
    ///     .build()?;
    /// # let _: Passwords = passwords;
    /// # Ok::<(), requires_auth::ConfigError>(())
    /// ```
    pub fn builder(table: PasswordTable) -> PasswordsBuilder {
        PasswordsBuilder::new(table)
    }

    /// Replaces the table, for this verifier and all its clones. From this moment on, a user who was removed or has another hash is
    /// rejected, even if the password is cached or a hash is running. All other users stay cached.
    ///
    /// # Errors
    ///
    /// Returns [`ConfigError`] and keeps the old table if the new one is empty, contains a hash with costs
    /// [above the ceiling](PasswordsBuilder::allow_any_cost) or two names that are
    /// [equal after normalisation](PasswordsBuilder::normalize_unicode), or if this process was forked after the verifier was
    /// built.
    pub fn replace(&self, table: PasswordTable) -> Result<(), ConfigError> {
        if self.inner.pool.is_elsewhere() {
            return Err(ConfigError::bare("passwords", FORKED));
        }
        let users = Arc::new(Users::new(table, &self.inner.keyed, &self.inner.reading)?);
        let old = std::mem::replace(&mut *self.inner.users.write().unwrap_or_else(PoisonError::into_inner), users);
        // Dropping a long table takes time, so it happens after the lock is released.
        drop(old);
        Ok(())
    }

    /// Returns live counters, which this verifier and all its clones share.
    #[must_use]
    pub fn metrics(&self) -> PasswordMetrics {
        self.inner.metrics.clone()
    }

    fn from_inner(inner: Inner) -> Self {
        Self { inner: Arc::new(inner) }
    }
}

const FORKED: &str = "this process was forked off after `Passwords` had started its threads, and does not have them; build \
                      `Passwords` after the fork";

impl Inner {
    fn users(&self) -> Arc<Users> {
        Arc::clone(&self.users.read().unwrap_or_else(PoisonError::into_inner))
    }

    /// Returns a cached identity, or puts a hash into the queue. Known and unknown users take the same path.
    fn ask(&self, basic: &Basic<'_>) -> Result<Asked, VerifyError> {
        let (user_name, password) = (basic.user(), basic.expose_password());
        if user_name.is_empty() {
            return Err(VerifyError::invalid());
        }
        // Checked first: in a forked process a thread that does not exist may hold any lock.
        if self.pool.is_elsewhere() {
            return Err(VerifyError::unavailable(FORKED));
        }
        let (user_name, password) = (&*self.reading.form.of(user_name), &*self.reading.form.of(password));
        let name = self.keyed.name(user_name);
        let users = self.users();
        let nobody = || VerifyError::unavailable("the table has no user to compare with");
        let found = users.find(&name).ok_or_else(nobody)?;
        let peer = self.throttle.as_ref().and_then(|throttle| throttle.peer(&self.keyed, basic.request()));
        // The cache key includes the stored hash, so that a new hash of the user invalidates the entry. It includes the peer, so that
        // a throttled peer cannot find out by guessing which pair another one has sent.
        let pair = |stored| self.keyed.pair(user_name, password, stored, peer.as_ref());
        let memory = self.memory.as_ref().map(|memory| (memory, pair(&found.nearest.stored)));
        let is_remembered = memory.as_ref().is_some_and(|(memory, pair)| memory.contains(pair));
        if is_remembered & found.is_known {
            self.metrics.counters().remembered.count();
            return Ok(Asked::Remembered(found.nearest.identity.clone()));
        }
        let charge = match self.throttle.as_ref().map(|throttle| throttle.charge(name, peer)) {
            None => None,
            Some(Ok(charge)) => Some(charge),
            Some(Err(Throttled { retry_after, because })) => {
                self.metrics.counters().throttled.count();
                return Err(VerifyError::throttled(retry_after).because(because));
            }
        };
        // Chosen for known names, too, so that both take the same time.
        let decoy = users.decoy(user_name).ok_or_else(nobody)?;
        let user = if found.is_known { found.nearest } else { decoy };
        let check = Check {
            user: Arc::clone(user),
            is_known: found.is_known,
            password: Zeroizing::new(password.into()),
            memory: memory.map(|(memory, pair)| (Arc::clone(memory), pair)),
            metrics: self.metrics.clone(),
            charge,
        };
        match self.pool.submit(name, move || check.run()) {
            Ok(answer) => Ok(Asked::Hashing { name, user: Arc::clone(user), answer }),
            Err(Rejected::Elsewhere) => Err(VerifyError::unavailable(FORKED)),
            Err(Rejected::Closed) => Err(VerifyError::unavailable("no thread for verifying passwords is running")),
            Err(reason) => {
                self.metrics.counters().rejected.count();
                Err(VerifyError::unavailable(match reason {
                    Rejected::QueueFull => "the queue of passwords to verify is full",
                    _ => "the share of one user in the queue of passwords to verify is used up",
                }))
            }
        }
    }

    /// Returns the identity of a user whose password was correct, if the table still has the same hash.
    fn admit(&self, name: &Digest, user: &User) -> Result<Identity, VerifyError> {
        let users = self.users();
        match users.find(name) {
            Some(now) if now.is_known && now.nearest.stored == user.stored => Ok(now.nearest.identity.clone()),
            _ => Err(VerifyError::invalid()),
        }
    }
}

/// The work of one request, which a thread of the pool runs.
struct Check {
    user: Arc<User>,
    is_known: bool,
    password: Zeroizing<Box<str>>,
    memory: Option<(Arc<RecentLogins>, Digest)>,
    metrics: PasswordMetrics,
    /// Given back if the work is never done.
    charge: Option<Charge>,
}

impl Check {
    fn run(self) -> Result<bool, OutOfMemory> {
        let matches = self.user.hash.matches(self.password.as_bytes(), self.metrics.counters())?;
        // An unknown name stays unknown, even if the password matches the decoy's hash.
        let is_right = matches & self.is_known;
        if let Some((memory, pair)) = self.memory.filter(|_| is_right) {
            memory.keep(pair);
        }
        if let Some(charge) = self.charge.filter(|_| !is_right) {
            charge.spend();
        }
        Ok(is_right)
    }
}

impl Verifier for Passwords {
    type Scheme = scheme::Basic;
    type Identity = Identity;

    fn scheme(&self) -> &scheme::Basic {
        &self.inner.scheme
    }

    async fn verify<'a>(&'a self, basic: Basic<'a>) -> Result<Identity, VerifyError> {
        let (name, user, answer) = match self.inner.ask(&basic)? {
            Asked::Remembered(identity) => return Ok(identity),
            Asked::Hashing { name, user, answer } => (name, user, answer),
        };
        let mut answer = pin!(answer);
        // If the process was forked meanwhile, no thread will send a result.
        let answered = poll_fn(|context| {
            if self.inner.pool.is_elsewhere() {
                return Poll::Ready(Err(VerifyError::unavailable(FORKED)));
            }
            answer.as_mut().poll(context).map(Ok)
        });
        match answered.await? {
            Ok(Ok(true)) => self.inner.admit(&name, &user),
            Ok(Ok(false)) => Err(VerifyError::invalid()),
            Ok(Err(OutOfMemory)) => Err(VerifyError::unavailable("no memory to verify a password")),
            Err(oneshot::Canceled) => Err(VerifyError::unavailable("the verification of a password was cancelled")),
        }
    }
}

impl fmt::Debug for Passwords {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let mut shown = f.debug_struct("Passwords");
        if !self.inner.pool.is_elsewhere() {
            shown.field("count", &self.inner.users().len());
        }
        shown.field("metrics", &self.inner.metrics).finish_non_exhaustive()
    }
}
