//! How a return type carries a rejection: three traits for three cases.
//!
//! [`FromRejection`] is needed by a plain function, [`RejectInResult`] by a plain function that returns a `Result`, and
//! [`CarriesRejection`] by a framework's handler with `check`.

use http::Response;

use super::Rejection;

/// Converts a [`Rejection`] into the return type of a guarded plain function.
///
/// `http::Response<B>` implements it if the body `B` can be made from text, and so does `Result<http::Response<B>, E>`. Implement
/// it for your own response type:
///
/// ```
/// use requires_auth::{FromRejection, Rejection};
///
/// struct Reply { status: u16 }
///
/// impl FromRejection for Reply {
///     fn from_rejection(rejection: Rejection) -> Self {
///         // Real code also writes `rejection.challenges()`, one `WWW-Authenticate` line each.
///         Self { status: rejection.status().as_u16() }
///     }
/// }
/// # use requires_auth::{Identity, requires_auth, verifiers::StaticTokens};
/// # static TOKENS: std::sync::LazyLock<StaticTokens> =
/// #     std::sync::LazyLock::new(|| StaticTokens::new([("secret123", Identity::new("ada"))]).expect("a well-formed token"));
///
/// #[requires_auth(verifier = TOKENS)]
/// fn hello(request: http::Request<()>) -> Reply {
///     Reply { status: 200 }
/// }
///
/// assert_eq!(hello(http::Request::new(())).status, 401);
/// ```
#[diagnostic::on_unimplemented(
    message = "`{Self}` cannot carry a rejection",
    label = "the guard returns its rejection as this type",
    note = "return `http::Response<B>` or `Result<http::Response<B>, E>`, where the body `B` can be made from `&'static str` and `String`",
    note = "for any other return type name a function: `#[requires_auth(.., on_reject = path)]`, `fn path(rejection: Rejection) -> {Self}`",
    note = "your type can implement `requires_auth::FromRejection`",
    note = "a handler of a framework needs its attribute: `use requires_auth::axum::requires_auth;`, and alike `actix_web`, `poem`, `rocket`, `salvo`",
    note = "a function that is not a handler: `#[requires_auth::public]` in a guarded `impl`, otherwise no attribute"
)]
pub trait FromRejection {
    /// Converts the rejection into the response.
    fn from_rejection(rejection: Rejection) -> Self;
}

#[diagnostic::do_not_recommend]
impl<B: From<&'static str> + From<String>> FromRejection for Response<B> {
    fn from_rejection(rejection: Rejection) -> Self {
        rejection.into_http()
    }
}

impl<T: RejectInResult<E>, E> FromRejection for Result<T, E> {
    fn from_rejection(rejection: Rejection) -> Self {
        T::reject(rejection)
    }
}

/// Converts a [`Rejection`] into a `Result<Self, E>`: into `Ok` with a response, or into `Err`.
///
/// `http::Response<B>` implements it and returns `Ok`. With feature `tonic`, `tonic::Response<T>` implements it and returns
/// `Err(Status)`. Implement it for your own success type:
///
/// ```
/// use requires_auth::{Rejection, RejectInResult};
///
/// struct Page(String);
/// enum AppError { Rejected(Rejection) }
///
/// impl RejectInResult<AppError> for Page {
///     fn reject(rejection: Rejection) -> Result<Self, AppError> {
///         Err(AppError::Rejected(rejection))
///     }
/// }
/// ```
#[diagnostic::on_unimplemented(
    message = "`Result<{Self}, {E}>` cannot carry a rejection",
    label = "the guard returns its rejection as this type",
    note = "return `http::Response<B>` or `Result<http::Response<B>, E>`, where the body `B` can be made from `&'static str` and `String`",
    note = "for any other return type name a function: `#[requires_auth(.., on_reject = path)]`, `fn path(rejection: Rejection) -> Result<{Self}, {E}>`",
    note = "for a `tonic::Response` enable the feature `tonic` of `requires-auth`"
)]
pub trait RejectInResult<E>: Sized {
    /// Converts the rejection into the result.
    ///
    /// # Errors
    ///
    /// Returns `Err` if the error type `E` carries the rejection.
    fn reject(rejection: Rejection) -> Result<Self, E>;
}

#[diagnostic::do_not_recommend]
impl<B: From<&'static str> + From<String>, E> RejectInResult<E> for Response<B> {
    fn reject(rejection: Rejection) -> Result<Self, E> {
        Ok(rejection.into_http())
    }
}

/// Converts a [`Rejection`] into the return type of a framework's handler with `check`.
#[diagnostic::on_unimplemented(
    message = "`check` rejects inside the handler, and `{Self}` cannot carry a rejection",
    label = "cannot carry a rejection",
    note = "return `Response`, or `Result<_, E>` where `E: From<Rejection>`, such as `Rejection` itself",
    note = "in a tool of an MCP server `E` is `rmcp::ErrorData`"
)]
pub trait CarriesRejection {
    /// Converts the rejection of a `check` that is `false` into the response.
    fn carry(rejection: Rejection) -> Self;
}

#[diagnostic::do_not_recommend]
impl<B: From<&'static str> + From<String>> CarriesRejection for Response<B> {
    fn carry(rejection: Rejection) -> Self {
        rejection.into_http()
    }
}

#[diagnostic::do_not_recommend]
impl<T, E: From<Rejection>> CarriesRejection for Result<T, E> {
    fn carry(rejection: Rejection) -> Self {
        Err(rejection.into())
    }
}
