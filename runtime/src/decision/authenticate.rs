//! The sealed trait that sync and async verifiers, authenticators, and references to them implement.

use std::{
    ops::Deref,
    pin::pin,
    sync::{Arc, LazyLock},
    time::SystemTime,
};

#[cfg(feature = "dangerous-development")]
use super::development::Everybody;
use super::{
    challenged_verifier::Asked,
    maybe_future::caught,
    settings::Settings,
    verifier::{SyncVerifier, Verifier},
};
use crate::{
    rejection::VerifyError,
    request::{RawCredentials, Scheme, Schemes},
};

/// Verifies credentials: implemented by every [`Verifier`], [`SyncVerifier`] and [`Authenticator`](crate::Authenticator), and by
/// `&V`, `Arc<V>`, `Box<V>` and `LazyLock<V>` of one. Sealed. The parameter `Via` distinguishes these implementations and is always
/// inferred.
///
/// To write your own verifier, implement [`Verifier`] or [`SyncVerifier`]: see [verifiers](crate::guide::_04_verifiers).
#[diagnostic::on_unimplemented(
    message = "`{Self}` cannot verify credentials: it implements neither `Verifier` nor `SyncVerifier`",
    label = "not a verifier",
    note = "name a verifier: a `static TOKENS: LazyLock<StaticTokens>`, or `self.auth`; unwrap it from a `Result` or an `Option`",
    note = "wrap a function in the constructor of its scheme: `requires_auth::verifiers::bearer(|token| verify(token.expose()))`",
    note = "fixed tokens and keys: `requires_auth::verifiers::StaticTokens`, `StaticKeys`",
    note = "for your own store implement `requires_auth::Verifier`"
)]
pub trait Authenticate<Via>: Send + Sync {
    /// Names the identity type: the [`Verifier::Identity`] of a verifier, or the `Id` of an [`Authenticator`](crate::Authenticator).
    type Identity: Send + 'static;

    #[doc(hidden)]
    fn schemes(&self) -> Schemes<'_>;

    #[doc(hidden)]
    fn settings(&self) -> &Settings {
        Settings::defaults()
    }

    #[doc(hidden)]
    fn asked(&self) -> Asked {
        Asked::default()
    }

    /// Returns what makes the identity of every request, if authentication is off.
    #[cfg(feature = "dangerous-development")]
    #[doc(hidden)]
    fn everybody(&self) -> Option<&Everybody<Self::Identity>> {
        None
    }

    /// Returns the time by the clock of the verifier of one scheme, or `None` if that is obviously not set.
    #[doc(hidden)]
    fn clock_reading(&self, index: u32) -> Option<SystemTime>;

    /// Returns whether [`verify_now`](Self::verify_now) never returns a result.
    #[doc(hidden)]
    fn always_waits(&self) -> bool {
        false
    }

    /// Returns the result if the verifier has one without waiting.
    #[doc(hidden)]
    fn verify_now(&self, found: RawCredentials<'_>) -> Option<Result<Self::Identity, VerifyError>>;

    /// Waits for the result, after [`verify_now`](Self::verify_now) returned `None` for the same credentials.
    #[doc(hidden)]
    fn verify_later<'a>(
        &'a self,
        found: RawCredentials<'a>,
    ) -> impl Future<Output = Result<Self::Identity, VerifyError>> + Send + 'a;
}

/// Verifies credentials synchronously, so that it can guard a handler that is a plain `fn`: implemented by every [`SyncVerifier`],
/// and by `&V`, `Arc<V>`, `Box<V>` and `LazyLock<V>` of one. Sealed.
#[diagnostic::on_unimplemented(
    message = "`{Self}` cannot verify credentials synchronously",
    label = "this verifier waits, and the handler is not `async`",
    note = "make the handler `async`, or name a `SyncVerifier` itself: an `Authenticator` may always wait"
)]
pub trait AuthenticateSync<Via>: Authenticate<Via> {
    /// Seals the trait: other crates cannot name the parameter type, so they cannot implement this for a type that waits.
    #[doc(hidden)]
    fn waits_for_nothing(_: Schemes<'_>);
}

/// Marks implementations by a [`Verifier`]. rustc lists this name and the next, in this order, if a type implements both traits.
#[derive(Debug)]
pub enum EitherVerifier {}

impl<V: Verifier> Authenticate<EitherVerifier> for V {
    type Identity = V::Identity;

