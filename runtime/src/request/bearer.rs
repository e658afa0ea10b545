//! `Bearer` (RFC 6750).

use std::fmt;

use super::{
    place::{Place, field_error, subprotocol_error, word_error},
    request_head::RequestHead,
    setters::{leaked, leaked_field, realm_setters},
};
use crate::{
    grammar::{ascii, is_word},
    vocabulary::ConfigError,
};

/// Holds the bearer token of a request, borrowed from its `Authorization` field (RFC 6750 2.1) or from the place of its scheme. Prints
/// as `Bearer(***)`.
#[derive(Clone, Copy)]
pub struct Bearer<'a> {
    pub(super) token: &'a [u8],
    pub(super) request: RequestHead<'a>,
}

impl<'a> Bearer<'a> {
    /// Returns the token: a non-empty `b64token`, or visible ASCII without a comma if the scheme is
    /// [opaque](BearerScheme::opaque), at most as long as the scheme allows. It is a secret.
    #[must_use]
    pub fn expose(&self) -> &'a str {
        ascii(self.token)
    }

    pub(crate) const fn as_bytes(&self) -> &'a [u8] {
        self.token
    }

    /// Returns the head of the request that carried the token.
    #[must_use]
    pub const fn request(&self) -> RequestHead<'a> {
        self.request
    }
}

impl fmt::Debug for Bearer<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("Bearer(***)")
    }
}

/// Configures the scheme `Bearer` (RFC 6750): the place, the grammar and the maximum length of a token, and the realm.
///
/// ```
/// use requires_auth::{Authenticator, Identity, scheme, verifiers::StaticTokens};
///
/// /// `X-Goog-Iap-Jwt-Assertion: <token>`, as a proxy adds it.
/// const ASSERTION: scheme::Bearer = scheme::Bearer::in_header("x-goog-iap-jwt-assertion");
/// /// `Authorization: Token 1|abc`.
/// const TOKEN: scheme::Bearer = scheme::Bearer::authorization("Token").opaque().max_length(200);
///
/// let ada = || Identity::new("ada");
/// let auth: Authenticator = Authenticator::builder(StaticTokens::new([("ada-token", ada())])?)
///     .or(StaticTokens::with_scheme(ASSERTION, [("ada-assertion", ada())])?)
///     .or(StaticTokens::with_scheme(TOKEN, [("1|abc", ada())])?)
///     .build()?;
///
/// # futures_executor::block_on(async {
/// let request = http::Request::builder().header("authorization", "token 1|abc").body(()).unwrap();
/// assert_eq!(auth.authenticate(&request).await.unwrap().subject(), "ada");
/// # });
/// # Ok::<(), requires_auth::ConfigError>(())
/// ```
///
/// In every place, two tokens are rejected with 400: two field lines, or a comma in one. A token beside other explicit credentials is
/// rejected with 400 as well, and a malformed one with 401.
#[derive(Clone, Copy, Debug)]
pub struct BearerScheme {
    pub(super) realm: Option<&'static str>,
    pub(super) place: Place,
    pub(super) is_opaque: bool,
    /// Whether this is `Authorization: Bearer`, in any case, with the grammar of RFC 6750.
    pub(super) is_usual: bool,
    pub(crate) max_length: usize,
}

impl BearerScheme {
    /// Creates the scheme with the authenticator's realm (default: `api`) and tokens of at most 8192 bytes.
    #[must_use]
    pub const fn new() -> Self {
        Self::at(Place::Authorization(WORD))
    }

    const fn at(place: Place) -> Self {
        let is_usual = matches!(place, Place::Authorization(word) if is_word(word, WORD));
        Self { realm: None, place, is_opaque: false, is_usual, max_length: 8192 }
    }

    /// Reads tokens from `Authorization` after another word: `Authorization: Token abc`. The challenge begins with that word, and
    /// has the parameters of a `Bearer` challenge. Words are compared without case (RFC 9110 11.1).
    ///
    /// # Panics
    ///
    /// Panics if `word` is not a token, or is the name of a scheme that browsers or other rules fill: `Basic`, `Digest`,
    /// `Negotiate`, `NTLM`, `DPoP`. In a constant, where this call belongs, the panic is a compile error. Use
    /// [`try_authorization`](Self::try_authorization) for text that is not in the source.
    ///
    /// ```compile_fail,E0080
    /// use requires_auth::scheme;
    ///
    /// const AMBIENT: scheme::Bearer = scheme::Bearer::authorization("Basic");
    /// # let _ = AMBIENT;
    /// ```
    #[must_use]
    #[allow(clippy::panic, reason = "in a constant, where this belongs, the panic is the compile error")]
    pub const fn authorization(word: &'static str) -> Self {
        if let Some(rule) = word_error(word) {
            panic!("{}", rule);
        }
        Self::at(Place::Authorization(word))
    }

    /// Reads tokens from `Authorization` after another word, which is known at run time. The word is leaked: it stays in memory until
    /// the process ends.
    ///
    /// # Errors
    ///
    /// Returns [`ConfigError`] for a word with which [`authorization`](Self::authorization) panics.
    pub fn try_authorization(word: impl Into<String>) -> Result<Self, ConfigError> {
        leaked("authentication scheme", word.into(), word_error).map(|word| Self::at(Place::Authorization(word)))
    }

