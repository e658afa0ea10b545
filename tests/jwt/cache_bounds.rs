//! The bounds of the cache.

use std::time::Duration;

use http::Request;
use requires_auth::{
    Authenticator,
    verifiers::{JwtAlgorithm, JwtBuilder},
};
use requires_auth_tests::poll_once::ready;

use crate::{
    cache::{allocations, auth, is_cached},
    forge::with_claim,
    issuer::{Signer, reason, signer},
};

fn of(signer: &Signer, number: usize) -> String {
    signer.issue(&with_claim("sub", &format!(r#""u{number}""#)))
}

/// Garbage evicts no good token, and good tokens evict each other at the bounds.
#[test]
fn the_cache_is_bounded() {
    let signer = signer(JwtAlgorithm::Hs256);
    let token = |number: usize| signer.issue(&with_claim("sub", &format!(r#""u{number}""#)));
    let good: Vec<_> = (0..100).map(token).collect();
    let large = auth(signer, |builder| builder);
    let still = |auth: &Authenticator| good.iter().rev().filter(|token| allocations(auth, token) == 0).count();
    for token in &good {
        assert_eq!(reason(&large, token), "accepted");
    }
    for number in 0..3000 {
        let garbage = format!("{}{:04}", &good[0][..good[0].len() - 4], number);
        assert_ne!(reason(&large, &garbage), "accepted");
    }
    assert_eq!(still(&large), 100);

    let few = auth(signer, |builder| builder.cache_capacity(10));
    let small = auth(signer, |builder| builder.cache_bytes(64 << 10));
    for auth in [&few, &small] {
        for token in &good {
            assert_eq!(reason(auth, token), "accepted");
        }
    }
    // Asking changes what is cached, so this counts no more than what was there at once.
    assert!((1..=10).contains(&still(&few)), "{}", still(&few));
    assert!((1..=64).contains(&still(&small)), "{}", still(&small));
}

#[test]
fn the_bounds_are_checked_when_the_verifier_is_built() {
    let signer = signer(JwtAlgorithm::Hs256);
    let error = |change: fn(JwtBuilder) -> JwtBuilder| change(signer.verifier()).build().unwrap_err().to_string();
    for (text, words) in [
        (error(|builder| builder.cache_capacity(0)), "`without_cache()`"),
        (error(|builder| builder.cache_max_age(Duration::ZERO)), "`without_cache()`"),
        (error(|builder| builder.cache_capacity((1 << 20) + 1)), "1048576 tokens"),
        (error(|builder| builder.cache_bytes(0)), "64 KiB"),
        (error(|builder| builder.cache_bytes(usize::MAX)), "4 GiB"),
        (error(|builder| builder.scheme(requires_auth::scheme::Bearer::new().max_length(9 << 20))), "lower `max_length`"),
        (error(|builder| builder.cache_max_age(Duration::from_secs(24 * 60 * 60 + 1))), "a day"),
    ] {
        assert!(text.starts_with("token cache ") && text.contains(words), "{text}");
    }
    assert!(signer.verifier().cache_capacity(1 << 20).cache_max_age(Duration::from_secs(24 * 60 * 60)).build().is_ok());
    assert!(signer.verifier().cache_capacity(0).without_cache().build().is_ok());
}

/// The bounds that the builder accepts are bounds with which something is cached, on any machine.
#[test]
fn the_smallest_caches_cache_a_token() {
    let signer = signer(JwtAlgorithm::Es256);
    let one = auth(signer, |builder| builder.cache_capacity(1));
    for number in [1, 2, 1, 1] {
        assert!(is_cached(&one, &of(signer, number)), "a capacity of one");
    }
    let long = signer.issue(&with_claim("x", &format!(r#""{}""#, "x".repeat(5500))));
    assert!(long.len() > 7500);
    for tokens in [1, 2, 31, 100, 10_000, 1 << 20] {
        let auth = auth(signer, |builder| builder.cache_bytes(64 << 10).cache_capacity(tokens));
        assert!(is_cached(&auth, &long), "{tokens}");
        assert!(is_cached(&auth, &of(signer, 0)), "{tokens}");
    }
}

/// Never more, and about as many: half of them are found again in any case.
#[test]
fn the_capacity_is_a_number_of_tokens() {
    let signer = signer(JwtAlgorithm::Hs256);
    let tokens: Vec<_> = (0..700).map(|number| of(signer, number)).collect();
    for capacity in [1, 2, 3, 10, 33, 100, 333] {
        let auth = || auth(signer, |builder| builder.cache_capacity(capacity));
        let few = &tokens[..capacity.div_ceil(2)];
        let half = auth();
        assert!(few.iter().all(|token| reason(&half, token) == "accepted"));
        assert!(few.iter().all(|token| allocations(&half, token) == 0), "{capacity}");
        let full = auth();
        assert!(tokens.iter().chain(&tokens).all(|token| reason(&full, token) == "accepted"));
        // Asking changes what is cached, so this counts no more than what was there at once.
        let found = tokens.iter().rev().filter(|token| allocations(&full, token) == 0).count();
        assert!((1..=capacity).contains(&found), "{found} of {capacity}");
    }
}

/// The bytes that the application allows, approximately: not four times as many.
#[test]
fn the_index_of_scopes_is_counted() {
    const LIMIT: usize = 1 << 20;
    let scopes = format!(r#""{}""#, "a ".repeat(2500));
    let signer = signer(JwtAlgorithm::Es256);
    let claims = |number: usize| with_claim("sub", &format!(r#""u{number}""#)).replace(r#""read""#, &scopes);
    let tokens: Vec<_> = (0..300).map(|number| signer.issue(&claims(number))).collect();
    let mut kept = None;
    let held = allocation_counter::measure(|| {
        let auth = auth(signer, |builder| builder.cache_bytes(LIMIT).cache_capacity(1000));
        for token in &tokens {
            let request = Request::builder().header("authorization", format!("Bearer {token}")).body(()).unwrap();
            assert!(ready(auth.authenticate(&request)).is_ok());
        }
        kept = Some(auth);
    });
    assert!(held.bytes_current < 2 * i64::try_from(LIMIT).unwrap(), "{} bytes are held", held.bytes_current);
}
