//! Several issuers side by side.

use allocation_counter::measure;
use futures_executor::block_on;
use http::Request;
use requires_auth::{
    Authenticator, Bearer, Identity, Verifier, VerifyError, scheme,
    test_util::{TestEndpoint, TestResponse},
    verifiers::{JwtAlgorithm, Oidc},
};
use requires_auth_tests::poll_once::ready;
use serde_json::json;

use crate::asking::{AUDIENCE, Api, ask, request};

fn both(one: &Api, other: &Api) -> Authenticator {
    Authenticator::new(Oidc::any_of([one.verifier.clone(), other.verifier.clone()]).unwrap())
}

#[test]
fn each_token_is_verified_by_the_issuer_that_it_names() {
    let (one, other) = (Api::ready(), Api::ready());
    let auth = both(&one, &other);
    for api in [&one, &other] {
        assert_eq!(ask(&auth, &api.token()).unwrap().issuer(), Some(api.issuer.url()));
    }
    // Signed by one, in the name of the other: their keys have one name.
    for (signs, named) in [(&one, &other), (&other, &one)] {
        let token = signs.issuer.token(&json!({"iss": named.issuer.url(), "sub": "ada", "aud": AUDIENCE}));
        let rejected = ask(&auth, &token).unwrap_err();
        assert_eq!(rejected.status, 401);
        assert!(rejected.source.starts_with("bad_signature"), "{rejected:?}");
    }
    for token in [one.issuer.token(&json!({"iss": "https://evil.example"})), "opaque".to_owned(), one.forged("x")] {
        let rejected = ask(&auth, &token).unwrap_err();
        assert_eq!(rejected.status, 401);
        assert_eq!(rejected.source, "wrong_issuer: the token names none of the configured issuers, or is not a JWT");
    }
}

/// A verifier of the application that asks one of ours.
struct Around(Oidc);

impl Verifier for Around {
    type Scheme = scheme::Bearer;
    type Identity = Identity;

    fn scheme(&self) -> &scheme::Bearer {
        self.0.scheme()
    }

    async fn verify(&self, token: Bearer<'_>) -> Result<Identity, VerifyError> {
        self.0.verify(token).await
    }
}

#[test]
fn only_an_unknown_key_is_a_reason_to_fetch_keys() {
    let (api, other) = (Api::ready(), Api::ready());
    let auth = Authenticator::new(Around(api.verifier.clone()));
    let token = |signs: &Api| signs.issuer.token(&json!({"iss": api.issuer.url(), "sub": "ada", "aud": AUDIENCE}));
    assert!(ask(&auth, &token(&api)).is_ok());
    assert!(ask(&auth, &token(&other)).unwrap_err().source.starts_with("bad_signature"));
    assert_eq!(api.issuer.requests(TestEndpoint::Keys), 1);
    api.issuer.rotate(JwtAlgorithm::EdDsa);
    assert!(ask(&auth, &token(&api)).is_ok());
    assert_eq!(api.issuer.requests(TestEndpoint::Keys), 2);
}

#[test]
fn a_place_that_all_have_is_that_of_all() {
    let api = || Api::start(|builder| builder.scheme(scheme::Bearer::in_header("x-token")));
    let (one, other) = (api(), api());
    for api in [&one, &other] {
        block_on(api.verifier.ready());
    }
    let auth = both(&one, &other);
    let asked = |field: &str, value: String| {
        ready(auth.authenticate(&Request::builder().header(field, value).body(()).unwrap()))
            .map(|who| who.issuer().map(str::to_owned))
    };
    for api in [&one, &other] {
        assert_eq!(asked("x-token", api.token()).unwrap().as_deref(), Some(api.issuer.url()));
        assert_eq!(asked("authorization", format!("Bearer {}", api.token())).unwrap_err().status(), 401);
    }
}

/// A verifier that is used alone as well, and has rejected the token there.
#[test]
fn what_one_verifier_has_rejected_is_accepted_by_the_issuer_that_it_names() {
    let (one, other) = (Api::ready(), Api::ready());
    let token = other.token();
    assert_eq!((one.status(&token), one.status(&token)), (401, 401));
    assert!(ask(&both(&one, &other), &token).is_ok());
}

#[test]
fn an_outage_of_one_issuer_is_none_of_the_other() {
    let one = Api::ready();
    let other = Api::before(|builder| builder, |issuer| issuer.respond(TestEndpoint::Keys, TestResponse::Closed));
    let auth = both(&one, &other);
    assert!(ask(&auth, &one.token()).is_ok());
    assert_eq!(ask(&auth, &other.token()).unwrap_err().status, 503);
    // A new key of one makes only its keys be fetched.
    one.issuer.rotate(JwtAlgorithm::EdDsa);
    assert!(ask(&auth, &one.token()).is_ok());
    assert_eq!(one.issuer.requests(TestEndpoint::Keys), 2);
}

#[test]
fn a_token_that_was_seen_before_allocates_nothing() {
    let (one, other) = (Api::ready(), Api::ready());
    let auth = both(&one, &other);
    for api in [&one, &other] {
        let request = request(&api.token());
        let ask = || drop(ready(auth.authenticate(&request)).unwrap());
        ask();
        assert_eq!(measure(ask).count_total, 0);
    }
}

#[test]
fn what_does_not_fit_together_is_an_error() {
    let api = Api::ready();
    let error = Oidc::any_of([api.verifier.clone(), api.verifier.clone()]).unwrap_err();
    assert_eq!(error.to_string(), r#"issuers "number 2": has the issuer of an earlier one: which of them decides?"#);
    let elsewhere = Api::start(|builder| builder.scheme(scheme::Bearer::in_header("x-token")));
    let error = Oidc::any_of([api.verifier.clone(), elsewhere.verifier.clone()]).unwrap_err();
    assert_eq!(
        error.to_string(),
        r#"issuers "number 2": reads tokens from another place than the first one: add it to the authenticator with `or`"#
    );
    assert_eq!(Oidc::<Identity>::any_of([]).unwrap_err().to_string(), "issuers: give at least one");
    block_on(elsewhere.verifier.ready());
}
