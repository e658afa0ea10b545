//! Shared secrets, and texts that are not secret.

use base64::{
    Engine as _,
    engine::general_purpose::{GeneralPurpose, STANDARD_NO_PAD, URL_SAFE_NO_PAD},
};

use super::{
    super::{
        algorithm::{Family, JwtAlgorithm},
        engine::Material,
        json::Object,
    },
    der,
};

type Rule = &'static str;

pub(super) fn material(algorithm: JwtAlgorithm, bytes: &[u8]) -> Result<Material, Rule> {
    if algorithm.family() != Family::Hmac {
        return Err("a shared secret is for HS256, HS384 and HS512 only");
    }
    check_is_not_public(bytes)?;
    if bytes.len() < algorithm.shortest_secret() {
        return Err("must have at least the length of its hash: 32 bytes for HS256, 48 for HS384, 64 for HS512 (RFC 7518 3.2)");
    }
    Ok(Material::secret(bytes))
}

/// Rejects what is recognisably a key of another kind: whoever has a public key could issue tokens with it (RFC 8725 2.1).
fn check_is_not_public(bytes: &[u8]) -> Result<(), Rule> {
    if is_public_binary(bytes) {
        return Err("is a public key or a certificate in binary form, which is not secret: use `JwtKey::der` with its algorithm");
    }
    let Ok(text) = str::from_utf8(bytes) else { return Ok(()) };
    let text = text.trim_start_matches('\u{feff}').trim();
    // RFC 7468, and RFC 4716 with spaces.
    if text.contains("-----BEGIN ") || text.contains("---- BEGIN ") {
        return Err(
            "is a key or a certificate in PEM, not a shared secret: use `JwtKey::pem` with the algorithm of the public key",
        );
    }
    if ["ssh-", "ecdsa-sha2-", "sk-ssh-", "sk-ecdsa-"].iter().any(|kind| text.starts_with(kind)) {
        return Err("is a key of SSH, not a shared secret");
    }
    if Object::read(text.as_bytes()).is_ok_and(|json| json.get("kty").is_some() || json.get("keys").is_some()) {
        return Err("is a JWK or a JWK set, not a shared secret: use `JwtKey::jwk` or `JwtKeys::jwk_set`");
    }
    // PEM without its first and last line.
    let body: String = text.chars().filter(|char| !char.is_ascii_whitespace() && *char != '=').collect();
    let is_public = |engine: GeneralPurpose| engine.decode(&body).is_ok_and(|bytes| is_public_binary(&bytes));
    if is_public(STANDARD_NO_PAD) || is_public(URL_SAFE_NO_PAD) {
        return Err("is a public key or a certificate in base64, which is not secret: decode it and use `JwtKey::der`");
    }
    Ok(())
}

/// Returns whether the bytes are a public key or a certificate in DER, or a point of a curve. (The 32 bytes of an Ed25519 key look
/// like any secret.)
fn is_public_binary(bytes: &[u8]) -> bool {
    let is_point = |family| bytes.first() == Some(&4) && Material::point(family, bytes).is_some();
    der::is_public(bytes) || is_point(Family::P256) || is_point(Family::P384)
}
