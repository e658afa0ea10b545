//! Several keys, and which of them a token may be of.

use std::fmt;

use super::{
    super::{
        algorithm::{Family, JwtAlgorithm},
        fault::{Cut, Fault, FaultReason},
        json::{NotStrict, list},
    },
    JwtKey, LONGEST_KID, jwk,
};
use crate::vocabulary::ConfigError;

/// The maximum number of keys, and of bytes of a JWK set.
const MOST_KEYS: usize = 64;
pub(in crate::verifiers) const LONGEST_SET: usize = 256 * 1024;

/// The maximum number of keys of one algorithm without a name, and of keys that are tried for a token that names none.
const MOST_TRIED: usize = 8;

/// Holds the public keys of an issuer, from a JWK set (RFC 7517 5).
#[derive(Default)]
pub struct JwtKeys {
    keys: Vec<JwtKey>,
    skipped: Vec<ConfigError>,
}

impl JwtKeys {
    /// Reads a JWK set: what an issuer publishes as its `jwks_uri`.
    ///
    /// A key that cannot be used does not spoil the others. It is skipped, and [`skipped`](Self::skipped) returns why: keys for
    /// encryption, of other kinds or algorithms, weak ones, shared secrets, private keys, malformed ones, different keys of one
    /// `kid` and `alg`, more than 8 without `kid` of one `alg`, and those after the first 64.
    ///
    /// ```
    /// use requires_auth::verifiers::JwtKeys;
    ///
    /// let keys = JwtKeys::jwk_set(r#"{"keys": [
    ///     {"kty": "OKP", "crv": "Ed25519", "kid": "ed-1", "x": "11qYAYKxCrfVS_7TyWQHOg7hcvPapiMlrwIaaPcHURo"},
    ///     {"kty": "EC", "crv": "P-521", "kid": "other"}
    /// ]}"#)?;
    /// assert_eq!(keys.len(), 1);
    /// assert_eq!(keys.skipped()[0].rule(), "its `crv` is not supported: use P-256 or P-384");
    /// # Ok::<(), requires_auth::ConfigError>(())
    /// ```
    ///
    /// # Errors
    ///
    /// Returns [`ConfigError`] if the text is not a JWK set, has more than 256 KiB, or if no key of it can be used.
    pub fn jwk_set(text: impl AsRef<[u8]>) -> Result<Self, ConfigError> {
        let (set, members) = Self::read(text.as_ref())?;
        if set.keys.is_empty() {
            let first = set.skipped.first().map_or("is empty", ConfigError::rule);
            return Err(ConfigError::placed("JWK set", format!("{members} members"), first));
        }
        Ok(set)
    }

    /// Reads a JWK set, of which perhaps no key can be used. Returns also how many members it has.
    pub(in crate::verifiers) fn read(text: &[u8]) -> Result<(Self, usize), ConfigError> {
        let fault = |rule| ConfigError::bare("JWK set", rule);
        if text.len() > LONGEST_SET {
            return Err(fault("has more than 256 KiB"));
        }
        let members = list(text, "keys").map_err(|NotStrict(rule)| fault(rule))?;
        let members = members.ok_or_else(|| fault("has no list `keys` (RFC 7517 5.1)"))?;
        let (mut set, mut read) = (Self::default(), Vec::new());
        for (position, member) in members.iter().take(MOST_KEYS).enumerate() {
            match jwk::key(member.as_bytes(), jwk::Secrets::Rejected) {
                Ok(key) => read.push((position, key)),
                Err(rule) => set.skip(number(position), rule),
            }
        }
        set.add_distinct(read);
        if members.len() > MOST_KEYS {
            // One line for all, however many they are.
            let places = format!("numbers {} to {}", MOST_KEYS + 1, members.len());
            set.skip(places, "are after the first 64, which are read");
        }
        Ok((set, members.len()))
    }

    /// Returns how many keys can be used.
    #[must_use]
    pub fn len(&self) -> usize {
        self.keys.len()
    }

    /// Returns whether there is none. A set that was read has one.
    #[must_use]
    pub fn is_empty(&self) -> bool {
        self.keys.is_empty()
    }

    /// Returns which members of the set were skipped, by their position, and why. Log them. Members after the first 64 are one entry.
    #[must_use]
    pub fn skipped(&self) -> &[ConfigError] {
        &self.skipped
    }

