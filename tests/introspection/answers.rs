//! What an issuer may say about a token (RFC 7662 2.2).

use requires_auth::test_util::{TestEndpoint, TestResponse};
use serde_json::json;

use crate::asking::{AUDIENCE, Api, NOW};

#[test]
fn an_active_token_is_an_identity() {
    let api = Api::new();
    let who = api.ask(&api.token(json!({"acr": "high", "exp": NOW + 100}))).unwrap();
    assert_eq!((who.subject(), who.issuer(), who.acr()), ("ada", Some(api.issuer.url()), Some("high")));
    assert!(who.expires_at().is_some());
    // Without what is optional, also for a verifier that knows the issuer's name.
    let named = Api::with(|builder| builder.audience(AUDIENCE).issuer("https://idp.example"));
    for api in [&api, &named] {
        let body = format!(r#" {{"active":true,"sub":"ada","aud":["x","{AUDIENCE}"],"unknown":{{"a":[1]}}}} "#);
        api.issuer.respond(TestEndpoint::Introspection, TestResponse::Body(body));
        let who = api.ask("some-token").unwrap();
        assert_eq!((who.subject(), who.issuer(), who.expires_at()), ("ada", None, None));
    }
}

#[test]
fn a_token_that_is_not_active_is_invalid() {
    let api = Api::new();
    let token = api.token(json!({}));
    api.issuer.revoke(&token);
    for token in [&*token, "never-issued"] {
        let rejected = api.ask(token).unwrap_err();
        assert_eq!(rejected.status, 401);
        assert_eq!(rejected.source, "inactive: the issuer says so: expired, revoked, or not one of its tokens");
    }
}

#[test]
fn what_the_issuer_says_about_an_active_token_is_checked() {
    let api = Api::with(|builder| builder.audience(AUDIENCE).issuer("https://idp.example"));
    let iss = json!("https://idp.example");
    for (claims, reason) in [
        (
            json!({"aud": "https://other.example", "iss": iss}),
            "wrong_audience: expected `https://api.example.com`, found `https://other.example`: request the token for this API, or correct the configured audience",
        ),
        (json!({"aud": null, "iss": iss}), ""),
        (json!({"iss": "https://evil.example"}), "wrong_issuer: expected `https://idp.example`, found `https://evil.example`"),
        (
            json!({"exp": NOW - 100, "iss": iss}),
            "expired: 40 seconds after `exp` and leeway: the client must renew its token, unless a clock is off",
        ),
        (json!({"nbf": NOW + 100, "iss": iss}), "not_yet_valid: 40 seconds before `nbf` and leeway: check the clocks"),
        (json!({"iat": NOW + 100, "iss": iss}), "issued_in_the_future: `iat` is 100 seconds ahead"),
        (json!({"cnf": {"jkt": "x"}, "iss": iss}), "bound_token: "),
        (json!({"cnf": null, "iss": iss}), "bound_token: "),
        (json!({"token_type": "DPoP", "iss": iss}), "not_an_access_token: expected a token of the type `Bearer`, found `DPoP`"),
        (json!({"token_use": "refresh_token", "iss": iss}), "not_an_access_token: "),
        (json!({"typ": "Refresh", "iss": iss}), "not_an_access_token: "),
    ] {
        let rejected = api.ask(&api.token(claims.clone())).unwrap_err();
        // A member of a wrong type is the issuer's fault.
        let status = if reason.is_empty() { 503 } else { 401 };
        assert_eq!(rejected.status, status, "{claims}");
        assert!(rejected.source.starts_with(reason), "{rejected:?}");
    }
    for claims in [json!({"iss": iss}), json!({"iss": iss, "token_type": "bearer"}), json!({"iss": iss, "exp": NOW - 50})] {
        assert_eq!(api.status(&api.token(claims.clone())), 200, "{claims}");
    }
}

#[test]
fn an_answer_must_name_the_audience_and_the_subject() {
    let api = Api::new();
    for (answer, reason) in [
        (r#"{"active":true,"sub":"ada"}"#.to_owned(), "missing_claim: the token has no `aud`"),
        (format!(r#"{{"active":true,"aud":"{AUDIENCE}","client_id":"c"}}"#), "missing_claim: the token has no `sub`"),
    ] {
        api.issuer.respond(TestEndpoint::Introspection, TestResponse::Body(answer.clone()));
        let rejected = api.ask(&format!("token-{}", answer.len())).unwrap_err();
        assert_eq!((rejected.status, &*rejected.source), (401, reason));
    }
    // Waived by name.
    let api = Api::with(|builder| builder.without_audience().subject_from("client_id"));
    api.issuer.respond(TestEndpoint::Introspection, TestResponse::Body(r#"{"active":true,"client_id":"c"}"#.to_owned()));
    assert_eq!(api.ask("token").unwrap().subject(), "c");
}

#[test]
fn an_answer_that_is_none_is_503() {
    let api = Api::new();
    for (number, (answer, rule)) in [
        ("", "not JSON"),
        ("<html>", "not JSON"),
        ("true", "not an object"),
        ("{}", "one without `active`"),
        (r#"{"active":"true"}"#, "one without `active`"),
        (r#"{"active":1}"#, "one without `active`"),
        (r#"{"active":null}"#, "one without `active`"),
        (r#"{"Active":true}"#, "one without `active`"),
        (r#"{"active":false,"active":true}"#, "a duplicate name"),
        (r#"{"active":true,"active":false}"#, "a duplicate name"),
        (r#"{"active":true,"sub":"ada","aud":"https://api.example.com","sub":"eve"}"#, "a duplicate name"),
        (r#"{"active":true,"sub":"ada","aud":"https://api.example.com","x":{"a":1,"a":2}}"#, "a duplicate name"),
        (r#"{"active":true} {"active":true}"#, "not JSON"),
        (r#"{"active":true,"sub":7,"aud":"https://api.example.com"}"#, "`sub` must be a string"),
        (r#"{"active":true,"sub":"ada","aud":7}"#, "`aud` must be"),
        (r#"{"active":true,"sub":"ada","aud":"https://api.example.com","exp":"soon"}"#, "`exp` must be"),
        (r#"{"active":true,"sub":"ada","aud":"https://api.example.com","scope":["a"]}"#, "`scope` must be"),
    ]
    .into_iter()
    .enumerate()
    {
        api.issuer.respond(TestEndpoint::Introspection, TestResponse::Body(answer.to_owned()));
        let rejected = api.ask(&format!("token-{number}")).unwrap_err();
        assert_eq!(rejected.status, 503, "{answer}");
        assert!(rejected.source.starts_with("introspection_failed: ") && rejected.source.contains(rule), "{rejected:?}");
    }
}
