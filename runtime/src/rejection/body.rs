//! The body of a rejection.

use http::HeaderValue;

use crate::vocabulary::ConfigError;

/// Replaces the default body of a rejection; a renderer returns it. Status, challenges and `Cache-Control` stay. See
/// [the body](crate::guide::_05_responses#the-body).
///
/// ```
/// use requires_auth::{Authenticator, Identity, RejectionBody, verifiers::StaticTokens};
///
/// let auth: Authenticator = Authenticator::builder(StaticTokens::new([("secret123", Identity::new("ada"))])?)
///     .renderer(|rejection, head| {
///         // `/api` keeps the problem documents.
///         let page = || RejectionBody::html(format!("<h1>{}</h1>", rejection.status()));
///         (!head.target().starts_with("/api/")).then(page)
///     })
///     .build()?;
/// # Ok::<(), requires_auth::ConfigError>(())
/// ```
#[derive(Clone, Debug)]
#[must_use]
pub struct RejectionBody {
    pub(super) content_type: HeaderValue,
    pub(super) text: String,
    pub(super) keeps_challenges: bool,
}

impl RejectionBody {
    /// Creates a page, sent as `text/html; charset=utf-8`. Escape every text that comes from the request.
    pub fn html(text: impl Into<String>) -> Self {
        Self::of(HeaderValue::from_static("text/html; charset=utf-8"), text.into())
    }

    /// Creates a plain text, sent as `text/plain; charset=utf-8`.
    pub fn text(text: impl Into<String>) -> Self {
        Self::of(HeaderValue::from_static("text/plain; charset=utf-8"), text.into())
    }

    /// Creates a JSON text, sent as `application/json`. The text is not checked.
    pub fn json(text: impl Into<String>) -> Self {
        Self::of(HeaderValue::from_static("application/json"), text.into())
    }

    /// Creates a body of any media type.
    ///
    /// # Errors
    ///
    /// Returns [`ConfigError`] if `content_type` is not allowed in a header field.
    pub fn new(content_type: &str, text: impl Into<String>) -> Result<Self, ConfigError> {
        match HeaderValue::try_from(content_type) {
            Ok(value) => Ok(Self::of(value, text.into())),
            Err(_) => Err(ConfigError::new("content type", content_type, "must be visible ASCII (RFC 9110 5.5)")),
        }
    }

    /// Removes the challenges from the response as well. A client that gets a 401 without one does not know what to send (RFC 9110
    /// 15.5.2).
    pub fn without_challenges(mut self) -> Self {
        self.keeps_challenges = false;
        self
    }

    const fn of(content_type: HeaderValue, text: String) -> Self {
        Self { content_type, text, keeps_challenges: true }
    }
}
