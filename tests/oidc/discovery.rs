//! Where the keys of an issuer are found (`OpenID` Connect Discovery 4, RFC 8414 3).

use futures_executor::block_on;
use requires_auth::verifiers::{Oidc, OidcStatus};

use crate::{
    asking::{clock, eventually},
    fetchers::{Documents, JWKS},
};

fn document(issuer: &str) -> String {
    format!(r#"{{"issuer":"{issuer}","jwks_uri":"https://keys.example/jwks","more":[1,{{"a":null}}]}}"#)
}

/// The status after the first attempt, and the addresses that were asked.
fn discovered(issuer: &str, documents: Documents) -> (OidcStatus, Vec<String>) {
    let documents = documents.with("https://keys.example/jwks", JWKS);
    let verifier = Oidc::issuer(issuer).audience("api").fetcher(documents.clone()).clock(&clock()).build().unwrap();
    eventually(|| verifier.status().attempts() == 1);
    (verifier.status(), documents.asked())
}

#[test]
fn the_keys_are_found_at_each_address_of_the_standards() {
    for (issuer, at) in [
        ("https://idp.example", "https://idp.example/.well-known/openid-configuration"),
        ("https://idp.example/", "https://idp.example/.well-known/openid-configuration"),
        ("https://idp.example", "https://idp.example/.well-known/oauth-authorization-server"),
        ("https://idp.example/realms/shop", "https://idp.example/realms/shop/.well-known/openid-configuration"),
        ("https://idp.example/realms/shop", "https://idp.example/.well-known/oauth-authorization-server/realms/shop"),
        ("https://idp.example/realms/shop/", "https://idp.example/.well-known/openid-configuration/realms/shop"),
    ] {
        let (status, asked) = discovered(issuer, Documents::default().with(at, &document(issuer)));
        assert_eq!((status.error(), status.keys()), (None, 1), "{issuer} {asked:?}");
        let [.., found, keys] = &*asked else { panic!("{asked:?}") };
        assert_eq!((found.as_str(), keys.as_str()), (at, "https://keys.example/jwks"));
    }
}

#[test]
fn the_issuer_of_the_document_must_be_the_same() {
    let at = "https://idp.example/.well-known/openid-configuration";
    for (configured, found, hint) in [
        (
            "https://idp.example/",
            "https://idp.example",
            ": they differ in the slash at the end, which counts; write `Oidc::issuer(\"https://idp.example\")`",
        ),
        (
            "https://idp.example",
            "https://idp.example/",
            ": they differ in the slash at the end, which counts; write `Oidc::issuer(\"https://idp.example/\")`",
        ),
        ("https://idp.example", "https://IDP.example", ""),
        ("https://idp.example", "https://idp.example:443", ""),
        ("https://idp.example", "https://evil.example", ""),
    ] {
        let (status, asked) = discovered(configured, Documents::default().with(at, &document(found)));
        let expected =
            format!("the discovery document at `{at}` names the issuer `{found}`, and `{configured}` is configured{hint}");
        assert_eq!(status.error(), Some(&*expected));
        // No other document may say otherwise, and no key of it is asked for.
        assert_eq!(asked, [at]);
        assert!(!status.is_ready());
    }
}

#[test]
fn documents_that_break_a_rule_lead_to_no_key() {
    let at = "https://idp.example/.well-known/openid-configuration";
    let prefix = format!("the discovery document at `{at}` ");
    for (text, rule) in [
        (r#"{"jwks_uri":"https://keys.example/jwks"}"#, "names no issuer"),
        (r#"{"issuer":["https://idp.example"],"jwks_uri":"https://keys.example/jwks"}"#, "names no issuer"),
        (r#"{"issuer":"https://idp.example"}"#, "has no `jwks_uri`"),
        (r#"{"issuer":"https://idp.example","jwks_uri":7}"#, "has no `jwks_uri`"),
        (
            r#"{"issuer":"https://idp.example","jwks_uri":"http://keys.example/jwks"}"#,
            "cannot be used: jwks_uri \"http://keys.example/jwks\": https required",
        ),
        (
            r#"{"issuer":"https://idp.example","jwks_uri":"http://127.0.0.1/jwks"}"#,
            "cannot be used: jwks_uri \"http://127.0.0.1/jwks\": https required; for",
        ),
        (
            r#"{"issuer":"https://idp.example","jwks_uri":"https://me:secret@keys.example/jwks"}"#,
            "cannot be used: jwks_uri \"https://***@keys.example/jwks\": must not contain a user name",
        ),
        (r#"{"issuer":"https://idp.example","jwks_uri":"/jwks"}"#, "cannot be used: jwks_uri \"/jwks\": must be an absolute URL"),
        (
            r#"{"issuer":"https://idp.example","jwks_uri":"file:///etc/passwd"}"#,
            "cannot be used: jwks_uri \"file:///etc/passwd\": ",
        ),
    ] {
        let (status, asked) = discovered("https://idp.example", Documents::default().with(at, text));
        let error = status.error().unwrap();
        assert!(error.starts_with(&format!("{prefix}{rule}")), "{error}");
        assert_eq!(asked, [at]);
    }
    // Not read as a document at all: the other address is asked.
    for text in ["<html>", "[]", r#"{"issuer":"https://idp.example","issuer":"https://idp.example"}"#] {
        let (status, asked) = discovered("https://idp.example", Documents::default().with(at, text));
        assert!(status.error().unwrap().starts_with("there is no discovery document at `"), "{status:?}");
        assert_eq!(asked.len(), 2);
    }
}

#[test]
fn without_discovery_only_the_keys_are_asked_for() {
    let documents = Documents::default().with("https://keys.example/jwks?p=policy", JWKS);
    let builder = Oidc::issuer("any name").jwks_url("https://keys.example/jwks?p=policy").audience("api");
    let verifier = builder.fetcher(documents.clone()).clock(&clock()).build().unwrap();
    block_on(verifier.ready());
    assert_eq!(documents.asked(), ["https://keys.example/jwks?p=policy"]);
}