    fn schemes(&self) -> Schemes<'_> {
        Schemes::One(Verifier::scheme(self).any())
    }

    fn clock_reading(&self, _: u32) -> Option<SystemTime> {
        Verifier::clock_reading(self)
    }

    fn always_waits(&self) -> bool {
        !self.may_verify_at_once()
    }

    fn verify_now(&self, found: RawCredentials<'_>) -> Option<Result<V::Identity, VerifyError>> {
        if self.may_verify_at_once() {
            V::Scheme::take(found).and_then(|credentials| self.verify_at_once(credentials))
        } else {
            None
        }
    }

    async fn verify_later<'a>(&'a self, found: RawCredentials<'a>) -> Result<V::Identity, VerifyError> {
        match V::Scheme::take(found) {
            Some(credentials) => caught(pin!(Some(self.verify(credentials)))).await,
            None => Err(VerifyError::broken()),
        }
    }
}

/// Marks implementations by a [`SyncVerifier`].
#[derive(Debug)]
pub enum OrSyncVerifierNotBoth {}

impl<V: SyncVerifier> Authenticate<OrSyncVerifierNotBoth> for V {
    type Identity = V::Identity;

    fn schemes(&self) -> Schemes<'_> {
        Schemes::One(SyncVerifier::scheme(self).any())
    }

    fn clock_reading(&self, _: u32) -> Option<SystemTime> {
        SyncVerifier::clock_reading(self)
    }

    fn verify_now(&self, found: RawCredentials<'_>) -> Option<Result<V::Identity, VerifyError>> {
        Some(match V::Scheme::take(found) {
            Some(credentials) => self.verify(credentials),
            None => Err(VerifyError::broken()),
        })
    }

    #[allow(clippy::manual_async_fn, reason = "it would hold its parameters, and every decision a place for them")]
    fn verify_later<'a>(&'a self, _: RawCredentials<'a>) -> impl Future<Output = Result<V::Identity, VerifyError>> + Send + 'a {
        async { Err(VerifyError::broken()) }
    }
}

impl<V: SyncVerifier> AuthenticateSync<OrSyncVerifierNotBoth> for V {
    fn waits_for_nothing(_: Schemes<'_>) {}
}

/// Marks implementations by an [`Authenticator`](crate::Authenticator).
#[derive(Debug)]
pub enum ViaErased {}

/// Marks implementations through a reference or a smart pointer.
#[derive(Debug)]
pub struct ViaRef<Via>(Via);

macro_rules! via_ref {
    ($($pointer:ty),* $(,)?) => {$(
        #[diagnostic::do_not_recommend]
        impl<T: Authenticate<Via>, Via> Authenticate<ViaRef<Via>> for $pointer {
            type Identity = T::Identity;

            fn schemes(&self) -> Schemes<'_> {
                self.deref().schemes()
            }

            fn settings(&self) -> &Settings {
                self.deref().settings()
            }

            fn clock_reading(&self, index: u32) -> Option<SystemTime> {
                self.deref().clock_reading(index)
            }

            fn always_waits(&self) -> bool {
                self.deref().always_waits()
            }

            #[cfg(feature = "dangerous-development")]
            fn everybody(&self) -> Option<&Everybody<Self::Identity>> {
                self.deref().everybody()
            }

            fn verify_now(&self, found: RawCredentials<'_>) -> Option<Result<Self::Identity, VerifyError>> {
                self.deref().verify_now(found)
            }

            fn verify_later<'a>(
                &'a self,
                found: RawCredentials<'a>,
            ) -> impl Future<Output = Result<Self::Identity, VerifyError>> + Send + 'a {
                self.deref().verify_later(found)
            }
        }

        impl<T: AuthenticateSync<Via>, Via> AuthenticateSync<ViaRef<Via>> for $pointer {
            fn waits_for_nothing(_: Schemes<'_>) {}
        }
    )*};
}

via_ref!(&T, Arc<T>, Box<T>, LazyLock<T>);
