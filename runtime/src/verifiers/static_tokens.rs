//! Fixed bearer tokens and API keys.

use std::{
    collections::HashSet,
    fmt,
    hash::{BuildHasher, RandomState},
};

use constant_time_eq::constant_time_eq;

use crate::{
    decision::SyncVerifier,
    rejection::VerifyError,
    request::{ApiKey, Bearer, scheme},
    vocabulary::{ConfigError, Identity},
};

/// Up to so many secrets are all compared with what was sent; more are found by an index.
const COMPARE_ALL: usize = 16;

/// Fixed bearer tokens, each with its identity, which is cloned for each request. A [`SyncVerifier`].
///
/// How long an answer takes depends on what was sent, never on contents, order or lengths of what is stored.
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
pub struct StaticTokens<Id = Identity> {
    secrets: Secrets<Id>,
    scheme: scheme::Bearer,
}

/// Fixed API keys, each with its identity; [`StaticTokens`] for a header field of their own, `x-api-key` unless
/// [`scheme`](Self::scheme) says otherwise.
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
pub struct StaticKeys<Id = Identity> {
    secrets: Secrets<Id>,
    scheme: scheme::ApiKey,
}

macro_rules! fixed {
    ($type:ident, $scheme:ident, $what:literal, $fault:expr) => {
        impl<Id> $type<Id> {
            #[doc = concat!("Takes pairs of ", $what, " and identity, for the scheme as it is unless set.")]
            ///
            /// # Errors
            ///
            /// [`ConfigError`] where none is given, one can never be sent or is longer than the scheme reads, or one stands
            /// twice. It names the place of the secret, not the secret.
            pub fn new<S: AsRef<str>>(pairs: impl IntoIterator<Item = (S, Id)>) -> Result<Self, ConfigError> {
                Self::with_scheme(scheme::$scheme::default(), pairs)
            }

            #[doc = concat!("Takes pairs of ", $what, " and identity, for a scheme: realm, place, limits.")]
            ///
            /// # Errors
            ///
            /// As [`new`](Self::new).
            pub fn with_scheme<S: AsRef<str>>(
                scheme: scheme::$scheme,
                pairs: impl IntoIterator<Item = (S, Id)>,
            ) -> Result<Self, ConfigError> {
                Ok(Self { secrets: Secrets::new($what, pairs, |secret| $fault(&scheme, secret))?, scheme })
            }

            /// Sets the scheme: realm, place, limits. Secrets that are longer than a limit set here are not told, they are
            /// never found: where it is not the usual one, use [`with_scheme`](Self::with_scheme).
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
    if !crate::grammar::is_token68(token.as_bytes()) {
        return Some("must be a non-empty b64token: letters, digits, `-._~+/`, then `=` (RFC 6750 2.1)");
    }
    (token.len() > scheme.max_length).then_some(
        "is longer than the scheme's maximum (default: 8192 bytes); pass a `scheme::Bearer` with a greater `max_length` to \
         `StaticTokens::with_scheme`",
    )
}

fn key_fault(_: &scheme::ApiKey, key: &str) -> Option<&'static str> {
    let fits = (1..=512).contains(&key.len()) && key.bytes().all(|byte| byte.is_ascii_graphic());
    (!fits).then_some("must have 1 to 512 visible ASCII characters")
}

/// Secrets that are looked up in a time that depends on what was sent only.
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

/// Where to find a secret among many: positions of entries, sorted by their hash under a key of this process.
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
            // All are compared: which one it is, if any, is not to be told from the time.
            let found = self
                .entries
                .iter()
                .enumerate()
                .fold(usize::MAX, |found, (position, entry)| found ^ ((found ^ position) & mask(entry.is(sent))));
            return self.entries.get(found).map(|entry| &entry.identity);
        };
        // One is compared, on a hit and on a miss alike.
        let entry = self.entries.get(index.nearest(sent))?;
        entry.is(sent).then_some(&entry.identity)
    }
}

/// All ones for `true`.
fn mask(bit: bool) -> usize {
    usize::from(bit).wrapping_neg()
}

impl<Id> Entry<Id> {
    fn new(secret: &str, identity: Id) -> Self {
        let blocks = secret.as_bytes().chunks(BLOCK).map(padded).collect();
        Self { length: secret.len(), blocks, identity }
    }

    /// Compares block by block of what was sent, however many are stored; the usual comparison ends at once where the lengths
    /// differ, and so tells the stored one.
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
            // Two of one hash would hide each other: take another key.
            if hashes.iter().zip(hashes.iter().skip(1)).all(|(one, next)| one.0 != next.0) {
                return Self { key, hashes };
            }
        }
    }

    /// The position of the entry to compare: the right one, or some.
    fn nearest(&self, sent: &[u8]) -> usize {
        let hash = self.key.hash_one(sent);
        let place = self.hashes.partition_point(|(known, _)| *known < hash);
        self.hashes.get(place).or(self.hashes.last()).map_or(0, |(_, position)| *position)
    }
}
