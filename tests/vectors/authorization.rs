//! `http-authorization.json`: `Authorization` lines, where Bearer and Basic are enabled.

use requires_auth::{Authenticator, Reason, verifiers};
use requires_auth_tests::expected_bodies::assert_refusal;

use crate::cases::{Case, Seen, cases, optional, request_with, required};

const BEARER: &str = r#"Bearer realm="api""#;
const INVALID_TOKEN: &str = r#"Bearer realm="api", error="invalid_token""#;
const MULTIPLE: &str = r#"Bearer realm="api", error="invalid_request", error_description="multiple credentials""#;
const BASIC: &str = r#"Basic realm="api", charset="UTF-8""#;

#[test]
fn authorization_lines_are_read_as_the_vectors_say() {
    let auth = Authenticator::builder(verifiers::bearer(|token| Ok(Seen::bearer(token.expose()))))
        .or(verifiers::basic(|basic| Ok(Seen::basic(basic.user(), basic.expose_password()))))
        .build()
        .unwrap();
    cases!("http-authorization").each(&[], 44, 0, |case| run(case, &auth));
}

/// RFC 9110 11.2: `token68`. No vector has them all.
#[test]
fn each_byte_may_stand_in_a_token_or_may_not() {
    const ALLOWED: &[u8] = b"ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-._~+/";
    let auth = Authenticator::new(verifiers::bearer(|token| Ok(Seen::bearer(token.expose()))));
    // What the type of the request's values lets through.
    for byte in (0x21..=0xFF).filter(|byte| *byte != 0x7F) {
        for token in [vec![byte], vec![byte, b'a'], vec![b'a', byte, b'b'], [&[b'a'; 20], &[byte][..], &[b'a'; 20]].concat()] {
            let decided = required(&auth, &request_with([("authorization", [b"Bearer ", &token[..]].concat())]));
            match decided.map_err(|rejection| rejection.reason()) {
                Ok(seen) => {
                    assert!(ALLOWED.contains(&byte) && seen == Seen::bearer(str::from_utf8(&token).unwrap()), "{token:?}");
                }
                Err(Reason::MultipleCredentials) => assert_eq!(byte, b',', "{token:?}"),
                Err(reason) => assert!(!ALLOWED.contains(&byte) && reason == Reason::MalformedCredentials, "{token:?}"),
            }
        }
    }
}

fn run(case: &Case<'_>, auth: &Authenticator<Seen>) {
    let lines = lines(case);
    let request = request_with(lines.iter().map(|line| ("authorization", line.clone().into_bytes())));
    let decided = required(auth, &request);
    let optionally = optional(auth, &request);

    let (reason, status, challenges, error): (_, _, &[&str], _) = match case.text("expect").unwrap() {
        "basic" | "bearer" => {
            let expected = accepted(case);
            assert_eq!(decided.expect(&case.name), expected, "{}", case.name);
            assert_eq!(optionally.expect(&case.name), Some(expected), "{}", case.name);
            return;
        }
        "absent" => (Reason::MissingCredentials, 401, &[BEARER, BASIC], None),
        // DPoP is not built, and so a scheme like any other that is not enabled.
        "unsupported_scheme" | "dpop" => (Reason::UnsupportedScheme, 401, &[BEARER, BASIC], None),
        "scheme_only" => (Reason::IncompleteCredentials, 401, &[BEARER, BASIC], None),
        "invalid" if lines[0].to_ascii_lowercase().starts_with("bearer") => {
            (Reason::MalformedCredentials, 401, &[INVALID_TOKEN, BASIC], Some("invalid_token"))
        }
        "invalid" => (Reason::MalformedCredentials, 401, &[BEARER, BASIC], None),
        "bad_request" => (Reason::MultipleCredentials, 400, &[MULTIPLE], Some("invalid_request")),
        "too_long" => (Reason::CredentialsTooLong, 431, &[], None),
        _ => case.unknown(),
    };
    let rejection = decided.expect_err(&case.name);
    assert_eq!(rejection.reason(), reason, "{}", case.name);
    assert_refusal(rejection.into_http(), &case.name, status, challenges, error);

    // Only who carries nothing is nobody.
    if reason == Reason::MissingCredentials {
        assert_eq!(optionally.expect(&case.name), None, "{}", case.name);
    } else {
        assert_refusal(optionally.expect_err(&case.name).into_http(), &case.name, status, challenges, error);
    }
}

fn accepted(case: &Case<'_>) -> Seen {
    match (case.text("token"), case.get("token_len"), case.text("user"), case.text("pass")) {
        (Some(token), None, None, None) => Seen::bearer(token),
        (None, Some(length), None, None) => Seen::Bearer("a".repeat(length.as_u64().unwrap().try_into().unwrap())),
        (None, None, Some(user), Some(password)) => Seen::basic(user, password),
        _ => case.unknown(),
    }
}

/// Of a line, `then` is a text and how often it follows.
fn lines(case: &Case<'_>) -> Vec<String> {
    let lines = case.get("lines").unwrap().as_array().unwrap();
    let line = |line: &serde_json::Value| {
        let mut text = line["text"].as_str().unwrap().to_owned();
        if let Some(then) = line.get("then") {
            text.push_str(&then[0].as_str().unwrap().repeat(then[1].as_u64().unwrap().try_into().unwrap()));
        }
        text
    };
    lines.iter().map(line).collect()
}
