//! An issuer with a key of each algorithm, and what a verifier says of its tokens.

use std::sync::LazyLock;

use aws_lc_rs::{
    encoding::AsDer,
    hmac,
    rand::SystemRandom,
    rsa::KeySize,
    signature::{
        ECDSA_P256_SHA256_FIXED_SIGNING, ECDSA_P384_SHA384_FIXED_SIGNING, EcdsaKeyPair, Ed25519KeyPair, KeyPair,
        RSA_PKCS1_SHA256, RSA_PKCS1_SHA384, RSA_PKCS1_SHA512, RSA_PSS_SHA256, RSA_PSS_SHA384, RSA_PSS_SHA512, RsaEncoding,
        RsaKeyPair,
    },
};
use base64::{
    Engine as _,
    engine::general_purpose::{STANDARD, URL_SAFE_NO_PAD},
};
use http::{HeaderValue, Request};
use requires_auth::{
    Authenticator, Identity, Reason, Rejection,
    verifiers::{Jwt, JwtAlgorithm, JwtBuilder, JwtKey},
};
use requires_auth_tests::poll_once::ready;

pub(crate) const ISSUER: &str = "https://as.example.net";
pub(crate) const AUDIENCE: &str = "https://rs.example.com";

/// Claims that every profile accepts.
pub(crate) const CLAIMS: &str = r#"{"iss":"https://as.example.net","aud":"https://rs.example.com","sub":"u1","client_id":"c1","iat":1700000000,"jti":"j1","exp":4102444800,"scope":"read"}"#;

pub(crate) struct Signer {
    pub(crate) algorithm: JwtAlgorithm,
    secret: Secret,
}

enum Secret {
    Hmac(Box<hmac::Key>, Vec<u8>),
    Rsa(&'static RsaKeyPair, &'static dyn RsaEncoding),
    Ecdsa(EcdsaKeyPair),
    Ed25519(Ed25519KeyPair),
}

static RSA: LazyLock<RsaKeyPair> = LazyLock::new(|| RsaKeyPair::generate(KeySize::Rsa2048).unwrap());

/// One key of each algorithm; those of RSA are one.
pub(crate) static SIGNERS: LazyLock<Vec<Signer>> = LazyLock::new(|| {
    use JwtAlgorithm as A;
    let all =
        [A::Hs256, A::Hs384, A::Hs512, A::Rs256, A::Rs384, A::Rs512, A::Ps256, A::Ps384, A::Ps512, A::Es256, A::Es384, A::EdDsa];
    all.map(Signer::new).into()
});

pub(crate) fn signer(algorithm: JwtAlgorithm) -> &'static Signer {
    SIGNERS.iter().find(|signer| signer.algorithm == algorithm).unwrap()
}

impl Signer {
    /// A new key; that of RSA is always the same.
    pub(crate) fn new(algorithm: JwtAlgorithm) -> Self {
        let secret = match algorithm {
            JwtAlgorithm::Hs256 => hmac_secret(hmac::HMAC_SHA256, 32),
            JwtAlgorithm::Hs384 => hmac_secret(hmac::HMAC_SHA384, 48),
            JwtAlgorithm::Hs512 => hmac_secret(hmac::HMAC_SHA512, 64),
            JwtAlgorithm::Rs256 => Secret::Rsa(&RSA, &RSA_PKCS1_SHA256),
            JwtAlgorithm::Rs384 => Secret::Rsa(&RSA, &RSA_PKCS1_SHA384),
            JwtAlgorithm::Rs512 => Secret::Rsa(&RSA, &RSA_PKCS1_SHA512),
            JwtAlgorithm::Ps256 => Secret::Rsa(&RSA, &RSA_PSS_SHA256),
            JwtAlgorithm::Ps384 => Secret::Rsa(&RSA, &RSA_PSS_SHA384),
            JwtAlgorithm::Ps512 => Secret::Rsa(&RSA, &RSA_PSS_SHA512),
            JwtAlgorithm::Es256 => Secret::Ecdsa(EcdsaKeyPair::generate(&ECDSA_P256_SHA256_FIXED_SIGNING).unwrap()),
            JwtAlgorithm::Es384 => Secret::Ecdsa(EcdsaKeyPair::generate(&ECDSA_P384_SHA384_FIXED_SIGNING).unwrap()),
            JwtAlgorithm::EdDsa => Secret::Ed25519(Ed25519KeyPair::generate().unwrap()),
            other => panic!("{other}"),
        };
        Self { algorithm, secret }
    }

    pub(crate) fn sign(&self, message: &[u8]) -> Vec<u8> {
        let random = SystemRandom::new();
        match &self.secret {
            Secret::Hmac(key, _) => hmac::sign(key, message).as_ref().to_vec(),
            Secret::Rsa(key, encoding) => {
                let mut signature = vec![0; key.public_modulus_len()];
                key.sign(*encoding, &random, message, &mut signature).unwrap();
                signature
            }
            Secret::Ecdsa(key) => key.sign(&random, message).unwrap().as_ref().to_vec(),
            Secret::Ed25519(key) => key.sign(message).as_ref().to_vec(),
        }
    }

    /// A token with this header and these claims, whatever they are.
    pub(crate) fn token(&self, header: impl AsRef<[u8]>, claims: impl AsRef<[u8]>) -> String {
        let signed = format!("{}.{}", base64url(header.as_ref()), base64url(claims.as_ref()));
        let signature = self.sign(signed.as_bytes());
        format!("{signed}.{}", base64url(&signature))
    }

