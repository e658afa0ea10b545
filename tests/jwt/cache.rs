//! The cache: what it may answer, and for how long.

use std::time::{Duration, SystemTime, UNIX_EPOCH};

use http::Request;
use requires_auth::{
    Authenticator,
    test_util::TestClock,
    verifiers::{Jwt, JwtAlgorithm, JwtBuilder, JwtKey},
};
use requires_auth_tests::poll_once::ready;

use crate::{
    forge::with_claim,
    issuer::{AUDIENCE, CLAIMS, ISSUER, Signer, asked, base64url, reason, signer},
};

const NOW: u64 = 2_000_000_000;

fn at(seconds: u64) -> SystemTime {
    UNIX_EPOCH + Duration::from_secs(seconds)
}

fn clock() -> TestClock {
    TestClock::at(at(NOW))
}

/// How often the decision about a token allocates: never, if it comes from the cache.
pub(crate) fn allocations(auth: &Authenticator, token: &str) -> u64 {
    let request = Request::builder().header("authorization", format!("Bearer {token}")).body(()).unwrap();
    allocation_counter::measure(|| drop(ready(auth.authenticate(&request)))).count_total
}

pub(crate) fn is_cached(auth: &Authenticator, token: &str) -> bool {
    assert_eq!(reason(auth, token), "accepted");
    allocations(auth, token) == 0
}

pub(crate) fn auth(signer: &Signer, change: impl FnOnce(JwtBuilder) -> JwtBuilder) -> Authenticator {
    Authenticator::new(change(signer.verifier()).build().unwrap())
}

#[test]
fn a_token_is_verified_once_and_then_costs_no_allocation() {
    for algorithm in [JwtAlgorithm::Es256, JwtAlgorithm::Rs256, JwtAlgorithm::Hs256, JwtAlgorithm::EdDsa] {
        let signer = signer(algorithm);
        let token = signer.issue(CLAIMS);
        let (cached, not) = (auth(signer, |builder| builder), auth(signer, JwtBuilder::without_cache));
        assert!(allocations(&cached, &token) > 0, "the first time");
        assert!(is_cached(&cached, &token));
        assert!(!is_cached(&not, &token));
    }
}

/// In a cache nothing is found that differs in a bit.
#[test]
fn a_changed_token_is_not_the_cached_one() {
    let signer = signer(JwtAlgorithm::Es256);
    let auth = auth(signer, |builder| builder);
    let token = signer.issue(CLAIMS);
    assert!(is_cached(&auth, &token));
    for at in 0..token.len() {
        let mut changed = token.clone().into_bytes();
        changed[at] = if changed[at] == b'A' { b'B' } else { b'A' };
        assert_ne!(reason(&auth, &String::from_utf8(changed).unwrap()), "accepted", "{at}");
    }
    assert!(is_cached(&auth, &token));
}

