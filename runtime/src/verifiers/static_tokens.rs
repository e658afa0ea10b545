//! Fixed bearer tokens and API keys.

use std::{
    collections::HashSet,
    fmt,
    hash::{BuildHasher, RandomState},
    sync::Arc,
};

use constant_time_eq::constant_time_eq;

use crate::{
    decision::SyncVerifier,
    rejection::VerifyError,
    request::{ApiKey, Bearer, is_opaque, scheme},
    vocabulary::{ConfigError, Identity},
};

/// Up to this number of secrets, all are compared with the credentials. More are found through an index.
const COMPARE_ALL: usize = 16;

/// Verifies fixed bearer tokens. Each has an identity, which is cloned for each request. It is a [`SyncVerifier`].
///
/// The time of a verification depends on the credentials that were sent, and never on content, order or length of the stored
/// secrets.
///
/// ```
/// use requires_auth::{Identity, verifiers::StaticTokens};
/// use std::sync::LazyLock;
///
/// static TOKENS: LazyLock<StaticTokens> = LazyLock::new(|| {
///     let ci = Identity::builder("ci").scopes("items:read").build();
///     StaticTokens::new([("secret123", Identity::new("ada")), ("reader-token", ci)]).expect("well-formed tokens")
/// });
/// ```
#[derive(Clone)]
pub struct StaticTokens<Id = Identity> {
    /// Shared: a clone copies no secret.
    secrets: Arc<Secrets<Id>>,
    scheme: scheme::Bearer,
}

/// Verifies fixed API keys. It does for a separate header field what [`StaticTokens`] does for bearer tokens. Default header:
/// `x-api-key`; [`scheme`](Self::scheme) sets another.
///
/// ```
/// use requires_auth::{Identity, scheme, verifiers::StaticKeys};
///
/// const ACME: scheme::ApiKey = scheme::ApiKey::header("x-acme-key");
///
/// let keys = StaticKeys::new([("key-123456", Identity::new("robot"))])?.scheme(ACME);
/// # let _: StaticKeys = keys;
/// # Ok::<(), requires_auth::ConfigError>(())
/// ```
#[derive(Clone)]
pub struct StaticKeys<Id = Identity> {
    /// Shared: a clone copies no secret.
    secrets: Arc<Secrets<Id>>,
    scheme: scheme::ApiKey,
}

macro_rules! fixed {
    ($type:ident, $scheme:ident, $what:literal, $fault:expr) => {
        // Here as well, so that an identity without `Clone` is reported where it is given.
        impl<Id: Clone> $type<Id> {
            #[doc = concat!("Creates the verifier from pairs of ", $what, " and identity, with the default scheme.")]
            ///
            /// # Errors
            ///
            /// Returns [`ConfigError`] if `pairs` is empty, if a secret has characters or a length that the scheme never accepts, or
            /// if a secret is given twice. The error contains the position of the secret, not the secret.
            pub fn new<S: AsRef<str>>(pairs: impl IntoIterator<Item = (S, Id)>) -> Result<Self, ConfigError> {
                Self::with_scheme(scheme::$scheme::default(), pairs)
            }

            #[doc = concat!("Creates the verifier from pairs of ", $what, " and identity, with a scheme: realm, place, limits.")]
            ///
            /// # Errors
            ///
            /// Returns the errors of [`new`](Self::new), checked against the limits of `scheme`.
            pub fn with_scheme<S: AsRef<str>>(
                scheme: scheme::$scheme,
                pairs: impl IntoIterator<Item = (S, Id)>,
            ) -> Result<Self, ConfigError> {
                let secrets = Arc::new(Secrets::new($what, pairs, |secret| $fault(&scheme, secret))?);
                Ok(Self { secrets, scheme })
            }
        }

        impl<Id> $type<Id> {
            /// Sets the scheme: realm, place, limits. It does not check the secrets again: a secret that is longer than the limit
            /// of `scheme` is never accepted. If you change a limit, use [`with_scheme`](Self::with_scheme) instead.
            #[must_use]
            pub fn scheme(mut self, scheme: scheme::$scheme) -> Self {
                self.scheme = scheme;
                self
            }
        }

        impl<Id: Clone + Send + Sync + 'static> SyncVerifier for $type<Id> {
            type Scheme = scheme::$scheme;
            type Identity = Id;

            fn scheme(&self) -> &scheme::$scheme {
                &self.scheme
            }

            fn verify<'a>(&'a self, credentials: $scheme<'a>) -> Result<Id, VerifyError> {
                self.secrets.find(credentials.as_bytes()).cloned().ok_or_else(VerifyError::invalid)
            }
        }

        impl<Id> fmt::Debug for $type<Id> {
            fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                f.debug_struct(stringify!($type)).field("count", &self.secrets.entries.len()).finish_non_exhaustive()
            }
        }
    };
}

fixed!(StaticTokens, Bearer, "bearer token", token_fault);
fixed!(StaticKeys, ApiKey, "API key", key_fault);