    /// Skips the keys that are for none of these algorithms, unless that is an empty list.
    #[cfg(feature = "oidc")]
    pub(in crate::verifiers) fn only_for(mut self, algorithms: &[JwtAlgorithm]) -> Self {
        let is_listed = |key: &JwtKey| algorithms.is_empty() || algorithms.iter().any(|algorithm| key.can_be_for(*algorithm));
        let (listed, others): (Vec<_>, Vec<_>) = std::mem::take(&mut self.keys).into_iter().partition(is_listed);
        self.keys = listed;
        for key in others {
            self.skip(format!("for {}", key.algorithm), "is for none of the `algorithms` that are listed");
        }
        self
    }

    fn skip(&mut self, place: String, rule: &'static str) {
        self.skipped.push(ConfigError::placed("JWK", place, rule));
    }

    /// Adds the keys that tokens can tell apart, each with its position in the set.
    fn add_distinct(&mut self, read: Vec<(usize, JwtKey)>) {
        let mut groups: Vec<Vec<(usize, JwtKey)>> = Vec::new();
        for (position, key) in read {
            match groups.iter_mut().find(|group| group.first().is_some_and(|(_, first)| is_ambiguous(first, &key))) {
                None => groups.push(vec![(position, key)]),
                // Published twice.
                Some(group) if group.iter().any(|(_, known)| known.is_same(&key)) => {}
                Some(group) => group.push((position, key)),
            }
        }
        for mut group in groups {
            let Some((position, key)) = group.pop() else { continue };
            if !group.is_empty() {
                let places = group.iter().map(|(position, _)| position).chain([&position]);
                let places: Vec<_> = places.map(|position| (position + 1).to_string()).collect();
                self.skip(format!("numbers {}", places.join(", ")), "have one `kid` and algorithm: none of them is used");
            } else if is_one_too_many(&self.keys, &key) {
                self.skip(
                    number(position),
                    "has no `kid`, as 8 keys before it of its algorithm: that many are tried for a token",
                );
            } else {
                self.keys.push(key);
            }
        }
    }
}

impl IntoIterator for JwtKeys {
    type Item = JwtKey;
    type IntoIter = std::vec::IntoIter<JwtKey>;

    /// Returns the keys, for [`Jwt::replace_keys`](crate::verifiers::Jwt::replace_keys).
    fn into_iter(self) -> Self::IntoIter {
        self.keys.into_iter()
    }
}

fn number(position: usize) -> String {
    format!("number {}", position + 1)
}

/// Whether the key would never be tried: it has no name, as enough before it.
fn is_one_too_many(keys: &[JwtKey], key: &JwtKey) -> bool {
    let is_alike = |known: &&JwtKey| known.name().is_none() && known.algorithm == key.algorithm;
    key.name().is_none() && keys.iter().filter(is_alike).count() >= MOST_TRIED
}

/// Keys that no token can tell apart. Those without a name may well be several: each is tried.
fn is_ambiguous(one: &JwtKey, other: &JwtKey) -> bool {
    one.algorithm == other.algorithm && one.name().is_some() && one.name() == other.name()
}

impl fmt::Debug for JwtKeys {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("JwtKeys").field("keys", &self.keys).field("skipped", &self.skipped).finish()
    }
}

/// The keys of a verifier at one time.
#[derive(Default)]
pub(in super::super) struct KeySet {
    /// Counts how often the keys have changed.
    pub(in super::super) generation: u64,
    keys: Vec<JwtKey>,
}

impl KeySet {
    /// Checks that no two keys contradict each other, and chooses those of the algorithms, unless that is an empty list.
    pub(in super::super) fn new(keys: Vec<JwtKey>, algorithms: &[JwtAlgorithm]) -> Result<Self, ConfigError> {
        let fault = |rule| ConfigError::bare("keys", rule);
        if keys.is_empty() {
            return Err(fault("give at least one: without any, every token would be rejected"));
        }
        if keys.len() > MOST_KEYS {
            return Err(fault("a verifier has at most 64 keys"));
        }
        for (position, key) in keys.iter().enumerate() {
            let fault = |rule| Err(ConfigError::placed("keys", number(position), rule));
            let (earlier, _) = keys.split_at_checked(position).unwrap_or_default();
            if key.name().is_some_and(|kid| kid.is_empty() || kid.len() > LONGEST_KID) {
                return fault("its `kid` must have 1 to 256 bytes");
            }
            if earlier.iter().any(|known| is_ambiguous(known, key)) {
                return fault("has the `kid` and algorithm of an earlier key: which one is a token of?");
            }
            if is_one_too_many(earlier, key) {
                return fault(
                    "has no `kid`, as 8 earlier keys of its algorithm: no more are tried for a token, so name it with `JwtKey::kid`",
                );
            }
        }
        let keys = if algorithms.is_empty() { keys } else { among(keys, algorithms) };
        if keys.is_empty() {
            return Err(fault("none is for one of the `algorithms`: every token would be rejected"));
        }
        Ok(Self { generation: 0, keys })
    }

