//! C7: JWTs at first sight against the bare signature check, and from the cache against first sight.

use std::{
    hint::black_box,
    sync::LazyLock,
    time::{Instant, SystemTime, UNIX_EPOCH},
};

use aws_lc_rs::{
    hmac,
    rand::SystemRandom,
    rsa::KeySize,
    signature::{
        ECDSA_P256_SHA256_FIXED, ECDSA_P256_SHA256_FIXED_SIGNING, ED25519, EcdsaKeyPair, Ed25519KeyPair, KeyPair,
        RSA_PKCS1_2048_8192_SHA256, RSA_PKCS1_SHA256, RsaKeyPair, UnparsedPublicKey, VerificationAlgorithm,
    },
};
use base64::{Engine as _, engine::general_purpose::URL_SAFE_NO_PAD};
use http::Request;
use requires_auth::{
    Authenticator,
    verifiers::{Jwt, JwtAlgorithm, JwtKey},
};
use requires_auth_tests::poll_once::ready;

use crate::{
    measure::{Workload, allocations, instructions},
    row,
};

/// A key, and a token that it signed.
struct Signed {
    algorithm: JwtAlgorithm,
    key: Vec<u8>,
    message: String,
    signature: Vec<u8>,
}

impl Signed {
    fn new(algorithm: JwtAlgorithm, subject: &str) -> Self {
        let at = SystemTime::now().duration_since(UNIX_EPOCH).unwrap().as_secs();
        let (issued, expiry) = (at - 10, at + 3600);
        let header = format!(r#"{{"alg":"{algorithm}","typ":"at+jwt"}}"#);
        let claims = format!(
            r#"{{"iss":"https://login.example.com","aud":"https://api.example.com","sub":"{subject}","client_id":"web","iat":{issued},"exp":{expiry},"jti":"6a1e2c3f-9a53-4a19-a4c5-1d3a9f0e7c11","scope":"openid profile items:read items:write"}}"#
        );
        let message = format!("{}.{}", URL_SAFE_NO_PAD.encode(header), URL_SAFE_NO_PAD.encode(claims));
        let (key, signature) = signed(algorithm, message.as_bytes());
        Self { algorithm, key, message, signature }
    }

    fn request(&self) -> Request<()> {
        request(&self.message, &self.signature)
    }

    fn auth(&self, is_cached: bool) -> Authenticator {
        let key = if self.algorithm == JwtAlgorithm::Hs256 {
            JwtKey::secret(self.algorithm, &self.key)
        } else {
            JwtKey::der(self.algorithm, spki(self))
        };
        let builder = Jwt::issuer("https://login.example.com").audience("https://api.example.com").key(key.unwrap());
        Authenticator::new(if is_cached { builder } else { builder.without_cache() }.build().unwrap())
    }
}

fn request(message: &str, signature: &[u8]) -> Request<()> {
    let token = format!("{message}.{}", URL_SAFE_NO_PAD.encode(signature));
    Request::builder().header("authorization", format!("Bearer {token}")).body(()).unwrap()
}

fn signed(algorithm: JwtAlgorithm, message: &[u8]) -> (Vec<u8>, Vec<u8>) {
    let random = SystemRandom::new();
    match algorithm {
        JwtAlgorithm::Hs256 => (vec![7; 32], hmac::sign(&hmac::Key::new(hmac::HMAC_SHA256, &[7; 32]), message).as_ref().to_vec()),
        JwtAlgorithm::Es256 => {
            let key = EcdsaKeyPair::generate(&ECDSA_P256_SHA256_FIXED_SIGNING).unwrap();
            (key.public_key().as_ref().to_vec(), key.sign(&random, message).unwrap().as_ref().to_vec())
        }
        JwtAlgorithm::EdDsa => {
            let key = Ed25519KeyPair::generate().unwrap();
            (key.public_key().as_ref().to_vec(), key.sign(message).as_ref().to_vec())
        }
        _ => {
            let key = RsaKeyPair::generate(KeySize::Rsa2048).unwrap();
            let mut signature = vec![0; key.public_modulus_len()];
            key.sign(&RSA_PKCS1_SHA256, &random, message, &mut signature).unwrap();
            (key.public_key().as_ref().to_vec(), signature)
        }
    }
}

/// The key with its frame (RFC 5480, RFC 8410); that of RSA needs none.
fn spki(signed: &Signed) -> Vec<u8> {
    const P256: &[u8] = &[
        0x30, 0x59, 0x30, 0x13, 6, 7, 0x2A, 0x86, 0x48, 0xCE, 0x3D, 2, 1, 6, 8, 0x2A, 0x86, 0x48, 0xCE, 0x3D, 3, 1, 7, 3, 0x42, 0,
    ];
    const ED25519: &[u8] = &[0x30, 0x2A, 0x30, 5, 6, 3, 0x2B, 0x65, 0x70, 3, 0x21, 0];
    let frame: &[u8] = match signed.algorithm {
        JwtAlgorithm::Es256 => P256,
        JwtAlgorithm::EdDsa => ED25519,
        _ => &[],
    };
    [frame, &signed.key].concat()
}

/// Made once: a key of RSA takes longer than what is measured.
static RSA: LazyLock<Signed> = LazyLock::new(|| Signed::new(JwtAlgorithm::Rs256, "ada"));
static ES256: LazyLock<Signed> = LazyLock::new(|| Signed::new(JwtAlgorithm::Es256, "ada"));
static ED25519_KEY: LazyLock<Signed> = LazyLock::new(|| Signed::new(JwtAlgorithm::EdDsa, "ada"));
static HMAC: LazyLock<Signed> = LazyLock::new(|| Signed::new(JwtAlgorithm::Hs256, "ada"));

fn known(algorithm: JwtAlgorithm) -> &'static Signed {
    match algorithm {
        JwtAlgorithm::Es256 => &ES256,
        JwtAlgorithm::EdDsa => &ED25519_KEY,
        JwtAlgorithm::Hs256 => &HMAC,
        _ => &RSA,
    }
}

