//! Which key a token is of.

use requires_auth::{
    Authenticator,
    verifiers::{Jwt, JwtAlgorithm, JwtBuilder, JwtKey, JwtKeys},
};

use crate::{
    issuer::{AUDIENCE, CLAIMS, ISSUER, SIGNERS, Signer, reason, signer, verdict},
    keys::{auth, token},
};

#[test]
fn a_token_is_of_the_key_that_it_names() {
    let [one, two] = [Signer::new(JwtAlgorithm::Es256), Signer::new(JwtAlgorithm::Es256)];
    let auth = auth([one.key().kid("one"), two.key().kid("two"), signer(JwtAlgorithm::EdDsa).key().kid("one")]);
    assert_eq!([reason(&auth, &token(&one, "one")), reason(&auth, &token(&two, "two"))], ["accepted", "accepted"]);
    assert_eq!([reason(&auth, &token(&one, "two")), reason(&auth, &token(&two, "one"))], ["bad_signature", "bad_signature"]);
    assert_eq!([reason(&auth, &token(&one, "One")), reason(&auth, &token(&one, "one "))], ["unknown_key", "unknown_key"]);
    let text = verdict(&auth, &token(&one, "three")).unwrap_err();
    assert_eq!(text, "unknown_key: the `kid` of the token is none of one, two: has the issuer changed its keys?");
    assert_eq!(reason(&auth, &token(signer(JwtAlgorithm::EdDsa), "one")), "accepted", "two keys of one name, for two algorithms");
    assert_eq!(reason(&auth, &token(signer(JwtAlgorithm::EdDsa), "two")), "wrong_algorithm");
}

#[test]
fn a_key_without_a_name_fits_tokens_without_one() {
    let signer = signer(JwtAlgorithm::Es256);
    let (unnamed, any) = (auth([signer.key()]), auth([signer.key().any_kid()]));
    assert_eq!([reason(&unnamed, &signer.issue(CLAIMS)), reason(&any, &signer.issue(CLAIMS))], ["accepted", "accepted"]);
    assert_eq!([reason(&unnamed, &token(signer, "x")), reason(&any, &token(signer, "x"))], ["unknown_key", "accepted"]);
    assert!(verdict(&unnamed, &token(signer, "x")).unwrap_err().contains("`JwtKey::any_kid`"));
}

/// A20: of the keys that fit, but not of all that there may be.
#[test]
fn a_token_that_names_no_key_may_be_of_any() {
    let signers: Vec<_> = (0..9).map(|_| Signer::new(JwtAlgorithm::Es256)).collect();
    let others = SIGNERS.iter().filter(|other| other.algorithm != JwtAlgorithm::Es256).map(Signer::key);
    let auth = auth(others.chain(signers.iter().enumerate().map(|(number, signer)| signer.key().kid(number.to_string()))));
    let reasons: Vec<_> = signers.iter().map(|signer| reason(&auth, &signer.issue(CLAIMS))).collect();
    assert_eq!((&*reasons[0], &*reasons[7], &*reasons[8]), ("accepted", "accepted", "bad_signature"));
    assert_eq!(reason(&auth, &token(&signers[8], "8")), "accepted");
}

/// However many keys take every name.
#[test]
fn the_named_key_is_tried_before_keys_of_any_name() {
    let named = signer(JwtAlgorithm::Es256);
    let others: Vec<_> = (0..8).map(|_| Signer::new(JwtAlgorithm::Es256)).collect();
    let keys = others.iter().map(|other| other.key().any_kid()).chain([named.key().kid("x")]);
    let auth = auth(keys);
    assert_eq!(reason(&auth, &token(named, "x")), "accepted");
    assert_eq!(reason(&auth, &token(named, "y")), "bad_signature");
    for other in &others {
        assert_eq!([reason(&auth, &token(other, "x")), reason(&auth, &token(other, "y"))], ["accepted", "accepted"]);
        assert_eq!(reason(&auth, &other.issue(CLAIMS)), "accepted", "without a name");
    }
}

/// For a token without a name. Those with a name are found by it.
#[test]
fn keys_without_a_name_are_tried_first() {
    let (named, unnamed): (Vec<_>, Vec<_>) =
        (0..12).map(|number| (number, Signer::new(JwtAlgorithm::Es256))).partition(|(number, _)| *number < 9);
    let auth = auth(
        named
            .iter()
            .map(|(number, signer)| signer.key().kid(number.to_string()))
            .chain(unnamed.iter().map(|(_, signer)| signer.key())),
    );
    assert!(unnamed.iter().all(|(_, signer)| reason(&auth, &signer.issue(CLAIMS)) == "accepted"));
    let found = named.iter().filter(|(_, signer)| reason(&auth, &signer.issue(CLAIMS)) == "accepted").count();
    assert_eq!(found, 5, "eight in all");
    assert!(named.iter().all(|(number, signer)| reason(&auth, &token(signer, &number.to_string())) == "accepted"));
}

