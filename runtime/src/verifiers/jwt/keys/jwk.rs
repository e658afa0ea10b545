//! One JWK (RFC 7517, RFC 7518 6, RFC 8037).

use base64::{Engine as _, engine::general_purpose::URL_SAFE_NO_PAD};

use super::{
    super::{
        algorithm::{Family, JwtAlgorithm},
        engine::Material,
        json::{Json, NotStrict, Object},
    },
    JwtKey, LONGEST_KID,
};

/// Whether `oct` keys are accepted. A set that anybody can fetch has none that is secret.
#[derive(Clone, Copy, PartialEq)]
pub(super) enum Secrets {
    Allowed,
    Rejected,
}

type Rule = &'static str;

/// Reads a JWK. The rule that it breaks is the error.
pub(super) fn key(json: &[u8], secrets: Secrets) -> Result<JwtKey, Rule> {
    let jwk = &Object::read(json).map_err(|NotStrict(rule)| rule)?;
    let kty = text(jwk, "kty")?.ok_or("has no `kty`")?;
    for private in ["d", "p", "q", "dp", "dq", "qi", "oth"] {
        if jwk.get(private).is_some() {
            return Err("is a private key, which a verifier must not have");
        }
    }
    if kty == "oct" && secrets == Secrets::Rejected {
        return Err("is a shared secret, which does not belong into a set of public keys");
    }
    if text(jwk, "use")?.is_some_and(|purpose| purpose != "sig") {
        return Err("its `use` is not `sig`");
    }
    match jwk.get("key_ops") {
        None => {}
        Some(Json::Array(operations)) if operations.iter().any(|one| matches!(one, Json::String(name) if name == "verify")) => {}
        Some(_) => return Err("its `key_ops` are no list with `verify`"),
    }
    let named = match text(jwk, "alg")? {
        Some(alg) => Some(JwtAlgorithm::named(alg).ok_or("its `alg` is not a supported signature algorithm")?),
        None => None,
    };
    let (algorithm, material) = match kty {
        "RSA" => (named.unwrap_or(JwtAlgorithm::Rs256), rsa(jwk)?),
        "EC" => point(jwk)?,
        "OKP" => (JwtAlgorithm::EdDsa, ed25519(jwk)?),
        "oct" => {
            let algorithm = named.ok_or("an `oct` key needs its `alg`")?;
            (algorithm, super::secret::material(algorithm, &bytes(jwk, "k")?)?)
        }
        _ => return Err("its `kty` is not supported"),
    };
    if named.is_some_and(|named| named.family() != algorithm.family()) || (kty == "RSA" && algorithm.family() != Family::Rsa) {
        return Err("its `alg` is not one for such a key");
    }
    let key = JwtKey { is_bound: named.is_some() || kty != "RSA", ..JwtKey::new(algorithm, material) };
    match text(jwk, "kid")? {
        None => Ok(key),
        Some("") => Err("its `kid` is empty"),
        Some(kid) if kid.len() > LONGEST_KID => Err("its `kid` has more than 256 bytes"),
        Some(kid) => Ok(key.kid(kid)),
    }
}

fn rsa(jwk: &Object<'_>) -> Result<Material, Rule> {
    let (n, e) = (bytes(jwk, "n")?, bytes(jwk, "e")?);
    // Some issuers write the sign that DER has.
    let (n, e) = (unpadded(&n), unpadded(&e));
    super::rsa(n, e)
}

fn unpadded(mut number: &[u8]) -> &[u8] {
    while let [0, rest @ ..] = number {
        number = rest;
    }
    number
}

fn point(jwk: &Object<'_>) -> Result<(JwtAlgorithm, Material), Rule> {
    let (algorithm, length) = match text(jwk, "crv")? {
        Some("P-256") => (JwtAlgorithm::Es256, 32),
        Some("P-384") => (JwtAlgorithm::Es384, 48),
        _ => return Err("its `crv` is not supported: use P-256 or P-384"),
    };
    let (x, y) = (bytes(jwk, "x")?, bytes(jwk, "y")?);
    if x.len() != length || y.len() != length {
        return Err("its coordinates do not have the length of the curve (RFC 7518 6.2.1.2)");
    }
    let material = Material::point(algorithm.family(), &[&[4], &*x, &*y].concat()).ok_or("not a point of its curve")?;
    Ok((algorithm, material))
}

fn ed25519(jwk: &Object<'_>) -> Result<Material, Rule> {
    if text(jwk, "crv")? != Some("Ed25519") {
        return Err("its `crv` is not supported: use Ed25519");
    }
    super::ed25519::material(&bytes(jwk, "x")?)
}

fn text<'a>(jwk: &'a Object<'_>, name: &str) -> Result<Option<&'a str>, Rule> {
    match jwk.get(name) {
        None => Ok(None),
        Some(Json::String(text)) => Ok(Some(text)),
        Some(_) => Err("a member that must be a string is none"),
    }
}

fn bytes(jwk: &Object<'_>, name: &str) -> Result<Vec<u8>, Rule> {
    let text = text(jwk, name)?.ok_or("lacks a member of the key itself")?;
    URL_SAFE_NO_PAD.decode(text).map_err(|_| "a member of the key itself is not base64url without padding (RFC 7515 2)")
}
