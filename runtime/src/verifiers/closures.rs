//! Closures as verifiers: for each scheme one constructor for sync closures, which borrow the credentials, one for async closures,
//! which own them, and one for closures that borrow them and return a future, which does not.
//!
//! There are several names because the compiler cannot distinguish the two kinds by a closure `|token| ..`, and cannot prove that a
//! future which borrows its argument is `Send`.

use std::{fmt, pin::pin};

use crate::{
    decision::{SyncVerifier, Verifier, VerifierFuture, caught},
    rejection::VerifyError,
    request::{ApiKey, Basic, Bearer, Scheme, SessionCookie, scheme},
};

/// Holds credentials that an async closure owns. Prints as `Secret(***)`. `==` does not run in constant time, and the text is not
/// wiped on drop.
#[derive(Clone, PartialEq, Eq)]
pub struct Secret(Box<str>);

impl Secret {
    /// Returns the text: a token, a password, a key or the value of a cookie.
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

/// Wraps a closure over borrowed credentials as a [`SyncVerifier`]: see [`bearer`], [`basic`], [`api_key`] and [`session_cookie`].
pub struct FnVerifier<S: Scheme, F, Id> {
    scheme: S,
    verify: F,
    /// How the closure is called, so that the implementation asks nothing of it: a wrong closure is then one error, at its constructor.
    call: fn(&F, S::Credentials<'_>) -> Result<Id, VerifyError>,
}

/// Wraps a closure over owned credentials as a [`Verifier`]: see [`bearer_async`], [`basic_async`], [`api_key_async`] and
/// [`session_cookie_async`].
pub struct AsyncFnVerifier<S: Scheme, F, Fut> {
    scheme: S,
    verify: F,
    call: fn(&F, S::Credentials<'_>) -> Fut,
}

/// Wraps a closure that borrows the credentials and returns a future as a [`Verifier`]: see [`bearer_then`], [`basic_then`],
/// [`api_key_then`] and [`session_cookie_then`].
pub struct ThenVerifier<S: Scheme, F, Fut> {
    scheme: S,
    verify: F,
    call: fn(&F, S::Credentials<'_>) -> Fut,
}

macro_rules! wrappers {
    ($($type:ident;)*) => {$(
        impl<S: Scheme, F, T> $type<S, F, T> {
            /// Sets the scheme: its realm, header or cookie name, limits.
            #[must_use]
            pub fn scheme(mut self, scheme: S) -> Self {
                self.scheme = scheme;
                self
            }
        }

        impl<S: Scheme + Clone, F: Clone, T> Clone for $type<S, F, T> {
            fn clone(&self) -> Self {
                Self { scheme: self.scheme.clone(), verify: self.verify.clone(), call: self.call }
            }
        }

        impl<S: Scheme, F, T> fmt::Debug for $type<S, F, T> {
            fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                f.write_str(concat!(stringify!($type), "(..)"))
            }
        }
    )*};
}

wrappers! {
    FnVerifier;
    AsyncFnVerifier;
    ThenVerifier;
}

impl<S: Scheme, F: Send + Sync, Id: Send + 'static> SyncVerifier for FnVerifier<S, F, Id> {
    type Scheme = S;
    type Identity = Id;

    fn scheme(&self) -> &S {
        &self.scheme
    }

    fn verify<'a>(&'a self, credentials: S::Credentials<'a>) -> Result<Id, VerifyError> {
        (self.call)(&self.verify, credentials)
    }
}

macro_rules! waiting {
    ($($type:ident;)*) => {$(
        impl<S, F, Fut, Id> Verifier for $type<S, F, Fut>
        where
            S: Scheme,
            F: Send + Sync,
            Id: Send + 'static,
            Fut: Future<Output = Result<Id, VerifyError>> + Send,
        {
            type Scheme = S;
            type Identity = Id;

            fn scheme(&self) -> &S {
                &self.scheme
            }

            async fn verify<'a>(&'a self, credentials: S::Credentials<'a>) -> Result<Id, VerifyError> {
                caught(pin!(Some((self.call)(&self.verify, credentials)))).await
            }
        }
    )*};
}

waiting! {
    AsyncFnVerifier;
    ThenVerifier;
}

