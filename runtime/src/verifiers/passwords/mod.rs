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
    pool::{Pool, Refused},
    recent::RecentLogins,
    users::{TableOptions, User, Users},
};
use crate::{
    decision::Verifier,
    rejection::VerifyError,
    request::{Basic, scheme},
    vocabulary::{ConfigError, Identity},
};

/// Verifies user name and password of `Basic` (RFC 7617) against argon2id and bcrypt hashes.
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
/// One hash takes milliseconds of a processor and, by argon2id, the memory that its `m` says: 19 MiB with the usual costs. Hashes
/// run on threads of their own, never on those of the async runtime, and never more at once than
/// [`max_concurrent_hashes`](PasswordsBuilder::max_concurrent_hashes): so 76 MiB with the defaults on four processors or more, and only while
/// they run. Whoever hangs up frees no thread before its hash is done, and is not hashed at all where it had not begun.
///
/// A password that was right is let in again [for 5 minutes](PasswordsBuilder::cache_ttl) without a hash, in less than a
/// ten-thousandth of its time, also while all threads are busy. What is remembered is a hash under a key of this process.
///
/// # What it answers
///
/// - *Invalid* (401): a wrong password, an unknown or empty user name, a password of more than 72 bytes where the hash is
///   bcrypt.
/// - *Unavailable* (503 with `Retry-After`), at once: [the queue](PasswordsBuilder::max_queued), or
///   [the share of that user name](PasswordsBuilder::max_queued_per_user) in it, is full. Put a limit by address in front:
///   guesses under many names fill the queue. Also where a hash found no memory or
///   panicked: that never passes for a wrong password. (With `panic = "abort"` a panic ends the process.) And always in a process
///   that was forked off the one in which it was built, whose threads are not there: build it after the fork.
///
/// An unknown user takes the same way as a known one, to a hash with the costs of some user of the table: neither time nor a 503
/// tells them apart. A password longer than bcrypt reads costs the same hash too.
///
/// Where all hashes of the table have the same costs, there is no more to it. In a table of several (bcrypt beside argon2id, old
/// costs beside new ones) each name has its own: a known one those of its hash, an unknown one some that are chosen, each as
/// often as it stands in the table. The choice is made by a key that is made of all stored hashes, and so is the same
///
/// - for one name, as long as the table is the same: after a restart and in other processes too;
/// - *not* after any change of the table, be it of one password. Then it is made anew for all unknown names, and who measured a
///   name before and after and saw its costs change knows that it is unknown, or has a new hash.
///
/// [`decoy_key`](PasswordsBuilder::decoy_key) makes the choice outlive changes of the table. It is not promised over
/// versions of this crate.
///
/// # What is wiped
///
/// Wiped after use: the copy of the password that waits for its thread, what
/// [normalisation](PasswordsBuilder::normalize_unicode) made of it, the work memory of argon2id, bcrypt's key and state, what
/// they compute; and with the last clone, the keys that names and remembered pairs are hashed under. Not wiped: the header field
/// that the server holds, the decoded pair that the verifier is lent ([`Basic`]), small intermediate values on the stack, and
/// what the operating system swaps or dumps. Stored hashes stay in memory as long as their table.
///
/// # Lifetime
///
/// A clone is a reference count. The threads end when the last clone is dropped, each after the hash that it is at; the drop
/// does not wait for them. Make one for each table, not one for each request.
#[derive(Clone)]
pub struct Passwords {
    inner: Arc<Inner>,
}

struct Inner {
    users: RwLock<Arc<Users>>,
    keyed: KeyedHash,
    reading: TableOptions,
    /// `None` where nothing is to be remembered.
    memory: Option<Arc<RecentLogins>>,
    pool: Pool<Result<bool, OutOfMemory>>,
    metrics: PasswordMetrics,
    scheme: scheme::Basic,
}

/// What one request came to without waiting.
enum Asked {
    Remembered(Identity),
    Hashing { name: Digest, user: Arc<User>, answer: oneshot::Receiver<Result<bool, OutOfMemory>> },
}

impl Passwords {
    /// With the default bounds; starts the threads.
    ///
    /// # Errors
    ///
    /// [`ConfigError`] where the table is empty or has a hash of a cost
    /// [above the ceiling](PasswordsBuilder::allow_any_cost), or the operating system gives no random bytes or no thread.
    pub fn new(table: PasswordTable) -> Result<Self, ConfigError> {
        Self::builder(table).build()
    }

    /// With other bounds.
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

