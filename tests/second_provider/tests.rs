//! A provider of another make, Authlib, and resource servers in Python that judge the same tokens. `scripts/second_provider.py` starts
//! them, and names their address.

use std::{collections::BTreeMap, env, time::SystemTime};

use futures_executor::block_on;
use requires_auth::{
    Authenticator,
    test_util::TestClock,
    verifiers::{Introspection, JwtProfile, Oidc},
};
use requires_auth_tests::raw_http;
use serde_json::Value;

use super::{AUDIENCE, CLIENT, Provider, ask, status};

const ALGORITHMS: [&str; 4] = ["RS256", "PS256", "ES256", "EdDSA"];

/// Those that each server verifies, as it is documented to be used.
const JUDGES: [(&str, &[&str]); 3] = [("authlib", &["RS256", "ES256"]), ("joserfc", &ALGORITHMS), ("pyjwt", &ALGORITHMS)];

/// Why this crate rejects what others accept.
const STRICTER: &[(&str, &str)] = &[
    ("bound_token", "RFC 7800 3.1, RFC 8705 3, RFC 9449 6: it is useless without a proof, which nobody has asked for"),
    ("invalid_claim", "RFC 7519 4.1, RFC 8693 4.2, RFC 9068 2.2: claims have a type, and times a range"),
    ("issued_in_the_future", "of a clock that is off, or of nobody who should issue tokens"),
    ("malformed_claims", "RFC 7519 4 and RFC 8259: names twice, NaN, a byte order mark, half a pair of surrogates, 40 levels"),
    ("malformed_header", "RFC 7515 4: names twice, and types"),
    ("malformed_token", "RFC 7515 2: base64url without padding and without unused bits"),
    ("missing_claim", "RFC 9068 2.2"),
    ("unsupported_header", "RFC 7515 4.1.11, RFC 7519 5.2, RFC 7797: what changes the meaning of a token, and the nested ones"),
    ("wrong_type", "RFC 9068 4: `at+jwt`"),
];

fn provider() -> Option<Provider> {
    let Ok(url) = env::var("SECOND_PROVIDER") else {
        eprintln!("skipped: `python3 tests/scripts/second_provider.py` starts the provider and runs this");
        return None;
    };
    let address = url.strip_prefix("http://").unwrap().parse().unwrap();
    Some(Provider { url, address })
}

/// A token that Authlib signs with this algorithm.
fn issued(provider: &Provider, algorithm: &str) -> String {
    let reply = provider.post("/token", &format!("grant_type=client_credentials&scope=items:read&alg={algorithm}"));
    assert_eq!(reply.status, 200, "{}", reply.body);
    serde_json::from_str::<Value>(&reply.body).unwrap()["access_token"].as_str().unwrap().to_owned()
}

fn verifier(provider: &Provider) -> Oidc {
    let builder = Oidc::issuer(&provider.url).audience(AUDIENCE).profile(JwtProfile::Rfc9068).allow_http_on_loopback();
    let verifier = builder.build().unwrap();
    block_on(verifier.ready());
    verifier
}

/// One test: the provider has one state.
#[test]
fn a_provider_of_another_make() {
    let Some(provider) = provider() else { return };
    let verifier = verifier(&provider);
    let auth = Authenticator::new(verifier.clone());
    let old = ALGORITHMS.map(|algorithm| issued(&provider, algorithm));
    for token in &old {
        let who = ask(&auth, token).unwrap();
        assert_eq!((who.subject(), who.issuer(), who.scopes()), (CLIENT.0, Some(&*provider.url), "items:read"));
    }
    provider.control("rotate");
    let new = ALGORITHMS.map(|algorithm| issued(&provider, algorithm));
    assert!(new.iter().chain(&old).all(|token| status(&auth, token) == 200));
    assert_eq!(verifier.status().attempts(), 2);

    let clock = TestClock::at(SystemTime::now());
    let builder = Introspection::endpoint(format!("{}/introspect", provider.url)).audience(AUDIENCE).issuer(&*provider.url);
    let builder = builder.client_secret_basic(CLIENT.0, CLIENT.1).allow_http_on_loopback().clock(&clock);
    let asking = Authenticator::new(builder.build().unwrap());
    assert_eq!(ask(&asking, &new[0]).unwrap().subject(), CLIENT.0);
    assert_eq!(status(&asking, "never-issued"), 401);
    assert_eq!(provider.post("/control/revoke", &format!("token={}", new[1])).status, 200);
    assert_eq!(status(&asking, &new[1]), 401);

    provider.control("withdraw");
    let auth = Authenticator::new(self::verifier(&provider));
    assert!(old.iter().all(|token| status(&auth, token) == 401) && new.iter().all(|token| status(&auth, token) == 200));
    compare(&provider, &auth);
}

/// What this verifier accepts, the others accept; what it rejects and they accept has a reason of the list.
fn compare(provider: &Provider, auth: &Authenticator) {
    let tokens: Vec<(String, String, Vec<String>)> =
        serde_json::from_str(&raw_http::get(provider.address, "/tokens", None).body).unwrap();
    let mut laxer = Vec::new();
    let mut stricter: BTreeMap<String, Vec<&str>> = BTreeMap::new();
    let (mut accepted, mut rejected) = (0, 0);
    for (name, token, by) in &tokens {
        let algorithm = name.split(' ').next().unwrap();
        let judges: Vec<_> = JUDGES.iter().filter(|judge| judge.1.contains(&algorithm)).map(|judge| judge.0).collect();
        let others = |accept: bool| judges.iter().filter(move |judge| by.iter().any(|other| other == *judge) == accept);
        match ask(auth, token) {
            Ok(_) => {
                accepted += 1;
                laxer.extend(others(false).map(|judge| format!("{name}: {judge} rejects it")));
            }
            Err((status, words)) => {
                assert_eq!(status, if token.contains(',') { 400 } else { 401 }, "{name}: {words}");
                rejected += 1;
                if others(true).count() == judges.len() {
                    stricter.entry(words.split(':').next().unwrap().to_owned()).or_default().push(name);
                }
            }
        }
    }
    eprintln!("{} tokens: {accepted} accepted, {rejected} rejected", tokens.len());
    for (reason, names) in &stricter {
        eprintln!("{} that all others accept are rejected: {reason}", names.len());
    }
    assert!(tokens.len() > 1500 && accepted > 50 && rejected > 1000);
    assert!(laxer.is_empty(), "{laxer:#?}");
    let known: Vec<_> = STRICTER.iter().map(|(reason, _)| *reason).collect();
    stricter.retain(|reason, _| !known.contains(&&**reason));
    assert!(stricter.is_empty(), "{stricter:#?}");
}
