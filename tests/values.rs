//! The small public values: what is put in comes out again, and what is wrong is named by its rule.
#![allow(missing_docs, clippy::unwrap_used, clippy::expect_used)]

use std::{
    sync::Arc,
    time::{Duration, SystemTime},
};

use http::{Request, Response};
use requires_auth::{
    __private::{Policy as Demanded, Rule},
    Authenticator, Challenge, HasScopes, Identity, Policy, Scope, VerifyError, policy,
    verifiers::{StaticTokens, basic, bearer},
};
use requires_auth_tests::ready::ready;

#[test]
fn an_identity_tells_what_was_put_in_and_nothing_else() {
    let (expiry, since) = (SystemTime::UNIX_EPOCH + Duration::from_secs(7), SystemTime::UNIX_EPOCH + Duration::from_secs(5));
    let who = Identity::builder("ada").scopes("a b").issuer("iss").expires_at(expiry).acr("gold").auth_time(since).build();
    assert_eq!((who.subject(), who.scopes(), who.issuer(), who.acr()), ("ada", "a b", Some("iss"), Some("gold")));
    assert_eq!((who.expires_at(), who.auth_time()), (Some(expiry), Some(since)));

    let bare = Identity::new("bob");
    assert_eq!((bare.subject(), bare.scopes(), bare.issuer(), bare.acr()), ("bob", "", None, None));
    assert_eq!((bare.expires_at(), bare.auth_time(), bare.claim::<u8>()), (None, None, None));
}

#[test]
fn a_second_claim_of_a_type_replaces_the_first_and_no_other() {
    let who = Identity::builder("ada").claim(1_u8).claim("text").claim(2_u8).build();
    assert_eq!((who.claim::<u8>(), who.claim::<&str>(), who.claim::<u16>()), (Some(&2), Some(&"text"), None));
    let builder = format!("{:?}", Identity::builder("ada").claim("secret"));
    assert!(builder.contains("ada") && !builder.contains("secret"), "{builder}");
}

#[test]
fn a_pointer_to_an_identity_has_its_scopes() {
    let (read, write) = (Scope::new("items:read"), Scope::new("items:write"));
    let who = Identity::builder("ada").scopes("items:read").build();
    for held in [&Arc::new(who.clone()) as &dyn HasScopes, &Box::new(who)] {
        assert!(held.has_scope(&read) && !held.has_scope(&write));
    }
    assert_eq!((read.to_string(), read.as_str()), ("items:read".to_owned(), "items:read"));
}

#[test]
fn a_policy_says_where_it_stands() {
    const READ: Policy = policy!(scopes("items:read"));
    assert!(READ.handler().starts_with("tests/values.rs:") || READ.handler().starts_with("values.rs:"), "{}", READ.handler());
}

#[test]
fn an_empty_set_of_scopes_is_no_policy() {
    for rule in [Rule::Any(&[]), Rule::All(&[]), Rule::All(&[Rule::Is("a"), Rule::Any(&[])])] {
        assert!(std::panic::catch_unwind(|| Demanded::new("handler", rule)).is_err(), "{rule:?}");
    }
    assert_eq!(Demanded::new("handler", Rule::Any(&[Rule::Is("a")])).handler(), "handler");
}

#[test]
fn a_configuration_error_names_text_and_rule() {
    let error = Scope::try_new("a b").unwrap_err();
    assert!(error.rule().contains("RFC 6749 3.3"), "{}", error.rule());
    assert!(error.to_string().contains(error.rule()) && error.to_string().contains("a b"), "{error}");
    let builder = Authenticator::builder(StaticTokens::new([("t", Identity::new("ada"))]).unwrap()).realm("a\u{7}b");
    assert!(format!("{builder:?}").contains("realm"), "the fault shows: {builder:?}");
}

/// Each value against the rule of its parameter, with the name of that rule.
#[test]
fn a_challenge_names_the_rule_that_a_value_breaks() {
    let error = |name: &str, value: &str| match Challenge::bearer().realm("api").param(name, value).build() {
        Ok(line) => line.to_str().unwrap().to_owned(),
        Err(error) => error.rule().to_owned(),
    };
    assert!(error("error", "").contains("error charset"));
    assert!(error("error", "a\"b").contains("error charset"));
    assert!(error("error", "ab").contains(r#"error="ab""#));
    assert!(error("scope", "a  b").contains("RFC 6749"));
    assert!(error("scope", "a\"").contains("RFC 6749"));
    assert!(error("acr_values", "a\\").contains("RFC 6749"));
    assert!(error("acr_values", "gold silver").contains(r#"acr_values="gold silver""#));
    let named = |name: &str| Challenge::bearer().param(name, "a  b").build().unwrap_err().to_string();
    assert!(named("scope").contains("scope") && !named("scope").contains("acr_values"));
    assert!(named("acr_values").contains("acr_values"));
}

/// What went wrong with the credentials of one scheme is said in no line of another.
#[test]
fn an_error_stands_on_the_line_of_its_scheme_only() {
    let auth = Authenticator::builder(bearer(|_| Err::<Identity, _>(VerifyError::expired())))
        .or(basic(|_| Err::<Identity, _>(VerifyError::expired())))
        .build()
        .unwrap();
    let lines = |value: &str| {
        let request = Request::builder().header("authorization", value).body(()).unwrap();
        let response: Response<String> = ready(auth.authenticate(&request)).unwrap_err().into_http();
        response.headers().get_all("www-authenticate").iter().map(|line| line.to_str().unwrap().to_owned()).collect::<Vec<_>>()
    };
    let basic = r#"Basic realm="api", charset="UTF-8""#;
    let expired = r#"Bearer realm="api", error="invalid_token", error_description="token expired""#;
    assert_eq!(lines("Basic YTpi"), [r#"Bearer realm="api""#, basic]);
    assert_eq!(lines("Bearer x"), [expired, basic]);
}