fn bare(algorithm: JwtAlgorithm) -> Workload {
    Workload::new(format!("bare signature {algorithm}"), move |count| {
        let Signed { key, message, signature, .. } = known(algorithm);
        let check: &'static dyn VerificationAlgorithm = match algorithm {
            JwtAlgorithm::Es256 => &ECDSA_P256_SHA256_FIXED,
            JwtAlgorithm::EdDsa => &ED25519,
            _ => &RSA_PKCS1_2048_8192_SHA256,
        };
        let secret = hmac::Key::new(hmac::HMAC_SHA256, &[7; 32]);
        for _ in 0..count {
            if algorithm == JwtAlgorithm::Hs256 {
                hmac::verify(&secret, black_box(message.as_bytes()), signature).unwrap();
            } else {
                UnparsedPublicKey::new(check, key).verify(black_box(message.as_bytes()), signature).unwrap();
            }
        }
    })
}

fn verified(algorithm: JwtAlgorithm, is_cached: bool) -> Workload {
    let (auth, request) = (known(algorithm).auth(is_cached), known(algorithm).request());
    ready(auth.authenticate(&request)).unwrap();
    Workload::new(format!("token {algorithm}, cached: {is_cached}"), move |count| {
        for _ in 0..count {
            black_box(ready(auth.authenticate(black_box(&request))).unwrap());
        }
    })
}

/// A token with a wrong signature, again and again.
fn rejected(algorithm: JwtAlgorithm, is_cached: bool) -> Workload {
    let known = known(algorithm);
    let mut signature = known.signature.clone();
    signature[5] ^= 1;
    let (auth, request) = (known.auth(is_cached), request(&known.message, &signature));
    Workload::new(format!("bad token {algorithm}, cached: {is_cached}"), move |count| {
        for _ in 0..count {
            black_box(ready(auth.authenticate(black_box(&request))).unwrap_err());
        }
    })
}

/// What is counted in instructions: without a key of RSA, which costs another number each time.
pub(crate) fn workloads() -> Vec<Workload> {
    let of = |algorithm| [verified(algorithm, false), verified(algorithm, true), rejected(algorithm, true)];
    of(JwtAlgorithm::Hs256).into_iter().chain(of_an_issuer()).collect()
}

#[cfg(not(feature = "oidc"))]
fn of_an_issuer() -> Vec<Workload> {
    Vec::new()
}

/// A cached token whose keys an issuer publishes.
#[cfg(feature = "oidc")]
fn of_an_issuer() -> Vec<Workload> {
    let issuer = requires_auth::test_util::TestIssuer::start();
    let verifier = issuer.verifier().audience("https://api.example.com").build().unwrap();
    futures_executor::block_on(verifier.ready());
    let claims =
        serde_json::json!({"sub": "ada", "aud": "https://api.example.com", "scope": "openid profile items:read items:write"});
    let request = Request::builder().header("authorization", format!("Bearer {}", issuer.token(&claims))).body(()).unwrap();
    let auth = Authenticator::new(verifier);
    ready(auth.authenticate(&request)).unwrap();
    vec![Workload::new("token of an issuer, cached", move |count| {
        for _ in 0..count {
            black_box(ready(auth.authenticate(black_box(&request))).unwrap());
        }
    })]
}

