//! A provider that fails, in each way.

use requires_auth::{
    test_util::{TestEndpoint, TestResponse},
    verifiers::JwtAlgorithm,
};

use crate::asking::Api;

const KEYS: TestEndpoint = TestEndpoint::Keys;

/// Each way to fail that needs no time.
fn failures() -> Vec<(TestResponse, &'static str)> {
    let body = |text: &str| TestResponse::Body(text.to_owned());
    vec![
        (TestResponse::Closed, "error sending request"),
        (TestResponse::Status(500), "the status is 500"),
        (TestResponse::Status(404), "the status is 404"),
        (TestResponse::Status(204), "the status is 204"),
        (TestResponse::Status(302), "a redirect without an address"),
        (body("<html>"), "not JSON"),
        (body(""), "not JSON"),
        (body("[]"), "not an object"),
        (body(r#"{"keys":{}}"#), "has no list `keys`"),
        (body(r#"{"keys":[],"keys":[]}"#), "a duplicate name"),
        (TestResponse::Body(" ".repeat(256 * 1024 + 1)), "the body has more than 262144 bytes"),
        (TestResponse::Redirect("https://evil.example/jwks".to_owned()), "redirected to another origin"),
        (TestResponse::Redirect("//evil.example/jwks".to_owned()), "redirected to another origin"),
        (TestResponse::Redirect("http://127.0.0.1:1/jwks".to_owned()), "redirected to another origin"),
        (TestResponse::Redirect("file:///etc/passwd".to_owned()), "redirected to another origin"),
        (TestResponse::Redirect("/jwks".to_owned()), "more than 3 redirects"),
    ]
}

#[test]
fn known_keys_stay_and_a_token_of_an_unknown_key_is_503() {
    let api = Api::ready();
    let known = api.token();
    api.issuer.rotate(JwtAlgorithm::Es256);
    let unknown = api.token();
    for (response, text) in failures() {
        api.issuer.respond(KEYS, response.clone());
        let before = api.issuer.requests(KEYS);
        api.advance(61);
        let rejected = api.ask(&unknown).unwrap_err();
        assert_eq!(rejected.status, 503, "{response:?}");
        assert!(rejected.source.starts_with("keys_unavailable: "), "{rejected:?}");
        assert!(rejected.source.contains(text), "{rejected:?}");
        assert!(rejected.retry_after.is_some(), "{rejected:?}");
        assert!(api.issuer.requests(KEYS) > before);
        // Again, without a fetch.
        assert_eq!(api.status(&unknown), 503, "{response:?}");
        assert_eq!(api.status(&known), 200, "{response:?}");
        let status = api.verifier.status();
        assert!(status.is_ready() && status.error().unwrap().contains(text), "{status:?}");
    }
    api.issuer.respond(KEYS, TestResponse::Usual);
    api.advance_until(|| api.status(&unknown) == 200);
    assert_eq!(api.verifier.status().error(), None);
}

#[test]
fn it_recovers_without_a_request_that_asks() {
    let api = Api::ready();
    api.issuer.rotate(JwtAlgorithm::Es256);
    api.issuer.respond(KEYS, TestResponse::Status(503));
    api.advance(600);
    api.wait_for_attempts(2);
    api.issuer.respond(KEYS, TestResponse::Usual);
    api.advance_until(|| api.verifier.status().error().is_none());
    assert_eq!(api.status(&api.token()), 200);
}

#[test]
fn keys_of_an_outage_count_for_a_day() {
    let api = Api::ready();
    let token = api.token();
    api.issuer.respond(KEYS, TestResponse::Closed);
    api.issuer.respond(TestEndpoint::Discovery, TestResponse::Closed);
    api.advance(24 * 3600 - 1);
    api.wait_for_attempts(2);
    assert_eq!(api.status(&token), 200);
    api.advance(1);
    let rejected = api.ask(&token).unwrap_err();
    assert_eq!(rejected.status, 503);
    assert!(rejected.source.starts_with("keys_outdated: they were fetched more than 24 hours ago: the "), "{rejected:?}");
    assert!(!api.verifier.status().is_ready());
    api.issuer.respond(KEYS, TestResponse::Usual);
    api.issuer.respond(TestEndpoint::Discovery, TestResponse::Usual);
    api.advance_until(|| api.verifier.status().is_ready());
    assert_eq!(api.status(&token), 200);
}

/// The calendar says that no day has passed.
#[test]
fn a_clock_that_is_set_back_makes_no_key_younger() {
    let api = Api::ready();
    let token = api.token();
    api.issuer.respond(KEYS, TestResponse::Closed);
    api.clock.set(std::time::SystemTime::UNIX_EPOCH + std::time::Duration::from_secs(1_767_000_000));
    api.advance(24 * 3600);
    crate::asking::eventually(|| !api.verifier.status().is_ready());
    assert_eq!(api.status(&token), 503);
}

#[test]
fn redirects_within_the_origin_are_followed() {
    let api = Api::ready();
    // At the discovery document there are no keys, and the response says so: it was asked.
    api.issuer.respond(KEYS, TestResponse::Redirect("/.well-known/openid-configuration".to_owned()));
    api.advance(600);
    api.wait_for_attempts(2);
    assert!(api.verifier.status().error().unwrap().contains("has no list `keys`"));
}

/// The same machine and port under another name, and an address with credentials.
#[test]
fn redirects_to_another_host_or_user_are_not_followed() {
    let api = Api::ready();
    let (_, port) = api.issuer.url().rsplit_once(':').unwrap();
    for (attempts, host) in (2..).zip(["localhost", "user@127.0.0.1", ":secret@127.0.0.1"]) {
        let target = format!("http://{host}:{port}/.well-known/openid-configuration");
        api.issuer.respond(KEYS, TestResponse::Redirect(target));
        api.advance(600);
        api.wait_for_attempts(attempts);
        let status = api.verifier.status();
        assert!(status.error().unwrap().ends_with("redirected to another origin, which is not followed"), "{host} {status:?}");
    }
}

#[test]
fn one_bad_key_does_not_spoil_the_set() {
    let api = Api::ready();
    let many: Vec<_> = (0..70).map(|number| format!(r#"{{"kty":"EC","crv":"P-521","kid":"{number}"}}"#)).collect();
    api.issuer.respond(KEYS, TestResponse::Body(format!(
        r#"{{"keys":[{{"kty":"oct","k":"AAAA"}},{{"kid":7}},{{"kty":"OKP","crv":"Ed25519","kid":"ed","x":"11qYAYKxCrfVS_7TyWQHOg7hcvPapiMlrwIaaPcHURo"}},{}]}}"#,
        many.join(",")
    )));
    api.advance(600);
    api.wait_for_attempts(2);
    let status = api.verifier.status();
    assert_eq!((status.is_ready(), status.keys(), status.error()), (true, 1, None));
    let skipped: Vec<_> = status.skipped().iter().map(ToString::to_string).collect();
    assert_eq!(skipped.len(), 64, "the first 64, of which one can be used, and one line for the rest");
    assert_eq!(skipped[0], "JWK \"number 1\": is a shared secret, which does not belong into a set of public keys");
}
