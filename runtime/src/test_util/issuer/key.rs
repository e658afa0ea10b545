//! Keys that sign.

use aws_lc_rs::{
    rand::SystemRandom,
    rsa::KeySize,
    signature::{
        ECDSA_P256_SHA256_FIXED_SIGNING, ECDSA_P384_SHA384_FIXED_SIGNING, EcdsaKeyPair, Ed25519KeyPair, KeyPair,
        RSA_PKCS1_SHA256, RSA_PKCS1_SHA384, RSA_PKCS1_SHA512, RSA_PSS_SHA256, RSA_PSS_SHA384, RSA_PSS_SHA512, RsaEncoding,
        RsaKeyPair,
    },
};
use base64::{Engine as _, engine::general_purpose::URL_SAFE_NO_PAD};

use crate::verifiers::JwtAlgorithm;

/// A key of one algorithm.
pub(super) struct SigningKey {
    pub(super) kid: String,
    pub(super) algorithm: JwtAlgorithm,
    secret: Secret,
}

enum Secret {
    Rsa(Box<RsaKeyPair>, &'static dyn RsaEncoding),
    Ecdsa(Box<EcdsaKeyPair>),
    Ed25519(Box<Ed25519KeyPair>),
}

impl SigningKey {
    /// Makes a new key, or returns `None` if the algorithm has no public keys.
    pub(super) fn new(kid: String, algorithm: JwtAlgorithm) -> Option<Self> {
        let rsa = |encoding| Some(Secret::Rsa(Box::new(RsaKeyPair::generate(KeySize::Rsa2048).ok()?), encoding));
        let ecdsa = |curve| Some(Secret::Ecdsa(Box::new(EcdsaKeyPair::generate(curve).ok()?)));
        let secret = match algorithm {
            JwtAlgorithm::Rs256 => rsa(&RSA_PKCS1_SHA256),
            JwtAlgorithm::Rs384 => rsa(&RSA_PKCS1_SHA384),
            JwtAlgorithm::Rs512 => rsa(&RSA_PKCS1_SHA512),
            JwtAlgorithm::Ps256 => rsa(&RSA_PSS_SHA256),
            JwtAlgorithm::Ps384 => rsa(&RSA_PSS_SHA384),
            JwtAlgorithm::Ps512 => rsa(&RSA_PSS_SHA512),
            JwtAlgorithm::Es256 => ecdsa(&ECDSA_P256_SHA256_FIXED_SIGNING),
            JwtAlgorithm::Es384 => ecdsa(&ECDSA_P384_SHA384_FIXED_SIGNING),
            JwtAlgorithm::EdDsa => Some(Secret::Ed25519(Box::new(Ed25519KeyPair::generate().ok()?))),
            JwtAlgorithm::Hs256 | JwtAlgorithm::Hs384 | JwtAlgorithm::Hs512 => None,
        }?;
        Some(Self { kid, algorithm, secret })
    }

    /// Signs header and claims, whatever they are.
    pub(super) fn token(&self, header: &str, claims: &str) -> Option<String> {
        let signed = format!("{}.{}", base64url(header.as_bytes()), base64url(claims.as_bytes()));
        let random = SystemRandom::new();
        let signature = match &self.secret {
            Secret::Rsa(key, encoding) => {
                let mut signature = vec![0; key.public_modulus_len()];
                key.sign(*encoding, &random, signed.as_bytes(), &mut signature).ok()?;
                signature
            }
            Secret::Ecdsa(key) => key.sign(&random, signed.as_bytes()).ok()?.as_ref().to_vec(),
            Secret::Ed25519(key) => key.sign(signed.as_bytes()).as_ref().to_vec(),
        };
        Some(format!("{signed}.{}", base64url(&signature)))
    }

    /// Returns the public key as a JWK (RFC 7517).
    pub(super) fn jwk(&self) -> String {
        let members = match &self.secret {
            Secret::Rsa(key, _) => {
                let (n, e) = (key.public_key().modulus(), key.public_key().exponent());
                let (n, e) = (n.big_endian_without_leading_zero(), e.big_endian_without_leading_zero());
                format!(r#""kty":"RSA","n":"{}","e":"{}""#, base64url(n), base64url(e))
            }
            Secret::Ecdsa(key) => {
                // An uncompressed point: 4, and two coordinates.
                let point = key.public_key().as_ref().get(1..).unwrap_or_default();
                let (x, y) = point.split_at_checked(point.len() / 2).unwrap_or_default();
                let curve = if x.len() == 32 { "P-256" } else { "P-384" };
                format!(r#""kty":"EC","crv":"{curve}","x":"{}","y":"{}""#, base64url(x), base64url(y))
            }
            Secret::Ed25519(key) => {
                format!(r#""kty":"OKP","crv":"Ed25519","x":"{}""#, base64url(key.public_key().as_ref()))
            }
        };
        format!(r#"{{{members},"kid":"{}","alg":"{}","use":"sig"}}"#, self.kid, self.algorithm)
    }
}

fn base64url(bytes: &[u8]) -> String {
    URL_SAFE_NO_PAD.encode(bytes)
}
