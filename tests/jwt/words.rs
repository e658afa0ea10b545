//! The operator's words: what the log says, what it never says, and what the caller learns.

use std::{fmt::Write as _, time::Duration};

use http::Request;
use requires_auth::{
    Authenticator,
    test_util::TestClock,
    verifiers::{Jwt, JwtAlgorithm, JwtBuilder, JwtKey, JwtProfile},
};
use requires_auth_tests::{
    log_recorder::{Logged, recorded},
    poll_once::ready,
};

use crate::{
    forge::{header, with_claim},
    issuer::{AUDIENCE, CLAIMS, ISSUER, Signer, assert_refused, signer, verdict},
};

fn es256() -> &'static Signer {
    signer(JwtAlgorithm::Es256)
}

/// Asks with the token, and returns the one event.
fn logged(builder: JwtBuilder, token: &str) -> Logged {
    let auth = Authenticator::new(builder.build().unwrap());
    let request = Request::builder().header("authorization", format!("Bearer {token}")).body(()).unwrap();
    let (rejection, mut log) = recorded(|| ready(auth.authenticate(&request)).unwrap_err());
    assert_refused(&rejection);
    let response = rejection.into_http::<String>();
    let body = r#"{"type":"about:blank","title":"Unauthorized","status":401,"error":"invalid_token"}"#;
    assert_eq!(response.body(), body, "the caller learns nothing");
    assert_eq!(log.len(), 1, "{log:?}");
    log.remove(0)
}

fn source(builder: JwtBuilder, token: &str) -> String {
    let logged = logged(builder, token);
    assert_eq!((&*logged.level, &*logged.fields["status"]), ("INFO", "401"));
    let parts: Vec<_> = token.split('.').filter(|part| part.len() > 8).collect();
    let text = format!("{logged:?}");
    assert!(!parts.iter().any(|part| text.contains(part)), "{text}");
    logged.fields["source"].clone()
}

