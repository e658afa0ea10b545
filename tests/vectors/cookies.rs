//! `cookie-request.json`: `Cookie` lines, and the one session cookie in them.

use http::{HeaderValue, Request};
use requires_auth::{Authenticator, Reason, scheme, verifiers};
use requires_auth_tests::expected_bodies::assert_refusal;

use crate::cases::{Case, Seen, cases, optional, request_with, required};

#[test]
fn cookie_lines_are_read_as_the_vectors_say() {
    cases!("cookie-request").each(&[], 26, 0, run);
}

fn run(case: &Case<'_>) {
    let name = scheme::SessionCookie::try_named(case.text("name").unwrap()).unwrap();
    let cookie = verifiers::session_cookie(|cookie| Ok(Seen::Cookie(cookie.expose().to_owned()))).scheme(name);
    let auth = Authenticator::new(cookie);

    let lines: Vec<Vec<u8>> = case.texts("cookie_lines").into_iter().map(latin1).collect();
    if case.name == "ctl" {
        // It cannot get as far as a guard.
        assert!(HeaderValue::from_bytes(&lines[0]).is_err());
        return;
    }
    let request: Request<()> = request_with(lines.into_iter().map(|line| ("cookie", line)));
    let (decided, optionally) = (required(&auth, &request), optional(&auth, &request));
    let expected = case.get("expect").unwrap();
    if let Some(value) = expected.get("value") {
        let seen = Seen::Cookie(value.as_str().unwrap().to_owned());
        assert_eq!(decided.expect(&case.name), seen, "{}", case.name);
        assert_eq!(optionally.expect(&case.name), Some(seen), "{}", case.name);
        return;
    }
    let reason = match expected.as_str() {
        Some("absent") => Reason::MissingCredentials,
        Some("invalid") => Reason::MalformedCredentials,
        Some("ambiguous") => Reason::ConflictingCookies,
        _ => case.unknown(),
    };
    let rejection = decided.expect_err(&case.name);
    assert_eq!(rejection.reason(), reason, "{}", case.name);
    assert_refusal(rejection.into_http(), &case.name, 401, &[r#"Cookie realm="api""#], None);
    match optionally {
        Ok(who) => assert_eq!((who, reason), (None, Reason::MissingCredentials), "{}", case.name),
        Err(rejection) => assert_eq!(rejection.reason(), reason, "{}", case.name),
    }
}

/// The file shows each byte of a line as the character of that number.
fn latin1(text: &str) -> Vec<u8> {
    text.chars().map(|character| u8::try_from(u32::from(character)).expect("a character of latin-1")).collect()
}
