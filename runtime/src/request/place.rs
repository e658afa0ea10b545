//! Where the credentials of a scheme are, which characters they have, and which places may be chosen.

use crate::grammar::{is_one_of, is_token};

/// The place of a scheme's credentials in a request.
#[derive(Clone, Copy, Debug)]
pub(crate) enum Place {
    /// After this word in `Authorization` (RFC 9110 11.4).
    Authorization(&'static str),
    /// The whole value of this field, whose name is in lower case.
    Field(&'static str),
    /// The member after this one in the list of offered subprotocols (RFC 6455 11.3.4).
    Subprotocol(&'static str),
    /// The value of the cookie of this name.
    Cookie(&'static str),
}

impl Place {
    /// Returns whether a request cannot choose between the two.
    pub(super) fn is(self, other: Self) -> bool {
        match (self, other) {
            (Self::Authorization(one), Self::Authorization(two)) => one.eq_ignore_ascii_case(two),
            (Self::Field(one), Self::Field(two))
            | (Self::Subprotocol(one), Self::Subprotocol(two))
            | (Self::Cookie(one), Self::Cookie(two)) => one == two,
            _ => false,
        }
    }
}

/// Which characters the text of credentials may have.
#[derive(Clone, Copy)]
pub(super) enum Grammar {
    /// RFC 9110 11.2.
    Token68,
    /// The `token68` of a user name and a password (RFC 7617 2).
    Basic,
    /// Visible ASCII without a comma, which separates credentials of a list.
    Opaque,
    /// Visible ASCII.
    Visible,
}

/// Names of fields that carry no credentials of ours: they have a meaning already, or are not sent further.
const RESERVED_FIELDS: &[&str] = &[
    "authorization",
    "proxy-authorization",
    "cookie",
    "host",
    "connection",
    "keep-alive",
    "proxy-authenticate",
    "proxy-connection",
    "sec-websocket-protocol",
    "te",
    "trailer",
    "transfer-encoding",
    "upgrade",
];

/// Returns the rule that the name of a field breaks, if any.
pub(super) const fn field_error(name: &str) -> Option<&'static str> {
    if !is_token(name) {
        return Some("a header name must be a token (RFC 9110 5.1)");
    }
    let mut rest = name.as_bytes();
    while let [byte, tail @ ..] = rest {
        if byte.is_ascii_uppercase() {
            return Some("write the header name in lower case");
        }
        rest = tail;
    }
    if is_one_of(name, RESERVED_FIELDS) {
        return Some(
            "credentials cannot be sent in `authorization` (name its word instead), `cookie`, `host`, `sec-websocket-protocol` or a \
             hop-by-hop field",
        );
    }
    None
}

/// Returns the rule that the name of a subprotocol breaks, if any.
pub(super) const fn subprotocol_error(name: &str) -> Option<&'static str> {
    if is_token(name) { None } else { Some("a subprotocol must be a token (RFC 6455 4.1)") }
}

/// Returns the rule that a word in `Authorization` breaks, if any. Words are compared without case (RFC 9110 11.1).
pub(super) const fn word_error(word: &str) -> Option<&'static str> {
    if !is_token(word) {
        return Some("the word must be a token (RFC 9110 11.1)");
    }
    if is_one_of(word, &["basic", "digest", "negotiate", "ntlm"]) {
        return Some("browsers send the credentials of this scheme automatically, and they are no token: name another word");
    }
    if is_one_of(word, &["dpop"]) {
        return Some("a token of this scheme needs a proof of possession, which is not checked (RFC 9449 7.1)");
    }
    None
}

/// Returns the rule that a word for API keys breaks, if any.
pub(super) const fn key_word_error(word: &str) -> Option<&'static str> {
    if is_one_of(word, &["bearer"]) {
        return Some("`Bearer` has errors and scopes in its challenge (RFC 6750 3): use `scheme::Bearer`");
    }
    word_error(word)
}
