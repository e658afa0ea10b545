//! What a layer leaves in a request: the identity that it verified, for the guards behind it.

#![allow(dead_code, reason = "only frameworks use it")]

use std::{
    marker::PhantomData,
    sync::{Arc, Mutex, MutexGuard, PoisonError},
    time::SystemTime,
};

use constant_time_eq::constant_time_eq;

#[cfg(feature = "dangerous-development")]
use super::development::Everybody;
use super::{
    authenticate::{Authenticate, ViaErased},
    authenticator::{Authenticator, Inner},
    challenged_verifier::Asked,
    erased_verifier::BoxFuture,
    settings::Settings,
};
use crate::{
    panics::{Held, catch},
    rejection::VerifyError,
    request::{RawCredentials, RequestHead, Schemes},
    vocabulary::Policy,
};

/// An identity that a layer has verified, in the extensions of its request. Only this crate can name the type or create a value.
///
/// It is valid once, as long as the layer waits for the response, for the authenticator that verified it, and for a request with the
/// same credentials, method and target. So a copy in another request, and a request that was changed meanwhile, lead to a new
/// verification.
///
/// The layer of an MCP server differs: see [`Recording::verified_for_all`].
pub(crate) struct Verified<Id, Tag> {
    left: Arc<Left<Id>>,
    tag: PhantomData<fn() -> Tag>,
}

/// One allocation for all that copies share.
struct Left<Id> {
    authenticator: Arc<Inner<Id>>,
    for_all: Option<ForAll<Id>>,
    /// `None` if it was taken, if the layer has the response, or if no verifier was called.
    kept: Mutex<Option<Kept<Id>>>,
}

/// Of the layer of an MCP server.
struct ForAll<Id> {
    /// How to copy the identity, which several guards may take.
    copy: fn(&Id) -> Id,
    baseline: Policy,
}

struct Kept<Id> {
    identity: Held<Id>,
    sent: Sent,
}

/// What was verified: the credentials, and what a verifier may read of the request apart from fields and extensions.
struct Sent {
    /// The position of the verifier, which has one place.
    index: u32,
    /// Lengths.
    method: usize,
    target: usize,
    /// Method, target and credentials, in one allocation.
    text: Box<[u8]>,
}

impl Sent {
    #[inline]
    fn of(found: &RawCredentials<'_>) -> Self {
        let head = found.request();
        let (method, target, credentials) = (head.method(), head.target(), found.text());
        let mut text = Vec::with_capacity(method.len() + target.len() + credentials.len());
        text.extend_from_slice(method.as_bytes());
        text.extend_from_slice(target.as_bytes());
        text.extend_from_slice(credentials);
        Self { index: found.index, method: method.len(), target: target.len(), text: text.into_boxed_slice() }
    }

    fn is(&self, found: &RawCredentials<'_>) -> bool {
        let head = found.request();
        let (method, target) = (head.method().as_bytes(), head.target().as_bytes());
        let credentials = self.text.strip_prefix(method).and_then(|rest| rest.strip_prefix(target));
        (self.index, self.method, self.target) == (found.index, method.len(), target.len())
            && credentials.is_some_and(|credentials| constant_time_eq(credentials, found.text()))
    }
}

impl<Id> Left<Id> {
    /// Nothing panics while the lock is held.
    fn kept(&self) -> MutexGuard<'_, Option<Kept<Id>>> {
        self.kept.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

/// Returns the authenticator of the layer that admitted a request. It admits nothing: what takes it verifies with it.
#[cfg(feature = "tower")]
pub(crate) fn authenticator_of_layer<Id: Send + 'static, Tag: 'static>(head: RequestHead<'_>) -> Option<Authenticator<Id, Tag>> {
    let verified = Verified::<Id, Tag>::of(head)?;
    Some(Authenticator::shared(Arc::clone(&verified.left.authenticator)))
}

impl<Id, Tag> Verified<Id, Tag> {
    fn new(authenticator: &Authenticator<Id, Tag>, kept: Option<Kept<Id>>, for_all: Option<ForAll<Id>>) -> Self {
        let left = Left { authenticator: Arc::clone(&authenticator.inner), for_all, kept: Mutex::new(kept) };
        Self { left: Arc::new(left), tag: PhantomData }
    }
}

impl<Id: Send + 'static, Tag> Verified<Id, Tag> {
    /// Returns what a layer of the same identity type and tag has left in the request.
    pub(super) fn of(head: RequestHead<'_>) -> Option<Self>
    where
        Tag: 'static,
    {
        head.kept()
    }

    fn take(&self, authenticator: &Arc<Inner<Id>>, found: &RawCredentials<'_>) -> Option<Id> {
        if !Arc::ptr_eq(&self.left.authenticator, authenticator) {
            return None;
        }
        let mut slot = self.left.kept();
        if !slot.as_ref()?.sent.is(found) {
            return None;
        }
        if let Some(ForAll { copy, .. }) = &self.left.for_all {
            let identity = slot.as_ref()?.identity.get()?;
            return catch(|| copy(identity)).ok();
        }
        slot.take()?.identity.into_inner()
    }
}

/// Held by the layer until it has the response. Then the identity is gone, wherever a copy of [`Verified`] may be.
pub(crate) struct Lease<Id, Tag>(Verified<Id, Tag>);

impl<Id, Tag> Lease<Id, Tag> {
    /// Without an identity: the request has no credentials, or authentication is off.
    #[cfg(any(feature = "axum", feature = "tower"))]
    pub(super) fn without_identity(authenticator: &Authenticator<Id, Tag>) -> Self {
        Self(Verified::new(authenticator, None, None))
    }

