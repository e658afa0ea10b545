//! The response that refuses.

use std::borrow::Cow;

use http::{
    HeaderValue, Response, StatusCode,
    header::{CACHE_CONTROL, CONTENT_LENGTH, CONTENT_TYPE, LOCATION, RETRY_AFTER, WWW_AUTHENTICATE},
};

use super::{body::RejectionBody, challenge::is_plain, challenges::Challenges, rejection::Rejection};

/// Seconds after which a caller may try again, where the verifier does not say.
const RETRY_AFTER_SECONDS: u32 = 5;

/// Builds a response as the guard does, for those who write their own middleware: from nothing, or from a [`Rejection`], by
/// `From`. It is always `Cache-Control: no-store` (RFC 9111 5.2.2.5). From the rejection of a `HEAD` it has no body; where you
/// answer a `HEAD` from nothing, say [`without_body`](Self::without_body).
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
    /// Of a browser that is sent to a login page.
    location: Option<Box<HeaderValue>>,
    /// Of an answer to `HEAD`.
    is_bodyless: bool,
}

impl ResponseBuilder {
    /// A response of this status, with a problem document (RFC 9457), without a challenge. Give a 401 at least one (RFC 9110
    /// 15.5.2).
    pub fn new(status: StatusCode) -> Self {
        let retry_after = (status == StatusCode::SERVICE_UNAVAILABLE).then_some(RETRY_AFTER_SECONDS);
        Self { status, lines: Challenges::default(), error: None, retry_after, body: None, location: None, is_bodyless: false }
    }

    /// Adds a challenge: one `WWW-Authenticate` field line (RFC 9110 11.6.1). See [`Challenge`](crate::Challenge).
    pub fn challenge(mut self, line: HeaderValue) -> Self {
        self.lines.push(line);
        self
    }

    /// The error code that one of the challenges carries, as the member `error` of the default body; left out where it has a
    /// character that RFC 6750 3 does not allow.
    pub fn error_code(mut self, code: &'static str) -> Self {
        self.error = Some(code).filter(|code| is_plain(code));
        self
    }

    /// When to try again, in seconds (RFC 9110 10.2.3); a 503 says 5 unless set.
    pub const fn retry_after(mut self, seconds: u32) -> Self {
        self.retry_after = Some(seconds);
        self
    }

    /// Replaces the body, and `Content-Type` with it.
    pub fn body(mut self, body: RejectionBody) -> Self {
        self.body = Some(Box::new(body));
        self
    }

    /// For an answer to `HEAD`: no body, and the fields that describe the one that a `GET` would get, `Content-Length` included
    /// (RFC 9110 9.3.2). Over HTTP/1.1 servers leave the body of such an answer out themselves; over HTTP/2 some do not, and
    /// clients then take the whole answer for an error (RFC 9113 8.1).
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

    /// For a framework that leaves the body of an answer to `HEAD` out itself, and takes its length from it.
    #[cfg(any(feature = "actix-web", feature = "rocket"))]
    pub(crate) const fn with_body(mut self) -> Self {
        self.is_bodyless = false;
        self
    }

    /// The response, with any body that is made from text: `String`, `Full<Bytes>`, the bodies of the frameworks.
    #[must_use]
    pub fn build<B: From<&'static str> + From<String>>(self) -> Response<B> {
        let (content_type, text, lines) = match self.body {
            Some(body) => {
                let lines = if body.keeps_challenges { self.lines } else { Challenges::default() };
                (body.content_type, Cow::Owned(body.text), lines)
            }
            None => (HeaderValue::from_static("application/problem+json"), problem(self.status, self.error), self.lines),
        };
        if let Some(location) = self.location {
            let mut response = Response::new(B::from(""));
            *response.status_mut() = StatusCode::SEE_OTHER;
            response.headers_mut().insert(LOCATION, *location);
            response.headers_mut().insert(CACHE_CONTROL, HeaderValue::from_static("no-store"));
            return response;
        }
        let length = self.is_bodyless.then_some(text.len());
        let mut response = Response::new(match text {
            _ if self.is_bodyless => B::from(""),
            Cow::Borrowed(text) => B::from(text),
            Cow::Owned(text) => B::from(text),
        });
        *response.status_mut() = self.status;
        let headers = response.headers_mut();
        if let Some(length) = length {
            headers.insert(CONTENT_LENGTH, length.into());
        }
        headers.insert(CONTENT_TYPE, content_type);
        headers.insert(CACHE_CONTROL, HeaderValue::from_static("no-store"));
        if let Some(seconds) = self.retry_after {
            headers.insert(RETRY_AFTER, seconds.into());
        }
        lines.take_each(|line| {
            headers.append(WWW_AUTHENTICATE, line);
        });
        response
    }
}

impl Rejection {
    /// The response: status, challenges, `Cache-Control: no-store`, and a problem document (RFC 9457) or what the
    /// application's renderer wrote. Where a browser is sent to a login page: 303, `Location`, no body. To a `HEAD`: the same
    /// fields, with the `Content-Length` that the body would have, and no body (RFC 9110 9.3.2).
    ///
    /// # While the body is still coming
    ///
    /// A guard answers without reading the body. Over HTTP/1.1 hyper's server then closes the connection behind the answer if the
    /// body has not come wholly, without saying so in a field. A client that is still sending gets the answer if it looks at what
    /// comes meanwhile, or waits with `Expect: 100-continue`; one that sends everything first may find a broken connection
    /// instead. Over HTTP/2 only that stream ends. Where such clients matter, read what is left of the body, up to a bound, before
    /// you return the response.
    ///
    /// # Other bodies
    ///
    /// For a body that cannot be made from text, map it: `rejection.into_http::<Full<Bytes>>().map(BodyExt::boxed)`.
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
    /// For frameworks that ask an error for its response and keep it.
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

/// A problem document (RFC 9457) with no more than the status tells, and the error code where a challenge carries it.
fn problem(status: StatusCode, error: Option<&'static str>) -> Cow<'static, str> {
    // Those the guard itself answers with cost no allocation.
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
        for code in [400, 401, 403, 431, 500, 503] {
            let status = StatusCode::from_u16(code).unwrap_or_default();
            for error in [None, Some("invalid_request"), Some("invalid_token"), Some("insufficient_scope")] {
                assert_eq!(problem(status, error), problem_text(status, error));
            }
        }
    }
}
