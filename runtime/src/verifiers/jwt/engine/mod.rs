//! The signature check: the one folder of a verifier that names crates of cryptography.
//!
//! The provider is called by name. `jsonwebtoken`'s process-wide default panics at the first token if a build enables both of its
//! providers or none, and any crate of the build can change that.

#[cfg(feature = "jwt")]
mod aws_lc;
#[cfg(not(feature = "jwt"))]
mod rust_crypto;

use jsonwebtoken::{Algorithm, DecodingKey, DecodingKeyKind};

#[cfg(feature = "jwt")]
use self::aws_lc as provider;
#[cfg(not(feature = "jwt"))]
use self::rust_crypto as provider;
use super::algorithm::{Family, JwtAlgorithm};

/// The maximum size of an RSA key, in bits, and the rule of one that is larger.
pub(super) const LARGEST_RSA: (usize, &str) = provider::LARGEST_RSA;

/// A key in the form of the engine, checked to fit its family. Wiped when it is dropped.
#[derive(Clone)]
pub(super) struct Material(DecodingKey);

impl Material {
    /// A shared secret, whose length the caller has checked.
    pub(super) fn secret(secret: &[u8]) -> Self {
        Self(DecodingKey::from_secret(secret))
    }

    /// Modulus and exponent, big-endian without leading zeros. The caller has checked their size.
    pub(super) fn rsa(n: &[u8], e: &[u8]) -> Self {
        Self(DecodingKey::from_rsa_raw_components(n, e))
    }

    /// An uncompressed point of a curve (SEC 1 2.3.3), or `None` if it is not on it.
    pub(super) fn point(family: Family, point: &[u8]) -> Option<Self> {
        provider::is_point(family, point).then(|| Self(DecodingKey::from_ec_der(point)))
    }

    /// The 32 bytes of an Ed25519 key (RFC 8032 5.1.5).
    pub(super) fn ed25519(key: &[u8]) -> Option<Self> {
        provider::is_ed25519(key).then(|| Self(DecodingKey::from_ed_der(key)))
    }

    /// Returns whether `signature` is that of `message` under this key and `algorithm`.
    pub(super) fn verifies(&self, algorithm: JwtAlgorithm, message: &[u8], signature: &Vec<u8>) -> bool {
        // What the factory returns is not `Sync`, so it cannot be kept.
        (provider::PROVIDER.verifier_factory)(&engines(algorithm), &self.0)
            .is_ok_and(|verifier| verifier.verify(message, signature).is_ok())
    }
}

impl PartialEq for Material {
    /// For configured keys, never for what a client sent.
    fn eq(&self, other: &Self) -> bool {
        self.0.family() == other.0.family()
            && match (self.0.kind(), other.0.kind()) {
                (DecodingKeyKind::SecretOrDer(one), DecodingKeyKind::SecretOrDer(two)) => one == two,
                (DecodingKeyKind::RsaModulusExponent { n, e }, DecodingKeyKind::RsaModulusExponent { n: n2, e: e2 }) => {
                    n == n2 && e == e2
                }
                _ => false,
            }
    }
}

const fn engines(algorithm: JwtAlgorithm) -> Algorithm {
    match algorithm {
        JwtAlgorithm::Hs256 => Algorithm::HS256,
        JwtAlgorithm::Hs384 => Algorithm::HS384,
        JwtAlgorithm::Hs512 => Algorithm::HS512,
        JwtAlgorithm::Rs256 => Algorithm::RS256,
        JwtAlgorithm::Rs384 => Algorithm::RS384,
        JwtAlgorithm::Rs512 => Algorithm::RS512,
        JwtAlgorithm::Ps256 => Algorithm::PS256,
        JwtAlgorithm::Ps384 => Algorithm::PS384,
        JwtAlgorithm::Ps512 => Algorithm::PS512,
        JwtAlgorithm::Es256 => Algorithm::ES256,
        JwtAlgorithm::Es384 => Algorithm::ES384,
        JwtAlgorithm::EdDsa => Algorithm::EdDSA,
    }
}
