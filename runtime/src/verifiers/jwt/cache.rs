//! Tokens that were verified lately, and tokens that were rejected for good.
//!
//! The two are apart, so that garbage evicts no good token. Both are found by a 64-bit hash with a random key of this process, and
//! then compared completely and in constant time. Because of the comparison the length of the hash does not matter for correctness:
//! two tokens of one hash cost a comparison, and neither is taken for the other. A longer hash would only make each hit slower.
//!
//! No lock of the cache is held while a value is dropped, because the identity may be of the application's type, whose `Drop` is its
//! code: it may wait for another request, or panic.

use std::{
    hash::{BuildHasher as _, Hash, Hasher},
    sync::Arc,
    time::Duration,
};

use constant_time_eq::constant_time_eq;
use quick_cache::{DefaultHashBuilder, Equivalent, Lifecycle, OptionsBuilder, Weighter, sync::Cache};

use super::{clock::Time, fault::Fault, rules::Window};
use crate::{panics::Held, vocabulary::ConfigError};

const MOST_TOKENS: usize = 1 << 20;
const MOST_BYTES: u64 = 4 << 30;
const FEWEST_BYTES: usize = 64 << 10;
const LONGEST_AGE: Duration = Duration::from_secs(24 * 60 * 60);

/// The bounds of the rejected tokens. They save a signature check, not more.
const REJECTED: Bounds = Bounds { tokens: 1024, bytes: 1 << 20 };

/// What an entry takes beside its texts, in bytes: its slot in tables that grow by doubling and also hold evicted hashes, and the
/// allocations of an identity.
const OVERHEAD: u64 = 768;

/// How many times its length a token may take with its identity, approximately.
const EXPANSION: u64 = 4;

/// What is locked apart holds at least this many tokens, so that the bounds hold for each part as for the whole. The parts follow
/// from the bounds alone: a machine with more cores caches no less.
const FEWEST_IN_A_PART: u64 = 32;
const FEWEST_LONGEST_IN_A_PART: u64 = 4;
const MOST_PARTS: u64 = 64;

/// What the application sets.
pub(super) struct Limits {
    pub(super) tokens: usize,
    pub(super) bytes: usize,
    pub(super) age: Duration,
    pub(super) age_of_rejected: Duration,
    pub(super) is_off: bool,
}

impl Default for Limits {
    fn default() -> Self {
        Self { tokens: 10_000, bytes: 32 << 20, age: Duration::from_secs(300), age_of_rejected: LONGEST_AGE, is_off: false }
    }
}

pub(super) struct TokenCache<Id> {
    hasher: DefaultHashBuilder,
    verified: Entries<Verified<Id>>,
    rejected: Entries<Rejected>,
    /// In seconds.
    age: f64,
    age_of_rejected: f64,
}

type Entries<V> = Cache<Token, V, Weight, DefaultHashBuilder, DropUnlocked>;

/// A token that was verified with the keys of one generation.
#[derive(Clone)]
struct Verified<Id> {
    seen: Seen,
    window: Window,
    identity: Held<Id>,
}

#[derive(Clone)]
struct Rejected {
    seen: Seen,
    fault: Arc<Fault>,
}

#[derive(Clone, Copy)]
struct Seen {
    generation: u64,
    at: Time,
}

impl Seen {
    /// Returns whether the entry is of the present keys, and not too old. An entry of the future is from before the clock was set
    /// back.
    fn counts(self, generation: u64, now: Time, age: f64) -> bool {
        self.generation == generation && self.at <= now && now.0 < self.at.0 + age
    }
}

