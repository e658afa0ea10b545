//! A provider of another make, Authlib, and resource servers in Python that judge the same tokens. `scripts/second_provider.py` starts
//! them, and names their address.

use std::{collections::BTreeSet, env, time::SystemTime};

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

/// Why this crate rejects what all others accept.
const STRICTER: &[(&str, &str)] = &[
    ("bound_token", "RFC 7800 3.1, RFC 8705 3, RFC 9449 6: `cnf` asks for a proof, and none was checked"),
    ("invalid_claim", "RFC 7519 4.1, RFC 8693 4.2, RFC 9068 2.2: claims have a type, and times a range"),
    ("malformed_claims", "RFC 7519 4, RFC 8259: names twice, NaN, a byte order mark, half a pair of surrogates, 40 levels"),
    ("malformed_header", "RFC 7515 4: names twice"),
    ("unsupported_header", "RFC 7519 5.2, RFC 7797: a token in the token, another encoding"),
    ("wrong_type", "RFC 9068 4: the type is `at+jwt`, also if it is missing or empty"),
];

/// Why it accepts what another rejects. The names are those of tokens, without the algorithm.
const LAXER: &[(&str, &str)] = &[
    ("claims scope \"\"", "no scopes"),
    ("header alg \"Ed25519\"", "RFC 9864 3.1.1: another name of this algorithm"),
    ("header extra 1", "RFC 7515 4: what is not understood is ignored, unless it is critical"),
    ("header kid removed", "RFC 7515 4.1.4: it is optional; the keys of the algorithm are tried"),
    ("header x5c \"MIIB\"", "RFC 7515 4.1.6: certificates of tokens are not used, whatever they are"),
];

fn provider() -> Option<Provider> {
    let Ok(url) = env::var("SECOND_PROVIDER") else {
        eprintln!("skipped: `python3 tests/scripts/second_provider.py` starts the provider and runs this");
        return None;
    };
    let address = url.strip_prefix("http://").unwrap().parse().unwrap();
    Some(Provider { url, address })
}

/// Those that Authlib signs with.
const ISSUED: [&str; 2] = ["RS256", "ES256"];

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
    let old = ISSUED.map(|algorithm| issued(&provider, algorithm));
    for token in &old {
        let who = ask(&auth, token).unwrap();
        assert_eq!((who.subject(), who.issuer(), who.scopes()), (CLIENT.0, Some(&*provider.url), "items:read"));
    }
    provider.control("rotate");
    let new = ISSUED.map(|algorithm| issued(&provider, algorithm));
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

/// What this verifier accepts, the others accept, and the reverse, but for what is listed.
fn compare(provider: &Provider, auth: &Authenticator) {
    let body = raw_http::get(provider.address, "/tokens", None).body;
    // It comes in chunks, a line each, and their sizes are lines as well.
    let lines = body.lines().filter(|line| line.starts_with('['));
    let tokens: Vec<(String, String, Vec<String>)> = lines.map(|line| serde_json::from_str(line).unwrap()).collect();
    let (mut laxer, mut stricter) = (BTreeSet::new(), BTreeSet::new());
    let (mut accepted, mut rejected) = (0, 0);
    for (name, token, by) in &tokens {
        let (algorithm, name) = name.split_once(' ').unwrap();
        let judges = JUDGES.iter().filter(|judge| judge.1.contains(&algorithm));
        let judges: Vec<_> = judges.map(|judge| by.iter().any(|other| other == judge.0)).collect();
        match ask(auth, token) {
            Ok(_) => {
                accepted += 1;
                if judges.contains(&false) {
                    laxer.insert(name);
                }
            }
            Err((status, words)) => {
                assert_eq!(status, 401, "{algorithm} {name}: {words}");
                rejected += 1;
                if !judges.contains(&false) {
                    stricter.insert(words.split(':').next().unwrap().to_owned());
                }
            }
        }
    }
    eprintln!("{} tokens: {accepted} accepted, {rejected} rejected", tokens.len());
    assert!(tokens.len() > 1500 && accepted > 100 && rejected > 1000);
    assert!(laxer.iter().eq(LAXER.iter().map(|(name, _)| name)), "accepted here, and rejected by another: {laxer:#?}");
    assert!(stricter.iter().eq(STRICTER.iter().map(|(reason, _)| reason)), "rejected here alone: {stricter:#?}");
}
