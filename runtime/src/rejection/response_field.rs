//! Which fields an application may add to a rejection.

use http::{
    HeaderName,
    header::{SET_COOKIE, VARY},
};

use crate::{
    grammar::{is_one_of, is_token},
    vocabulary::ConfigError,
};

/// The name of a field that a [`RejectionBody`](crate::RejectionBody) may add to a rejection.
///
/// Most names are allowed. These are not:
///
/// - the fields that the guard sets: `www-authenticate`, `cache-control`, `content-type`, `location`, `retry-after`. A 401 must have
///   its challenges (RFC 9110 15.5.2), and no cache may store a rejection;
/// - other fields of authentication: `proxy-authenticate`, `authentication-info`, `proxy-authentication-info`;
/// - other fields that tell caches to store a response: `age`, `expires`, `surrogate-control`, and names that end in `-cache-control`
///   (RFC 9213);
/// - fields that describe the body, or belong to the connection: `content-length`, `content-encoding`, `content-range`,
///   `transfer-encoding`, `connection`, `keep-alive`, `proxy-connection`, `te`, `trailer`, `upgrade` (RFC 9110 7.6.1, RFC 9113 8.2.2);
/// - fields by which a proxy replaces the response or its status: `x-sendfile`, `x-lighttpd-send-file`, `x-reproxy-url`, names that
///   begin with `x-accel-`, and those of gRPC, which begin with `grpc-`.
///
/// ```
/// use requires_auth::ResponseField;
///
/// const REQUEST_ID: ResponseField = ResponseField::named("x-request-id");
/// assert!(ResponseField::try_named("www-authenticate").is_err());
/// # let _ = REQUEST_ID;
/// ```
///
/// In a constant a name that is not allowed does not compile:
///
/// ```compile_fail
/// # use requires_auth::ResponseField;
/// const CHALLENGE: ResponseField = ResponseField::named("www-authenticate");
/// # let _ = CHALLENGE;
/// ```
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ResponseField(HeaderName);

const RESERVED: &[&str] = &[
    "www-authenticate",
    "cache-control",
    "content-type",
    "location",
    "retry-after",
    "proxy-authenticate",
    "authentication-info",
    "proxy-authentication-info",
    "age",
    "expires",
    "surrogate-control",
    "content-length",
    "content-encoding",
    "content-range",
    "transfer-encoding",
    "connection",
    "keep-alive",
    "proxy-connection",
    "te",
    "trailer",
    "upgrade",
    "x-sendfile",
    "x-lighttpd-send-file",
    "x-reproxy-url",
];

impl ResponseField {
    /// `Set-Cookie`, which sets a cookie, or deletes one with `Max-Age=0` (RFC 6265 4.1).
    pub const SET_COOKIE: Self = Self(SET_COOKIE);

    /// `Vary`, which names the fields of the request that the response depends on (RFC 9110 12.5.5).
    pub const VARY: Self = Self(VARY);

    /// Names a field.
    ///
    /// # Panics
    ///
    /// Panics if the name is not a token in lower case, or not allowed. In a constant, where this call belongs, the panic is a compile
    /// error. Use [`try_named`](Self::try_named) for a name that is not in the source.
    #[must_use]
    #[allow(clippy::panic, reason = "in a constant, where this belongs, the panic is the compile error")]
    pub const fn named(name: &'static str) -> Self {
        if let Some(rule) = name_error(name) {
            panic!("{}", rule);
        }
        Self(HeaderName::from_static(name))
    }

    /// Names a field that is known at run time.
    ///
    /// # Errors
    ///
    /// Returns [`ConfigError`] if the name is not a token in lower case, or not allowed.
    pub fn try_named(name: &str) -> Result<Self, ConfigError> {
        let fault = |rule| ConfigError::new("response field", name, rule);
        match name_error(name) {
            Some(rule) => Err(fault(rule)),
            None => HeaderName::try_from(name).map(Self).map_err(|_| fault(TOKEN)),
        }
    }

    pub(super) const fn name(&self) -> &HeaderName {
        &self.0
    }

    pub(super) fn is_cookie(&self) -> bool {
        self.0 == SET_COOKIE
    }
}

const TOKEN: &str = "a field name must be a token (RFC 9110 5.1)";

/// Returns the rule that the name of a field breaks, if any.
const fn name_error(name: &str) -> Option<&'static str> {
    if !is_token(name) {
        return Some(TOKEN);
    }
    let mut rest = name.as_bytes();
    while let [byte, tail @ ..] = rest {
        if byte.is_ascii_uppercase() {
            return Some("write the field name in lower case");
        }
        if is(rest, b"-cache-control") {
            return Some("no field may tell a cache to store a rejection (RFC 9213)");
        }
        rest = tail;
    }
    if is_one_of(name, RESERVED) || begins(name.as_bytes(), b"x-accel-") || begins(name.as_bytes(), b"grpc-") {
        return Some(
            "the guard sets this field, or it would change what the rejection says, how it is sent, or who may store it",
        );
    }
    None
}

const fn begins(text: &[u8], start: &[u8]) -> bool {
    match text.split_at_checked(start.len()) {
        Some((head, _)) => is(head, start),
        None => false,
    }
}

const fn is(mut left: &[u8], mut right: &[u8]) -> bool {
    while let ([a, left_tail @ ..], [b, right_tail @ ..]) = (left, right) {
        if *a != *b {
            return false;
        }
        left = left_tail;
        right = right_tail;
    }
    left.is_empty() && right.is_empty()
}