    /// Returns what to leave in the request.
    pub(crate) fn verified(&self) -> Verified<Id, Tag> {
        self.0.clone()
    }
}

impl<Id, Tag> Drop for Lease<Id, Tag> {
    fn drop(&mut self) {
        // Two statements, because the identity is the user's and must not be dropped under the lock.
        let kept = self.0.left.kept().take();
        drop(kept);
    }
}

impl<Id, Tag> Clone for Verified<Id, Tag> {
    fn clone(&self) -> Self {
        Self { left: Arc::clone(&self.left), tag: PhantomData }
    }
}

/// An authenticator that returns the identity of an outer layer if that has verified this very request, and else verifies itself.
pub(super) struct Once<'o, Id, Tag> {
    authenticator: &'o Authenticator<Id, Tag>,
    earlier: Option<Verified<Id, Tag>>,
    is_question: bool,
}

impl<'o, Id: Send + 'static, Tag: 'static> Once<'o, Id, Tag> {
    pub(super) fn new(authenticator: &'o Authenticator<Id, Tag>, head: RequestHead<'_>) -> Self {
        Self { authenticator, earlier: Verified::of(head), is_question: false }
    }

    /// The rejection of a question is not logged as an event.
    pub(super) fn questioned(self, is_question: bool) -> Self {
        Self { is_question, ..self }
    }
}

impl<Id: Send + 'static, Tag> Authenticate<ViaErased> for Once<'_, Id, Tag> {
    type Identity = Id;

    fn schemes(&self) -> Schemes<'_> {
        self.authenticator.schemes()
    }

    fn asked(&self) -> Asked {
        Asked {
            baseline: self.earlier.as_ref().and_then(|earlier| earlier.left.for_all.as_ref()).map(|for_all| for_all.baseline),
            is_question: self.is_question,
        }
    }

    fn settings(&self) -> &Settings {
        self.authenticator.settings()
    }

    fn clock_reading(&self, index: u32) -> Option<SystemTime> {
        self.authenticator.clock_reading(index)
    }

    #[cfg(feature = "dangerous-development")]
    fn everybody(&self) -> Option<&Everybody<Id>> {
        self.authenticator.everybody()
    }

    #[inline]
    fn verify_now(&self, found: RawCredentials<'_>) -> Option<Result<Id, VerifyError>> {
        let inner = &self.authenticator.inner;
        match self.earlier.as_ref().and_then(|earlier| earlier.take(inner, &found)) {
            Some(identity) => Some(Ok(identity)),
            None => inner.verify_now(found),
        }
    }

    #[allow(refining_impl_trait, reason = "an authenticator boxes what waits")]
    fn verify_later<'a>(&'a self, found: RawCredentials<'a>) -> BoxFuture<'a, Id> {
        self.authenticator.inner.verify_later(found)
    }
}

/// The verifier of a layer: remembers which credentials it was called with.
pub(super) struct Recording<'o, Id, Tag> {
    once: Once<'o, Id, Tag>,
    sent: Mutex<Option<Sent>>,
}

impl<'o, Id: Send + 'static, Tag: 'static> Recording<'o, Id, Tag> {
    pub(super) fn new(authenticator: &'o Authenticator<Id, Tag>, head: RequestHead<'_>) -> Self {
        Self { once: Once::new(authenticator, head), sent: Mutex::new(None) }
    }

    /// Returns what to leave in the request. `None`, after which every guard verifies itself, if no verifier was called.
    #[inline]
    pub(super) fn verified(self, identity: Id) -> Option<Lease<Id, Tag>> {
        self.keep(identity, None).map(Lease)
    }

    /// Returns what to leave in the request of an MCP server, whose response may begin before a tool runs: it is valid as long as
    /// the request is, and for each guard that asks. `None` if no verifier was called.
    #[cfg(feature = "rmcp")]
    pub(super) fn verified_for_all(self, identity: Id, copy: fn(&Id) -> Id, baseline: Policy) -> Option<Verified<Id, Tag>> {
        self.keep(identity, Some(ForAll { copy, baseline }))
    }

    #[inline]
    fn keep(self, identity: Id, for_all: Option<ForAll<Id>>) -> Option<Verified<Id, Tag>> {
        // Before the `?`: an identity that is not kept is then dropped under a `catch`, too.
        let identity = Held::new(identity);
        let sent = self.sent.into_inner().unwrap_or_else(PoisonError::into_inner)?;
        let kept = Kept { identity, sent };
        Some(Verified::new(self.once.authenticator, Some(kept), for_all))
    }
}

impl<Id: Send + 'static, Tag> Authenticate<ViaErased> for Recording<'_, Id, Tag> {
    type Identity = Id;

    fn schemes(&self) -> Schemes<'_> {
        self.once.schemes()
    }

    fn settings(&self) -> &Settings {
        self.once.settings()
    }

    fn clock_reading(&self, index: u32) -> Option<SystemTime> {
        self.once.clock_reading(index)
    }

    #[cfg(feature = "dangerous-development")]
    fn everybody(&self) -> Option<&Everybody<Id>> {
        self.once.everybody()
    }

    #[inline]
    fn verify_now(&self, found: RawCredentials<'_>) -> Option<Result<Id, VerifyError>> {
        *self.sent.lock().unwrap_or_else(PoisonError::into_inner) = Some(Sent::of(&found));
        self.once.verify_now(found)
    }

    #[allow(refining_impl_trait, reason = "an authenticator boxes what waits")]
    fn verify_later<'a>(&'a self, found: RawCredentials<'a>) -> BoxFuture<'a, Id> {
        self.once.verify_later(found)
    }
}
