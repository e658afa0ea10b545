//! Builds that hold both cryptographic providers of `jsonwebtoken`, because another crate enabled the other one. This target is built
//! with each of them as the one that computes.

use std::panic::catch_unwind;

use jsonwebtoken::{Algorithm, DecodingKey, Validation, decode};
use requires_auth::{Authenticator, verifiers::JwtAlgorithm};

use crate::issuer::{CLAIMS, reason, signer};

#[test]
fn two_providers_in_one_build_do_not_meet() {
    let signer = signer(JwtAlgorithm::Es256);
    let auth = Authenticator::new(signer.verifier().build().unwrap());
    let token = signer.issue(CLAIMS);
    assert_eq!(reason(&auth, &token), "accepted");
    // The twin: what `jsonwebtoken` does by itself.
    let key = DecodingKey::from_ec_der(&signer.public());
    let by_itself = catch_unwind(|| decode::<serde_json::Value>(&token, &key, &Validation::new(Algorithm::ES256)).is_ok());
    assert!(by_itself.is_err(), "it cannot choose");
    assert_eq!(reason(&auth, &signer.issue(&CLAIMS.replace("u1", "u2"))), "accepted", "also after that");
}
