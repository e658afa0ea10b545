//! The settings of a login page: its address, and whom a guard sends there.

use crate::{grammar::is_token, vocabulary::ConfigError};

/// Names a login page, and which requests are redirected to it: see
/// [`AuthenticatorBuilder::login_page`](crate::AuthenticatorBuilder::login_page). A text is a login page with the defaults.
///
/// The setters do not fail: [`build`](crate::AuthenticatorBuilder::build) returns the first invalid value.
///
/// ```
/// use requires_auth::{Authenticator, Identity, LoginPage, VerifyError, verifiers::session_cookie};
///
/// // A form's `POST` goes to the page as well, and the page calls the way back `next`.
/// let page = LoginPage::at("/login").methods(["GET", "POST"]).return_to("next");
/// let auth: Authenticator = Authenticator::builder(session_cookie(|_| Err::<Identity, _>(VerifyError::invalid())))
///     .login_page(page)
///     .build()?;
///
/// # futures_executor::block_on(async {
/// let location = async |request: http::request::Builder| {
///     let request = request.header("sec-fetch-mode", "navigate").body(()).unwrap();
///     let response = auth.authenticate(&request).await.unwrap_err().into_http::<String>();
///     (response.status().as_u16(), response.headers()["location"].to_str().unwrap().to_owned())
/// };
/// assert_eq!(location(http::Request::get("/cart")).await, (303, "/login?next=%2Fcart".to_owned()));
/// assert_eq!(location(http::Request::post("/cart")).await, (303, "/login".to_owned()));
/// # });
/// # Ok::<(), requires_auth::ConfigError>(())
/// ```
#[derive(Clone, Debug)]
#[must_use]
pub struct LoginPage {
    pub(super) url: String,
    pub(super) parameter: String,
    /// `None` stands for every method.
    pub(super) methods: Option<Vec<String>>,
    pub(super) is_for_every_client: bool,
}

impl LoginPage {
    /// Names the page: a path that begins with exactly one `/`, or an absolute `https` URL (`http` for a loopback host), without user
    /// info and fragment, percent-encoded as RFC 3986 requires.
    pub fn at(url: impl Into<String>) -> Self {
        Self {
            url: url.into(),
            parameter: "return_to".to_owned(),
            methods: Some(vec!["GET".to_owned()]),
            is_for_every_client: false,
        }
    }

    /// Sets the name of the query parameter that holds the way back. Default: `return_to`. It consists of letters, digits, `-`, `.`,
    /// `_` and `~`.
    pub fn return_to(mut self, parameter: impl Into<String>) -> Self {
        self.parameter = parameter.into();
        self
    }

    /// Sets the methods whose requests are redirected, in upper case. Default: `GET`.
    ///
    /// After a redirect with 303 the browser sends `GET` to the page. What a `POST` contained is lost, so its redirect has no way back.
    pub fn methods<M: Into<String>>(mut self, methods: impl IntoIterator<Item = M>) -> Self {
        self.methods = Some(methods.into_iter().map(Into::into).collect());
        self
    }

    /// Redirects requests of every method.
    pub fn every_method(mut self) -> Self {
        self.methods = None;
        self
    }

    /// Redirects every client. Default: only a browser that navigates. Scripts and other programs then get the page with 200 instead
    /// of a 401, if they follow redirects: call this only if all clients are browsers without scripts.
    pub fn every_client(mut self) -> Self {
        self.is_for_every_client = true;
        self
    }

    /// Returns the first mistake of the settings other than the address.
    pub(super) fn fault(&self) -> Option<ConfigError> {
        let is_unreserved = |byte: u8| byte.is_ascii_alphanumeric() || matches!(byte, b'-' | b'.' | b'_' | b'~');
        if self.parameter.is_empty() || !self.parameter.bytes().all(is_unreserved) {
            let rule = "must consist of letters, digits, `-`, `.`, `_` and `~`, at least one (RFC 3986 2.3)";
            return Some(ConfigError::new("login page parameter", &*self.parameter, rule));
        }
        let mut methods = self.methods.iter().flatten();
        let wrong = methods.find(|method| !is_token(method) || method.bytes().any(|byte| byte.is_ascii_lowercase()));
        if let Some(method) = wrong {
            return Some(ConfigError::new("login page method", &**method, "must be a token in upper case (RFC 9110 9.1)"));
        }
        let is_empty = self.methods.as_ref().is_some_and(Vec::is_empty);
        is_empty.then(|| ConfigError::bare("login page", "no method is redirected: name one, or remove the page"))
    }
}

impl From<&str> for LoginPage {
    fn from(url: &str) -> Self {
        Self::at(url)
    }
}

impl From<String> for LoginPage {
    fn from(url: String) -> Self {
        Self::at(url)
    }
}

impl From<&String> for LoginPage {
    fn from(url: &String) -> Self {
        Self::at(url)
    }
}
