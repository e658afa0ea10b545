//! Every case of `vectors/jws-jwt-cases.json`.

use std::collections::BTreeMap;

use requires_auth::{
    Authenticator,
    verifiers::{Jwt, JwtKey, JwtProfile},
};
use serde_json::Value;

use crate::issuer::{AUDIENCE, ISSUER, asked, assert_refused};

fn cases() -> Value {
    serde_json::from_str(include_str!("../vectors/jws-jwt-cases.json")).unwrap()
}

fn verifiers(cases: &Value) -> BTreeMap<String, Authenticator> {
    let keys = cases["keys"].as_object().unwrap();
    let verifier = |key: &Value| {
        let key = JwtKey::jwk(key.to_string()).unwrap();
        Authenticator::new(Jwt::issuer(ISSUER).audience(AUDIENCE).profile(JwtProfile::Rfc9068).key(key).build().unwrap())
    };
    keys.iter().map(|(name, key)| (name.clone(), verifier(key))).collect()
}

#[test]
fn every_case_is_as_expected() {
    let cases = cases();
    let verifiers = verifiers(&cases);
    let mut failing = Vec::new();
    for case in cases["cases"].as_array().unwrap() {
        let (id, token) = (case["id"].as_str().unwrap(), case["token"].as_str().unwrap());
        // What was decided is decided again from the cache.
        for round in 0..2 {
            let auth = &verifiers[case["key"].as_str().unwrap()];
            let accepted = match asked(auth, token) {
                // No server hands it on.
                None => false,
                Some(Ok(who)) => {
                    assert_eq!((who.subject(), who.issuer()), ("u1", Some(ISSUER)), "{id}");
                    true
                }
                // The guard itself: two credentials in one field (row 4).
                Some(Err(rejection)) if token.contains(',') => {
                    assert_eq!(rejection.status(), 400, "{id}");
                    false
                }
                Some(Err(rejection)) => {
                    assert_refused(&rejection);
                    false
                }
            };
            if accepted != (case["expect"] == "accept") {
                failing.push(format!("{id} ({round}): {}", case["why"]));
            }
        }
    }
    assert!(failing.is_empty(), "{failing:#?}");
}

/// The key of one issuer verifies no token of another's.
#[test]
fn a_token_is_accepted_by_its_own_key_only() {
    let cases = cases();
    let verifiers = verifiers(&cases);
    for case in cases["cases"].as_array().unwrap().iter().filter(|case| case["expect"] == "accept") {
        for (name, auth) in &verifiers {
            let accepted = asked(auth, case["token"].as_str().unwrap()).unwrap().is_ok();
            assert_eq!(accepted, *name == case["key"].as_str().unwrap(), "{} {name}", case["id"]);
        }
    }
}
