//! Who decides for the handlers of frameworks: what a handler's marker says, and whom that asks.

#![allow(missing_docs, unreachable_pub, reason = "for expansions and frameworks of this crate, no user names it")]
#![allow(dead_code, reason = "only frameworks ask")]

use std::{any::type_name, error::Error, fmt, future::Pending, pin::Pin};

use super::{
    authenticator::Authenticator,
    authorize::{Admits, Decision, OrNobody, Verified, authorize, marked},
    decided::Decided,
    guard::Asking,
    refuse::{denied, misconfigured},
};
use crate::{
    rejection::Rejection,
    request::RequestHead,
    vocabulary::{Demands, Policy, Unscoped},
};

/// Where a handler's authenticator is found: the state of the application. One type for each framework. An application that
/// implements it for a state of its own only names an authenticator, which on axum `FromRef` is for.
#[diagnostic::on_unimplemented(
    message = "the router state `{Self}` holds no `Authenticator<{Id}, {Tag}>`",
    label = "no authenticator for this handler",
    note = "give the router one: `.with_state(Authenticator::new(verifier))`, or a field of the state and `#[derive(Clone, FromRef)]`",
    note = "if your identity is another type, name it: `#[identity] who: User` or `identity = User`"
)]
pub trait ProvidesAuth<Id, Tag = ()> {
    /// How an application is given one, for the log; empty where none can be missing when a request comes.
    const GIVEN_BY: &'static str = "";

    /// `None` where the application was started without one.
    fn authenticator(&self) -> Option<Authenticator<Id, Tag>>;
}

/// Who decides about the callers of the handler that a marker stands for. It has no name outside: whoever implemented it could
/// make a guard without asking anybody. What a crate outside can choose is the authenticator of its own application, and so the
/// verifier, for handlers of other crates as well; and for a marker of its own the verifier and the policy. Either way the
/// identity in a guard comes out of `authorize`.
#[diagnostic::on_unimplemented(
    message = "no `Authenticator<{Id}>` of the application can decide for this handler",
    label = "nobody can decide",
    note = "where scopes are demanded, `{Id}` must implement `HasScopes`",
    note = "it is looked for in `{S}`; on axum that is the state: `.with_state(Authenticator::new(verifier))`, or a field of the state and `#[derive(Clone, FromRef)]`",
    note = "if your identity is another type, name it: `#[identity] who: User` or `identity = User`"
)]
pub trait Decide<S: ?Sized, Id>: 'static {
    fn decide<'a>(source: &'a S, request: &'a mut Asking<'_>) -> Decision<Id, impl Answers<Id>>;

    /// The type that is not there and should be: for a framework that can refuse to start without it.
    fn lacks(source: &S) -> Option<String>;
}

/// The authenticator, or how the application would be given one.
fn given<S: ProvidesAuth<Id, Tag> + ?Sized, Id, Tag>(source: &S) -> Result<Authenticator<Id, Tag>, &'static str> {
    source.authenticator().ok_or(S::GIVEN_BY)
}

/// The authenticator that is not there, by its type.
fn lacks<S: ProvidesAuth<Id, Tag> + ?Sized, Id, Tag>(source: &S) -> Option<String> {
    source.authenticator().is_none().then(shown::<Id, Tag>)
}

/// The future of a decision.
pub trait Answers<Id>: Future<Output = Result<Id, Rejection>> + Send {}

impl<Id, F: Future<Output = Result<Id, Rejection>> + Send> Answers<Id> for F {}

/// What a handler says of itself, by its marker. Without parameters, so that only the marker's own crate can say it. Written by
/// hand it says no more than the attribute does: who is asked, and by which policy.
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

/// What a marker says with [`InStateOnly`]. It is asked of a verified identity only.
pub trait OnlyMarker: Marker {
    type Id;
    fn only(identity: &Self::Id) -> bool;
}

/// What a marker says with [`Named`] and [`NamedOptional`].
pub trait NamedMarker: Marker {
    type Id;

    /// The answer, where the verifier does not wait: for a framework that would else have to box the future.
    fn ask_now(_request: &mut Asking<'_>) -> Option<Decided<Self::Id, Self::Way>> {
        None
    }

    fn ask<'a>(request: &'a mut Asking<'_>) -> impl Future<Output = Decided<Self::Id, Self::Way>> + Send + 'a;
}

/// A way to decide for a marker. As [`Decide`], not to be named.
pub trait DecidesFor<M, S: ?Sized, Id>: 'static {
    fn decide<'a>(source: &'a S, request: &'a mut Asking<'_>) -> Decision<Id, impl Answers<Id>>;

    fn lacks(_source: &S) -> Option<String> {
        None
    }
}

#[diagnostic::do_not_recommend]
impl<S: ?Sized, Id, M: Marker> Decide<S, Id> for M
where
    M::Way: DecidesFor<M, S, Id>,
{
    fn decide<'a>(source: &'a S, request: &'a mut Asking<'_>) -> Decision<Id, impl Answers<Id>> {
        M::Way::decide(source, request)
    }

    fn lacks(source: &S) -> Option<String> {
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
    fn decide<'a>(source: &'a S, request: &'a mut Asking<'_>) -> Decision<Id, impl Answers<Id>> {
        ask::<Verified, _, _, _, _>(given::<S, Id, M::Tag>(source), M::POLICY, request, |_: &Id| true)
    }

    fn lacks(source: &S) -> Option<String> {
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
    fn decide<'a>(source: &'a S, request: &'a mut Asking<'_>) -> Decision<M::Id, impl Answers<M::Id>> {
        ask::<Verified, _, _, _, _>(given::<S, M::Id, M::Tag>(source), M::POLICY, request, M::only)
    }

    fn lacks(source: &S) -> Option<String> {
        lacks::<S, M::Id, M::Tag>(source)
    }
}

