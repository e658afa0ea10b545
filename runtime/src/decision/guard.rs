//! The proof that a caller was let in, which the handlers of frameworks with extractors take as a hidden parameter.

#![allow(missing_docs, reason = "for expansions and frameworks of this crate, no user names it")]

use std::{any::type_name, error::Error, fmt, marker::PhantomData};

use super::{
    authenticator::Authenticator,
    authorize::{OrNobody, Verified, authorize, marked},
    refuse::misconfigured,
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

/// Who decides about the callers of the handler that a marker stands for.
#[diagnostic::on_unimplemented(
    message = "the application state `{S}` holds no `Authenticator<{Id}>` for this handler",
    label = "no authenticator for this handler",
    note = "give it one: axum `.with_state(Authenticator::new(verifier))`, or a field of the state and `#[derive(Clone, FromRef)]`",
    note = "if your identity is another type, name it: `#[identity] who: User` or `identity = User`; where scopes are demanded it must implement `HasScopes`"
)]
pub trait Decide<S: ?Sized, Id>: 'static {
    fn decide<'a>(source: &'a S, request: &'a mut Asking<'_>) -> impl Future<Output = Result<Id, Rejection>> + Send + 'a;

    /// The type that is not there and should be: for a framework that can refuse to start without it.
    fn lacks(_source: &S) -> Option<&'static str> {
        None
    }
}

/// The authenticator that is not there, by its type.
pub fn lacks<S: ProvidesAuth<Id, Tag> + ?Sized, Id, Tag>(source: &S) -> Option<&'static str> {
    source.authenticator().is_none().then(type_name::<Authenticator<Id, Tag>>)
}

/// The marker of a handler with nothing special: the application's authenticator decides, by a policy.
pub trait Marker: 'static {
    type Policy: 'static;
    type Tag: 'static;
    const POLICY: &'static Self::Policy;
}

/// A marker that lets no stranger in, which an `optional` one does.
#[diagnostic::on_unimplemented(
    message = "an `optional` guard lets strangers in, so its handler counts as open",
    label = "a stranger could run it",
    note = "say that it is open: `public(..)`"
)]
pub trait Strict {}

#[diagnostic::do_not_recommend]
impl<M: Marker> Strict for M {}

#[diagnostic::do_not_recommend]
impl<S, Id, M> Decide<S, Id> for M
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

/// Asks the application's authenticator.
///
/// # Errors
///
/// [`Rejection`], where the caller is not let in; also where there is no authenticator.
pub async fn decide_only<Id, Tag, P, F>(
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
pub async fn decide_optional<Id, Tag>(
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
