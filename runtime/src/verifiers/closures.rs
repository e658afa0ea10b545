//! Closures as verifiers: one constructor for each scheme; sync over borrowed credentials, async over owned ones.
//!
//! Two names, since a closure `|token| ..` does not tell which of the two it is, and a future that borrows its argument cannot be
//! known to be `Send`.

use std::{fmt, pin::pin};

use crate::{
    decision::{SyncVerifier, Verifier, caught},
    rejection::VerifyError,
    request::{ApiKey, Basic, Bearer, Scheme, SessionCookie, scheme},
};

/// Credentials that a closure owns. Prints as `Secret(***)`. `==` is not in constant time, and the text is not wiped.
#[derive(Clone, PartialEq, Eq)]
pub struct Secret(Box<str>);

impl Secret {
    /// The text: a token, a password, a key or the value of a cookie.
    #[must_use]
    pub fn expose(&self) -> &str {
        &self.0
    }
}

impl fmt::Debug for Secret {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("Secret(***)")
    }
}

/// A closure over borrowed credentials, as a verifier: see [`bearer`], [`basic`], [`api_key`] and [`session_cookie`].
pub struct FnVerifier<S, F> {
    scheme: S,
    verify: F,
}

/// A closure over owned credentials, as a verifier: see [`bearer_async`] and its siblings.
pub struct AsyncFnVerifier<S, F> {
    scheme: S,
    verify: F,
}

impl<S: Scheme, F> FnVerifier<S, F> {
    /// Sets the scheme: its realm, header or cookie name, limits.
    #[must_use]
    pub fn scheme(mut self, scheme: S) -> Self {
        self.scheme = scheme;
        self
    }
}

impl<S: Scheme, F> AsyncFnVerifier<S, F> {
    /// Sets the scheme: its realm, header or cookie name, limits.
    #[must_use]
    pub fn scheme(mut self, scheme: S) -> Self {
        self.scheme = scheme;
        self
    }
}

impl<S: Scheme, F> fmt::Debug for FnVerifier<S, F> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("FnVerifier(..)")
    }
}

impl<S: Scheme, F> fmt::Debug for AsyncFnVerifier<S, F> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("AsyncFnVerifier(..)")
    }
}

