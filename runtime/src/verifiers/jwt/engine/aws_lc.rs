//! Cryptography of AWS-LC (feature `jwt`).

use aws_lc_rs::signature::{ECDSA_P256_SHA256_FIXED, ECDSA_P384_SHA384_FIXED, ED25519, ParsedPublicKey};
use jsonwebtoken::crypto::{CryptoProvider, aws_lc};

use super::Family;

pub(super) static PROVIDER: &CryptoProvider = &aws_lc::DEFAULT_PROVIDER;

pub(super) const LARGEST_RSA: (usize, &str) = (8192, "an RSA key may have at most 8192 bits");

/// Whether the point is on the curve.
pub(super) fn is_point(family: Family, point: &[u8]) -> bool {
    let curve = if family == Family::P384 { &ECDSA_P384_SHA384_FIXED } else { &ECDSA_P256_SHA256_FIXED };
    ParsedPublicKey::new(curve, point).is_ok()
}

pub(super) fn is_ed25519(key: &[u8]) -> bool {
    ParsedPublicKey::new(&ED25519, key).is_ok()
}