/// Defines the constructors of a scheme. The closure types are written out for each scheme, so that a caller can write `|token| ..`
/// without types.
macro_rules! closures {
    ($(
        $scheme:ident:
        $(#[$sync_doc:meta])* $sync:ident;
        $(#[$async_doc:meta])* $async:ident($($argument:ty),*) = |$credentials:ident| ($($owned:expr),*);
        $(#[$then_doc:meta])* $then:ident;
    )*) => {$(
        $(#[$sync_doc])*
        pub fn $sync<F, Id>(verify: F) -> FnVerifier<scheme::$scheme, F, Id>
        where
            Id: Send + 'static,
            F: Fn($scheme<'_>) -> Result<Id, VerifyError> + Send + Sync,
        {
            FnVerifier { scheme: scheme::$scheme::default(), verify, call: |verify, credentials| verify(credentials) }
        }

        $(#[$async_doc])*
        pub fn $async<F, Fut, Id>(verify: F) -> AsyncFnVerifier<scheme::$scheme, F, Fut>
        where
            Id: Send + 'static,
            F: Fn($($argument),*) -> Fut + Send + Sync,
            Fut: VerifierFuture<Id>,
        {
            AsyncFnVerifier { scheme: scheme::$scheme::default(), verify, call: |verify, $credentials| verify($($owned),*) }
        }

        $(#[$then_doc])*
        pub fn $then<F, Fut, Id>(verify: F) -> ThenVerifier<scheme::$scheme, F, Fut>
        where
            Id: Send + 'static,
            F: Fn($scheme<'_>) -> Fut + Send + Sync,
            Fut: VerifierFuture<Id>,
        {
            ThenVerifier { scheme: scheme::$scheme::default(), verify, call: |verify, credentials| verify(credentials) }
        }
    )*};
}

closures! {
    Bearer:
    /// Creates a verifier from a closure over a bearer token: `Fn(Bearer) -> Result<Id, VerifyError>`. The error selects the status:
    /// 401, 403 or 503.
    ///
    /// ```
    /// use requires_auth::{Authenticator, Identity, VerifyError, verifiers};
    ///
    /// let auth = Authenticator::new(verifiers::bearer(|token| match token.expose() {
    ///     "guest" => Ok(Identity::new("guest")),               // not a secret, so no constant-time comparison
    ///     _ => Err(VerifyError::invalid()),
    /// }));
    /// # let _: Authenticator<Identity> = auth;
    /// ```
    bearer;
    /// Creates a verifier from an async closure over a bearer token, which it owns as a [`Secret`]. The error selects the status:
    /// 401, 403 or 503.
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
    /// Creates a verifier from a closure over a bearer token that returns a future. The closure borrows the token and the head of its
    /// request ([`Bearer::request`]), and the future owns what the closure takes from them. The error selects the status: 401, 403 or
    /// 503.
    ///
    /// ```
    /// use requires_auth::{Authenticator, Identity, VerifyError, verifiers};
    /// # async fn user_of(tenant: &str, token: &str) -> Result<Option<String>, std::io::Error> { Ok(Some(format!("{tenant}{token}"))) }
    ///
    /// let auth = Authenticator::new(verifiers::bearer_then(|token| {
    ///     // The tenant of `/tenants/7/items`.
    ///     let tenant = token.request().target().split('/').nth(2).unwrap_or_default().to_owned();
    ///     let token = token.expose().to_owned();
    ///     async move { user_of(&tenant, &token).await?.map(Identity::new).ok_or_else(VerifyError::invalid) }
    /// }));
    /// # let _: Authenticator<Identity> = auth;
    /// ```
    bearer_then;

    Basic:
    /// Creates a verifier from a closure over user name and password: `Fn(Basic) -> Result<Id, VerifyError>`. Store passwords only
    /// as slow hashes: see feature `passwords`.
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
    /// Creates a verifier from an async closure over user name and password, which it owns as a `String` and a [`Secret`]:
    /// `|user, password| async move { .. }`.
    basic_async(String, Secret) = |basic| (basic.user().to_owned(), Secret(basic.expose_password().into()));
    /// Creates a verifier from a closure over user name and password that returns a future: see [`bearer_then`].
    basic_then;

    ApiKey:
    /// Creates a verifier from a closure over an API key. Default header: `x-api-key`; [`scheme`](FnVerifier::scheme) sets another.
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
    /// Creates a verifier from an async closure over an API key, which it owns as a [`Secret`]. Default header: `x-api-key`;
    /// [`scheme`](AsyncFnVerifier::scheme) sets another.
    api_key_async(Secret) = |key| (Secret(key.expose().into()));
    /// Creates a verifier from a closure over an API key that returns a future: see [`bearer_then`].
    api_key_then;

    SessionCookie:
    /// Creates a verifier from a closure over the value of a session cookie, which looks it up in your session store. Default
    /// cookie: `session`; [`scheme`](FnVerifier::scheme) sets another.
    session_cookie;
    /// Creates a verifier from an async closure over the value of a session cookie, which it owns as a [`Secret`] and looks up in
    /// your session store. Default cookie: `session`; [`scheme`](AsyncFnVerifier::scheme) sets another.
    session_cookie_async(Secret) = |cookie| (Secret(cookie.expose().into()));
    /// Creates a verifier from a closure over the value of a session cookie that returns a future: see [`bearer_then`]. It can read
    /// the session that a middleware of the framework has opened: see [`RequestHead::framework`](crate::RequestHead::framework).
    session_cookie_then;
}
