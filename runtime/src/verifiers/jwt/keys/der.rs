//! Public keys in DER: just enough to tell what a key is for. The engine checks the key itself.

use super::{
    super::{
        algorithm::{Family, JwtAlgorithm},
        engine::Material,
    },
    ed25519,
};

const SEQUENCE: u8 = 0x30;
const INTEGER: u8 = 0x02;
const BIT_STRING: u8 = 0x03;

/// The `AlgorithmIdentifier` of each family (RFC 3279 2.3, RFC 5480 2.1.1, RFC 8410 3), without its outer sequence.
const IDENTIFIERS: [(Family, &[u8]); 4] = [
    // rsaEncryption, NULL
    (Family::Rsa, &[0x06, 0x09, 0x2A, 0x86, 0x48, 0x86, 0xF7, 0x0D, 0x01, 0x01, 0x01, 0x05, 0x00]),
    // ecPublicKey, prime256v1
    (
        Family::P256,
        &[0x06, 0x07, 0x2A, 0x86, 0x48, 0xCE, 0x3D, 0x02, 0x01, 0x06, 0x08, 0x2A, 0x86, 0x48, 0xCE, 0x3D, 0x03, 0x01, 0x07],
    ),
    // ecPublicKey, secp384r1
    (Family::P384, &[0x06, 0x07, 0x2A, 0x86, 0x48, 0xCE, 0x3D, 0x02, 0x01, 0x06, 0x05, 0x2B, 0x81, 0x04, 0x00, 0x22]),
    // Ed25519
    (Family::Ed25519, &[0x06, 0x03, 0x2B, 0x65, 0x70]),
];

const NOT_A_KEY: &str = "not a `SubjectPublicKeyInfo` (RFC 5280 4.1.2.7) or `RSAPublicKey` (RFC 8017 A.1.1) in DER";

/// Reads a `SubjectPublicKeyInfo` or an `RSAPublicKey` for `algorithm`.
pub(super) fn material(algorithm: JwtAlgorithm, bytes: &[u8]) -> Result<Material, &'static str> {
    if algorithm.family() == Family::Hmac {
        return Err("HS256, HS384 and HS512 take a shared secret, not a public key");
    }
    let (family, key) = match public_key_info(bytes) {
        Some((identifier, key)) => {
            let known = IDENTIFIERS.iter().find(|known| known.1 == identifier);
            (known.ok_or("a kind of key that is not supported: use RSA, P-256, P-384 or Ed25519")?.0, key)
        }
        None => (Family::Rsa, bytes),
    };
    // A text that is no key of any kind is reported as such, not as a wrong RSA key.
    let numbers = if family == Family::Rsa { Some(rsa_numbers(key).ok_or(NOT_A_KEY)?) } else { None };
    if family != algorithm.family() {
        return Err("the key is of another kind than the algorithm needs");
    }
    match numbers {
        Some((n, e)) => super::rsa(n, e),
        None if family == Family::Ed25519 => ed25519::material(key),
        None => Material::point(family, key).filter(|_| key.first() == Some(&4)).ok_or("not an uncompressed point of the curve"),
    }
}

/// Returns whether the bytes are a public key of any kind, or a certificate.
pub(super) fn is_public(bytes: &[u8]) -> bool {
    const OBJECT_IDENTIFIER: u8 = 0x06;
    let is_info = public_key_info(bytes).is_some_and(|(identifier, _)| element(OBJECT_IDENTIFIER, identifier).is_some());
    is_info || rsa_numbers(bytes).is_some() || is_certificate(bytes)
}

/// RFC 5280 4.1: what is signed, an algorithm identifier, a signature.
fn is_certificate(bytes: &[u8]) -> bool {
    let parts = || {
        let (_, rest) = element(SEQUENCE, whole(SEQUENCE, bytes)?)?;
        let (_, rest) = element(SEQUENCE, rest)?;
        whole(BIT_STRING, rest)
    };
    parts().is_some()
}

/// Returns the algorithm identifier and the key.
fn public_key_info(bytes: &[u8]) -> Option<(&[u8], &[u8])> {
    let outer = whole(SEQUENCE, bytes)?;
    let (identifier, rest) = element(SEQUENCE, outer)?;
    // A bit string begins with the number of its unused bits.
    Some((identifier, whole(BIT_STRING, rest)?.strip_prefix(&[0])?))
}

fn rsa_numbers(bytes: &[u8]) -> Option<(&[u8], &[u8])> {
    let (n, rest) = element(INTEGER, whole(SEQUENCE, bytes)?)?;
    Some((unsigned(n)?, unsigned(whole(INTEGER, rest)?)?))
}

/// Returns a positive integer without its sign.
fn unsigned(integer: &[u8]) -> Option<&[u8]> {
    match integer {
        [0, rest @ ..] if rest.first().is_some_and(|byte| *byte >= 0x80) => Some(rest),
        [first, ..] if (1..=0x7F).contains(first) => Some(integer),
        _ => None,
    }
}

/// Returns the content of an element that is all of `bytes`.
fn whole(tag: u8, bytes: &[u8]) -> Option<&[u8]> {
    element(tag, bytes).and_then(|(content, rest)| rest.is_empty().then_some(content))
}

/// Returns the content of the first element, and what follows it. Lengths have the shortest form (X.690 10.1).
fn element(tag: u8, bytes: &[u8]) -> Option<(&[u8], &[u8])> {
    let (length, rest) = match bytes.strip_prefix(&[tag])? {
        [length @ 0..=0x7F, rest @ ..] | [0x81, length @ 0x80..=0xFF, rest @ ..] => (usize::from(*length), rest),
        [0x82, high @ 1..=0xFF, low, rest @ ..] => (usize::from(u16::from_be_bytes([*high, *low])), rest),
        _ => return None,
    };
    rest.split_at_checked(length)
}
