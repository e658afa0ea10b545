//! Issuers that publish RSA keys without their algorithm.

use futures_executor::block_on;
use requires_auth::{
    test_util::{TestEndpoint, TestIssuer, TestResponse},
    verifiers::{JwtAlgorithm, OidcBuilder},
};
use requires_auth_tests::raw_http;

use crate::asking::{Api, eventually};

/// What the issuer publishes, without `alg`.
fn forget_algorithms(issuer: &TestIssuer) {
    issuer.rotate(JwtAlgorithm::Ps256);
    let address = issuer.url().strip_prefix("http://").unwrap().parse().unwrap();
    let set = raw_http::get(address, "/jwks", None).body;
    let without = set.replace(r#","alg":"ES256""#, "").replace(r#","alg":"PS256""#, "");
    assert_ne!(set, without);
    issuer.respond(TestEndpoint::Keys, TestResponse::Body(without));
}

fn api(with: impl FnOnce(OidcBuilder) -> OidcBuilder) -> Api {
    Api::before(with, forget_algorithms)
}

#[test]
fn the_verifier_lists_what_they_are_for() {
    let by_default = api(|builder| builder);
    block_on(by_default.verifier.ready());
    let rejected = by_default.ask(&by_default.token()).unwrap_err();
    assert!(
        rejected.status == 401 && rejected.source.contains("list those that it is for with `algorithms`"),
        "{}",
        rejected.source
    );
    assert_eq!(by_default.verifier.status().keys(), 2);

    let listed = api(|builder| builder.algorithms([JwtAlgorithm::Rs256, JwtAlgorithm::Ps256]));
    block_on(listed.verifier.ready());
    assert_eq!(listed.status(&listed.token()), 200);
    let status = listed.verifier.status();
    let skipped: Vec<_> = status.skipped().iter().map(ToString::to_string).collect();
    assert_eq!(
        (status.keys(), &*skipped),
        (1, &[r#"JWK "for ES256": is for none of the `algorithms` that are listed"#.to_owned()][..])
    );
}

/// As if it had withdrawn all.
#[test]
fn an_issuer_without_a_key_for_a_listed_algorithm_is_unavailable() {
    let api = api(|builder| builder.algorithms([JwtAlgorithm::EdDsa]));
    api.wait_for_attempts(1);
    eventually(|| api.verifier.status().error().is_some());
    let rejected = api.ask(&api.token()).unwrap_err();
    assert!(rejected.status == 503 && rejected.source.contains("no key that can be used"), "{}", rejected.source);
    assert_eq!(api.verifier.status().skipped().len(), 2);
}
