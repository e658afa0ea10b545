//! What is wrong before the verifier starts.

use requires_auth::verifiers::Oidc;

fn error(issuer: &str) -> String {
    Oidc::issuer(issuer).audience("api").build().unwrap_err().to_string()
}

#[test]
fn an_issuer_is_an_https_url() {
    for (issuer, message) in [
        ("idp.example", r#"issuer "idp.example": must be an absolute URL: `https://host/path` (RFC 3986 4.3)"#),
        ("https:/idp.example", r#"issuer "https:/idp.example": must be an absolute URL: `https://host/path` (RFC 3986 4.3)"#),
        ("https://", r#"issuer "https://": must be an absolute URL: `https://host/path` (RFC 3986 4.3)"#),
        ("http://idp.example", r#"issuer "http://idp.example": https required"#),
        ("ftp://idp.example", r#"issuer "ftp://idp.example": https required"#),
        (
            "http://localhost:8080",
            r#"issuer "http://localhost:8080": https required; for a provider on this machine, in development or tests, call `allow_http_on_loopback()`"#,
        ),
        ("https://me:hunter2@idp.example", r#"issuer "https://***@idp.example": must not contain a user name or a password"#),
        ("https://idp.example?a=b", r#"issuer "https://idp.example?***": must not have a query (RFC 8414 2)"#),
        ("https://idp.example#x", r#"issuer "https://idp.example#***": must not have a fragment"#),
        (
            "https://idp.example\n",
            r#"issuer "https://idp.example\n": a URL must consist of visible ASCII characters without quotes, backslashes and angle brackets (RFC 3986 2)"#,
        ),
    ] {
        assert_eq!(error(issuer), message);
    }
    let builder = Oidc::issuer("http://idp.example").allow_http_on_loopback().audience("api");
    assert_eq!(builder.build().unwrap_err().rule(), "https required", "loopback only");
    let builder = Oidc::issuer("http://127.0.0.1.evil.example").allow_http_on_loopback().audience("api");
    assert_eq!(builder.build().unwrap_err().rule(), "https required", "loopback only");
}

#[test]
fn what_a_jwt_verifier_requires_is_required() {
    let error = Oidc::issuer("https://idp.example").build().unwrap_err();
    assert!(error.rule().starts_with("name the audience of this API"), "{error}");
    let error = Oidc::issuer("name").jwks_url("http://keys.example").audience("api").build().unwrap_err();
    assert_eq!(error.to_string(), r#"jwks_url "http://keys.example": https required"#);
}

#[test]
fn debug_prints_issuer_and_audiences() {
    let builder = Oidc::issuer("https://idp.example").audience("api");
    let printed = format!("{builder:?}");
    assert_eq!(printed, r#"OidcBuilder(JwtBuilder { issuer: Some("https://idp.example"), audiences: ["api"], .. })"#);
}