/// Both constructors of a scheme, and both verifiers. The closures are written out for each scheme, since that is what lets a
/// caller write `|token| ..` without types.
macro_rules! closures {
    ($(
        $scheme:ident:
        $(#[$sync_doc:meta])* $sync:ident;
        $(#[$async_doc:meta])* $async:ident($($argument:ty),*) = |$credentials:ident| ($($owned:expr),*);
    )*) => {$(
        $(#[$sync_doc])*
        pub fn $sync<F, Id>(verify: F) -> FnVerifier<scheme::$scheme, F>
        where
            Id: Send + 'static,
            F: Fn($scheme<'_>) -> Result<Id, VerifyError> + Send + Sync,
        {
            FnVerifier { scheme: scheme::$scheme::default(), verify }
        }

        $(#[$async_doc])*
        pub fn $async<F, Fut, Id>(verify: F) -> AsyncFnVerifier<scheme::$scheme, F>
        where
            Id: Send + 'static,
            F: Fn($($argument),*) -> Fut + Send + Sync,
            Fut: Future<Output = Result<Id, VerifyError>> + Send,
        {
            AsyncFnVerifier { scheme: scheme::$scheme::default(), verify }
        }

        impl<F, Id> SyncVerifier for FnVerifier<scheme::$scheme, F>
        where
            Id: Send + 'static,
            F: Fn($scheme<'_>) -> Result<Id, VerifyError> + Send + Sync,
        {
            type Scheme = scheme::$scheme;
            type Identity = Id;

            fn scheme(&self) -> &scheme::$scheme {
                &self.scheme
            }

            fn verify<'a>(&'a self, credentials: $scheme<'a>) -> Result<Id, VerifyError> {
                (self.verify)(credentials)
            }
        }

        impl<F, Fut, Id> Verifier for AsyncFnVerifier<scheme::$scheme, F>
        where
            Id: Send + 'static,
            F: Fn($($argument),*) -> Fut + Send + Sync,
            Fut: Future<Output = Result<Id, VerifyError>> + Send,
        {
            type Scheme = scheme::$scheme;
            type Identity = Id;

            fn scheme(&self) -> &scheme::$scheme {
                &self.scheme
            }

            async fn verify<'a>(&'a self, $credentials: $scheme<'a>) -> Result<Id, VerifyError> {
                caught(pin!(Some((self.verify)($($owned),*)))).await
            }
        }
    )*};
}

closures! {
    Bearer:
    /// A closure over a bearer token, `Fn(Bearer) -> Result<Id, VerifyError>`. Its error is the verifier's: 401, 403 or 503.
    ///
    /// ```
    /// use requires_auth::{Authenticator, Identity, VerifyError, verifiers};
    ///
    /// let auth = Authenticator::new(verifiers::bearer(|token| match token.expose() {
    ///     "guest" => Ok(Identity::new("guest")),               // not a secret: no constant-time compare
    ///     _ => Err(VerifyError::invalid()),
    /// }));
    /// # let _: Authenticator<Identity> = auth;
    /// ```
    bearer;
    /// An async closure over a bearer token that it owns, a [`Secret`]. Its error is the verifier's: 401, 403 or 503.
    ///
    /// ```
    /// use requires_auth::{Authenticator, Identity, VerifyError, verifiers};
    /// # async fn user_of(token: String) -> Result<Option<String>, std::io::Error> { Ok(Some(token)) }
    ///
    /// let auth = Authenticator::new(verifiers::bearer_async(|token| async move {
    ///     let user = user_of(token.expose().to_owned()).await?;      // an error is "unavailable", not "invalid"
    ///     user.map(Identity::new).ok_or_else(VerifyError::invalid)
    /// }));
    /// # let _: Authenticator<Identity> = auth;
    /// ```
    bearer_async(Secret) = |token| (Secret(token.expose().into()));

    Basic:
    /// A closure over user name and password, `Fn(Basic) -> Result<Id, VerifyError>`. For stored passwords see feature
    /// `passwords`: they belong under a slow hash.
    ///
    /// ```
    /// use requires_auth::{Authenticator, Identity, VerifyError, verifiers};
    ///
    /// # fn is_right(_: &str, _: &str) -> bool { false }
    /// let auth = Authenticator::new(verifiers::basic(|basic| {
    ///     let is_right = is_right(basic.user(), basic.expose_password());
    ///     if is_right { Ok(Identity::new(basic.user())) } else { Err(VerifyError::invalid()) }
    /// }));
    /// # let _: Authenticator<Identity> = auth;
    /// ```
    basic;
    /// An async closure over user name and password that it owns: `|user, password| async move { .. }`, a `String` and a
    /// [`Secret`].
    basic_async(String, Secret) = |basic| (basic.user().to_owned(), Secret(basic.expose_password().into()));

    ApiKey:
    /// A closure over an API key, in `x-api-key` unless [`scheme`](FnVerifier::scheme) says otherwise.
    ///
    /// ```
    /// use requires_auth::{Authenticator, Identity, VerifyError, scheme, verifiers};
    ///
    /// const HEADER: scheme::ApiKey = scheme::ApiKey::header("x-acme-key");
    ///
    /// # fn lookup(_: &str) -> Option<Identity> { None }
    /// let auth = Authenticator::new(
    ///     verifiers::api_key(|key| lookup(key.expose()).ok_or_else(VerifyError::invalid)).scheme(HEADER),
    /// );
    /// # let _: Authenticator<Identity> = auth;
    /// ```
    api_key;
    /// An async closure over an API key that it owns, in `x-api-key` unless [`scheme`](AsyncFnVerifier::scheme) says otherwise.
    api_key_async(Secret) = |key| (Secret(key.expose().into()));

    SessionCookie:
    /// A closure over the value of a session cookie, for a store of your own; the cookie is `session` unless
    /// [`scheme`](FnVerifier::scheme) says otherwise.
    session_cookie;
    /// An async closure over the value of a session cookie that it owns, for a store of your own; the cookie is `session` unless
    /// [`scheme`](AsyncFnVerifier::scheme) says otherwise.
    session_cookie_async(Secret) = |cookie| (Secret(cookie.expose().into()));
}
