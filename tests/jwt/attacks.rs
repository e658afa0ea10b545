//! The attacks of `attack_table.rs`, on a token of each algorithm.

use requires_auth::{
    Authenticator,
    verifiers::{JwtAlgorithm, JwtKey},
};

use crate::{
    attack_table::{ATTACKS, ELSEWHERE},
    forge::signed,
    issuer::{CLAIMS, SIGNERS, asked, assert_refused, base64url, decoded, reason, signer},
};

#[test]
fn no_attack_succeeds_on_any_algorithm() {
    let attackers: Vec<_> =
        SIGNERS.iter().map(|signer| (signer, Authenticator::new(signer.verifier().build().unwrap()))).collect();
    let mut failing = Vec::new();
    for (signer, auth) in &attackers {
        assert!(asked(auth, &signer.issue(CLAIMS)).unwrap().is_ok(), "the good token of {}", signer.algorithm);
        for (id, attack) in ATTACKS {
            for (number, token) in attack(signer).iter().enumerate() {
                match asked(auth, token) {
                    Some(Ok(_)) => failing.push(format!("{id} {number} {}: {token}", signer.algorithm)),
                    Some(Err(rejection)) if token.contains(',') => assert_eq!(rejection.status(), 400),
                    Some(Err(rejection)) if token.len() > 8192 => assert_eq!(rejection.status(), 431),
                    Some(Err(rejection)) => assert_refused(&rejection),
                    None => {}
                }
            }
        }
        assert!(asked(auth, &signer.issue(CLAIMS)).unwrap().is_ok(), "the good token of {} after the attacks", signer.algorithm);
    }
    assert!(failing.is_empty(), "{failing:#?}");
}

#[test]
fn every_attack_of_the_list_is_tried() {
    let list: serde_json::Value = serde_json::from_str(include_str!("../vectors/jwt-attacks.json")).unwrap();
    let mut listed: Vec<_> = list["cases"].as_array().unwrap().iter().map(|case| case["id"].as_str().unwrap()).collect();
    let mut tried: Vec<_> = ATTACKS.iter().map(|attack| attack.0).chain(ELSEWHERE.iter().map(|other| other.0)).collect();
    listed.sort_unstable();
    tried.sort_unstable();
    assert_eq!(listed, tried);
}

/// Attackers find no shared secret that is too short to begin with.
#[test]
fn short_secrets_are_not_configured() {
    for (algorithm, length) in [(JwtAlgorithm::Hs256, 32), (JwtAlgorithm::Hs384, 48), (JwtAlgorithm::Hs512, 64)] {
        assert!(JwtKey::secret(algorithm, vec![7; length]).is_ok());
        for short in [0, 1, length - 1] {
            assert!(JwtKey::secret(algorithm, vec![7; short]).unwrap_err().rule().contains("RFC 7518 3.2"));
        }
    }
}

/// Two texts of one token: neither is a key of anything that must happen once.
#[test]
fn the_other_signature_of_ecdsa_is_accepted() {
    let signer = signer(JwtAlgorithm::Es256);
    let auth = Authenticator::new(signer.verifier().build().unwrap());
    let signature = signer.sign(signed(signer).as_bytes());
    // The order of the group, minus s.
    let order = decoded("_____wAAAAD__________7zm-q2nF56E87nKwvxjJVE");
    let mut borrow = 0;
    let mut other = signature.clone();
    for at in (0..32).rev() {
        let difference = i32::from(order[at]) - i32::from(signature[32 + at]) - borrow;
        borrow = i32::from(difference < 0);
        other[32 + at] = u8::try_from(difference.rem_euclid(256)).unwrap();
    }
    assert_ne!(signature, other);
    for signature in [signature, other] {
        assert_eq!(reason(&auth, &format!("{}.{}", signed(signer), base64url(signature))), "accepted");
    }
}