#[test]
fn a_key_that_would_never_be_tried_is_an_error() {
    let keys = |kind: fn(JwtKey, usize) -> JwtKey, count: usize| -> Vec<JwtKey> {
        (0..count).map(|number| kind(Signer::new(JwtAlgorithm::Es256).key(), number)).collect()
    };
    let kinds: [fn(JwtKey, usize) -> JwtKey; 3] =
        [|key, _| key, |key, _| key.any_kid(), |key, number| if number % 2 == 0 { key } else { key.any_kid() }];
    let base = || Jwt::issuer(ISSUER).audience(AUDIENCE);
    for kind in kinds {
        let built = |count: usize| keys(kind, count).into_iter().fold(base(), JwtBuilder::key).build();
        assert!(built(8).is_ok());
        let error = built(9).unwrap_err().to_string();
        assert!(error.starts_with(r#"keys "number 9": has no `kid`"#), "{error}");
        assert!(built(8).unwrap().replace_keys(keys(kind, 9)).is_err());
    }
    // Of several algorithms, and with names, there may be more.
    let mixed = keys(kinds[0], 8).into_iter().chain([signer(JwtAlgorithm::EdDsa).key(), signer(JwtAlgorithm::Es384).key()]);
    assert!(mixed.chain(keys(|key, number| key.kid(number.to_string()), 9)).fold(base(), JwtBuilder::key).build().is_ok());
    // In a set it does not spoil the others.
    let members: Vec<_> = (0..10).map(|_| Signer::new(JwtAlgorithm::Es256).jwk("")).collect();
    let set = JwtKeys::jwk_set(format!(r#"{{"keys":[{}]}}"#, members.join(","))).unwrap();
    let skipped: Vec<_> = set.skipped().iter().map(|skipped| skipped.to_string().split(':').next().unwrap().to_owned()).collect();
    assert_eq!((set.len(), &*skipped), (8, &[r#"JWK "number 9""#.to_owned(), r#"JWK "number 10""#.to_owned()][..]));
    assert!(base().keys(set).build().is_ok());
}

#[test]
fn a_set_replaces_the_keys_of_a_running_verifier() {
    let [old, new] = [Signer::new(JwtAlgorithm::Es256), Signer::new(JwtAlgorithm::Es256)];
    let set = |signer: &Signer| JwtKeys::jwk_set(format!(r#"{{"keys":[{}]}}"#, signer.jwk(""))).unwrap();
    let verifier = Jwt::issuer(ISSUER).audience(AUDIENCE).keys(set(&old)).build().unwrap();
    let auth = Authenticator::new(verifier.clone());
    assert_eq!([&old, &new].map(|signer| reason(&auth, &signer.issue(CLAIMS))), ["accepted", "bad_signature"]);
    verifier.replace_keys(set(&new)).unwrap();
    assert_eq!([&old, &new].map(|signer| reason(&auth, &signer.issue(CLAIMS))), ["bad_signature", "accepted"]);
}

#[test]
fn two_keys_of_one_name_are_neither() {
    let [one, two] = [Signer::new(JwtAlgorithm::Es256), Signer::new(JwtAlgorithm::Es256)];
    let other = signer(JwtAlgorithm::EdDsa);
    let named = |signer: &Signer| signer.jwk(r#","kid":"x""#);
    let set = |members: &[String]| JwtKeys::jwk_set(format!(r#"{{"keys":[{}]}}"#, members.join(",")));
    let both = set(&[named(&one), named(&two), named(other)]).unwrap();
    // By position: a name may look like a secret, and be masked.
    let skipped: Vec<_> = both.skipped().iter().map(ToString::to_string).collect();
    assert_eq!(
        (both.len(), &*skipped),
        (1, &[r#"JWK "numbers 1, 2": have one `kid` and algorithm: none of them is used"#.to_owned()][..])
    );
    let auth = Authenticator::new(Jwt::issuer(ISSUER).audience(AUDIENCE).keys(both).build().unwrap());
    assert_eq!(
        [reason(&auth, &token(&one, "x")), reason(&auth, &token(&two, "x")), reason(&auth, &token(other, "x"))],
        ["wrong_algorithm", "wrong_algorithm", "accepted"]
    );
    // Once more is no contradiction.
    let same = set(&[named(&one), named(&one)]).unwrap();
    assert_eq!((same.len(), same.skipped().len()), (1, 0));
    assert!(set(&[named(&one), named(&two)]).is_err());
    // Configured by hand, it is an error.
    let builder = Jwt::issuer(ISSUER).audience(AUDIENCE).key(one.key().kid("x")).key(two.key().kid("x"));
    assert!(builder.build().unwrap_err().to_string().contains("number 2"));
}
