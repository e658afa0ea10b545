//! What is sent, and how to see that it is nowhere.

use base64::{Engine as _, engine::general_purpose::STANDARD};
use http::{Request, Response};

pub(crate) const TOKEN: &str = "SENT-good-token";
pub(crate) const USER: &str = "SENT-user";
pub(crate) const PASSWORD: &str = "SENT-password";
pub(crate) const KEY: &str = "SENT-good-key";
pub(crate) const SESSION: &str = "SENT-good-session";

pub(crate) fn basic(user: &str, password: &str) -> String {
    format!("Basic {}", STANDARD.encode(format!("{user}:{password}")))
}

/// A request with these field lines, and with `SENT` in all else that a client chooses.
pub(crate) fn request(lines: &[(&str, &str)]) -> Request<String> {
    let builder = Request::builder().method("GET").uri("/SENT-path?SENT-query=SENT");
    let builder = builder.header("host", "sent.example").header("user-agent", "SENT-agent").header("x-request-id", "SENT-id");
    lines.iter().fold(builder, |builder, (name, value)| builder.header(*name, *value)).body("SENT-body".to_owned()).unwrap()
}

/// Whether something that was sent stands in `text`: as it is, or in base64 at any offset.
pub(crate) fn is_in(text: &str) -> bool {
    let hidden = ["", "1", "12"].map(|offset| {
        let encoded = STANDARD.encode(format!("{offset}SENT-"));
        // Only the characters in the middle come from the word alone.
        encoded[offset.len() + usize::from(!offset.is_empty())..encoded.trim_end_matches('=').len() - 1].to_owned()
    });
    text.to_ascii_uppercase().contains("SENT") || hidden.iter().any(|hidden| text.contains(hidden))
}

#[track_caller]
pub(crate) fn assert_clean(what: &str, text: &str) {
    assert!(!is_in(text), "{what} tells what was sent: {text}");
}

pub(crate) fn assert_clean_response(what: &str, response: &Response<String>) {
    assert_clean(what, response.body());
    for (name, value) in response.headers() {
        assert_clean(what, name.as_str());
        assert_clean(what, &String::from_utf8_lossy(value.as_bytes()));
    }
}

/// The twin of every clean text: the word is found where it is.
#[test]
fn a_planted_secret_is_found() {
    assert!(is_in("Bearer SENT-good-token"));
    assert!(is_in("bearer sent-good-token"));
    assert!(is_in(&basic(USER, "p")), "{}", basic(USER, "p"));
    for user in ["", "a", "ab", "abc", "abcd"] {
        assert!(is_in(&basic(user, PASSWORD)), "{}", basic(user, PASSWORD));
    }
    assert!(!is_in("Bearer(***) requires_auth refused invalid credentials"));
}
