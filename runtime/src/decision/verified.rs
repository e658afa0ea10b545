//! What a layer leaves in a request: the identity that it verified, for the guards behind it.

#![allow(dead_code, reason = "only frameworks use it")]

use std::{
    marker::PhantomData,
    sync::{Arc, Mutex, OnceLock, PoisonError},
    time::SystemTime,
};

use constant_time_eq::constant_time_eq;

#[cfg(feature = "dangerous-development")]
use super::development::Everybody;
use super::{
    authenticate::{Authenticate, ViaErased},
    authenticator::{Authenticator, Inner},
    challenged_verifier::Asked,
    erased::BoxFuture,
    maybe_future::MaybeFuture,
    settings::Settings,
};
use crate::{
    panics::Held,
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
    kept: Arc<Mutex<Option<Kept<Id>>>>,
    baseline: Option<Policy>,
    tag: PhantomData<fn() -> Tag>,
}

struct Kept<Id> {
    identity: Held<Id>,
    /// How to copy the identity, if several may take it.
    copy: Option<fn(&Id) -> Id>,
    authenticator: Arc<Inner<Id>>,
    sent: Sent,
}

/// What was verified: the credentials, and what a verifier may read of the request apart from fields and extensions.
struct Sent {
    method: Box<str>,
    target: Box<str>,
    /// The position of the verifier, which has one place.
    index: u32,
    credentials: Box<[u8]>,
}

impl Sent {
    fn of(found: &RawCredentials<'_>) -> Self {
        let head = found.request();
        Self { method: head.method().into(), target: head.target().into(), index: found.index, credentials: found.text().into() }
    }

    fn is(&self, found: &RawCredentials<'_>) -> bool {
        let head = found.request();
        self.index == found.index
            && constant_time_eq(&self.credentials, found.text())
            && *self.method == *head.method()
            && *self.target == *head.target()
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
        // Nothing panics while the lock is held.
        let mut slot = self.kept.lock().unwrap_or_else(PoisonError::into_inner);
        let kept = slot.as_ref().filter(|kept| Arc::ptr_eq(&kept.authenticator, authenticator) && kept.sent.is(found))?;
        match kept.copy {
            #[cfg(feature = "rmcp")]
            Some(copy) => {
                let identity = kept.identity.get()?;
                crate::panics::catch(|| copy(identity)).ok()
            }
            #[cfg(not(feature = "rmcp"))]
            Some(_) => None,
            None => slot.take()?.identity.into_inner(),
        }
    }
}

/// Held by the layer until it has the response. Then the identity is gone, wherever a copy of [`Verified`] may be.
pub(crate) struct Lease<Id, Tag>(Verified<Id, Tag>);

impl<Id, Tag> Lease<Id, Tag> {
    /// Returns what to leave in the request.
    pub(crate) fn verified(&self) -> Verified<Id, Tag> {
        self.0.clone()
    }
}

impl<Id, Tag> Drop for Lease<Id, Tag> {
    fn drop(&mut self) {
        // Two statements, because the identity is the user's and must not be dropped under the lock.
        let kept = self.0.kept.lock().unwrap_or_else(PoisonError::into_inner).take();
        drop(kept);
    }
}

impl<Id, Tag> Clone for Verified<Id, Tag> {
    fn clone(&self) -> Self {
        Self { kept: Arc::clone(&self.kept), baseline: self.baseline, tag: PhantomData }
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
        Asked { baseline: self.earlier.as_ref().and_then(|earlier| earlier.baseline), is_question: self.is_question }
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

    #[allow(refining_impl_trait, reason = "an authenticator boxes what waits")]
    fn verify_found<'a>(&'a self, found: RawCredentials<'a>) -> MaybeFuture<Result<Id, VerifyError>, BoxFuture<'a, Id>> {
        let inner = &self.authenticator.inner;
        match self.earlier.as_ref().and_then(|earlier| earlier.take(inner, &found)) {
            Some(identity) => MaybeFuture::Ready(Ok(identity)),
            None => inner.verify(found),
        }
    }
}

/// The verifier of a layer: remembers which credentials it was called with.
pub(super) struct Recording<'o, Id, Tag> {
    once: Once<'o, Id, Tag>,
    sent: OnceLock<Sent>,
}

impl<'o, Id: Send + 'static, Tag: 'static> Recording<'o, Id, Tag> {
    pub(super) fn new(authenticator: &'o Authenticator<Id, Tag>, head: RequestHead<'_>) -> Self {
        Self { once: Once::new(authenticator, head), sent: OnceLock::new() }
    }

    /// Returns what to leave in the request. `None`, after which every guard verifies itself, if no verifier was called.
    pub(super) fn verified(self, identity: Id) -> Option<Lease<Id, Tag>> {
        self.keep(identity, None, None).map(Lease)
    }

    /// Returns what to leave in the request of an MCP server, whose response may begin before a tool runs: it is valid as long as
    /// the request is, and for each guard that asks. `None` if no verifier was called.
    #[cfg(feature = "rmcp")]
    pub(super) fn verified_for_all(self, identity: Id, copy: fn(&Id) -> Id, baseline: Policy) -> Option<Verified<Id, Tag>> {
        self.keep(identity, Some(copy), Some(baseline))
    }

    fn keep(self, identity: Id, copy: Option<fn(&Id) -> Id>, baseline: Option<Policy>) -> Option<Verified<Id, Tag>> {
        let authenticator = Arc::clone(&self.once.authenticator.inner);
        let kept = Kept { identity: Held::new(identity), copy, authenticator, sent: self.sent.into_inner()? };
        Some(Verified { kept: Arc::new(Mutex::new(Some(kept))), baseline, tag: PhantomData })
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

    #[allow(refining_impl_trait, reason = "an authenticator boxes what waits")]
    fn verify_found<'a>(&'a self, found: RawCredentials<'a>) -> MaybeFuture<Result<Id, VerifyError>, BoxFuture<'a, Id>> {
        self.sent.get_or_init(|| Sent::of(&found));
        self.once.verify_found(found)
    }
}