#[test]
fn expiry_and_start_are_looked_at_on_every_hit() {
    let (signer, clock) = (signer(JwtAlgorithm::Es256), clock());
    let auth = auth(signer, |builder| builder.clock(&clock).leeway(Duration::ZERO));
    let token = signer.issue(&with_claim("exp", &(NOW + 100).to_string()).replace('}', &format!(r#","nbf":{}}}"#, NOW - 10)));
    assert!(is_cached(&auth, &token));
    clock.advance(Duration::from_millis(99_999));
    assert!(is_cached(&auth, &token));
    clock.advance(Duration::from_millis(1));
    assert_eq!(reason(&auth, &token), "expired");
    clock.advance(Duration::from_secs(1000));
    assert_eq!(reason(&auth, &token), "expired");
    // The clock is set back: neither a cached identity nor a cached rejection is true for ever.
    clock.set(at(NOW + 50));
    assert_eq!(reason(&auth, &token), "accepted");
    clock.set(at(NOW - 11));
    assert_eq!(reason(&auth, &token), "not_yet_valid");
    clock.set(at(NOW));
    assert_eq!(reason(&auth, &token), "accepted");
}

#[test]
fn an_entry_is_no_older_than_its_maximum_age() {
    let (signer, clock) = (signer(JwtAlgorithm::EdDsa), clock());
    for (age, auth) in [
        (300, auth(signer, |builder| builder.clock(&clock))),
        (10, auth(signer, |builder| builder.clock(&clock).cache_max_age(Duration::from_secs(10)))),
    ] {
        let token = signer.issue(CLAIMS);
        assert!(is_cached(&auth, &token));
        clock.advance(Duration::from_millis(age * 1000 - 1));
        assert_eq!(allocations(&auth, &token), 0, "the age is counted from the verification, not from the last hit");
        clock.advance(Duration::from_millis(1));
        assert!(allocations(&auth, &token) > 0);
        assert!(is_cached(&auth, &token), "and it is verified again");
        // Set back by less than the age: the entry is from the future.
        clock.set(at(NOW));
        assert!(allocations(&auth, &token) > 0);
        clock.set(at(NOW));
    }
}

#[test]
fn an_entry_dies_with_its_key() {
    let [old, new] = [Signer::new(JwtAlgorithm::Es256), Signer::new(JwtAlgorithm::Es256)];
    let verifier = Jwt::issuer(ISSUER).audience(AUDIENCE).key(old.key().kid("1")).build().unwrap();
    let auth = Authenticator::new(verifier.clone());
    let token = |signer: &Signer, kid: &str| signer.token(format!(r#"{{"alg":"ES256","kid":"{kid}"}}"#), CLAIMS);
    let (of_old, of_new) = (token(&old, "1"), token(&new, "2"));
    assert!(is_cached(&auth, &of_old));
    assert_eq!(reason(&auth, &token(&new, "1")), "bad_signature");

    // Nothing changes.
    verifier.replace_keys([old.key().kid("1")]).unwrap();
    assert_eq!(allocations(&auth, &of_old), 0);
    // A second key: both are verified, the old one anew.
    verifier.replace_keys([old.key().kid("1"), new.key().kid("2")]).unwrap();
    assert!(allocations(&auth, &of_old) > 0);
    assert!(is_cached(&auth, &of_old) && is_cached(&auth, &of_new));
    // The old key is withdrawn.
    verifier.replace_keys([new.key().kid("2")]).unwrap();
    assert_eq!([reason(&auth, &of_old), reason(&auth, &of_new)], ["unknown_key", "accepted"]);
    // Under the same name: what was rejected before is accepted now, and the reverse.
    verifier.replace_keys([new.key().kid("1")]).unwrap();
    assert_eq!([reason(&auth, &of_old), reason(&auth, &token(&new, "1"))], ["bad_signature", "accepted"]);
    verifier.replace_keys([old.key().kid("1")]).unwrap();
    assert_eq!([reason(&auth, &of_old), reason(&auth, &of_new)], ["accepted", "unknown_key"]);

    // The same key under another name.
    verifier.replace_keys([old.key().kid("3")]).unwrap();
    assert_eq!([reason(&auth, &of_old), reason(&auth, &token(&old, "3"))], ["unknown_key", "accepted"]);
    verifier.replace_keys([old.key().kid("1")]).unwrap();

    // What is wrong changes nothing.
    assert!(verifier.replace_keys([]).is_err());
    assert!(verifier.replace_keys([old.key().kid("1"), new.key().kid("1")]).is_err());
    assert!(is_cached(&auth, &of_old));
}

/// Nearly all RSA keys have one exponent.
#[test]
fn an_rsa_key_is_another_one_if_its_modulus_is() {
    let signer = signer(JwtAlgorithm::Rs256);
    let verifier = signer.verifier().build().unwrap();
    let (auth, token) = (Authenticator::new(verifier.clone()), signer.issue(CLAIMS));
    assert!(is_cached(&auth, &token));
    verifier.replace_keys([signer.key()]).unwrap();
    assert_eq!(allocations(&auth, &token), 0, "the same key");
    let modulus = base64url([&[0x80][..], &[0xFF; 255]].concat());
    let other = JwtKey::jwk(format!(r#"{{"kty":"RSA","alg":"RS256","n":"{modulus}","e":"AQAB"}}"#)).unwrap();
    verifier.replace_keys([other]).unwrap();
    assert_eq!(reason(&auth, &token), "bad_signature");
}

/// Repeating a bad token does not repeat the signature check: it is found without reading it again.
#[test]
fn a_token_that_is_bad_for_good_is_remembered_and_no_other() {
    let (signer, clock) = (signer(JwtAlgorithm::Es256), clock());
    let auth = auth(signer, |builder| builder.clock(&clock));
    let without = self::auth(signer, |builder| builder.clock(&clock).without_cache());
    let good = signer.issue(CLAIMS);
    let is_remembered = |token: &str| {
        let first = (reason(&without, token), allocations(&without, token));
        assert_eq!(reason(&auth, token), first.0);
        assert_eq!(reason(&auth, token), first.0, "again");
        allocations(&auth, token) < first.1
    };
    for token in [
        format!("{}AAAA", &good[..good.len() - 4]),
        signer.issue(&with_claim("aud", r#""other""#)),
        signer.issue(&with_claim("iss", r#""other""#)),
        signer.issue(&with_claim("exp", "1")),
        signer.issue(&with_claim("sub", "7")),
        signer.issue("[]"),
    ] {
        assert!(is_remembered(&token), "{}", reason(&auth, &token));
    }
    // Time heals these, another key those, and the request the last one.
    for token in [
        signer.issue(&with_claim("nbf", "4102444800")),
        signer.issue(&with_claim("iat", "4102444800")),
        signer.token(r#"{"alg":"ES256","kid":"other"}"#, CLAIMS),
        signer.token(r#"{"alg":"ES384"}"#, CLAIMS),
        signer.issue(&with_claim("cnf", "{}")),
        good.replace('.', ""),
    ] {
        assert!(!is_remembered(&token), "{}", reason(&auth, &token));
    }
}

#[test]
fn what_time_heals_is_healed() {
    let (signer, clock) = (signer(JwtAlgorithm::Es256), clock());
    let auth = auth(signer, |builder| builder.clock(&clock));
    for claim in ["nbf", "iat"] {
        clock.set(at(NOW));
        let token = signer.issue(&with_claim(claim, &(NOW + 100).to_string()));
        assert_ne!(reason(&auth, &token), "accepted");
        clock.set(at(NOW + 100));
        assert_eq!(reason(&auth, &token), "accepted");
    }
}

/// Many threads, one token and changing keys: whoever is let in has a token of a key that was configured at some time, and in the
/// end only the last one counts.
#[test]
fn requests_and_new_keys_may_meet() {
    let signers = [Signer::new(JwtAlgorithm::EdDsa), Signer::new(JwtAlgorithm::EdDsa)];
    let verifier = Jwt::issuer(ISSUER).audience(AUDIENCE).key(signers[0].key()).build().unwrap();
    let auth = Authenticator::new(verifier.clone());
    let tokens = [signers[0].issue(CLAIMS), signers[1].issue(CLAIMS)];
    let forged = Signer::new(JwtAlgorithm::EdDsa).issue(CLAIMS);
    std::thread::scope(|scope| {
        for _ in 0..2 {
            scope.spawn(|| {
                for round in 0..500 {
                    let _ = asked(&auth, &tokens[round % 2]).unwrap();
                    assert!(asked(&auth, &forged).unwrap().is_err());
                }
            });
        }
        scope.spawn(|| (0..=100).for_each(|round| verifier.replace_keys([signers[round % 2].key()]).unwrap()));
    });
    for _ in 0..2 {
        assert_eq!([reason(&auth, &tokens[0]), reason(&auth, &tokens[1])], ["accepted", "bad_signature"]);
    }
}
