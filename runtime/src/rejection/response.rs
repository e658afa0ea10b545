//! The response to a rejected request: status, fields and body, which a response to `HEAD` has not.

use std::borrow::Cow;

use http::{
    HeaderMap, HeaderValue, Response, StatusCode,
    header::{CACHE_CONTROL, CONTENT_LENGTH, CONTENT_TYPE, LOCATION, RETRY_AFTER, WWW_AUTHENTICATE},
};

use super::{
    body::RejectionBody, challenge_lines::Challenges, custom_challenge::is_plain, rejection::Rejection,
    response_field::ResponseField,
};

/// The `Retry-After` of a 503, in seconds, if the verifier sets none.
const RETRY_AFTER_SECONDS: u32 = 5;

/// Builds a response like those of the guard, for your own middleware: from a status with [`new`](Self::new), or from a
/// [`Rejection`] with `From`. The response always has `Cache-Control: no-store` (RFC 9111 5.2.2.5).
///
/// A response that is built from the rejection of a `HEAD` request has no body. If you respond to `HEAD` without a rejection, call
/// [`without_body`](Self::without_body).
///
/// ```
/// use http::{Response, StatusCode};
/// use requires_auth::{Challenge, ResponseBuilder};
///
/// let response: Response<String> = ResponseBuilder::new(StatusCode::UNAUTHORIZED)
///     .challenge(Challenge::bearer().realm("api").build()?)
///     .build();
/// assert_eq!(response.headers()["www-authenticate"], r#"Bearer realm="api""#);
/// assert_eq!(response.body(), r#"{"type":"about:blank","title":"Unauthorized","status":401}"#);
/// # Ok::<(), requires_auth::ConfigError>(())
/// ```
#[derive(Debug)]
#[must_use]
pub struct ResponseBuilder {
    status: StatusCode,
    lines: Challenges,
    error: Option<&'static str>,
    retry_after: Option<u32>,
    body: Option<Box<RejectionBody>>,
    /// The login page, if the browser is redirected to it.
    location: Option<Box<HeaderValue>>,
    /// Whether the response has no body because the method was `HEAD`.
    is_bodyless: bool,
}

impl ResponseBuilder {
    /// Starts a response with this status, a problem document as its body (RFC 9457), and no challenge. Add at least one to a 401
    /// (RFC 9110 15.5.2).
    pub fn new(status: StatusCode) -> Self {
        let retry_after = (status == StatusCode::SERVICE_UNAVAILABLE).then_some(RETRY_AFTER_SECONDS);
        Self { status, lines: Challenges::default(), error: None, retry_after, body: None, location: None, is_bodyless: false }
    }

    /// Adds a challenge: one `WWW-Authenticate` field line (RFC 9110 11.6.1). See [`Challenge`](crate::Challenge).
    pub fn challenge(mut self, line: HeaderValue) -> Self {
        self.lines.push(line);
        self
    }

    /// Sets the member `error` of the default body: the error code that one of the challenges carries. A code with a character
    /// that RFC 6750 3 does not allow is ignored.
    pub fn error_code(mut self, code: &'static str) -> Self {
        self.error = Some(code).filter(|code| is_plain(code));
        self
    }

    /// Sets `Retry-After`, in seconds (RFC 9110 10.2.3). Default: 5 for a 503, else none.
    pub const fn retry_after(mut self, seconds: u32) -> Self {
        self.retry_after = Some(seconds);
        self
    }

    /// Replaces the body and its `Content-Type`, and adds the body's fields. The response is a plain 500 if one of them has an invalid
    /// value.
    pub fn body(mut self, body: RejectionBody) -> Self {
        self.body = Some(Box::new(body));
        self
    }

    /// Omits the body, for the response to a `HEAD` request. The fields that describe the body of the response to `GET` stay,
    /// `Content-Length` included (RFC 9110 9.3.2). Over HTTP/1.1 servers omit the body of such a response themselves. Over HTTP/2
    /// some do not, and clients then treat the whole response as an error (RFC 9113 8.1).
    ///
    /// ```
    /// use http::{Response, StatusCode};
    /// use requires_auth::ResponseBuilder;
    ///
    /// let response: Response<String> = ResponseBuilder::new(StatusCode::FORBIDDEN).without_body().build();
    /// assert_eq!((response.body().as_str(), &response.headers()["content-length"]), ("", &http::HeaderValue::from(55)));
    /// ```
    pub const fn without_body(mut self) -> Self {
        self.is_bodyless = true;
        self
    }

    /// Keeps the body, for a framework that omits the body of a response to `HEAD` itself and computes `Content-Length` from it.
    #[cfg(any(feature = "actix-web", feature = "rocket"))]
    pub(crate) const fn with_body(mut self) -> Self {
        self.is_bodyless = false;
        self
    }