    /// Reads tokens from the header field `name`, which must be in lower case. The whole value is the token. The challenge is that of
    /// `Bearer`.
    ///
    /// Proxies that sign people in by a cookie add such a field to every request of the browser, also to one that another site
    /// causes. So a write from another site is rejected with 403, as one with a cookie is: see
    /// [`AuthenticatorBuilder::trusted_origin`](crate::AuthenticatorBuilder::trusted_origin). Any client can send the field if the
    /// proxy can be bypassed, so the token must be verified like any other.
    ///
    /// # Panics
    ///
    /// Panics if `name` is not a token in lower case (RFC 9110 5.1), or is reserved: `authorization`, `cookie`, `host`,
    /// `sec-websocket-protocol` and the hop-by-hop fields. In a constant, where this call belongs, the panic is a compile error. Use
    /// [`try_in_header`](Self::try_in_header) for text that is not in the source.
    #[must_use]
    #[allow(clippy::panic, reason = "in a constant, where this belongs, the panic is the compile error")]
    pub const fn in_header(name: &'static str) -> Self {
        if let Some(rule) = field_error(name) {
            panic!("{}", rule);
        }
        Self::at(Place::Field(name))
    }

    /// Reads tokens from the header field `name`, in upper or lower case, which is known at run time. The name is leaked: it stays in
    /// memory until the process ends.
    ///
    /// # Errors
    ///
    /// Returns [`ConfigError`] if `name` is not a token, or is the name of a reserved field (see [`in_header`](Self::in_header)).
    pub fn try_in_header(name: &str) -> Result<Self, ConfigError> {
        leaked_field("token header", name).map(|name| Self::at(Place::Field(name)))
    }

    /// Reads the token from the subprotocols that a WebSocket client offers: the one after `name` (RFC 6455 11.3.4). A browser cannot
    /// set `Authorization` for a WebSocket, and offers `new WebSocket(url, ["bearer", token])` instead.
    ///
    /// The list of all field lines counts. `name` is compared exactly; if it is offered twice, the response is 400, and if nothing
    /// follows it, 401. Other subprotocols, after the token or before `name`, are not looked at. The challenge is that of `Bearer`.
    ///
    /// The response with status 101 must name a subprotocol that was offered, or browsers close the connection: let the handler
    /// answer with `name`, or with another one of its protocol, and never with the token. See
    /// [sockets of browsers](crate::guide::_07_browsers#websockets).
    ///
    /// # Panics
    ///
    /// Panics if `name` is not a token. In a constant, where this call belongs, the panic is a compile error. Use
    /// [`try_in_subprotocol`](Self::try_in_subprotocol) for text that is not in the source.
    #[must_use]
    #[allow(clippy::panic, reason = "in a constant, where this belongs, the panic is the compile error")]
    pub const fn in_subprotocol(name: &'static str) -> Self {
        if let Some(rule) = subprotocol_error(name) {
            panic!("{}", rule);
        }
        Self::at(Place::Subprotocol(name))
    }

    /// Reads the token from the offered subprotocols, after `name`, which is known at run time. The name is leaked: it stays in
    /// memory until the process ends.
    ///
    /// # Errors
    ///
    /// Returns [`ConfigError`] if `name` is not a token.
    pub fn try_in_subprotocol(name: impl Into<String>) -> Result<Self, ConfigError> {
        leaked("subprotocol", name.into(), subprotocol_error).map(|name| Self::at(Place::Subprotocol(name)))
    }

    /// Accepts any visible ASCII character except the comma, such as the `|` of `1|abc`. Default: the characters of RFC 6750 2.1.
    #[must_use]
    pub const fn opaque(mut self) -> Self {
        self.is_opaque = true;
        self.is_usual = false;
        self
    }

    pub(crate) const fn is_opaque(&self) -> bool {
        self.is_opaque
    }

    /// Returns the word of the challenge, if it is not `Bearer`.
    pub(super) const fn word(&self) -> Option<&'static str> {
        match self.place {
            Place::Authorization(word) if !is_word(word, WORD) => Some(word),
            _ => None,
        }
    }

    /// Sets the maximum length of a token, in bytes. A longer token is rejected with 431.
    ///
    /// # Panics
    ///
    /// Panics if `bytes` is 0, which would reject every request. In a constant, where this call belongs, the panic is a compile
    /// error.
    ///
    /// ```compile_fail,E0080
    /// use requires_auth::scheme;
    ///
    /// const ANONYMOUS: scheme::Bearer = scheme::Bearer::new().max_length(0);
    /// # let _ = ANONYMOUS;
    /// ```
    #[must_use]
    pub const fn max_length(mut self, bytes: usize) -> Self {
        assert!(bytes != 0, "the maximum length of a token must be at least 1 byte: 0 would reject every request");
        self.max_length = bytes;
        self
    }
}

realm_setters!(BearerScheme);

const WORD: &str = "Bearer";

impl Default for BearerScheme {
    fn default() -> Self {
        Self::new()
    }
}