impl<S, Id, M> DecidesFor<M, S, Option<Id>> for InStateOptional
where
    S: ProvidesAuth<Id, M::Tag> + ?Sized,
    Id: Send + 'static,
    M: Marker<Policy = Unscoped>,
{
    fn decide<'a>(source: &'a S, request: &'a mut Asking<'_>) -> Decision<Option<Id>, impl Answers<Option<Id>>> {
        ask::<OrNobody, _, _, _, _>(given::<S, Id, M::Tag>(source), M::POLICY, request, |_: &Id| true)
    }

    fn lacks(source: &S) -> Option<String> {
        lacks::<S, Id, M::Tag>(source)
    }
}

impl<S: ?Sized, M: NamedMarker> DecidesFor<M, S, M::Id> for Named {
    fn decide<'a>(_: &'a S, request: &'a mut Asking<'_>) -> Decision<M::Id, impl Answers<M::Id>> {
        ask_named::<M>(request)
    }
}

impl<S: ?Sized, M: NamedMarker> DecidesFor<M, S, M::Id> for NamedOptional {
    fn decide<'a>(_: &'a S, request: &'a mut Asking<'_>) -> Decision<M::Id, impl Answers<M::Id>> {
        ask_named::<M>(request)
    }
}

fn ask_named<'a, M: NamedMarker>(request: &'a mut Asking<'_>) -> Decision<M::Id, impl Answers<M::Id> + use<'a, M>> {
    if let Some(decided) = M::ask_now(request) {
        return Decision::Now(decided.into_result());
    }
    let asked = M::ask(request);
    Decision::Later(async move { asked.await.into_result() })
}

/// After a mistake in the attribute nobody is let in.
impl<S: ?Sized, Id> Decide<S, Id> for Denied {
    fn decide<'a>(_: &'a S, request: &'a mut Asking<'_>) -> Decision<Id, impl Answers<Id>> {
        Decision::<Id, Pending<_>>::Now(Err(denied("", request.as_request_head().is_head())))
    }

    fn lacks(_: &S) -> Option<String> {
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
pub trait Strict: sealed::Strict {}

#[diagnostic::do_not_recommend]
impl<M: sealed::Strict> Strict for M {}

/// Which ways are strict is not for other crates to say.
mod sealed {
    use super::{Denied, InState, InStateOnly, Marker, Named};

    pub trait Strict {}

    impl Strict for Denied {}
    impl Strict for InState {}
    impl Strict for InStateOnly {}
    impl Strict for Named {}

    #[diagnostic::do_not_recommend]
    impl<M: Marker> Strict for M where M::Way: Strict {}
}

/// Asks the application's authenticator; does not depend on the marker, so that it is compiled once for each policy's type.
fn ask<'a, A, Id, Tag, P, F>(
    authenticator: Result<Authenticator<Id, Tag>, &'static str>,
    policy: &'static P,
    request: &'a mut Asking<'_>,
    only: F,
) -> Decision<A::Admitted, impl Answers<A::Admitted> + 'a>
where
    A: Admits<Id, Admitted: Send> + 'static,
    Id: Send + 'static,
    Tag: 'static,
    P: Demands<Id>,
    F: Fn(&Id) -> bool + Copy + Send + 'a,
{
    let authenticator = match authenticator {
        Ok(authenticator) => authenticator,
        Err(given_by) => return Decision::Now(Err(missing::<Id, Tag>(policy.policy(), given_by, request.as_request_head()))),
    };
    if let Decision::Now(decided) = authorize::<A, _, _, _, _>(&authenticator, policy, marked(&authenticator, request), only) {
        return Decision::Now(decided);
    }
    // One that waits has not been asked yet. Its future keeps the authenticator, and is boxed, so that handlers whose verifier does
    // not wait move no room for it.
    let waiting: Pin<Box<dyn Answers<A::Admitted> + 'a>> = Box::pin(async move {
        authorize::<A, _, _, _, _>(&authenticator, policy, marked(&authenticator, request), only).wait().await
    });
    Decision::Later(waiting)
}

#[cold]
fn missing<Id, Tag>(policy: &Policy, given_by: &'static str, head: RequestHead<'_>) -> Rejection {
    misconfigured(policy, Box::new(NoAuthenticator { missing: shown::<Id, Tag>(), given_by }), head)
}

/// `Authenticator<Identity>`, as a user would write it.
fn shown<Id, Tag>() -> String {
    let own = |name: &'static str| name.rsplit("::").next().filter(|_| name.starts_with("requires_auth::")).unwrap_or(name);
    let (identity, tag) = (own(type_name::<Id>()), type_name::<Tag>());
    if tag == "()" { format!("Authenticator<{identity}>") } else { format!("Authenticator<{identity}, {tag}>") }
}

/// Which type was looked up and not there.
#[derive(Debug)]
struct NoAuthenticator {
    missing: String,
    given_by: &'static str,
}

impl fmt::Display for NoAuthenticator {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let Self { missing, given_by } = self;
        write!(f, "the application holds no `{missing}`: nobody is let in until it does")?;
        if !given_by.is_empty() {
            write!(f, " ({given_by})")?;
        }
        f.write_str(". A handler with another identity names its type")
    }
}

impl Error for NoAuthenticator {}