    /// Exchanges the table, for this and all clones. A user who is gone or has another hash now is refused from this moment on,
    /// whether remembered or in the middle of a hash; all others stay remembered.
    ///
    /// # Errors
    ///
    /// [`ConfigError`] where the table is empty or has a hash of a cost
    /// [above the ceiling](PasswordsBuilder::allow_any_cost) or two
    /// [names that are one](PasswordsBuilder::normalize_unicode), or in a process that was forked off; the old one stays.
    pub fn replace(&self, table: PasswordTable) -> Result<(), ConfigError> {
        if self.inner.pool.is_elsewhere() {
            return Err(ConfigError::bare("passwords", FORKED));
        }
        let users = Arc::new(Users::new(table, &self.inner.keyed, &self.inner.reading)?);
        let old = std::mem::replace(&mut *self.inner.users.write().unwrap_or_else(PoisonError::into_inner), users);
        // A long table is not dropped under the lock.
        drop(old);
        Ok(())
    }

    /// Counters that go on counting, of this and all clones.
    #[must_use]
    pub fn metrics(&self) -> PasswordMetrics {
        self.inner.metrics.clone()
    }

    fn from_inner(inner: Inner) -> Self {
        Self { inner: Arc::new(inner) }
    }
}

const FORKED: &str =
    "this process was forked off after `Passwords` had started its threads, and does not have them; build `Passwords` after the fork";

impl Inner {
    fn users(&self) -> Arc<Users> {
        Arc::clone(&self.users.read().unwrap_or_else(PoisonError::into_inner))
    }

    /// From memory, or into the queue. Known and unknown users go the same way.
    fn ask(&self, user_name: &str, password: &str) -> Result<Asked, VerifyError> {
        if user_name.is_empty() {
            return Err(VerifyError::invalid());
        }
        // First of all: any lock may have been held by a thread that is not there.
        if self.pool.is_elsewhere() {
            return Err(VerifyError::unavailable(FORKED));
        }
        let (user_name, password) = (&*self.reading.form.of(user_name), &*self.reading.form.of(password));
        let name = self.keyed.name(user_name);
        let users = self.users();
        let nobody = || VerifyError::unavailable("the table has no user to compare with");
        let found = users.find(&name).ok_or_else(nobody)?;
        // Of what is stored too, so that another hash for the user ends the memory.
        let memory = self.memory.as_ref().map(|memory| (memory, self.keyed.pair(user_name, password, &found.nearest.stored)));
        let is_remembered = memory.as_ref().is_some_and(|(memory, pair)| memory.contains(pair));
        if is_remembered & found.is_known {
            self.metrics.counters().remembered.count();
            return Ok(Asked::Remembered(found.nearest.identity.clone()));
        }
        // Chosen for known names too.
        let decoy = users.decoy(user_name).ok_or_else(nobody)?;
        let user = if found.is_known { found.nearest } else { decoy };
        let check = Check {
            user: Arc::clone(user),
            is_known: found.is_known,
            password: Zeroizing::new(password.into()),
            memory: memory.map(|(memory, pair)| (Arc::clone(memory), pair)),
            metrics: self.metrics.clone(),
        };
        match self.pool.submit(name, move || check.run()) {
            Ok(answer) => Ok(Asked::Hashing { name, user: Arc::clone(user), answer }),
            Err(Refused::Elsewhere) => Err(VerifyError::unavailable(FORKED)),
            Err(Refused::Closed) => Err(VerifyError::unavailable("no thread for verifying passwords is running")),
            Err(reason) => {
                self.metrics.counters().refused.count();
                Err(VerifyError::unavailable(match reason {
                    Refused::QueueFull => "the queue of passwords to verify is full",
                    _ => "the share of one user in the queue of passwords to verify is used up",
                }))
            }
        }
    }

    /// The identity of a user whose password was right when it was asked: if the table says so still.
    fn admit(&self, name: &Digest, user: &User) -> Result<Identity, VerifyError> {
        let users = self.users();
        match users.find(name) {
            Some(now) if now.is_known && now.nearest.stored == user.stored => Ok(now.nearest.identity.clone()),
            _ => Err(VerifyError::invalid()),
        }
    }
}

/// The work of one request, done by a thread of the pool.
struct Check {
    user: Arc<User>,
    is_known: bool,
    password: Zeroizing<Box<str>>,
    memory: Option<(Arc<RecentLogins>, Digest)>,
    metrics: PasswordMetrics,
}

impl Check {
    fn run(self) -> Result<bool, OutOfMemory> {
        let matches = self.user.hash.matches(self.password.as_bytes(), self.metrics.counters())?;
        // Whoever guesses another user's password under an unknown name is still unknown.
        let is_right = matches & self.is_known;
        if let Some((memory, pair)) = self.memory.filter(|_| is_right) {
            memory.keep(pair);
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
        let (name, user, answer) = match self.inner.ask(basic.user(), basic.expose_password())? {
            Asked::Remembered(identity) => return Ok(identity),
            Asked::Hashing { name, user, answer } => (name, user, answer),
        };
        let mut answer = pin!(answer);
        // No answer comes to a process that was forked meanwhile.
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
