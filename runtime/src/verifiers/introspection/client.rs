//! How this API authenticates to the issuer (RFC 6749 2.3.1).

use std::fmt::Write as _;

use base64::{Engine as _, engine::general_purpose::STANDARD};
use http::{
    HeaderMap, HeaderValue,
    header::{AUTHORIZATION, CONTENT_TYPE},
};

use crate::vocabulary::ConfigError;

#[derive(Clone, Copy, PartialEq, Eq)]
pub(super) enum Method {
    Basic,
    Post,
}

/// Encoded credentials.
pub(super) enum Client {
    /// The value of `Authorization`.
    Basic(HeaderValue),
    /// The rest of the form.
    Post(String),
}

impl Client {
    pub(super) fn new(credentials: Option<(Method, String, String)>) -> Result<Self, ConfigError> {
        let fault = |rule| ConfigError::bare("client of introspection", rule);
        let (method, id, secret) = credentials.ok_or_else(|| {
            fault("set its credentials: `client_secret_basic` or `client_secret_post`; who asks must be authenticated (RFC 7662 2.1)")
        })?;
        if id.is_empty() || secret.is_empty() {
            return Err(fault("id and secret must not be empty"));
        }
        let (id, secret) = (encoded(&id), encoded(&secret));
        match method {
            Method::Post => Ok(Self::Post(format!("&client_id={id}&client_secret={secret}"))),
            Method::Basic => {
                let value = format!("Basic {}", STANDARD.encode(format!("{id}:{secret}")));
                let mut value = HeaderValue::try_from(value).map_err(|_| fault("cannot be sent"))?;
                value.set_sensitive(true);
                Ok(Self::Basic(value))
            }
        }
    }

    /// Returns fields and form of a request about a token (RFC 7662 2.1).
    pub(super) fn request(&self, token: &str) -> (HeaderMap, String) {
        let mut headers = HeaderMap::new();
        headers.insert(CONTENT_TYPE, HeaderValue::from_static("application/x-www-form-urlencoded"));
        let mut form = format!("token={}&token_type_hint=access_token", encoded(token));
        match self {
            Self::Basic(value) => drop(headers.insert(AUTHORIZATION, value.clone())),
            Self::Post(credentials) => form.push_str(credentials),
        }
        (headers, form)
    }
}

/// Encodes a text for a form: every byte but letters, digits and `-._`.
fn encoded(text: &str) -> String {
    let mut encoded = String::with_capacity(text.len());
    for byte in text.bytes() {
        if byte.is_ascii_alphanumeric() || b"-._".contains(&byte) {
            encoded.push(char::from(byte));
        } else {
            let _ = write!(encoded, "%{byte:02X}");
        }
    }
    encoded
}
