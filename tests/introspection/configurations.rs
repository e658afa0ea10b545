//! What is wrong before the verifier starts, and what is never printed.

use std::time::Duration;

use requires_auth::verifiers::{Introspection, IntrospectionBuilder};

fn builder(endpoint: &str) -> IntrospectionBuilder {
    Introspection::endpoint(endpoint).client_secret_basic("api", "hunter2hunter2").audience("https://api.example.com")
}

#[test]
fn each_mistake_has_its_message() {
    let good = || builder("https://idp.example/introspect");
    for (builder, message) in [
        (builder("http://idp.example/i"), r#"introspection endpoint "http://idp.example/i": https required"#),
        (
            builder("https://me:hunter2@idp.example/i"),
            r#"introspection endpoint "https://***@idp.example/i": must not contain a user name or a password"#,
        ),
        (
            Introspection::endpoint("https://idp.example/i").audience("a"),
            "client of introspection: set its credentials: `client_secret_basic` or `client_secret_post`; who asks must be \
             authenticated (RFC 7662 2.1)",
        ),
        (good().client_secret_post("", "x"), "client of introspection: id and secret must not be empty"),
        (good().client_secret_post("x", ""), "client of introspection: id and secret must not be empty"),
        (good().timeout(Duration::ZERO), r#"time-out of introspection "0ns": must be above 0 and at most 60 seconds"#),
        (good().timeout(Duration::from_secs(61)), r#"time-out of introspection "61s": must be above 0 and at most 60 seconds"#),
        (
            good().cache_max_age(Duration::from_secs(301)),
            r#"token cache "301 seconds": an answer may be kept for at most 5 minutes: a token that is revoked is accepted until then"#,
        ),
    ] {
        assert_eq!(builder.build().unwrap_err().to_string(), message);
    }
    let error = Introspection::endpoint("https://idp.example/i").client_secret_basic("a", "b").build().unwrap_err();
    assert!(error.rule().starts_with("name the audience of this API"), "{error}");
}

#[test]
fn no_secret_is_printed() {
    let printed = format!("{:?}", builder("https://idp.example/introspect"));
    assert_eq!(printed, r#"IntrospectionBuilder(JwtBuilder { issuer: None, audiences: ["https://api.example.com"], .. })"#);
    let printed = format!("{:?}", builder("https://idp.example/introspect").build().unwrap());
    assert_eq!(printed, r#"Introspection(Jwt { issuer: None, audiences: ["https://api.example.com"], .. })"#);
}
