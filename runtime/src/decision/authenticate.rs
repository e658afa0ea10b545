//! The sealed trait in which sync and async verifiers, references to them and authenticators meet.

use std::{
    ops::Deref,
    sync::{Arc, LazyLock},
};

use super::{
    authenticator::{Authenticator, Settings},
    erased::MaybeReady,
    verifier::{SyncVerifier, Verifier},
};
use crate::{
    refusal::VerifyError,
    schemes::{AnyScheme, Found, Scheme},
};

/// Whatever can be named as a verifier: a [`Verifier`], a [`SyncVerifier`], an [`Authenticator`], and `&V`, `Arc<V>`, `Box<V>`
/// and `LazyLock<V>` of one. Sealed; the parameter `Via` says which of these, and is always inferred.
#[diagnostic::on_unimplemented(
    message = "`{Self}` cannot verify credentials: it implements neither `Verifier` nor `SyncVerifier`",
    label = "not a verifier",
    note = "wrap a closure in a constructor of its scheme: `requires_auth::verifiers::bearer(|token| ..)`",
    note = "fixed tokens and keys: `requires_auth::verifiers::StaticTokens`, `StaticKeys`",
    note = "for your own store implement `requires_auth::Verifier`"
)]
pub trait Authenticate<Via>: Send + Sync {
    /// Who the caller is.
    type Identity: Send + 'static;

    #[doc(hidden)]
    fn any_scheme(&self, index: usize) -> Option<AnyScheme<'_>>;

    #[doc(hidden)]
    fn settings(&self) -> &Settings {
        Settings::none()
    }

    #[doc(hidden)]
    fn verify_found<'a>(&'a self, index: usize, found: Found<'a>) -> impl Future<Output = Result<Self::Identity, VerifyError>> + Send + 'a;

    /// As [`verify_found`](Self::verify_found), of a type that can be named; boxed only where the verifier waits.
    #[doc(hidden)]
    fn verify_erased<'a>(&'a self, index: usize, found: Found<'a>) -> MaybeReady<'a, Self::Identity> {
        MaybeReady::Waiting(Box::pin(self.verify_found(index, found)))
    }
}

/// [`Authenticate`] for what waits for nothing, and so serves a handler that is a plain `fn`. Sealed.
#[diagnostic::on_unimplemented(
    message = "`{Self}` cannot verify credentials synchronously",
    label = "this verifier waits, and the handler is not `async`",
    note = "make the handler `async`, or name a `SyncVerifier` itself"
)]
pub trait AuthenticateSync<Via>: Authenticate<Via> {
    #[doc(hidden)]
    fn verify_sync(&self, index: usize, found: Found<'_>) -> Result<Self::Identity, VerifyError>;
}

/// Marks what verifies as a [`Verifier`].
#[derive(Debug)]
pub enum ViaAsync {}

impl<V: Verifier> Authenticate<ViaAsync> for V {
    type Identity = V::Identity;

    fn any_scheme(&self, index: usize) -> Option<AnyScheme<'_>> {
        (index == 0).then(|| Verifier::scheme(self).any())
    }

    async fn verify_found<'a>(&'a self, _: usize, found: Found<'a>) -> Result<V::Identity, VerifyError> {
        match V::Scheme::take(found) {
            Some(credentials) => self.verify(credentials).await,
            None => Err(VerifyError::broken()),
        }
    }
}

/// Marks what verifies as a [`SyncVerifier`].
#[derive(Debug)]
pub enum ViaSync {}

impl<V: SyncVerifier> Authenticate<ViaSync> for V {
    type Identity = V::Identity;

    fn any_scheme(&self, index: usize) -> Option<AnyScheme<'_>> {
        (index == 0).then(|| SyncVerifier::scheme(self).any())
    }

    async fn verify_found<'a>(&'a self, index: usize, found: Found<'a>) -> Result<V::Identity, VerifyError> {
        self.verify_sync(index, found)
    }

    fn verify_erased<'a>(&'a self, index: usize, found: Found<'a>) -> MaybeReady<'a, V::Identity> {
        MaybeReady::Ready(Some(self.verify_sync(index, found)))
    }
}

impl<V: SyncVerifier> AuthenticateSync<ViaSync> for V {
    fn verify_sync(&self, _: usize, found: Found<'_>) -> Result<V::Identity, VerifyError> {
        match V::Scheme::take(found) {
            Some(credentials) => self.verify(credentials),
            None => Err(VerifyError::broken()),
        }
    }
}

/// Marks what verifies as an [`Authenticator`].
#[derive(Debug)]
pub enum ViaErased {}

impl<Id: Send + 'static> Authenticate<ViaErased> for Authenticator<Id> {
    type Identity = Id;

    fn any_scheme(&self, index: usize) -> Option<AnyScheme<'_>> {
        Some(self.entry(index)?.scheme.any())
    }

    fn settings(&self) -> &Settings {
        self.settings()
    }

    async fn verify_found<'a>(&'a self, index: usize, found: Found<'a>) -> Result<Id, VerifyError> {
        self.verify_erased(index, found).await
    }

    fn verify_erased<'a>(&'a self, index: usize, found: Found<'a>) -> MaybeReady<'a, Id> {
        match self.entry(index) {
            Some(entry) => entry.verifier.verify(entry.index, found),
            None => MaybeReady::Ready(Some(Err(VerifyError::broken()))),
        }
    }
}

/// Marks what verifies through a reference or a smart pointer.
#[derive(Debug)]
pub struct ViaRef<Via>(Via);

macro_rules! via_ref {
    ($($pointer:ty),* $(,)?) => {$(
        impl<T: Authenticate<Via>, Via> Authenticate<ViaRef<Via>> for $pointer {
            type Identity = T::Identity;

            fn any_scheme(&self, index: usize) -> Option<AnyScheme<'_>> {
                self.deref().any_scheme(index)
            }

            fn settings(&self) -> &Settings {
                self.deref().settings()
            }

            fn verify_found<'a>(
                &'a self,
                index: usize,
                found: Found<'a>,
            ) -> impl Future<Output = Result<Self::Identity, VerifyError>> + Send + 'a {
                self.deref().verify_found(index, found)
            }

            fn verify_erased<'a>(&'a self, index: usize, found: Found<'a>) -> MaybeReady<'a, Self::Identity> {
                self.deref().verify_erased(index, found)
            }
        }

        impl<T: AuthenticateSync<Via>, Via> AuthenticateSync<ViaRef<Via>> for $pointer {
            fn verify_sync(&self, index: usize, found: Found<'_>) -> Result<Self::Identity, VerifyError> {
                self.deref().verify_sync(index, found)
            }
        }
    )*};
}

via_ref!(&T, Arc<T>, Box<T>, LazyLock<T>);
