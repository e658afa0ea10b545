//! Algorithms that a verifier lists, and keys that name none.

use requires_auth::{
    Authenticator,
    verifiers::{Jwt, JwtAlgorithm, JwtBuilder, JwtKey, JwtKeys},
};

use crate::{
    issuer::{AUDIENCE, CLAIMS, ISSUER, SIGNERS, base64url, reason, signer, verdict},
    keys::token,
};

/// The key of RSA, without its algorithm.
fn open(more: &str) -> JwtKey {
    JwtKey::jwk(format!("{{{}{more}}}", signer(JwtAlgorithm::Rs256).members())).unwrap()
}

fn builder(algorithms: &[JwtAlgorithm]) -> JwtBuilder {
    let builder = Jwt::issuer(ISSUER).audience(AUDIENCE);
    if algorithms.is_empty() { builder } else { builder.algorithms(algorithms.iter().copied()) }
}

/// The names of the algorithms that a verifier accepts tokens of.
fn accepted(builder: JwtBuilder) -> Vec<&'static str> {
    let auth = Authenticator::new(builder.build().unwrap());
    SIGNERS
        .iter()
        .filter(|signer| reason(&auth, &signer.issue(CLAIMS)) == "accepted")
        .map(|signer| signer.algorithm.as_str())
        .collect()
}

#[test]
fn an_rsa_key_without_an_algorithm_is_for_those_that_are_listed() {
    use JwtAlgorithm as A;
    for (listed, expected) in [
        (&[][..], &["RS256"][..]),
        (&[A::Rs256], &["RS256"]),
        (&[A::Ps256, A::Rs256, A::Ps256], &["RS256", "PS256"]),
        (&[A::Ps384, A::Rs512, A::Es256], &["RS512", "PS384"]),
    ] {
        assert_eq!(accepted(builder(listed).key(open(""))), expected, "{listed:?}");
        let set = JwtKeys::jwk_set(format!(r#"{{"keys":[{{{},"kid":"a"}}]}}"#, signer(A::Rs256).members())).unwrap();
        assert_eq!(accepted(builder(listed).keys(set)), expected, "{listed:?}");
    }
    let auth = Authenticator::new(builder(&[]).key(open("")).build().unwrap());
    assert_eq!(
        verdict(&auth, &signer(A::Ps256).issue(CLAIMS)).unwrap_err(),
        "wrong_algorithm: expected RS256, the algorithm of the key; found PS256: its JWK names none, so list those that it is for \
         with `algorithms`"
    );
    let text = verdict(&auth, &signer(A::Es256).issue(CLAIMS)).unwrap_err();
    assert_eq!(text, "wrong_algorithm: expected RS256, the algorithm of the key; found ES256");
}

/// One key, one algorithm (RFC 8725 3.1), if the key says so.
#[test]
fn a_key_that_names_its_algorithm_is_for_no_other_one_that_is_listed() {
    use JwtAlgorithm as A;
    let all = SIGNERS.iter().map(|signer| signer.algorithm).collect::<Vec<_>>();
    for signer in SIGNERS.iter() {
        assert_eq!(accepted(builder(&all).key(signer.key())), [signer.algorithm.as_str()]);
        assert_eq!(accepted(builder(&[signer.algorithm]).key(signer.key())), [signer.algorithm.as_str()]);
    }
    // Also beside another of its name that could be for it.
    let n = [vec![0x80], vec![0xFF; 255]].concat();
    let other = || JwtKey::jwk(format!(r#"{{"kty":"RSA","n":"{}","e":"AQAB","alg":"PS256","kid":"a"}}"#, base64url(&n))).unwrap();
    let open = || open(r#","kid":"a""#);
    for keys in [[other(), open()], [open(), other()]] {
        let verifier = keys.into_iter().fold(builder(&[A::Rs256, A::Ps256]), JwtBuilder::key).build().unwrap();
        let auth = Authenticator::new(verifier);
        let reasons = [A::Rs256, A::Ps256].map(|algorithm| reason(&auth, &token(signer(algorithm), "a")));
        assert_eq!(reasons, ["accepted", "bad_signature"]);
    }
}

#[test]
fn what_is_not_listed_is_rejected_whatever_keys_there_are() {
    use JwtAlgorithm as A;
    let with_all = SIGNERS.iter().fold(builder(&[A::Es256, A::EdDsa]), |builder, signer| builder.key(signer.key()));
    let verifier = with_all.build().unwrap();
    let auth = Authenticator::new(verifier.clone());
    for signer in SIGNERS.iter() {
        let found = verdict(&auth, &signer.issue(CLAIMS)).err();
        let is_listed = matches!(signer.algorithm, A::Es256 | A::EdDsa);
        let text = format!("unsupported_algorithm: expected one of ES256, EdDSA, found {}", signer.algorithm);
        assert_eq!(found, (!is_listed).then_some(text));
    }
    // Other keys, too.
    verifier.replace_keys([open(""), signer(A::Es256).key()]).unwrap();
    assert_eq!(reason(&auth, &signer(A::Rs256).issue(CLAIMS)), "unsupported_algorithm");
    let error = verifier.replace_keys([open("")]).unwrap_err().to_string();
    assert!(error.contains("none is for one of the `algorithms`"), "{error}");
    assert_eq!(reason(&auth, &signer(A::Es256).issue(CLAIMS)), "accepted", "the old keys stay");
}

#[test]
fn a_list_that_accepts_nothing_is_an_error() {
    use JwtAlgorithm as A;
    let error = builder(&[]).algorithms([]).key(open("")).build().unwrap_err().to_string();
    assert!(error.contains("list at least one"), "{error}");
    assert!(builder(&[A::Rs256]).algorithms([]).key(open("")).build().is_err());
    let error = builder(&[A::Es256]).key(open("")).build().unwrap_err().to_string();
    assert!(error.contains("none is for one of the `algorithms`"), "{error}");
}

/// As many as without a list.
#[test]
fn no_more_keys_are_tried_because_of_a_list() {
    use JwtAlgorithm as A;
    let jwk = |number: u8| {
        let n = [vec![0x80 | number], vec![0xFF; 255]].concat();
        JwtKey::jwk(format!(r#"{{"kty":"RSA","n":"{}","e":"AQAB"}}"#, base64url(n))).unwrap()
    };
    let keys = || (0..7).map(jwk).chain([open("")]);
    let all = keys().fold(builder(&[A::Rs256, A::Ps256]), JwtBuilder::key);
    assert_eq!(accepted(all), ["RS256", "PS256"]);
    let beside_one_that_is_bound = keys().fold(builder(&[A::Rs256, A::Ps256]), JwtBuilder::key).key(signer(A::Ps256).key());
    assert!(beside_one_that_is_bound.build().is_ok());
    assert!(keys().chain([jwk(9)]).fold(builder(&[A::Rs256, A::Ps256]), JwtBuilder::key).build().is_err());
}