impl<Id: Clone> TokenCache<Id> {
    /// Creates the cache for tokens of at most `longest` bytes, or `None` if it is off.
    pub(super) fn new(limits: &Limits, longest: usize) -> Result<Option<Self>, ConfigError> {
        if limits.is_off {
            return Ok(None);
        }
        let fault = |text: String, rule| Err(ConfigError::placed("token cache", text, rule));
        if limits.tokens == 0 || limits.age.is_zero() {
            return fault("0".to_owned(), "a capacity or an age of zero: write `without_cache()` to turn the cache off");
        }
        if limits.tokens > MOST_TOKENS {
            return fault(format!("{} tokens", limits.tokens), "may have at most 1048576 tokens");
        }
        if limits.bytes < FEWEST_BYTES || limits.bytes as u64 > MOST_BYTES {
            return fault(format!("{} bytes", limits.bytes), "must have 64 KiB to 4 GiB");
        }
        let longest = expected_bytes(longest);
        if (limits.bytes as u64) < longest.saturating_add(longest / 16) {
            let rule = "must have room for a token of the maximum length, which takes about four times that with its identity: raise \
                        `cache_bytes`, lower `max_length` of the scheme, or write `without_cache()`";
            return fault(format!("{} bytes", limits.bytes), rule);
        }
        if limits.age > LONGEST_AGE {
            return fault(format!("{} seconds", limits.age.as_secs()), "may keep a token for at most a day");
        }
        Ok(Some(Self {
            hasher: DefaultHashBuilder::default(),
            verified: Bounds { tokens: limits.tokens as u64, bytes: limits.bytes as u64 }.cache(longest)?,
            rejected: REJECTED.cache(longest)?,
            age: limits.age.as_secs_f64(),
            age_of_rejected: limits.age.min(limits.age_of_rejected).as_secs_f64(),
        }))
    }

    /// Returns what was decided about the token with the keys of this generation, if it still holds.
    pub(super) fn find(&self, token: &[u8], generation: u64, now: Time) -> Option<Result<Id, Arc<Fault>>> {
        let token = Sent { hash: self.hasher.hash_one(token), text: token };
        if let Some(entry) = self.verified.get(&token).filter(|entry| entry.seen.counts(generation, now, self.age)) {
            return match entry.window.check(now) {
                Ok(()) => entry.identity.into_inner().map(Ok),
                Err(fault) => Some(Err(Arc::new(fault))),
            };
        }
        let rejected = self.rejected.get(&token).filter(|entry| entry.seen.counts(generation, now, self.age_of_rejected))?;
        Some(Err(rejected.fault.at(now)))
    }

    /// Keeps a verified token. `generation` is that of the keys it was verified with; `bytes` is what its identity takes.
    pub(super) fn keep(&self, token: &[u8], generation: u64, now: Time, window: Window, identity: &Id, bytes: usize) {
        let entry = Verified { seen: Seen { generation, at: now }, window, identity: Held::new(identity.clone()) };
        self.verified.insert(self.owned(token, bytes), entry);
    }

    /// Keeps a rejected token, if nothing but other keys could change the result.
    pub(super) fn keep_rejected(&self, token: &[u8], generation: u64, now: Time, fault: &Arc<Fault>) {
        if fault.reason.is_final() {
            let entry = Rejected { seen: Seen { generation, at: now }, fault: Arc::clone(fault) };
            self.rejected.insert(self.owned(token, fault.bytes()), entry);
        }
    }

    /// Frees the memory of entries that other keys have outdated. One by one: each is taken out, and dropped after the lock.
    pub(super) fn clear(&self) {
        self.verified.drain().for_each(drop);
        self.rejected.drain().for_each(drop);
    }

    fn owned(&self, token: &[u8], more: usize) -> Token {
        let bytes = OVERHEAD.saturating_add(token.len().saturating_add(more) as u64);
        Token { hash: self.hasher.hash_one(token), text: token.into(), bytes }
    }
}

/// A token that is kept.
struct Token {
    hash: u64,
    text: Box<[u8]>,
    /// What the entry takes.
    bytes: u64,
}

/// A token that was sent.
struct Sent<'t> {
    hash: u64,
    text: &'t [u8],
}

impl Hash for Token {
    fn hash<H: Hasher>(&self, state: &mut H) {
        state.write_u64(self.hash);
    }
}

impl Hash for Sent<'_> {
    fn hash<H: Hasher>(&self, state: &mut H) {
        state.write_u64(self.hash);
    }
}

impl PartialEq for Token {
    fn eq(&self, other: &Self) -> bool {
        Sent { hash: other.hash, text: &other.text }.equivalent(self)
    }
}

impl Eq for Token {}

impl Equivalent<Token> for Sent<'_> {
    fn equivalent(&self, kept: &Token) -> bool {
        self.hash == kept.hash && constant_time_eq(self.text, &kept.text)
    }
}

/// Collects what an insertion evicts, however many entries that are, and drops it after the lock. (The default of the crate drops
/// all but two at once.)
#[derive(Clone)]
struct DropUnlocked;

impl<V> Lifecycle<Token, V> for DropUnlocked {
    type RequestState = Vec<(Token, V)>;

    fn on_evict(&self, evicted: &mut Self::RequestState, token: Token, value: V) {
        evicted.push((token, value));
    }
}

