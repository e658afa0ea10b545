//! The two traits that users implement.

use crate::{rejection::VerifyError, request::Scheme};

/// Turns credentials into an identity, or says why not.
///
/// ```
/// use requires_auth::{ApiKey, Verifier, VerifyError, scheme};
///
/// struct User { id: u64 }
/// struct Keys { /* a connection pool */ }
/// # impl Keys { async fn find(&self, key: &str) -> Result<Option<User>, std::io::Error> { Ok((key == "k").then_some(User { id: 1 })) } }
///
/// impl Verifier for Keys {
///     type Scheme = scheme::ApiKey;
///     type Identity = User;
///
///     // Only where the defaults of the scheme do not fit: here, another header.
///     fn scheme(&self) -> &scheme::ApiKey {
///         const { &scheme::ApiKey::header("x-acme-key") }
///     }
///
///     async fn verify(&self, key: ApiKey<'_>) -> Result<User, VerifyError> {
///         // `?` makes an error of the database "unavailable", never "invalid"; a boxed one, or anyhow's, is no error by itself:
///         // `.map_err(VerifyError::unavailable)?`.
///         self.find(key.expose()).await?.ok_or_else(VerifyError::invalid)
///     }
/// }
/// ```
///
/// A verifier that waits for nothing is a [`SyncVerifier`]. Implement one of the two, not both: the guard could not choose.
///
/// A verifier that never answers leaves the request pending: give what it waits for a time-out, or the verifier one, by feature
/// `timeout`. A client that hangs up drops the future. A panic is answered with 500; with `panic = "abort"` it ends the process.
pub trait Verifier: Send + Sync {
    /// How the credentials are carried: [`scheme::Bearer`](crate::scheme::Bearer), [`scheme::Basic`](crate::scheme::Basic),
    /// [`scheme::ApiKey`](crate::scheme::ApiKey) or [`scheme::SessionCookie`](crate::scheme::SessionCookie).
    type Scheme: Scheme;

    /// Who the caller is, for the handler.
    type Identity: Send + 'static;

    /// The scheme with realm, header, cookie name and limits; override it to return your own, always the same one. An
    /// [`Authenticator`](crate::Authenticator) asks for it when it is made, a guard that names the verifier itself for each
    /// request.
    fn scheme(&self) -> &Self::Scheme {
        Self::Scheme::DEFAULT
    }

    /// Verifies credentials that obey the grammar of their scheme.
    ///
    /// Compare secrets in constant time, or look them up by a hash.
    ///
    /// # Errors
    ///
    /// [`VerifyError`]: invalid (401), denied (403), or unavailable (503), which is also what `?` gives for any error.
    fn verify<'a>(
        &'a self,
        credentials: <Self::Scheme as Scheme>::Credentials<'a>,
    ) -> impl Future<Output = Result<Self::Identity, VerifyError>> + Send;
}

/// [`Verifier`] for one that waits for nothing; serves handlers that are a plain `fn` too. No time-out bounds it.
///
/// ```
/// use requires_auth::{SessionCookie, SyncVerifier, VerifyError, scheme};
/// use std::{collections::HashMap, sync::RwLock};
///
/// struct Sessions(RwLock<HashMap<String, u64>>);
///
/// impl SyncVerifier for Sessions {
///     type Scheme = scheme::SessionCookie;
///     type Identity = u64;
///
///     fn verify(&self, cookie: SessionCookie<'_>) -> Result<u64, VerifyError> {
///         let sessions = self.0.read().map_err(|_| VerifyError::unavailable("session store is poisoned"))?;
///         sessions.get(cookie.expose()).copied().ok_or_else(VerifyError::invalid)
///     }
/// }
/// ```
pub trait SyncVerifier: Send + Sync {
    /// As [`Verifier::Scheme`].
    type Scheme: Scheme;

    /// As [`Verifier::Identity`].
    type Identity: Send + 'static;

    /// As [`Verifier::scheme`].
    fn scheme(&self) -> &Self::Scheme {
        Self::Scheme::DEFAULT
    }

    /// As [`Verifier::verify`], without waiting.
    ///
    /// # Errors
    ///
    /// [`VerifyError`]: invalid (401), denied (403), or unavailable (503), which is also what `?` gives for any error.
    fn verify<'a>(&'a self, credentials: <Self::Scheme as Scheme>::Credentials<'a>) -> Result<Self::Identity, VerifyError>;
}
