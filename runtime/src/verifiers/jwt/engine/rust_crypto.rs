//! Cryptography in Rust (feature `jwt-rust-crypto`, unless there is `jwt`).

use jsonwebtoken::{
    Algorithm, DecodingKey,
    crypto::{CryptoProvider, rust_crypto},
};

use super::Family;

pub(super) static PROVIDER: &CryptoProvider = &rust_crypto::DEFAULT_PROVIDER;

/// The largest RSA key with which the crate `rsa` verifies, in bits, and the message for a larger one.
pub(super) const LARGEST_RSA: (usize, &str) =
    (4096, "an RSA key may have at most 4096 bits with feature `jwt-rust-crypto`, and 8192 with `jwt`");

/// Whether the point is on the curve. Only the uncompressed form is one.
pub(super) fn is_point(family: Family, point: &[u8]) -> bool {
    let (algorithm, length) = if family == Family::P384 { (Algorithm::ES384, 97) } else { (Algorithm::ES256, 65) };
    point.len() == length && is_key(algorithm, &DecodingKey::from_ec_der(point))
}

pub(super) fn is_ed25519(key: &[u8]) -> bool {
    key.len() == 32 && is_key(Algorithm::EdDSA, &DecodingKey::from_ed_der(key))
}

/// Parses the key, and returns whether a verifier accepts it.
fn is_key(algorithm: Algorithm, key: &DecodingKey) -> bool {
    (PROVIDER.verifier_factory)(&algorithm, key).is_ok()
}