fn token_fault(scheme: &scheme::Bearer, token: &str) -> Option<&'static str> {
    if scheme.is_opaque() {
        if token.is_empty() || !is_opaque(token.as_bytes()) {
            return Some("must be one or more visible ASCII characters without a comma");
        }
    } else if !crate::grammar::is_token68(token.as_bytes()) {
        return Some("must be a non-empty b64token: letters, digits, `-._~+/`, then `=` (RFC 6750 2.1)");
    }
    (token.len() > scheme.max_length).then_some(
        "is longer than the scheme's maximum (default: 8192 bytes); pass a `scheme::Bearer` with a greater `max_length` to \
         `StaticTokens::with_scheme`",
    )
}

fn key_fault(scheme: &scheme::ApiKey, key: &str) -> Option<&'static str> {
    if scheme.is_in_authorization() && key.contains(',') {
        return Some("must have no comma, which separates credentials in `Authorization` (RFC 9110 11.6.2)");
    }
    let fits = (1..=scheme.max_length).contains(&key.len()) && key.bytes().all(|byte| byte.is_ascii_graphic());
    (!fits).then_some("must have 1 to 512 visible ASCII characters, or as many as the `max_length` of its scheme allows")
}

/// Secrets. The time of a look-up depends only on the credentials that were sent.
struct Secrets<Id> {
    entries: Vec<Entry<Id>>,
    index: Option<Index>,
}

struct Entry<Id> {
    length: usize,
    blocks: Vec<Block>,
    identity: Id,
}

const BLOCK: usize = 32;
type Block = [u8; BLOCK];

/// Finds a secret among many: positions of entries, sorted by their hash with a random key of this process.
struct Index {
    key: RandomState,
    hashes: Vec<(u64, usize)>,
}

impl<Id> Secrets<Id> {
    fn new<S: AsRef<str>>(
        what: &'static str,
        pairs: impl IntoIterator<Item = (S, Id)>,
        fault: impl Fn(&str) -> Option<&'static str>,
    ) -> Result<Self, ConfigError> {
        let (secrets, entries): (Vec<_>, Vec<_>) = pairs
            .into_iter()
            .map(|(secret, identity)| (secret.as_ref().to_owned(), Entry::new(secret.as_ref(), identity)))
            .unzip();
        if secrets.is_empty() {
            return Err(ConfigError::bare(what, "give at least one: without any, every request would be rejected"));
        }
        let mut known = HashSet::new();
        for (position, secret) in secrets.iter().enumerate() {
            if let Some(rule) = fault(secret) {
                return Err(ConfigError::new(what, format!("number {}", position + 1), rule));
            }
            if !known.insert(secret.as_str()) {
                return Err(ConfigError::new(what, format!("number {}", position + 1), "is given twice"));
            }
        }
        let index = (secrets.len() > COMPARE_ALL).then(|| Index::new(&secrets));
        Ok(Self { entries, index })
    }

    fn find(&self, sent: &[u8]) -> Option<&Id> {
        let Some(index) = &self.index else {
            // All are compared, so that the time does not reveal which one is equal.
            let found = self
                .entries
                .iter()
                .enumerate()
                .fold(usize::MAX, |found, (position, entry)| found ^ ((found ^ position) & mask(entry.is(sent))));
            return self.entries.get(found).map(|entry| &entry.identity);
        };
        // Exactly one is compared, on a hit and on a miss.
        let entry = self.entries.get(index.nearest(sent))?;
        entry.is(sent).then_some(&entry.identity)
    }
}

/// Returns all ones for `true`, and zero for `false`.
fn mask(bit: bool) -> usize {
    usize::from(bit).wrapping_neg()
}

impl<Id> Entry<Id> {
    fn new(secret: &str, identity: Id) -> Self {
        let blocks = secret.as_bytes().chunks(BLOCK).map(padded).collect();
        Self { length: secret.len(), blocks, identity }
    }

    /// Compares each block of `sent`, however many blocks are stored. A plain comparison returns at once if the lengths differ, and
    /// so reveals the stored length.
    fn is(&self, sent: &[u8]) -> bool {
        let last = self.blocks.len().saturating_sub(1);
        let mut equal = self.length == sent.len();
        for (position, chunk) in sent.chunks(BLOCK).enumerate() {
            let stored = self.blocks.get(position.min(last)).and_then(|stored| stored.get(..chunk.len()));
            equal &= constant_time_eq(chunk, stored.unwrap_or_default());
        }
        equal
    }
}

fn padded(chunk: &[u8]) -> Block {
    let mut block = [0; BLOCK];
    block.iter_mut().zip(chunk).for_each(|(to, from)| *to = *from);
    block
}

impl Index {
    fn new(secrets: &[String]) -> Self {
        loop {
            let key = RandomState::new();
            let mut hashes: Vec<_> =
                secrets.iter().enumerate().map(|(position, secret)| (key.hash_one(secret.as_bytes()), position)).collect();
            hashes.sort_unstable();
            // Two secrets with the same hash would hide each other: try another key.
            if hashes.iter().zip(hashes.iter().skip(1)).all(|(one, next)| one.0 != next.0) {
                return Self { key, hashes };
            }
        }
    }

    /// Returns the position of the entry to compare: the matching one, or an arbitrary one.
    fn nearest(&self, sent: &[u8]) -> usize {
        let hash = self.key.hash_one(sent);
        let place = self.hashes.partition_point(|(known, _)| *known < hash);
        self.hashes.get(place).or(self.hashes.last()).map_or(0, |(_, position)| *position)
    }
}
