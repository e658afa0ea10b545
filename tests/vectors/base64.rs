//! `base64.json`: the strict decoder, asked through the Basic scheme.

use http::HeaderValue;
use requires_auth::{Authenticator, Reason, verifiers};
use requires_auth_tests::expected_bodies::assert_refusal;

use crate::{
    cases::{Case, Seen, authorization, cases, required},
    places::bytes,
};

const SKIPPED: &[(&str, &str)] = &[("url-nopad", "the alphabet of tokens; nothing that is built decodes it")];

#[test]
fn base64_is_decoded_as_strictly_as_the_vectors_say() {
    cases!("base64").each(SKIPPED, 29, 30, run);
}

/// `u:p` in front makes Basic credentials of any input, and keeps white space at its start from being trimmed.
const FRONT: &str = "dTpw";

fn run(case: &Case<'_>) {
    let auth = Authenticator::new(verifiers::basic(|basic| Ok(Seen::basic(basic.user(), basic.expose_password()))));
    let line = format!("Basic {FRONT}{}", case.text("input").unwrap());
    if HeaderValue::from_bytes(line.as_bytes()).is_err() {
        // A control character: it cannot get as far as a guard.
        assert_eq!(case.text("expect"), Some("error"), "{}", case.name);
        return;
    }
    let decided = required(&auth, &authorization(&line));
    let bytes = case.text("expect").filter(|expected| *expected != "error").map(bytes);
    if let Some(Ok(text)) = bytes.map(String::from_utf8) {
        assert_eq!(decided.expect(&case.name), Seen::basic("u", &format!("p{text}")), "{}", case.name);
        return;
    }
    // What is decoded and no UTF-8 is refused as well; the test below has `+` and `/` in texts that are.
    let rejection = decided.expect_err(&case.name);
    assert_eq!(rejection.reason(), Reason::MalformedCredentials, "{}", case.name);
    assert_refusal(rejection.into_http(), &case.name, 401, &[r#"Basic realm="api", charset="UTF-8""#], None);
}

#[test]
fn the_last_two_of_the_alphabet_are_plus_and_slash() {
    let auth = Authenticator::new(verifiers::basic(|basic| Ok(Seen::basic(basic.user(), basic.expose_password()))));
    assert_eq!(required(&auth, &authorization("Basic dTpwPj8+")).unwrap(), Seen::basic("u", "p>?>"));
    assert_eq!(required(&auth, &authorization("Basic dTpwPz8/")).unwrap(), Seen::basic("u", "p???"));
    for url_alphabet in ["Basic dTpwPj8-", "Basic dTpwPz8_"] {
        assert_eq!(required(&auth, &authorization(url_alphabet)).unwrap_err().reason(), Reason::MalformedCredentials);
    }
}
