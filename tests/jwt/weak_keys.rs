//! Keys under which others than the issuer can sign.

use base64::{Engine as _, engine::general_purpose::STANDARD};
use requires_auth::{
    Authenticator, ConfigError,
    verifiers::{Jwt, JwtAlgorithm, JwtKey, JwtKeys},
};

use crate::{
    forge::with_claim,
    issuer::{AUDIENCE, CLAIMS, ISSUER, SIGNERS, base64url, decoded, reason, signer},
};

/// What an Ed25519 key begins with in DER (RFC 8410 4).
const ED25519_DER: [u8; 12] = [0x30, 0x2A, 0x30, 0x05, 0x06, 0x03, 0x2B, 0x65, 0x70, 0x03, 0x21, 0x00];

/// The key in every form, and as the only usable member of a set beside a good one.
fn ed25519_forms(key: &[u8]) -> [Result<JwtKey, ConfigError>; 3] {
    let der = [&ED25519_DER, key].concat();
    let pem = format!("-----BEGIN PUBLIC KEY-----\n{}\n-----END PUBLIC KEY-----\n", STANDARD.encode(&der));
    [
        JwtKey::jwk(format!(r#"{{"kty":"OKP","crv":"Ed25519","x":"{}"}}"#, base64url(key))),
        JwtKey::der(JwtAlgorithm::EdDsa, der),
        JwtKey::pem(JwtAlgorithm::EdDsa, pem),
    ]
}

fn with_sign(y: &[u8], sign: u8) -> Vec<u8> {
    let mut key = y.to_vec();
    key[31] = key[31] & 0x7F | sign << 7;
    key
}

/// Little-endian, 2^255 - 19 plus this.
fn around_the_prime(offset: i8) -> Vec<u8> {
    let mut y = [0xFF; 32];
    y[0] = 0xED_u8.wrapping_add_signed(offset);
    y[31] = 0x7F;
    y.to_vec()
}

/// Under such a key anybody can sign: S = 0 and R = the neutral point hold for every message, or for every second, fourth or eighth.
#[test]
fn an_ed25519_key_of_small_order_is_an_error() {
    let mut points = vec![
        decoded("AQAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA"),
        vec![0; 32],
        around_the_prime(-1),
        decoded("JuiVj8KyJ7BFw_SJ8u-Y8NXfrAXTxjM5sTgCiG1T_AU"),
        decoded("xxdqcD1N2E-6PAt2DRBnDyogU_osOczGTsf9d5KsA3o"),
    ];
    // The two of them that have a second name, and the other names that RFC 8032 5.1.3 does not decode.
    points.extend((0..19).map(around_the_prime));
    let good = signer(JwtAlgorithm::Es256).jwk("");
    for point in &points {
        for sign in [0, 1] {
            let key = with_sign(point, sign);
            for form in ed25519_forms(&key) {
                let rule = form.expect_err("a key under which anybody signs").rule();
                assert!(rule.contains("small order") || rule.contains("2^255 - 19"), "{rule}");
            }
            let member = format!(r#"{{"kty":"OKP","crv":"Ed25519","x":"{}"}}"#, base64url(&key));
            let set = JwtKeys::jwk_set(format!(r#"{{"keys":[{member},{good}]}}"#)).unwrap();
            assert_eq!((set.len(), set.skipped().len()), (1, 1));
            assert!(JwtKeys::jwk_set(format!(r#"{{"keys":[{member}]}}"#)).is_err());
        }
    }
    for form in ed25519_forms(&signer(JwtAlgorithm::EdDsa).public()[12..]) {
        let auth = Authenticator::new(Jwt::issuer(ISSUER).audience(AUDIENCE).key(form.unwrap()).build().unwrap());
        assert_eq!(reason(&auth, &signer(JwtAlgorithm::EdDsa).issue(CLAIMS)), "accepted");
        let forged = (0..32).map(|number| {
            let claims = base64url(with_claim("jti", &format!(r#""{number}""#)));
            format!("{}.{claims}.{}", base64url(r#"{"alg":"EdDSA"}"#), base64url([&[1], &[0; 63][..]].concat()))
        });
        assert!(forged.into_iter().all(|token| reason(&auth, &token) == "bad_signature"));
    }
}

/// RFC 8725 2.1: whoever has the public key could issue tokens.
#[test]
fn a_public_key_is_not_a_shared_secret() {
    let mut texts = vec![
        b"ssh-rsa AAAAB3NzaC1yc2EAAAADAQABAAABgQDXbH0mDwPvFf0Pq0Rzk ada@example".to_vec(),
        b"ssh-ed25519 AAAAC3NzaC1lZDI1NTE5AAAAIOMqqnkVzrm0SdG6UOoqKLsabgH5C9okWi0dh2l9GKJl".to_vec(),
        b"ecdsa-sha2-nistp256 AAAAE2VjZHNhLXNoYTItbmlzdHAyNTYAAAAIbmlzdHAyNTYAAABBBA".to_vec(),
        b"---- BEGIN SSH2 PUBLIC KEY ----\nAAAAB3NzaC1yc2EAAAADAQAB\n---- END SSH2 PUBLIC KEY ----".to_vec(),
    ];
    // A certificate: what is signed, an algorithm, a signature.
    let inner =
        [&[0x30, 0x03, 0x02, 0x01, 0x07, 0x30, 0x05, 0x06, 0x03, 0x2B, 0x65, 0x70, 0x03, 0x41, 0x00], &[7; 64][..]].concat();
    texts.push([&[0x30, u8::try_from(inner.len()).unwrap()], &*inner].concat());
    for signer in SIGNERS.iter().filter(|signer| signer.is_public()) {
        let (der, pem, jwk) = (signer.public(), signer.pem(), signer.jwk(r#","kid":"x""#));
        let base64 = STANDARD.encode(&der);
        texts.extend([
            format!("a comment\r\n{pem}").into_bytes(),
            pem.replace("PUBLIC KEY", "CERTIFICATE").into_bytes(),
            pem.replace("PUBLIC KEY", "RSA PRIVATE KEY").into_bytes(),
            format!("\u{feff}\n{pem}").into_bytes(),
            format!(" {jwk}\n").into_bytes(),
            format!(r#"{{"keys":[{jwk}]}}"#).into_bytes(),
            base64.as_bytes().chunks(64).collect::<Vec<_>>().join(&b'\n'),
            base64url(&der).into_bytes(),
        ]);
        match signer.algorithm {
            JwtAlgorithm::Es256 => texts.push(der[der.len() - 65..].to_vec()),
            JwtAlgorithm::Es384 => texts.push(der[der.len() - 97..].to_vec()),
            JwtAlgorithm::Rs256 => texts.push(der[24..].to_vec()),
            _ => {}
        }
        texts.push(der);
    }
    for text in texts {
        let shown = String::from_utf8_lossy(&text);
        for algorithm in [JwtAlgorithm::Hs256, JwtAlgorithm::Hs384, JwtAlgorithm::Hs512] {
            let error = JwtKey::secret(algorithm, &text).expect_err(&shown).to_string();
            assert!(error.contains(" is a "), "{error}: {shown}");
        }
        let jwk = format!(r#"{{"kty":"oct","alg":"HS256","k":"{}"}}"#, base64url(&text));
        assert!(JwtKey::jwk(jwk).unwrap_err().rule().starts_with("is a "), "{shown}");
    }
    // Secrets that begin in the same way.
    let texts = ["a".repeat(64), "{".repeat(64), r#"{"secret":"01234567890123456789012345678901"}"#.repeat(2), "-".repeat(64)];
    let binary = [0x30, 0x3E, 0x04].map(|first| vec![first; 64]).into_iter().chain([[&[0x30, 0x3E][..], &[7; 62]].concat()]);
    for secret in texts.into_iter().map(String::into_bytes).chain(binary) {
        assert!(JwtKey::secret(JwtAlgorithm::Hs512, &secret).is_ok(), "{secret:?}");
    }
}