/// What a token of this length is expected to take, in bytes.
const fn expected_bytes(length: usize) -> u64 {
    OVERHEAD.saturating_add(EXPANSION.saturating_mul(length as u64))
}

/// The bounds of one cache.
struct Bounds {
    tokens: u64,
    bytes: u64,
}

impl Bounds {
    /// Creates the cache for tokens that take up to `longest` bytes. No more entries than tokens, and no more bytes than bytes.
    fn cache<V: Clone>(&self, longest: u64) -> Result<Entries<V>, ConfigError> {
        let parts = (self.tokens / FEWEST_IN_A_PART).min(self.bytes / longest.saturating_mul(FEWEST_LONGEST_IN_A_PART));
        // A power of two.
        let parts = 1 << parts.clamp(1, MOST_PARTS).ilog2();
        let options = OptionsBuilder::new()
            .shards(parts)
            // The hashes of evicted entries are kept for half as many.
            .estimated_items_capacity(usize::try_from(self.tokens.min(self.bytes / OVERHEAD)).unwrap_or(usize::MAX))
            // Divisible, or the parts together would have more.
            .weight_capacity(self.bytes - self.bytes % parts as u64)
            // The rest is for entries that were not asked for twice. A single one needs all.
            .hot_allocation(if self.tokens == 1 { 1.0 } else { 0.97 })
            .build();
        let each = self.bytes.div_ceil(self.tokens);
        let options = options.map_err(|_| ConfigError::bare("token cache", "cannot be created with these bounds"))?;
        Ok(Cache::with_options(options, Weight { each }, DefaultHashBuilder::default(), DropUnlocked))
    }
}

/// Counts bytes, and for each entry at least its share.
#[derive(Clone)]
struct Weight {
    each: u64,
}

impl<V> Weighter<Token, V> for Weight {
    fn weight(&self, token: &Token, _: &V) -> u64 {
        self.each.max(token.bytes)
    }
}

#[cfg(test)]
#[allow(clippy::unwrap_used)]
mod tests {
    use super::{super::fault::FaultReason, *};

    const NOW: Time = Time(1000.0);
    const ALWAYS: Window = Window::new(0.0, 1e9);

    fn cache() -> TokenCache<u8> {
        TokenCache::new(&Limits::default(), 8192).unwrap().unwrap()
    }

    /// A verification that began before the keys changed, and ends after the cache was emptied.
    #[test]
    fn what_was_decided_with_other_keys_does_not_come_back() {
        let cache = cache();
        let fault = Arc::new(Fault::new(FaultReason::BadSignature, ""));
        cache.keep(b"good", 1, NOW, ALWAYS, &7, 0);
        cache.keep_rejected(b"bad", 1, NOW, &fault);
        assert_eq!((cache.find(b"good", 1, NOW), cache.find(b"bad", 1, NOW)), (Some(Ok(7)), Some(Err(Arc::clone(&fault)))));
        cache.clear();
        assert_eq!((cache.find(b"good", 2, NOW), cache.find(b"bad", 2, NOW)), (None, None));
        cache.keep(b"good", 1, NOW, ALWAYS, &7, 0);
        cache.keep_rejected(b"bad", 1, NOW, &fault);
        assert_eq!((cache.find(b"good", 2, NOW), cache.find(b"bad", 2, NOW)), (None, None));
        cache.keep(b"good", 2, NOW, ALWAYS, &8, 0);
        assert_eq!(cache.find(b"good", 2, NOW), Some(Ok(8)));
    }

    #[test]
    fn only_what_is_final_is_kept() {
        let cache = cache();
        for reason in [FaultReason::NotYetValid, FaultReason::IssuedInFuture, FaultReason::UnknownKey, FaultReason::BoundToken] {
            cache.keep_rejected(b"bad", 1, NOW, &Arc::new(Fault::new(reason, "")));
            assert_eq!(cache.find(b"bad", 1, NOW), None, "{reason:?}");
        }
    }

    #[test]
    fn tokens_of_one_hash_are_compared() {
        let kept = Token { hash: 1, text: (*b"token").into(), bytes: 0 };
        let is = |hash, text: &str| Sent { hash, text: text.as_bytes() }.equivalent(&kept);
        assert_eq!(
            [is(1, "token"), is(2, "token"), is(1, "tokem"), is(1, "toke"), is(1, "")],
            [true, false, false, false, false]
        );
    }
}