    /// Returns the response. `B` is any body that can be made from text: `String`, `Full<Bytes>`, the bodies of the frameworks.
    #[must_use]
    pub fn build<B: From<&'static str> + From<String>>(self) -> Response<B> {
        let mut body = self.body.map_or_else(RejectionBody::problem, |body| *body);
        if body.take_fault().is_some() {
            return Self { is_bodyless: self.is_bodyless, ..Self::new(StatusCode::INTERNAL_SERVER_ERROR) }.build();
        }
        if let Some(location) = self.location {
            let mut response = Response::new(B::from(""));
            *response.status_mut() = StatusCode::SEE_OTHER;
            response.headers_mut().insert(LOCATION, *location);
            response.headers_mut().insert(CACHE_CONTROL, HeaderValue::from_static("no-store"));
            append(response.headers_mut(), body.fields);
            return response;
        }
        let status = body.status(self.status);
        let (content_type, text) = match body.content {
            Some((content_type, text)) => (content_type, Cow::Owned(text)),
            None => (HeaderValue::from_static("application/problem+json"), problem(status, self.error)),
        };
        let length = self.is_bodyless.then_some(text.len());
        let mut response = Response::new(match text {
            _ if self.is_bodyless => B::from(""),
            Cow::Borrowed(text) => B::from(text),
            Cow::Owned(text) => B::from(text),
        });
        *response.status_mut() = status;
        let headers = response.headers_mut();
        if let Some(length) = length {
            headers.insert(CONTENT_LENGTH, length.into());
        }
        headers.insert(CONTENT_TYPE, content_type);
        headers.insert(CACHE_CONTROL, HeaderValue::from_static("no-store"));
        if let Some(seconds) = self.retry_after {
            headers.insert(RETRY_AFTER, seconds.into());
        }
        self.lines.take_each(|line| {
            headers.append(WWW_AUTHENTICATE, line);
        });
        if !body.fields.is_empty() {
            append(headers, body.fields);
        }
        response
    }
}

/// Adds the fields of the application: none of them is one that the guard sets.
fn append(headers: &mut HeaderMap, fields: Vec<(ResponseField, HeaderValue)>) {
    for (field, value) in fields {
        // Fails if there are more than 32768 fields: servers send none of such a response.
        let _ = headers.try_append(field.name(), value);
    }
}

impl Rejection {
    /// Converts the rejection into a response: status, challenges, `Cache-Control: no-store`, and a problem document (RFC 9457) or
    /// the body that the application's renderer returned, with its fields. A redirect to a login page has status 303, `Location` and
    /// no body. The response to `HEAD` has the fields of the response to `GET`, with the `Content-Length` of its body, and no body (RFC 9110
    /// 9.3.2).
    ///
    /// # If the client is still sending the body
    ///
    /// A guard responds without reading the body. Over HTTP/1.1 hyper's server then closes the connection after the response if the
    /// body has not arrived completely, and announces this in no field. A client that is still sending receives the response if it
    /// reads while it sends, or waits with `Expect: 100-continue`. A client that sends everything first may see a broken connection
    /// instead. Over HTTP/2 only this stream ends. If such clients matter, read the rest of the body, up to a bound, before you
    /// return the response.
    ///
    /// # Other bodies
    ///
    /// Map the response if its body type cannot be made from text: `rejection.into_http::<Full<Bytes>>().map(BodyExt::boxed)`.
    #[must_use]
    pub fn into_http<B: From<&'static str> + From<String>>(self) -> Response<B> {
        ResponseBuilder::from(self).build()
    }
}

impl From<Rejection> for ResponseBuilder {
    fn from(rejection: Rejection) -> Self {
        let error = rejection.error_code();
        let answer = rejection.0;
        let plain = Self::new(answer.reason.status());
        Self {
            lines: answer.lines,
            error,
            retry_after: answer.retry_after.or(plain.retry_after),
            body: answer.body,
            location: answer.location,
            is_bodyless: answer.is_bodyless,
            ..plain
        }
    }
}

impl From<&Rejection> for ResponseBuilder {
    /// Clones the parts, for frameworks that take a response from an error and keep the error.
    fn from(rejection: &Rejection) -> Self {
        let answer = &rejection.0;
        let plain = Self::new(answer.reason.status());
        Self {
            lines: answer.lines.clone(),
            error: rejection.error_code(),
            retry_after: answer.retry_after.or(plain.retry_after),
            body: answer.body.clone(),
            location: answer.location.clone(),
            is_bodyless: answer.is_bodyless,
            ..plain
        }
    }
}

/// Returns a problem document (RFC 9457) that contains the status, and the error code if a challenge carries it.
fn problem(status: StatusCode, error: Option<&'static str>) -> Cow<'static, str> {
    // The documents of the guard's most frequent responses are constants and do not allocate.
    match (status.as_u16(), error) {
        (400, None) => r#"{"type":"about:blank","title":"Bad Request","status":400}"#.into(),
        (400, Some("invalid_request")) => {
            r#"{"type":"about:blank","title":"Bad Request","status":400,"error":"invalid_request"}"#.into()
        }
        (401, None) => r#"{"type":"about:blank","title":"Unauthorized","status":401}"#.into(),
        (401, Some("invalid_token")) => {
            r#"{"type":"about:blank","title":"Unauthorized","status":401,"error":"invalid_token"}"#.into()
        }
        (403, None) => r#"{"type":"about:blank","title":"Forbidden","status":403}"#.into(),
        (403, Some("insufficient_scope")) => {
            r#"{"type":"about:blank","title":"Forbidden","status":403,"error":"insufficient_scope"}"#.into()
        }
        (429, None) => r#"{"type":"about:blank","title":"Too Many Requests","status":429}"#.into(),
        _ => problem_text(status, error).into(),
    }
}

fn problem_text(status: StatusCode, error: Option<&'static str>) -> String {
    let title = status.canonical_reason().unwrap_or("Error");
    let code = status.as_u16();
    match error {
        None => format!(r#"{{"type":"about:blank","title":"{title}","status":{code}}}"#),
        Some(error) => format!(r#"{{"type":"about:blank","title":"{title}","status":{code},"error":"{error}"}}"#),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_constant_problems_are_what_would_be_written() {
        for code in [400, 401, 403, 429, 431, 500, 503] {
            let status = StatusCode::from_u16(code).unwrap_or_default();
            for error in [None, Some("invalid_request"), Some("invalid_token"), Some("insufficient_scope")] {
                assert_eq!(problem(status, error), problem_text(status, error));
            }
        }
    }
}