/// Seconds of one turn of each, in turns about: the least of many rounds is the one that was disturbed least.
fn times<const N: usize>(workloads: &[Workload; N]) -> [f64; N] {
    const TURNS: u32 = 100;
    let mut least = [f64::MAX; N];
    for _ in 0..100 {
        for (least, workload) in least.iter_mut().zip(workloads) {
            let start = Instant::now();
            workload.run(TURNS);
            *least = least.min(start.elapsed().as_secs_f64() / f64::from(TURNS));
        }
    }
    least
}

pub(crate) fn rows() {
    for (algorithm, first_goal, hit_goal) in [
        (JwtAlgorithm::Es256, "<= 1.08", "<= 1/200"),
        (JwtAlgorithm::Rs256, "<= 1.2", "<= 1/100"),
        (JwtAlgorithm::EdDsa, "<= 1.08", ""),
        (JwtAlgorithm::Hs256, "", "<= 1/15"),
    ] {
        let [bare, first, hit, bad] =
            times(&[bare(algorithm), verified(algorithm, false), verified(algorithm, true), rejected(algorithm, true)]);
        let figure = format!("{:.3} ({:.1} / {:.1} us)", first / bare, first * 1e6, bare * 1e6);
        row(&format!("{algorithm} at first sight / the bare signature check: time"), first_goal, &figure);
        row(
            &format!("C7 cached {algorithm} / first sight: time"),
            hit_goal,
            &format!("1/{:.0} ({:.0} ns)", first / hit, hit * 1e9),
        );
        let figure = format!("1/{:.0} ({:.0} ns)", bare / bad, bad * 1e9);
        row(&format!("C7 a bad {algorithm} token again / the bare signature check: time"), "<= 1/100", &figure);
    }
    let workloads = workloads();
    let [first, hit, bad, of_an_issuer @ ..] = &*workloads else { panic!("three") };
    if let (Some(first), Some(hit), Some(bad)) = (instructions(first), instructions(hit), instructions(bad)) {
        row("an HS256 token at first sight, cached, bad: instructions", "", &format!("{first:.0}, {hit:.0}, {bad:.0}"));
    }
    for hit in of_an_issuer {
        if let (Some(count), Some(allocations)) = (instructions(hit), allocations(hit)) {
            row(
                "C7 a cached token of an issuer: instructions, allocations",
                "0 allocations",
                &format!("{count:.0}, {allocations:.1}"),
            );
        }
    }
    threads();
    memory();
}

/// How many hits two threads have in the time of one: of one token, whose entry and identity both share, and of one token each.
fn threads() {
    let [ada, bob] = ["ada", "bob"].map(|subject| Signed::new(JwtAlgorithm::Hs256, subject));
    let auth = ada.auth(true);
    let hits = |tokens: &[&Signed]| {
        let start = Instant::now();
        std::thread::scope(|scope| {
            for token in tokens {
                let (auth, request) = (&auth, token.request());
                scope.spawn(move || (0..300_000).for_each(|_| drop(black_box(ready(auth.authenticate(&request))))));
            }
        });
        #[allow(clippy::cast_precision_loss, reason = "small")]
        let rate = tokens.len() as f64 / start.elapsed().as_secs_f64();
        rate
    };
    let best = |tokens: &[_]| (0..5).map(|_| hits(tokens)).fold(0.0, f64::max);
    let one = best(&[&ada]);
    row("hits of one token: two threads / one", "", &format!("{:.2}", best(&[&ada, &ada]) / one));
    row("hits of one token each: two threads / one", "", &format!("{:.2}", best(&[&ada, &bob]) / one));
}

/// What a full cache takes beside what is there anyway.
fn memory() {
    let tokens: Vec<_> = (0..3000).map(|number| Signed::new(JwtAlgorithm::Hs256, &format!("user-{number}")).request()).collect();
    let auth = Signed::new(JwtAlgorithm::Hs256, "ada").auth(true);
    let info = allocation_counter::measure(|| tokens.iter().for_each(|request| drop(ready(auth.authenticate(request)).unwrap())));
    let length = tokens[0].headers()["authorization"].len();
    #[allow(clippy::cast_precision_loss, reason = "small")]
    let each = info.bytes_current as f64 / 3000.0;
    row("a cached token: bytes", "", &format!("{each:.0} for a token of {length}; default bound 10000 tokens, 32 MiB"));
}
