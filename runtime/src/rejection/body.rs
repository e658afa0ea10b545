//! The body of a rejection, and the fields that come with it.

use http::{HeaderValue, StatusCode};

use super::response_field::ResponseField;
use crate::vocabulary::ConfigError;

/// Replaces the default body of a rejection, and adds fields; a renderer returns it. Challenges and `Cache-Control` stay, and so does
/// the status, unless it is a 401 and [`forbidden`](Self::forbidden) is called. See
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
    /// Media type and text, unless it is the default body.
    pub(super) content: Option<(HeaderValue, String)>,
    pub(super) fields: Vec<(ResponseField, HeaderValue)>,
    is_forbidden: bool,
    /// The first value that is not allowed in a field.
    fault: Option<ConfigError>,
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

    /// Keeps the default body, a problem document (RFC 9457), for a renderer that only adds fields.
    pub const fn problem() -> Self {
        Self { content: None, fields: Vec::new(), is_forbidden: false, fault: None }
    }

    /// Adds a field line, after those of the guard. Each call adds one line. See [`ResponseField`] for the names that are allowed.
    ///
    /// If `value` is not allowed in a header field (RFC 9110 5.5), the response is a plain 500, and the log event of the rejection
    /// (feature `tracing`) names the field. A value may come from the request, and the part of the response that it would forge must
    /// not be guessed.
    ///
    /// ```
    /// use requires_auth::{Authenticator, Identity, Reason, RejectionBody, ResponseField, VerifyError, verifiers};
    ///
    /// let auth: Authenticator = Authenticator::builder(verifiers::session_cookie(|_| Err::<Identity, _>(VerifyError::invalid())))
    ///     .renderer(|rejection, _head| match rejection.reason() {
    ///         Reason::InvalidCredentials | Reason::ExpiredCredentials => {
    ///             let delete = "session=; Max-Age=0; Path=/; Secure; HttpOnly";
    ///             Some(RejectionBody::problem().field(ResponseField::SET_COOKIE, delete))
    ///         }
    ///         _ => None,
    ///     })
    ///     .build()?;
    ///
    /// # futures_executor::block_on(async {
    /// let request = http::Request::builder().header("cookie", "session=stale").body(()).unwrap();
    /// let response = auth.authenticate(&request).await.unwrap_err().into_http::<String>();
    /// assert_eq!(response.headers()["set-cookie"], "session=; Max-Age=0; Path=/; Secure; HttpOnly");
    /// assert_eq!(response.headers()["www-authenticate"], r#"Cookie realm="api""#);
    /// # });
    /// # Ok::<(), requires_auth::ConfigError>(())
    /// ```
    pub fn field<V: TryInto<HeaderValue>>(mut self, name: ResponseField, value: V) -> Self {
        if let Ok(mut value) = value.try_into() {
            // HTTP/2 does not index it, and `Debug` does not print it.
            value.set_sensitive(value.is_sensitive() || name.is_cookie());
            self.fields.push((name, value));
        } else {
            let rule = "the value must be visible characters, spaces and tabs (RFC 9110 5.5)";
            self.fault.get_or_insert_with(|| ConfigError::placed("renderer, response field", name.name().as_str(), rule));
        }
        self
    }

    /// Sends 403 instead of 401, for a page that people read: a browser opens no password dialog. Other statuses stay.
    ///
    /// The challenges stay, too: with a 403 they say that other credentials might help (RFC 9110 11.6.1), and a 401 must have them
    /// (RFC 9110 15.5.2). A client that is no browser often expects a 401 if its credentials are missing, so choose by the request
    /// head.
    pub const fn forbidden(mut self) -> Self {
        self.is_forbidden = true;
        self
    }

    /// Returns the status of a response with this body.
    pub(super) const fn status(&self, status: StatusCode) -> StatusCode {
        if self.is_forbidden && status.as_u16() == 401 { StatusCode::FORBIDDEN } else { status }
    }

    /// Takes the first value that is not allowed in a field.
    pub(crate) fn take_fault(&mut self) -> Option<ConfigError> {
        self.fault.take()
    }

    /// Keeps the fields alone, for a redirect.
    pub(crate) fn without_content(mut self) -> Self {
        self.content = None;
        self.is_forbidden = false;
        self
    }

    const fn of(content_type: HeaderValue, text: String) -> Self {
        Self { content: Some((content_type, text)), fields: Vec::new(), is_forbidden: false, fault: None }
    }
}
