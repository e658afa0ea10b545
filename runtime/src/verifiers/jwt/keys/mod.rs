//! The keys of a verifier: one key, one algorithm (RFC 8725 3.1).

mod der;
mod ed25519;
mod jwk;
mod pem;
mod secret;
mod set;
mod store;

pub use set::JwtKeys;
pub(super) use set::KeySet;
#[cfg(feature = "oidc")]
pub(in crate::verifiers) use set::LONGEST_SET;
pub(super) use store::KeyStore;

use std::fmt;

use super::{
    algorithm::{Family, JwtAlgorithm},
    engine::{LARGEST_RSA, Material},
};
use crate::vocabulary::ConfigError;

/// The maximum length of a `kid`, in bytes.
pub(super) const LONGEST_KID: usize = 256;

/// Holds one key that verifies tokens of one algorithm. A token that names another algorithm is rejected, also if the key could
/// compute it.
///
/// A token usually names its key by an identifier, the `kid` of its header. It must be that of the key: set it with
/// [`kid`](Self::kid), or accept every name with [`any_kid`](Self::any_kid). A JWK has its own.
///
/// ```
/// use requires_auth::verifiers::{JwtAlgorithm, JwtKey};
///
/// let pem = "-----BEGIN PUBLIC KEY-----\n\
///            MFkwEwYHKoZIzj0CAQYIKoZIzj0DAQcDQgAEf83OJ3D2xF1Bg8vub9tLe1gHMzV7\n\
///            6e8Tus9uPHvRVEXH8UTNG72bfocs3+257rn0s2ldbqkLJK2KRiMohYjlrQ==\n\
///            -----END PUBLIC KEY-----\n";
/// let key = JwtKey::pem(JwtAlgorithm::Es256, pem)?.kid("2026-01");
/// # let _ = key;
/// // The errors name the rule, and nothing of the key.
/// assert!(JwtKey::pem(JwtAlgorithm::Rs256, pem).is_err());
/// assert!(JwtKey::secret(JwtAlgorithm::Hs256, "secret").is_err());
/// # Ok::<(), requires_auth::ConfigError>(())
/// ```
pub struct JwtKey {
    pub(super) algorithm: JwtAlgorithm,
    /// A JWK of RSA need not name its algorithm: then the verifier chooses.
    is_bound: bool,
    kid: Kid,
    pub(super) material: Material,
}

#[derive(Clone, PartialEq)]
enum Kid {
    /// Fits tokens that name no key.
    None,
    Is(Box<str>),
    Any,
}

impl JwtKey {
    /// Reads a public key in PEM: `PUBLIC KEY` (RFC 7468 13), or `RSA PUBLIC KEY` for RSA (RFC 8017 A.1.1).
    ///
    /// # Errors
    ///
    /// Returns [`ConfigError`] if the text is not exactly one such block, if the key does not fit `algorithm`, or if it is too weak.
    /// Private keys and certificates are errors, too: `openssl pkey -pubout` and `openssl x509 -pubkey -noout` write their public
    /// key.
    pub fn pem(algorithm: JwtAlgorithm, text: impl AsRef<[u8]>) -> Result<Self, ConfigError> {
        Self::der(algorithm, pem::contents(text.as_ref())?)
    }

    /// Reads a public key in DER: a `SubjectPublicKeyInfo` (RFC 5280 4.1.2.7), or an `RSAPublicKey` (RFC 8017 A.1.1).
    ///
    /// # Errors
    ///
    /// Returns [`ConfigError`] if the bytes are not such a key, if it does not fit `algorithm`, or if it is too weak.
    pub fn der(algorithm: JwtAlgorithm, bytes: impl AsRef<[u8]>) -> Result<Self, ConfigError> {
        der::material(algorithm, bytes.as_ref())
            .map(|material| Self::new(algorithm, material))
            .map_err(|rule| ConfigError::placed("public key", format!("for {algorithm}"), rule))
    }

