//! User and password of `Basic` (RFC 7617).
//!
//! Behind a leading `=` stands what follows `Basic ` in the field; any other input is decoded credentials, which are encoded here.

use requires_auth::{Authenticator, Reason, verifiers};

use super::{
    input::{ready, request},
    rfc::{base64_decoded, base64_encoded, trimmed, user_and_password},
};

/// Asks for both parts, and what is refused.
pub fn check(input: &[u8]) {
    let (text, decoded) = match input {
        [b'=', text @ ..] => (text.to_vec(), base64_decoded(trimmed(text))),
        decoded => (base64_encoded(decoded).into_bytes(), Some(decoded.to_vec())),
    };
    let field = ("authorization".to_owned(), [b"Basic ", &*text].concat());
    // Bytes that no field value has.
    if text.iter().any(|byte| (*byte < b' ' && *byte != b'\t') || *byte == 0x7f) {
        return;
    }
    let Some(request) = request("GET", "/", &[field]) else { return };

    // A space in front belongs to the scheme, and a tab does not.
    let spaces = text.iter().take_while(|byte| **byte == b' ').count();
    let sent = trimmed(&text[spaces..]);
    let expected = if sent.is_empty() {
        Err(Reason::IncompleteCredentials)
    } else if text[spaces..].first() == Some(&b'\t') {
        Err(if sent.contains(&b',') && sent.len() <= 8192 { Reason::MultipleCredentials } else { Reason::MalformedCredentials })
    } else if sent.len() > 8192 {
        Err(Reason::CredentialsTooLong)
    } else if sent.contains(&b',') {
        Err(Reason::MultipleCredentials)
    } else {
        decoded.and_then(user_and_password).ok_or(Reason::MalformedCredentials)
    };

    let auth = Authenticator::new(verifiers::basic(|basic| Ok((basic.user().to_owned(), basic.expose_password().to_owned()))));
    let answer = ready(auth.authenticate(&request)).map_err(|rejection| rejection.reason());
    assert_eq!(answer, expected);
    if let Ok((user, password)) = answer {
        // Nothing is lost between them.
        assert_eq!(base64_encoded(format!("{user}:{password}").as_bytes()).as_bytes(), sent);
    }
}