    pub(crate) fn header(&self) -> String {
        format!(r#"{{"alg":"{}","typ":"at+jwt"}}"#, self.algorithm)
    }

    pub(crate) fn issue(&self, claims: &str) -> String {
        self.token(self.header(), claims)
    }

    /// The public key in DER; that of HMAC is its secret.
    pub(crate) fn public(&self) -> Vec<u8> {
        match &self.secret {
            Secret::Hmac(_, secret) => secret.clone(),
            Secret::Rsa(key, _) => key.public_key().as_der().unwrap().as_ref().to_vec(),
            Secret::Ecdsa(key) => key.public_key().as_der().unwrap().as_ref().to_vec(),
            Secret::Ed25519(key) => key.public_key().as_der().unwrap().as_ref().to_vec(),
        }
    }

    pub(crate) fn pem(&self) -> String {
        let body: Vec<_> =
            STANDARD.encode(self.public()).as_bytes().chunks(64).map(|line| String::from_utf8(line.to_vec()).unwrap()).collect();
        format!("-----BEGIN PUBLIC KEY-----\n{}\n-----END PUBLIC KEY-----\n", body.join("\n"))
    }

    /// The members of the JWK that are the key itself.
    pub(crate) fn members(&self) -> String {
        match &self.secret {
            Secret::Hmac(_, secret) => format!(r#""kty":"oct","k":"{}""#, base64url(secret)),
            Secret::Rsa(key, _) => {
                let (n, e) = (key.public_key().modulus(), key.public_key().exponent());
                let (n, e) = (n.big_endian_without_leading_zero(), e.big_endian_without_leading_zero());
                format!(r#""kty":"RSA","n":"{}","e":"{}""#, base64url(n), base64url(e))
            }
            Secret::Ecdsa(key) => {
                let (x, y) = key.public_key().as_ref()[1..].split_at(key.public_key().as_ref().len() / 2);
                let curve = if x.len() == 32 { "P-256" } else { "P-384" };
                format!(r#""kty":"EC","crv":"{curve}","x":"{}","y":"{}""#, base64url(x), base64url(y))
            }
            Secret::Ed25519(key) => format!(r#""kty":"OKP","crv":"Ed25519","x":"{}""#, base64url(key.public_key().as_ref())),
        }
    }

    pub(crate) fn jwk(&self, more: &str) -> String {
        format!(r#"{{{},"alg":"{}"{more}}}"#, self.members(), self.algorithm)
    }

    pub(crate) fn key(&self) -> JwtKey {
        JwtKey::jwk(self.jwk("")).unwrap()
    }

    pub(crate) fn verifier(&self) -> JwtBuilder {
        Jwt::issuer(ISSUER).audience(AUDIENCE).key(self.key())
    }

    /// Whether the key is public.
    pub(crate) fn is_public(&self) -> bool {
        !matches!(self.secret, Secret::Hmac(..))
    }
}

fn hmac_secret(algorithm: hmac::Algorithm, length: usize) -> Secret {
    let mut secret = vec![0; length];
    aws_lc_rs::rand::fill(&mut secret).unwrap();
    Secret::Hmac(Box::new(hmac::Key::new(algorithm, &secret)), secret)
}

/// A token under a shared secret of any length.
pub(crate) fn hmac_token(algorithm: hmac::Algorithm, secret: &[u8], header: &str, claims: &str) -> String {
    let signed = format!("{}.{}", base64url(header), base64url(claims));
    let signature = hmac::sign(&hmac::Key::new(algorithm, secret), signed.as_bytes());
    format!("{signed}.{}", base64url(signature.as_ref()))
}

pub(crate) fn base64url(bytes: impl AsRef<[u8]>) -> String {
    URL_SAFE_NO_PAD.encode(bytes)
}

pub(crate) fn decoded(text: &str) -> Vec<u8> {
    URL_SAFE_NO_PAD.decode(text).unwrap()
}

/// Asks with the token; `None` if no request can carry it.
pub(crate) fn asked<Id: Send + 'static>(auth: &Authenticator<Id>, token: &str) -> Option<Result<Id, Rejection>> {
    let value = HeaderValue::from_bytes(format!("Bearer {token}").as_bytes()).ok()?;
    let request = Request::builder().header("authorization", value).body(()).unwrap();
    Some(ready(auth.authenticate(&request)))
}

/// What the verifier says: the identity, or the operator's words.
pub(crate) fn verdict(auth: &Authenticator, token: &str) -> Result<Identity, String> {
    asked(auth, token).expect("a token that can be sent").map_err(|rejection| {
        assert_refused(&rejection);
        rejection.source().map(ToString::to_string).unwrap_or_default()
    })
}

/// The reason of the operator's words.
pub(crate) fn reason(auth: &Authenticator, token: &str) -> String {
    match verdict(auth, token) {
        Ok(_) => "accepted".to_owned(),
        Err(text) => text.split(':').next().unwrap().to_owned(),
    }
}

/// The caller learns that the token is invalid, or that it has expired, and nothing else.
pub(crate) fn assert_refused(rejection: &Rejection) {
    assert_eq!((rejection.status().as_u16(), rejection.error_code()), (401, Some("invalid_token")));
    let expired = match rejection.reason() {
        Reason::ExpiredCredentials => r#", error_description="token expired""#,
        Reason::InvalidCredentials | Reason::MalformedCredentials => "",
        other => panic!("{other}"),
    };
    let challenges: Vec<_> = rejection.challenges().collect();
    assert_eq!(challenges, [format!(r#"Bearer realm="api", error="invalid_token"{expired}"#).as_str()]);
}