    /// Reads a key in the form of a JWK (RFC 7517 4): `RSA`, `EC` on P-256 or P-384, `OKP` with Ed25519, or `oct`. Its `kid` and its
    /// `alg` bind the key. Without `alg`, an RSA key is one for RS256, or for those that [`algorithms`](super::JwtBuilder::algorithms)
    /// lists, and an `oct` key is an error.
    ///
    /// # Errors
    ///
    /// Returns [`ConfigError`] if the text is not such a key, if `use` or `key_ops` do not allow to verify signatures, if the key is
    /// too weak, and if it is a private key.
    pub fn jwk(text: impl AsRef<[u8]>) -> Result<Self, ConfigError> {
        jwk::key(text.as_ref(), jwk::Secrets::Allowed).map_err(|rule| ConfigError::bare("JWK", rule))
    }

    /// Takes a shared secret, for HMAC.
    ///
    /// # Errors
    ///
    /// Returns [`ConfigError`] if `algorithm` is not one of HMAC, or if the secret is shorter than its hash (RFC 7518 3.2): 32 bytes
    /// for HS256, 48 for HS384, 64 for HS512. A public key or a certificate, in whatever form, is an error, too: whoever has it could
    /// issue tokens (RFC 8725 2.1). Use random bytes, not a password.
    pub fn secret(algorithm: JwtAlgorithm, bytes: impl AsRef<[u8]>) -> Result<Self, ConfigError> {
        secret::material(algorithm, bytes.as_ref())
            .map(|material| Self::new(algorithm, material))
            .map_err(|rule| ConfigError::placed("shared secret", format!("for {algorithm}"), rule))
    }

    /// Sets the identifier of the key, the `kid` in the header of its tokens. The builder rejects one that is empty or has more than
    /// 256 bytes.
    #[must_use]
    pub fn kid(mut self, kid: impl Into<String>) -> Self {
        self.kid = Kid::Is(kid.into().into());
        self
    }

    /// Fits tokens whatever key they name. Use it for an issuer with one fixed key whose identifier does not matter.
    #[must_use]
    pub fn any_kid(mut self) -> Self {
        self.kid = Kid::Any;
        self
    }

    fn new(algorithm: JwtAlgorithm, material: Material) -> Self {
        Self { algorithm, is_bound: true, kid: Kid::None, material }
    }

    /// Returns whether the key can be one for this algorithm, if that is chosen.
    fn can_be_for(&self, algorithm: JwtAlgorithm) -> bool {
        if self.is_bound { self.algorithm == algorithm } else { algorithm.family() == Family::Rsa }
    }

    /// Returns the key as one for this algorithm only.
    fn bound_to(&self, algorithm: JwtAlgorithm) -> Self {
        Self { algorithm, is_bound: true, kid: self.kid.clone(), material: self.material.clone() }
    }

    fn name(&self) -> Option<&str> {
        match &self.kid {
            Kid::Is(kid) => Some(kid),
            Kid::None | Kid::Any => None,
        }
    }

    /// Returns whether the key fits a token that names `kid`, or no key. Tokens that name no key may be of every key.
    fn fits(&self, kid: Option<&str>) -> bool {
        self.kid == Kid::Any || kid.is_none() || self.name() == kid
    }

    fn is_same(&self, other: &Self) -> bool {
        self.algorithm == other.algorithm && self.kid == other.kid && self.material == other.material
    }
}

impl fmt::Debug for JwtKey {
    /// Prints algorithm and identifier.
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("JwtKey").field("algorithm", &self.algorithm).field("kid", &self.name()).finish_non_exhaustive()
    }
}

/// Checks modulus and exponent, big-endian without leading zeros.
fn rsa(n: &[u8], e: &[u8]) -> Result<Material, &'static str> {
    let bits = n.len() * 8 - n.first().map_or(0, |byte| byte.leading_zeros() as usize);
    if bits < 2048 {
        return Err("an RSA key must have at least 2048 bits (RFC 7518 3.3)");
    }
    let (largest, rule) = LARGEST_RSA;
    if bits > largest {
        return Err(rule);
    }
    let is_odd = |number: &[u8]| number.last().is_some_and(|byte| byte % 2 == 1);
    // At most 33 bits, as the engine has it; the usual one is 65537.
    if e.len() > 4 || e == [1] || !is_odd(e) || !is_odd(n) {
        return Err("not an RSA key: the exponent must be odd, above 1 and of at most 32 bits, and the modulus odd");
    }
    Ok(Material::rsa(n, e))
}
