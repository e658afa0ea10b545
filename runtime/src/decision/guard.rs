//! The proof that a caller was let in, which the handlers of frameworks with extractors take as a hidden parameter.

#![allow(missing_docs, reason = "for expansions and frameworks of this crate, no user names it")]

use std::{any::type_name, error::Error, fmt, marker::PhantomData};

use super::{
    authenticator::Authenticator,
    authorize::{OrNobody, Verified, authorize, marked},
    refuse::{denied, misconfigured},
};
use crate::{
    policy::{Demands, Policy, Unscoped},
    refusal::Rejection,
    schemes::AsRequestHead,
};

/// The proof that somebody was let in under the policy of one handler, whose marker is `M`. It holds the identity.
///
/// Its fields are private and there is no constructor but `check`: whoever calls a handler that takes one has to
/// verify first.
pub struct Guard<Id, M> {
    identity: Id,
    marker: PhantomData<fn() -> M>,
}

impl<Id, M> Guard<Id, M> {
    /// Asks whoever decides for the handler.
    ///
    /// # Errors
    ///
    /// [`Rejection`], where the caller is not let in.
    #[allow(dead_code, reason = "frameworks call it")]
    pub(crate) async fn check<S: ?Sized>(source: &S, request: &mut Asking<'_>) -> Result<Self, Rejection>
    where
        M: Decide<S, Id>,
    {
        let identity = M::decide(source, request).await?;
        Ok(Self { identity, marker: PhantomData })
    }

    pub fn into_identity(self) -> Id {
        self.identity
    }
}

impl<Id, M> fmt::Debug for Guard<Id, M> {
    /// Nothing of the identity: `#[tracing::instrument]` records every parameter.
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("Guard(..)")
    }
}

/// A request as a framework lends it: by `&mut` where its values can be marked as sensitive.
pub type Asking<'r> = dyn AsRequestHead + Send + 'r;

/// Where a handler's authenticator is found: the state of the application. One type for each framework.
#[diagnostic::on_unimplemented(
    message = "the router state `{Self}` holds no `Authenticator<{Id}, {Tag}>`",
    label = "no authenticator for this handler",
    note = "give the router one: `.with_state(Authenticator::new(verifier))`, or a field of the state and `#[derive(Clone, FromRef)]`",
    note = "if your identity is another type, name it: `#[identity] who: User` or `identity = User`"
)]
pub trait ProvidesAuth<Id, Tag = ()> {
    /// `None` where the application was started without one.
    fn authenticator(&self) -> Option<Authenticator<Id, Tag>>;
}

/// Who decides about the callers of the handler that a marker stands for. No user can name it: a crate that could would write
/// one for the marker of another crate's handler and a state of its own, and be let in by that.
#[diagnostic::on_unimplemented(
    message = "the application state `{S}` holds no `Authenticator<{Id}>` for this handler",
    label = "no authenticator for this handler",
    note = "give it one: axum `.with_state(Authenticator::new(verifier))`, or a field of the state and `#[derive(Clone, FromRef)]`; actix-web `.app_data(authenticator)`",
    note = "if your identity is another type, name it: `#[identity] who: User` or `identity = User`; where scopes are demanded it must implement `HasScopes`"
)]
pub trait Decide<S: ?Sized, Id>: 'static {
    fn decide<'a>(source: &'a S, request: &'a mut Asking<'_>) -> impl Future<Output = Result<Id, Rejection>> + Send + 'a;

    /// The type that is not there and should be: for a framework that can refuse to start without it.
    fn lacks(source: &S) -> Option<&'static str>;
}

/// The authenticator that is not there, by its type.
fn lacks<S: ProvidesAuth<Id, Tag> + ?Sized, Id, Tag>(source: &S) -> Option<&'static str> {
    source.authenticator().is_none().then(type_name::<Authenticator<Id, Tag>>)
}

/// What a handler says of itself, by its marker. Without parameters, so that only the marker's own crate can say it.
pub trait Marker: 'static {
    /// [`InState`], [`InStateOnly`], [`InStateOptional`], [`Named`] or [`NamedOptional`].
    type Way: 'static;
    type Policy: 'static;
    type Tag: 'static;
    const POLICY: &'static Self::Policy;
}

/// The application's authenticator decides, by the policy.
#[derive(Debug)]
pub enum InState {}

/// The same, and then a predicate.
#[derive(Debug)]
pub enum InStateOnly {}

/// The same, and whoever brings nothing is let in as nobody.
#[derive(Debug)]
pub enum InStateOptional {}

/// A verifier that the handler names.
#[derive(Debug)]
pub enum Named {}

/// The same, and whoever brings nothing is let in as nobody.
#[derive(Debug)]
pub enum NamedOptional {}

/// What a marker says with [`InStateOnly`].
pub trait OnlyMarker: Marker {
    type Id;
    fn only(identity: &Self::Id) -> bool;
}

/// What a marker says with [`Named`] and [`NamedOptional`].
pub trait NamedMarker: Marker {
    type Id;
    fn ask<'a>(request: &'a mut Asking<'_>) -> impl Future<Output = Result<Self::Id, Rejection>> + Send + 'a;
}

/// A way to decide for a marker. As [`Decide`], not to be named.
pub trait DecidesFor<M, S: ?Sized, Id>: 'static {
    fn decide<'a>(source: &'a S, request: &'a mut Asking<'_>) -> impl Future<Output = Result<Id, Rejection>> + Send + 'a;

    fn lacks(_source: &S) -> Option<&'static str> {
        None
    }
}

