//! What a handler returns, where it refuses.

use http::Response;

use super::Rejection;

/// A return type that can carry a refusal.
///
/// Ready for `http::Response<B>` with every body made from text, and for `Result<http::Response<B>, E>`. Implement it for a
/// response type of your own:
///
/// ```
/// use requires_auth::{FromRejection, Rejection};
///
/// struct Reply { status: u16 }
///
/// impl FromRejection for Reply {
///     fn from_rejection(rejection: Rejection) -> Self {
///         // A real one also writes `rejection.challenges()`, one `WWW-Authenticate` line each.
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
    /// The answer to a caller who is not let in.
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

/// How a `Result<Self, E>` carries a refusal: as `Ok` with a response that refuses, or as `Err`.
///
/// Ready for `http::Response<B>`, which goes out as `Ok`, and with feature `tonic` for `tonic::Response<T>`, as `Err(Status)`.
/// Implement it for a success type of your own:
///
/// ```
/// use requires_auth::{Rejection, RejectInResult};
///
/// struct Page(String);
/// enum AppError { NotLetIn(Rejection) }
///
/// impl RejectInResult<AppError> for Page {
///     fn reject(rejection: Rejection) -> Result<Self, AppError> {
///         Err(AppError::NotLetIn(rejection))
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
    /// The answer to a caller who is not let in.
    ///
    /// # Errors
    ///
    /// Where the refusal travels as the error.
    fn reject(rejection: Rejection) -> Result<Self, E>;
}

#[diagnostic::do_not_recommend]
impl<B: From<&'static str> + From<String>, E> RejectInResult<E> for Response<B> {
    fn reject(rejection: Rejection) -> Result<Self, E> {
        Ok(rejection.into_http())
    }
}

/// The return type of a handler with `check`.
#[diagnostic::on_unimplemented(
    message = "`check` rejects inside the handler, and `{Self}` cannot carry a rejection",
    label = "cannot carry a rejection",
    note = "return `Response`, or `Result<_, E>` where `E: From<Rejection>`, such as `Rejection` itself"
)]
pub trait CarriesRejection {
    /// The answer to a caller whom `check` does not let go on.
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