/// The five likeliest mistakes of a configuration.
#[test]
fn the_log_says_what_to_fix() {
    let audience = source(es256().verifier(), &es256().issue(&with_claim("aud", r#""account""#)));
    assert_eq!(
        audience,
        "wrong_audience: expected `https://rs.example.com`, found `account`: request the token for this API, or correct the configured audience"
    );

    let builder = Jwt::issuer("https://as.example.net/").audience(AUDIENCE).key(es256().key());
    let slash = source(builder, &es256().issue(CLAIMS));
    assert_eq!(
        slash,
        "wrong_issuer: expected `https://as.example.net/`, found `https://as.example.net`: they differ in the slash at the end, which counts"
    );

    let clock = |iat: u64| TestClock::at(std::time::UNIX_EPOCH + Duration::from_secs(iat));
    let slow = source(es256().verifier().clock(&clock(1_700_000_000 - 600)), &es256().issue(CLAIMS));
    assert_eq!(slow, "issued_in_the_future: `iat` is 600 seconds ahead of the clock of this machine: check both clocks");
    let fast = logged(es256().verifier().clock(&clock(4_102_444_800 + 600)), &es256().issue(CLAIMS));
    assert_eq!(
        (&*fast.fields["reason"], &*fast.fields["source"]),
        (
            "expired credentials",
            "expired: 540 seconds after `exp` and leeway: the client must renew its token, unless a clock is off"
        )
    );

    let id_token = CLAIMS.replace(r#""client_id":"c1""#, r#""azp":"web","nonce":"n","at_hash":"x""#);
    let text = source(es256().verifier(), &es256().issue(&id_token));
    assert_eq!(text, "not_an_access_token: the token is an ID token, or one of another kind: send the access token");
    let text = source(es256().verifier(), &es256().issue(&id_token.replace(AUDIENCE, "web")));
    assert!(
        text.starts_with("wrong_audience: expected `https://rs.example.com`, found `web`: ")
            && text.contains("may be an ID token"),
        "{text}"
    );
    let of_client = CLAIMS.replace(r#""client_id":"c1""#, r#""azp":"web""#).replace(AUDIENCE, "web");
    let text = source(es256().verifier(), &es256().issue(&of_client));
    assert!(text.contains("found `web`: this is the client itself"), "{text}");
    let text =
        source(es256().verifier().profile(JwtProfile::Rfc9068), &es256().token(r#"{"alg":"ES256","typ":"JWT"}"#, &id_token));
    assert_eq!(text, "wrong_type: expected the type `at+jwt` (profile `rfc9068`), found jwt");

    let builder = Jwt::issuer(ISSUER).audience(AUDIENCE).key(Signer::new(JwtAlgorithm::Es256).key().kid("2025"));
    let text = source(builder, &es256().token(r#"{"alg":"ES256","kid":"2026"}"#, CLAIMS));
    assert_eq!(text, "unknown_key: the `kid` of the token is none of 2025: has the issuer changed its keys?");
}

#[test]
fn what_has_not_three_parts_is_no_token() {
    for token in ["e30", "e30.e30", ".e30.AA", "e30..AA", "e30.e30.", "e30.e30.e30.AA", ".."] {
        let auth = Authenticator::new(es256().verifier().build().unwrap());
        assert!(verdict(&auth, token).unwrap_err().starts_with("malformed_token: expected three parts"), "{token}");
    }
}

/// The cache remembers that a token has expired, and not how long ago that was.
#[test]
fn the_time_since_the_expiry_is_not_remembered() {
    let clock = TestClock::at(std::time::UNIX_EPOCH + Duration::from_secs(2_000_000_000));
    let auth = Authenticator::new(es256().verifier().clock(&clock).build().unwrap());
    let token = es256().issue(&with_claim("exp", "1999999000"));
    for seconds in [940, 940, 1000, 1299] {
        clock.set(std::time::UNIX_EPOCH + Duration::from_secs(1_999_999_060 + seconds));
        assert_eq!(
            verdict(&auth, &token).unwrap_err(),
            format!("expired: {seconds} seconds after `exp` and leeway: the client must renew its token, unless a clock is off")
        );
    }
}

/// Escaped once: in the text of the error, and not again in the event.
#[test]
fn names_of_configured_keys_are_escaped_once() {
    let builder = || Jwt::issuer(ISSUER).audience(AUDIENCE).key(es256().key().kid("a\r\n\u{1b}[31m\u{202e}"));
    let token = es256().token(r#"{"alg":"ES256","kid":"2026"}"#, CLAIMS);
    let expected = r"unknown_key: the `kid` of the token is none of a\r\n\u{1b}[31m\u{202e}: has the issuer changed its keys?";
    assert_eq!(verdict(&Authenticator::new(builder().build().unwrap()), &token).unwrap_err(), expected);
    assert_eq!(source(builder(), &token), expected);
    let quoted = source(es256().verifier(), &es256().issue(&with_claim("aud", r#""a\n\"b\"""#)));
    assert_eq!(
        quoted,
        r#"wrong_audience: expected `https://rs.example.com`, found `a\n\"b\"`: request the token for this API, or correct the configured audience"#
    );
}

/// A type of the application may write values of the token into its errors.
#[test]
fn of_a_missing_field_only_the_name_is_logged() {
    struct Talks;
    impl<'de> serde::Deserialize<'de> for Talks {
        fn deserialize<D: serde::Deserializer<'de>>(claims: D) -> Result<Self, D::Error> {
            <serde::de::IgnoredAny as serde::Deserialize>::deserialize(claims)?;
            Err(serde::de::Error::custom("missing field `tenant` of PERSON"))
        }
    }
    let text = source(es256().verifier().claims::<Talks>(), &es256().issue(CLAIMS));
    assert!(text.starts_with("unfit_claims: ") && text.ends_with(": missing field `tenant`"), "{text}");
}

/// A header may be anybody's text, and so may claims whose signature is wrong.
#[test]
fn nothing_of_a_token_is_logged_before_its_signature_holds() {
    let sent = "SENT\\r\\n\\u001b[31m";
    let forged = |claims: &str| Signer::new(JwtAlgorithm::Es256).issue(claims);
    let headers = [
        header(&format!(r#""alg":"{sent}""#)),
        header(&format!(r#""alg":"ES256","kid":"{sent}""#)),
        header(&format!(r#""alg":"ES256","cty":"{sent}","crit":["{sent}"]"#)),
        header(&format!(r#""alg":"ES256","{sent}":1,"{sent}":2"#)),
        format!(r#"{{"alg":"ES256","typ":"{sent}"}}"#),
        sent.to_owned(),
    ];
    let mut tokens: Vec<_> = headers.iter().map(|header| es256().token(header, CLAIMS)).collect();
    tokens.extend(["iss", "aud", "sub", "exp", "scope"].map(|name| forged(&with_claim(name, &format!(r#""{sent}""#)))));
    tokens.push("SENT".to_owned());
    tokens.push("SENT.SENT.SENT".to_owned());
    for token in tokens {
        for profile in [JwtProfile::Generic, JwtProfile::Rfc9068] {
            let text = format!("{:?}", logged(es256().verifier().profile(profile), &token));
            assert!(!text.contains("SENT"), "{text}");
        }
    }
}

/// What an issuer wrote is escaped and cut, and names no person.
#[test]
fn what_is_quoted_is_escaped_and_cut() {
    let long = format!(r#""{}\u0007end""#, "x\\r\\n".repeat(500));
    for name in ["aud", "iss"] {
        let value = if name == "iss" { format!(r#""{}end""#, "x".repeat(3000)) } else { long.clone() };
        let text = source(es256().verifier(), &es256().issue(&with_claim(name, &value)));
        assert!(
            text.len() < 700
                && text.contains("xx") | text.contains("x\\")
                && !text.contains("end")
                && !text.contains(['\r', '\n']),
            "{text}"
        );
    }
    let many = format!("[{}]", (0..50).map(|number| format!(r#""a{number}""#)).collect::<Vec<_>>().join(","));
    assert!(source(es256().verifier(), &es256().issue(&with_claim("aud", &many))).len() < 200);
    for (name, value) in [
        ("sub", r#""PERSON\u0000""#),
        ("sub", r#"["PERSON"]"#),
        ("jti", r#"["PERSON"]"#),
        ("scope", r#""PERSON\n""#),
        ("exp", r#""PERSON""#),
        ("acr", r#"{"PERSON":1}"#),
    ] {
        let text = source(es256().verifier(), &es256().issue(&with_claim(name, value)));
        assert!(text.starts_with("invalid_claim: ") && !text.contains("PERSON"), "{text}");
    }
}

/// Each reason, so that nobody renames one by accident: alerts are built on them.
#[test]
fn the_names_of_reasons_are_these() {
    let with = |name: &str, value: &str| es256().issue(&with_claim(name, value));
    let clock = TestClock::at(std::time::UNIX_EPOCH + Duration::from_secs(2_000_000_000));
    let verifier = || es256().verifier().clock(&clock);
    let short = || verifier().max_lifetime(Duration::from_secs(1));
    for (expected, builder, token) in [
        ("malformed_token", verifier(), "opaque".to_owned()),
        ("malformed_header", verifier(), es256().token("x", CLAIMS)),
        ("unsupported_header", verifier(), es256().token(r#"{"alg":"ES256","crit":[]}"#, CLAIMS)),
        ("wrong_type", verifier(), es256().token(r#"{"alg":"ES256","typ":"dpop+jwt"}"#, CLAIMS)),
        ("unsupported_algorithm", verifier(), es256().token(r#"{"alg":"none"}"#, CLAIMS)),
        ("unknown_key", verifier(), es256().token(r#"{"alg":"ES256","kid":"x"}"#, CLAIMS)),
        ("wrong_algorithm", verifier(), es256().token(r#"{"alg":"RS256"}"#, CLAIMS)),
        ("bad_signature", verifier(), Signer::new(JwtAlgorithm::Es256).issue(CLAIMS)),
        ("malformed_claims", verifier(), es256().issue("{")),
        ("missing_claim", verifier(), es256().issue("{}")),
        ("invalid_claim", verifier(), with("sub", "7")),
        ("wrong_issuer", verifier(), with("iss", r#""x""#)),
        ("wrong_audience", verifier(), with("aud", r#""x""#)),
        ("expired", verifier(), with("exp", "1")),
        ("not_yet_valid", verifier(), with("nbf", "3000000000")),
        ("issued_in_the_future", verifier(), with("iat", "3000000000")),
        ("lifetime_too_long", short(), es256().issue(CLAIMS)),
        ("not_an_access_token", verifier(), with("at_hash", r#""x""#)),
        ("bound_token", verifier(), with("cnf", "{}")),
    ] {
        let logged = logged(builder, &token);
        assert_eq!(logged.fields["source"].split(':').next(), Some(expected), "{logged:?}");
    }
}

#[test]
fn a_wrong_configuration_says_what_and_why() {
    let key = || es256().key();
    let issuer =
        |text: &str| Jwt::issuer(text).audience(AUDIENCE).key(key()).build().map(|_| ()).map_err(|error| error.to_string());
    assert_eq!(issuer(ISSUER), Ok(()));
    for wrong in ["", " ", "https://as.example.net ", "\nhttps://as.example.net", "a\0b"] {
        assert!(issuer(wrong).unwrap_err().contains("must not be empty"), "{wrong:?}");
    }
    let error = |builder: JwtBuilder| builder.build().unwrap_err().to_string();
    let base = || Jwt::issuer(ISSUER).key(key());
    assert!(error(base()).starts_with("audience: name the audience of this API"));
    assert_eq!(error(base().audience("shop").without_audience()), r#"audience "shop": is set and waived: remove one of the two"#);
    assert!(error(base().audience("")).starts_with(r#"audience "": must not be empty"#));
    assert!(error(base().audience("shop").audience(" ")).starts_with(r#"audience " ": must not be empty"#));
    assert_eq!(
        error(Jwt::issuer(ISSUER).audience(AUDIENCE)),
        "keys: give at least one: without any, every token would be rejected"
    );
    let leeway = |seconds| base().audience("shop").leeway(Duration::from_secs(seconds));
    assert!(leeway(300).build().is_ok());
    for seconds in [301, u64::MAX] {
        assert!(error(leeway(seconds)).ends_with("must be at most 300 seconds: synchronise the clocks instead"));
    }
    assert!(error(base().audience("shop").max_lifetime(Duration::ZERO)).contains("every token would be rejected"));
    assert!(error(base().audience("shop").scopes_from("")).starts_with(r#"claim "": must not be empty"#));
    assert!(error(base().audience("shop").subject_from("")).starts_with(r#"claim "": must not be empty"#));
    for kid in [String::new(), "k".repeat(257)] {
        assert!(
            error(base().audience("shop").key(signer(JwtAlgorithm::Es384).key().kid(kid)))
                .ends_with("its `kid` must have 1 to 256 bytes")
        );
    }
    let many = (0..64).fold(base().audience("shop"), |builder, number| builder.key(key().kid(number.to_string())));
    assert_eq!(error(many), "keys: a verifier has at most 64 keys");
}

/// Of a key nothing is printed but its algorithm and its name.
#[test]
fn keys_are_not_printed() {
    let secret = "SECRET-SECRET-SECRET-SECRET-SECRET-SECRET";
    let key = || JwtKey::secret(JwtAlgorithm::Hs256, secret).unwrap();
    let builder = Jwt::issuer(ISSUER).audience(AUDIENCE).key(key().kid("x"));
    let mut printed = format!("{:?} {builder:?}", key());
    write!(printed, " {:?}", builder.build().unwrap()).unwrap();
    for wrong in [
        JwtKey::secret(JwtAlgorithm::Hs512, secret).unwrap_err(),
        JwtKey::secret(JwtAlgorithm::Rs256, secret).unwrap_err(),
        JwtKey::pem(JwtAlgorithm::Es256, secret).unwrap_err(),
        JwtKey::pem(JwtAlgorithm::Es256, format!("-----BEGIN PUBLIC KEY-----\n{secret}\n-----END PUBLIC KEY-----")).unwrap_err(),
        JwtKey::pem(JwtAlgorithm::Es256, format!("-----BEGIN {secret}-----\n")).unwrap_err(),
        JwtKey::der(JwtAlgorithm::Es256, secret).unwrap_err(),
        JwtKey::jwk(format!(r#"{{"kty":"oct","k":"{secret}"}}"#)).unwrap_err(),
        JwtKey::jwk(format!(r#"{{"kty":"{secret}"}}"#)).unwrap_err(),
    ] {
        write!(printed, " {wrong} {wrong:?}").unwrap();
    }
    assert!(!printed.contains("SECRET"), "{printed}");
    assert!(printed.starts_with("JwtKey { algorithm: Hs256, kid: None, .. } JwtBuilder { issuer: Some("), "{printed}");
}
