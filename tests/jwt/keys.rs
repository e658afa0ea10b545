//! Keys in every form, and those that are errors.

use base64::{Engine as _, engine::general_purpose::STANDARD};
use requires_auth::{
    Authenticator, ConfigError,
    verifiers::{Jwt, JwtAlgorithm, JwtBuilder, JwtKey, JwtKeys},
};

use crate::issuer::{AUDIENCE, CLAIMS, ISSUER, SIGNERS, Signer, base64url, reason, signer, verdict};

pub(crate) fn auth(keys: impl IntoIterator<Item = JwtKey>) -> Authenticator {
    let builder = Jwt::issuer(ISSUER).audience(AUDIENCE);
    Authenticator::new(keys.into_iter().fold(builder, JwtBuilder::key).build().unwrap())
}

pub(crate) fn token(signer: &Signer, kid: &str) -> String {
    signer.token(format!(r#"{{"alg":"{}","kid":"{kid}"}}"#, signer.algorithm), CLAIMS)
}

#[test]
fn a_key_is_the_same_in_every_form() {
    for signer in SIGNERS.iter() {
        let algorithm = signer.algorithm;
        let mut keys = vec![JwtKey::jwk(signer.jwk("")).unwrap()];
        if signer.is_public() {
            keys.push(JwtKey::pem(algorithm, signer.pem()).unwrap());
            keys.push(JwtKey::pem(algorithm, format!("a comment\n{}", signer.pem().replace('\n', "\r\n"))).unwrap());
            keys.push(JwtKey::der(algorithm, signer.public()).unwrap());
            let set = JwtKeys::jwk_set(format!(r#"{{"keys":[{}]}}"#, signer.jwk(""))).unwrap();
            let from_set = Jwt::issuer(ISSUER).audience(AUDIENCE).keys(set).build().unwrap();
            assert_eq!(reason(&Authenticator::new(from_set), &signer.issue(CLAIMS)), "accepted", "{algorithm}");
        } else {
            let secret = signer.public();
            keys.push(JwtKey::secret(algorithm, secret).unwrap());
        }
        for key in keys {
            let auth = auth([key]);
            assert_eq!(reason(&auth, &signer.issue(CLAIMS)), "accepted", "{algorithm}");
            // Another key of this algorithm; there is one of RSA.
            if !matches!(signer.members().get(..12), Some(r#""kty":"RSA","#)) {
                assert_eq!(reason(&auth, &Signer::new(algorithm).issue(CLAIMS)), "bad_signature", "{algorithm}");
            }
        }
    }
}

/// PKCS#1: the bit string inside of the other form.
#[test]
fn an_rsa_key_may_be_pkcs1() {
    let signer = signer(JwtAlgorithm::Rs256);
    let der = signer.public();
    let pkcs1 = &der[24..];
    let pem = format!("-----BEGIN RSA PUBLIC KEY-----\n{}\n-----END RSA PUBLIC KEY-----", STANDARD.encode(pkcs1));
    for key in [JwtKey::der(JwtAlgorithm::Rs256, pkcs1).unwrap(), JwtKey::pem(JwtAlgorithm::Rs256, pem).unwrap()] {
        assert_eq!(reason(&auth([key]), &signer.issue(CLAIMS)), "accepted");
    }
}

#[test]
fn a_key_is_for_one_algorithm() {
    for signer in SIGNERS.iter().filter(|signer| signer.is_public()) {
        for other in SIGNERS.iter() {
            let is_kin = other.is_public() && other.members() == signer.members();
            let key = JwtKey::der(other.algorithm, signer.public());
            assert_eq!(key.is_ok(), is_kin, "{} {}", signer.algorithm, other.algorithm);
            let jwk = format!(r#"{{{},"alg":"{}"}}"#, signer.members(), other.algorithm);
            assert_eq!(JwtKey::jwk(&jwk).is_ok(), is_kin, "{} {}", signer.algorithm, other.algorithm);
            if is_kin && other.algorithm != signer.algorithm {
                let text = verdict(&auth([key.unwrap()]), &signer.issue(CLAIMS)).unwrap_err();
                let expected = format!(
                    "wrong_algorithm: expected {}, the algorithm of the key; found {}",
                    other.algorithm, signer.algorithm
                );
                assert_eq!(text, expected);
            }
        }
    }
    assert!(JwtKey::secret(JwtAlgorithm::Rs256, [7; 64]).is_err());
}

/// `EdDSA` and `Ed25519` are one algorithm, in keys and in tokens.
#[test]
fn ed25519_has_two_names() {
    let signer = signer(JwtAlgorithm::EdDsa);
    for in_key in [r#","alg":"EdDSA""#, r#","alg":"Ed25519""#, ""] {
        let auth = auth([JwtKey::jwk(format!("{{{}{in_key}}}", signer.members())).unwrap()]);
        for in_token in ["EdDSA", "Ed25519"] {
            assert_eq!(reason(&auth, &signer.token(format!(r#"{{"alg":"{in_token}"}}"#), CLAIMS)), "accepted");
        }
        assert_eq!(reason(&auth, &signer.token(r#"{"alg":"Ed448"}"#, CLAIMS)), "unsupported_algorithm");
    }
}

/// A43.
#[test]
fn weak_keys_are_errors() {
    let beginning = |first: u8, bits: usize, e: &str| {
        let n = [vec![first], vec![0xFF; bits.div_ceil(8) - 1]].concat();
        JwtKey::jwk(format!(r#"{{"kty":"RSA","n":"{}","e":"{e}"}}"#, base64url(n))).map_err(|error| error.rule())
    };
    let jwk = |bits: usize, e: &str| beginning(0x80, bits, e);
    // What the engine computes with.
    let largest = if cfg!(feature = "jwt") { 8192 } else { 4096 };
    assert!(jwk(2048, "AQAB").is_ok() && jwk(largest, "Aw").is_ok() && jwk(2048, "gAAAAQ").is_ok());
    for short in [jwk(512, "AQAB"), jwk(1024, "AQAB"), jwk(2040, "AQAB"), beginning(0x7F, 2047, "AQAB")] {
        assert_eq!(short.unwrap_err(), "an RSA key must have at least 2048 bits (RFC 7518 3.3)");
    }
    let error = jwk(largest + 8, "AQAB").unwrap_err();
    assert!(error.starts_with(&format!("an RSA key may have at most {largest} bits")), "{error}");
    for exponent in ["AQ", "Ag", "AA", "", "AAAB", "AQAAAAAB"] {
        assert!(jwk(2048, exponent).unwrap_err().contains("exponent"), "{exponent}");
    }
    let even = [vec![0x80], vec![0; 255]].concat();
    assert!(JwtKey::jwk(format!(r#"{{"kty":"RSA","n":"{}","e":"AQAB"}}"#, base64url(even))).is_err());
}

/// A44, and the rest.
#[test]
fn a_jwk_for_another_purpose_is_an_error() {
    let signer = signer(JwtAlgorithm::Es256);
    for fine in
        ["", r#","use":"sig""#, r#","key_ops":["verify"]"#, r#","key_ops":["sign","verify"]"#, r#","kid":"x","x5c":7,"ext":true"#]
    {
        assert!(JwtKey::jwk(signer.jwk(fine)).is_ok(), "{fine}");
    }
    for wrong in [
        r#","use":"enc""#,
        r#","use":7"#,
        r#","use":"""#,
        r#","key_ops":["sign"]"#,
        r#","key_ops":[]"#,
        r#","key_ops":"verify""#,
        r#","key_ops":null"#,
        r#","d":"x""#,
        r#","kid":7"#,
        r#","kid":"""#,
        r#","kid":null"#,
        r#","kid":"x","kid":"y""#,
    ] {
        assert!(JwtKey::jwk(signer.jwk(wrong)).is_err(), "{wrong}");
    }
    let named = |alg: &str| JwtKey::jwk(format!("{{{}{alg}}}", signer.members())).is_ok();
    assert!(named("") && named(r#","alg":"ES256""#));
    for alg in ["ES384", "RS256", "HS256", "none", "es256", "ECDH-ES", ""] {
        assert!(!named(&format!(r#","alg":"{alg}""#)), "{alg}");
    }
    assert!(JwtKey::jwk(format!(r#"{{"kty":"oct","k":"{}"}}"#, base64url([7; 32]))).unwrap_err().rule().contains("`alg`"));
}

#[test]
fn a_jwk_must_be_the_key_that_it_says() {
    let good = signer(JwtAlgorithm::Es256).members();
    let (x, y) = good.split_once(r#","y":"#).unwrap();
    let x = x.rsplit('"').nth(1).unwrap();
    let y = y.trim_matches('"');
    for (from, to) in [
        (x, "AAAA"),
        (x, ""),
        (y, x),
        (y, "AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA"),
        (y, &format!("{y}=")),
        (y, "+f83OJ3D2xF1Bg8vub9tLe1gHMzV76e8Tus9uPHvRVE"),
        ("P-256", "P-384"),
        ("P-256", "P-521"),
        ("P-256", "secp256k1"),
        (r#""EC""#, r#""RSA""#),
        (r#""EC""#, r#""OKP""#),
        (r#""EC""#, r#""ec""#),
        (r#""EC""#, "7"),
    ] {
        let text = format!("{{{}}}", good.replacen(from, to, 1));
        assert!(JwtKey::jwk(&text).is_err(), "{text}");
    }
    for text in [
        "",
        "7",
        "[]",
        "{}",
        r#"{"kty":"EC"}"#,
        r#"{"kty":"OKP","crv":"Ed25519","x":"AAAA"}"#,
        r#"{"kty":"OKP","crv":"Ed448","x":"AAAA"}"#,
    ] {
        assert!(JwtKey::jwk(text).is_err(), "{text}");
    }
}

#[test]
fn der_is_read_to_its_last_byte() {
    for signer in SIGNERS.iter().filter(|signer| signer.is_public()) {
        let (algorithm, der) = (signer.algorithm, signer.public());
        assert!(JwtKey::der(algorithm, &der).is_ok());
        for cut in 0..der.len() {
            assert!(JwtKey::der(algorithm, &der[..cut]).is_err(), "{algorithm} {cut}");
        }
        assert!(JwtKey::der(algorithm, [&*der, &[0]].concat()).is_err(), "{algorithm}");
        // The frame around the key itself.
        for at in 0..12 {
            let mut changed = der.clone();
            changed[at] ^= 1;
            assert!(JwtKey::der(algorithm, &changed).is_err(), "{algorithm} {at}");
        }
    }
}

#[test]
fn a_text_that_is_no_public_key_says_what_to_do() {
    let pem = signer(JwtAlgorithm::Es256).pem();
    let rule = |text: &str| JwtKey::pem(JwtAlgorithm::Es256, text).map_err(|error| error.to_string()).unwrap_err();
    for (label, words) in [
        ("PRIVATE KEY", "-pubout"),
        ("EC PRIVATE KEY", "-pubout"),
        ("ENCRYPTED PRIVATE KEY", "-pubout"),
        ("CERTIFICATE", "openssl x509"),
        ("CERTIFICATE REQUEST", "must be a `PUBLIC KEY`"),
        ("public key", "must be a `PUBLIC KEY`"),
    ] {
        let text = rule(&pem.replace("PUBLIC KEY", label));
        assert!(text.contains(words), "{text}");
    }
    assert_eq!(rule(&format!("{pem}{pem}")), "PEM: has several blocks: give one key for each");
    assert_eq!(rule(&pem.replace("END PUBLIC", "END RSA PUBLIC")), "PEM: has no end line that fits its first line");
    assert_eq!(rule(&pem.replace("MF", "M*")), "PEM: its content is not base64");
    assert_eq!(rule(""), "PEM: has no line `-----BEGIN PUBLIC KEY-----`");
    assert_eq!(rule("-----BEGIN PUBLIC KEY"), "PEM: its first line is incomplete");
    let empty = rule("-----BEGIN PUBLIC KEY----------END PUBLIC KEY-----");
    assert!(empty.starts_with("public key \"for ES256\": not a `SubjectPublicKeyInfo`"), "{empty}");
}

/// A51.
#[test]
fn a_broken_key_does_not_spoil_a_set() {
    let good = signer(JwtAlgorithm::Es256).jwk(r#","kid":"good""#);
    let (rsa, hmac) = (signer(JwtAlgorithm::Rs256), signer(JwtAlgorithm::Hs256));
    let weak = format!(r#"{{"kty":"RSA","n":"{}","e":"AQAB"}}"#, base64url([0xFF; 128]));
    let deep = format!(r#"{{"kty":"EC","x":{}{}}}"#, "[".repeat(100), "]".repeat(100));
    let broken = [
        "7".to_owned(),
        "null".to_owned(),
        "[]".to_owned(),
        "{}".to_owned(),
        r#"{"kty":"EC","kid":7}"#.to_owned(),
        r#"{"kty":"x","kty":"EC"}"#.to_owned(),
        r#"{"kty":"\ud800"}"#.to_owned(),
        r#"{"kty":"AKP","alg":"ML-DSA-44"}"#.to_owned(),
        weak,
        deep,
        hmac.jwk(""),
        rsa.jwk(r#","use":"enc""#),
        rsa.jwk(r#","d":"AQAB""#),
    ];
    for place in 0..=broken.len() {
        let mut members = broken.to_vec();
        members.insert(place, good.clone());
        let keys = JwtKeys::jwk_set(format!(r#" {{"keys" : [ {} ], "more":[1]}} "#, members.join(" ,\n"))).unwrap();
        assert_eq!((keys.len(), keys.skipped().len()), (1, broken.len()));
        let auth = Authenticator::new(Jwt::issuer(ISSUER).audience(AUDIENCE).keys(keys).build().unwrap());
        assert_eq!(reason(&auth, &token(signer(JwtAlgorithm::Es256), "good")), "accepted");
    }
    let skipped = |members: &str| JwtKeys::jwk_set(format!(r#"{{"keys":[{good},{members}]}}"#)).unwrap().skipped()[0].to_string();
    assert_eq!(skipped(&hmac.jwk("")), "JWK \"number 2\": is a shared secret, which does not belong into a set of public keys");
    assert_eq!(skipped(&rsa.jwk(r#","use":"enc""#)), "JWK \"number 2\": its `use` is not `sig`");
}

#[test]
fn a_text_that_is_no_set_is_an_error() {
    let rule = |text: String| JwtKeys::jwk_set(text).map_err(|error: ConfigError| error.to_string()).unwrap_err();
    for text in [
        "",
        "[]",
        "7",
        "{}",
        r#"{"keys":{}}"#,
        r#"{"keys":7}"#,
        r#"{"keys":[],"keys":[]}"#,
        "{\"keys\":[}",
        "\u{feff}{\"keys\":[]}",
        "<html>",
    ] {
        assert!(rule(text.to_owned()).starts_with("JWK set: "), "{text}");
    }
    assert_eq!(rule(r#"{"keys":[]}"#.to_owned()), r#"JWK set "0 members": is empty"#);
    assert_eq!(rule(format!(r#"{{"keys":[],"x":"{}"}}"#, "x".repeat(256 * 1024))), "JWK set: has more than 256 KiB");
    // At most 64 are read.
    let member = |number: usize| signer(JwtAlgorithm::EdDsa).jwk(&format!(r#","kid":"{number}""#));
    let keys = JwtKeys::jwk_set(format!(r#"{{"keys":[{}]}}"#, (0..70).map(member).collect::<Vec<_>>().join(","))).unwrap();
    let skipped: Vec<_> = keys.skipped().iter().map(ToString::to_string).collect();
    assert_eq!(
        (keys.len(), &*skipped),
        (64, &[r#"JWK "numbers 65 to 70": are after the first 64, which are read"#.to_owned()][..])
    );
    // However many these are, and however short.
    let many = format!(r#"{{"keys":[{}{}]}}"#, member(0), ",7".repeat(100_000));
    assert_eq!(JwtKeys::jwk_set(many).unwrap().skipped().len(), 64);
}

/// The most that counts, and one more.
#[test]
fn the_bounds_of_a_set_are_what_they_say() {
    let member = |kid: &str| signer(JwtAlgorithm::EdDsa).jwk(&format!(r#","kid":"{kid}""#));
    let set = |members: &[String]| JwtKeys::jwk_set(format!(r#"{{"keys":[{}]}}"#, members.join(","))).unwrap();
    let most: Vec<String> = (0..64).map(|number| member(&number.to_string())).collect();
    assert_eq!((set(&most).len(), set(&most).skipped().len()), (64, 0));
    // A name that is too long costs its own key alone.
    let named = set(&[member(&"k".repeat(256)), member(&"k".repeat(257))]);
    assert_eq!((named.len(), named.skipped().len(), named.is_empty()), (1, 1, false));
    assert_eq!(named.skipped()[0].rule(), "its `kid` has more than 256 bytes");
    let text = format!(r#"{{"keys":[{}]}}"#, member("a"));
    let padded =
        |length: usize| JwtKeys::jwk_set(text.clone() + &" ".repeat(length - text.len())).map_err(|error| error.to_string());
    assert!(padded(256 * 1024).is_ok());
    assert_eq!(padded(256 * 1024 + 1).unwrap_err(), "JWK set: has more than 256 KiB");
}