    pub(in super::super) fn of_generation(self, generation: u64) -> Self {
        Self { generation, ..self }
    }

    /// Returns the keys that a token may be of: those that have the name and the algorithm of its header.
    pub(in super::super) fn candidates(
        &self,
        kid: Option<&str>,
        algorithm: JwtAlgorithm,
    ) -> Result<impl Iterator<Item = &JwtKey>, Fault> {
        if !self.keys.iter().any(|key| key.fits(kid)) {
            return Err(self.unknown());
        }
        let fits = move |key: &&JwtKey| key.fits(kid) && key.algorithm == algorithm;
        if !self.keys.iter().any(|key| fits(&key)) {
            let known = self.keys.iter().filter(|key| key.fits(kid)).map(|key| key.algorithm.as_str());
            let is_open = self.keys.iter().any(|key| key.fits(kid) && !key.is_bound) && algorithm.family() == Family::Rsa;
            let hint = if is_open { ": its JWK names none, so list those that it is for with `algorithms`" } else { "" };
            let detail = format!("expected {}, the algorithm of the key; found {algorithm}{hint}", listed(known));
            return Err(Fault::new(FaultReason::WrongAlgorithm, detail));
        }
        // The key that the token names. If it names none: first those without a name.
        let is_likely = move |key: &&JwtKey| key.name() == kid;
        let others = self.keys.iter().filter(fits).filter(move |key| !is_likely(key));
        // The named one is tried beside those of any name.
        let most = MOST_TRIED + usize::from(kid.is_some());
        Ok(self.keys.iter().filter(fits).filter(is_likely).chain(others).take(most))
    }

    pub(in super::super) fn is_same(&self, other: &Self) -> bool {
        self.keys.len() == other.keys.len() && self.keys.iter().zip(&other.keys).all(|(one, other)| one.is_same(other))
    }

    fn unknown(&self) -> Fault {
        let names = listed(self.keys.iter().filter_map(JwtKey::name));
        let detail = if names.is_empty() {
            "the token names a key by `kid`, and the keys of this verifier have no name: set it with `JwtKey::kid`, or accept every \
             name with `JwtKey::any_kid`"
                .to_owned()
        } else {
            format!("the `kid` of the token is none of {names}: has the issuer changed its keys?")
        };
        Fault::new(FaultReason::UnknownKey, detail)
    }
}

/// The keys of a list of algorithms. One that names its algorithm has precedence over one that could be for several.
fn among(keys: Vec<JwtKey>, algorithms: &[JwtAlgorithm]) -> Vec<JwtKey> {
    let (bound, open): (Vec<_>, Vec<_>) = keys.into_iter().partition(|key| key.is_bound);
    let mut chosen: Vec<JwtKey> = Vec::new();
    for key in bound.iter().chain(&open) {
        for algorithm in algorithms.iter().filter(|algorithm| key.can_be_for(**algorithm)) {
            let key = key.bound_to(*algorithm);
            if !chosen.iter().any(|known| is_ambiguous(known, &key)) && !is_one_too_many(&chosen, &key) {
                chosen.push(key);
            }
        }
    }
    chosen
}

/// The first few texts, each once, escaped and cut.
fn listed<'a>(texts: impl Iterator<Item = &'a str>) -> String {
    let mut known: Vec<_> = Vec::new();
    for text in texts {
        if !known.contains(&text) && known.len() < 8 {
            known.push(text);
        }
    }
    let shown: Vec<_> = known.into_iter().map(|text| Cut(text).to_string()).collect();
    shown.join(", ")
}