#[diagnostic::do_not_recommend]
impl<S: ?Sized, Id, M: Marker> Decide<S, Id> for M
where
    M::Way: DecidesFor<M, S, Id>,
{
    fn decide<'a>(source: &'a S, request: &'a mut Asking<'_>) -> impl Future<Output = Result<Id, Rejection>> + Send + 'a {
        M::Way::decide(source, request)
    }

    fn lacks(source: &S) -> Option<&'static str> {
        M::Way::lacks(source)
    }
}

impl<S, Id, M> DecidesFor<M, S, Id> for InState
where
    S: ProvidesAuth<Id, M::Tag> + ?Sized,
    Id: Send + 'static,
    M: Marker,
    M::Policy: Demands<Id>,
{
    fn decide<'a>(source: &'a S, request: &'a mut Asking<'_>) -> impl Future<Output = Result<Id, Rejection>> + Send + 'a {
        // Does not depend on the marker, so that it is compiled once.
        decide_only(source.authenticator(), M::POLICY, request, |_: &Id| true)
    }

    fn lacks(source: &S) -> Option<&'static str> {
        lacks::<S, Id, M::Tag>(source)
    }
}

impl<S, M> DecidesFor<M, S, M::Id> for InStateOnly
where
    S: ProvidesAuth<M::Id, M::Tag> + ?Sized,
    M: OnlyMarker,
    M::Id: Send + 'static,
    M::Policy: Demands<M::Id>,
{
    fn decide<'a>(source: &'a S, request: &'a mut Asking<'_>) -> impl Future<Output = Result<M::Id, Rejection>> + Send + 'a {
        decide_only(source.authenticator(), M::POLICY, request, M::only)
    }

    fn lacks(source: &S) -> Option<&'static str> {
        lacks::<S, M::Id, M::Tag>(source)
    }
}

impl<S, Id, M> DecidesFor<M, S, Option<Id>> for InStateOptional
where
    S: ProvidesAuth<Id, M::Tag> + ?Sized,
    Id: Send + 'static,
    M: Marker<Policy = Unscoped>,
{
    fn decide<'a>(source: &'a S, request: &'a mut Asking<'_>) -> impl Future<Output = Result<Option<Id>, Rejection>> + Send + 'a {
        decide_optional(source.authenticator(), M::POLICY, request)
    }

    fn lacks(source: &S) -> Option<&'static str> {
        lacks::<S, Id, M::Tag>(source)
    }
}

impl<S: ?Sized, M: NamedMarker> DecidesFor<M, S, M::Id> for Named {
    fn decide<'a>(_: &'a S, request: &'a mut Asking<'_>) -> impl Future<Output = Result<M::Id, Rejection>> + Send + 'a {
        M::ask(request)
    }
}

impl<S: ?Sized, M: NamedMarker> DecidesFor<M, S, M::Id> for NamedOptional {
    fn decide<'a>(_: &'a S, request: &'a mut Asking<'_>) -> impl Future<Output = Result<M::Id, Rejection>> + Send + 'a {
        M::ask(request)
    }
}

/// After a mistake in the attribute nobody is let in.
impl<S: ?Sized, Id> Decide<S, Id> for Denied {
    #[allow(clippy::manual_async_fn, reason = "an `async fn` would hold the source, which need not be `Sync`")]
    fn decide<'a>(_: &'a S, _: &'a mut Asking<'_>) -> impl Future<Output = Result<Id, Rejection>> + Send + 'a {
        async { Err(denied("")) }
    }

    fn lacks(_: &S) -> Option<&'static str> {
        None
    }
}

/// The marker of a handler whose attribute is mistaken.
#[derive(Debug)]
pub enum Denied {}

/// A marker that lets no stranger in, which an `optional` one does.
#[diagnostic::on_unimplemented(
    message = "an `optional` guard lets strangers in, so its handler counts as open",
    label = "a stranger could run it",
    note = "say that it is open: `public(..)`"
)]
pub trait Strict {}

impl Strict for Denied {}
impl Strict for InState {}
impl Strict for InStateOnly {}
impl Strict for Named {}

#[diagnostic::do_not_recommend]
impl<M: Marker> Strict for M where M::Way: Strict {}

/// Asks the application's authenticator.
///
/// # Errors
///
/// [`Rejection`], where the caller is not let in; also where there is no authenticator.
async fn decide_only<Id, Tag, P, F>(
    authenticator: Option<Authenticator<Id, Tag>>,
    policy: &'static P,
    request: &mut Asking<'_>,
    only: F,
) -> Result<Id, Rejection>
where
    Id: Send + 'static,
    P: Demands<Id>,
    F: Fn(&Id) -> bool,
{
    let Some(authenticator) = authenticator else { return Err(missing::<Id, Tag>(policy.policy())) };
    authorize::<Verified, _, _, _, _>(&authenticator, policy, marked(&authenticator, request), only).wait().await
}

/// [`decide_only`] for an `optional` guard.
///
/// # Errors
///
/// As [`decide_only`].
async fn decide_optional<Id, Tag>(
    authenticator: Option<Authenticator<Id, Tag>>,
    policy: &'static Unscoped,
    request: &mut Asking<'_>,
) -> Result<Option<Id>, Rejection>
where
    Id: Send + 'static,
{
    let Some(authenticator) = authenticator else { return Err(missing::<Id, Tag>(&policy.0)) };
    authorize::<OrNobody, _, _, _, _>(&authenticator, policy, marked(&authenticator, request), |_| true).wait().await
}

#[cold]
fn missing<Id, Tag>(policy: &Policy) -> Rejection {
    misconfigured(policy, Box::new(NoAuthenticator(type_name::<Authenticator<Id, Tag>>())))
}

/// Which type was looked up and not there.
#[derive(Debug)]
struct NoAuthenticator(&'static str);

impl fmt::Display for NoAuthenticator {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "the application holds no `{}`: nobody is let in until it does", self.0)
    }
}

impl Error for NoAuthenticator {}
