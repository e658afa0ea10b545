//! Who decides for the handlers of frameworks: what a handler's marker says, and whom that asks.

#![allow(missing_docs, unreachable_pub, reason = "for expansions and frameworks of this crate, no user names it")]
#![allow(dead_code, reason = "only frameworks ask")]

use std::{any::type_name, error::Error, fmt, future::Pending, pin::Pin};

use super::{
    authenticator::Authenticator,
    authorize::{Admission, Optional, Required, anyone, authorize, marked},
    decided::Decided,
    maybe_future::MaybeFuture,
    refuse::{check_failed, misconfigured},
};
use crate::{
    rejection::Rejection,
    request::{AsRequestHead, RequestHead},
    vocabulary::{AnyIdentity, AppliesTo, Policy},
};

/// A request as a framework lends it: by `&mut` where its values can be marked as sensitive.
pub type DynRequest<'r> = dyn AsRequestHead + Send + 'r;

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
    const HOW_TO_PROVIDE: &'static str = "";

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
pub trait AuthorizeHandler<S: ?Sized, Id>: 'static {
    fn decide<'a>(source: &'a S, request: &'a mut DynRequest<'_>) -> MaybeFuture<Result<Id, Rejection>, impl DecisionFuture<Id>>;

    /// The type that is not there and should be: for a framework that can refuse to start without it.
    fn missing_authenticator(source: &S) -> Option<String>;
}

/// The authenticator, or how the application would be given one.
fn given<S: ProvidesAuth<Id, Tag> + ?Sized, Id, Tag>(source: &S) -> Result<Authenticator<Id, Tag>, &'static str> {
    source.authenticator().ok_or(S::HOW_TO_PROVIDE)
}

/// The authenticator that is not there, by its type.
fn missing_authenticator<S: ProvidesAuth<Id, Tag> + ?Sized, Id, Tag>(source: &S) -> Option<String> {
    source.authenticator().is_none().then(shown::<Id, Tag>)
}

/// The future of a decision.
pub trait DecisionFuture<Id>: Future<Output = Result<Id, Rejection>> + Send {}

impl<Id, F: Future<Output = Result<Id, Rejection>> + Send> DecisionFuture<Id> for F {}

/// What a handler says of itself, by its marker. Without parameters, so that only the marker's own crate can say it. Written by
/// hand it says no more than the attribute does: who is asked, and by which policy.
pub trait HandlerSpec: 'static {
    /// [`FromApp`], [`FromAppWithPredicate`], [`FromAppOptional`], [`FromVerifier`] or [`FromVerifierOptional`].
    type Mode: 'static;
    type Policy: 'static;
    type Tag: 'static;
    const POLICY: &'static Self::Policy;
}

/// The application's authenticator decides, by the policy.
#[derive(Debug)]
pub enum FromApp {}

/// The same, and then a predicate.
#[derive(Debug)]
pub enum FromAppWithPredicate {}

/// The same, and whoever brings nothing is let in as nobody.
#[derive(Debug)]
pub enum FromAppOptional {}

/// A verifier that the handler names.
#[derive(Debug)]
pub enum FromVerifier {}

/// The same, and whoever brings nothing is let in as nobody.
#[derive(Debug)]
pub enum FromVerifierOptional {}

/// What a marker says with [`FromAppWithPredicate`]. It is asked of a verified identity only.
pub trait PredicateSpec: HandlerSpec {
    type Id;
    fn only(identity: &Self::Id) -> bool;
}

/// What a marker says with [`FromVerifier`] and [`FromVerifierOptional`].
pub trait VerifierSpec: HandlerSpec {
    type Id;

    /// The answer, where the verifier does not wait: for a framework that would else have to box the future.
    fn ask_now(_request: &mut DynRequest<'_>) -> Option<Decided<Self::Id, Self::Mode>> {
        None
    }

    fn ask<'a>(request: &'a mut DynRequest<'_>) -> impl Future<Output = Decided<Self::Id, Self::Mode>> + Send + 'a;
}

/// A way to decide for a marker. As [`AuthorizeHandler`], not to be named.
pub trait AuthSource<M, S: ?Sized, Id>: 'static {
    fn decide<'a>(source: &'a S, request: &'a mut DynRequest<'_>) -> MaybeFuture<Result<Id, Rejection>, impl DecisionFuture<Id>>;

    fn missing_authenticator(_source: &S) -> Option<String> {
        None
    }
}

#[diagnostic::do_not_recommend]
impl<S: ?Sized, Id, M: HandlerSpec> AuthorizeHandler<S, Id> for M
where
    M::Mode: AuthSource<M, S, Id>,
{
    fn decide<'a>(source: &'a S, request: &'a mut DynRequest<'_>) -> MaybeFuture<Result<Id, Rejection>, impl DecisionFuture<Id>> {
        M::Mode::decide(source, request)
    }

    fn missing_authenticator(source: &S) -> Option<String> {
        M::Mode::missing_authenticator(source)
    }
}

impl<S, Id, M> AuthSource<M, S, Id> for FromApp
where
    S: ProvidesAuth<Id, M::Tag> + ?Sized,
    Id: Send + 'static,
    M: HandlerSpec,
    M::Policy: AppliesTo<Id>,
{
    fn decide<'a>(source: &'a S, request: &'a mut DynRequest<'_>) -> MaybeFuture<Result<Id, Rejection>, impl DecisionFuture<Id>> {
        ask(Required, given::<S, Id, M::Tag>(source), M::POLICY, request, anyone)
    }

    fn missing_authenticator(source: &S) -> Option<String> {
        missing_authenticator::<S, Id, M::Tag>(source)
    }
}

impl<S, M> AuthSource<M, S, M::Id> for FromAppWithPredicate
where
    S: ProvidesAuth<M::Id, M::Tag> + ?Sized,
    M: PredicateSpec,
    M::Id: Send + 'static,
    M::Policy: AppliesTo<M::Id>,
{
    fn decide<'a>(
        source: &'a S,
        request: &'a mut DynRequest<'_>,
    ) -> MaybeFuture<Result<M::Id, Rejection>, impl DecisionFuture<M::Id>> {
        ask(Required, given::<S, M::Id, M::Tag>(source), M::POLICY, request, M::only)
    }

    fn missing_authenticator(source: &S) -> Option<String> {
        missing_authenticator::<S, M::Id, M::Tag>(source)
    }
}

impl<S, Id, M> AuthSource<M, S, Option<Id>> for FromAppOptional
where
    S: ProvidesAuth<Id, M::Tag> + ?Sized,
    Id: Send + 'static,
    M: HandlerSpec<Policy = AnyIdentity>,
{
    fn decide<'a>(
        source: &'a S,
        request: &'a mut DynRequest<'_>,
    ) -> MaybeFuture<Result<Option<Id>, Rejection>, impl DecisionFuture<Option<Id>>> {
        ask(Optional, given::<S, Id, M::Tag>(source), M::POLICY, request, anyone)
    }

    fn missing_authenticator(source: &S) -> Option<String> {
        missing_authenticator::<S, Id, M::Tag>(source)
    }
}

impl<S: ?Sized, M: VerifierSpec> AuthSource<M, S, M::Id> for FromVerifier {
    fn decide<'a>(
        _: &'a S,
        request: &'a mut DynRequest<'_>,
    ) -> MaybeFuture<Result<M::Id, Rejection>, impl DecisionFuture<M::Id>> {
        ask_named::<M>(request)
    }
}

impl<S: ?Sized, M: VerifierSpec> AuthSource<M, S, M::Id> for FromVerifierOptional {
    fn decide<'a>(
        _: &'a S,
        request: &'a mut DynRequest<'_>,
    ) -> MaybeFuture<Result<M::Id, Rejection>, impl DecisionFuture<M::Id>> {
        ask_named::<M>(request)
    }
}

fn ask_named<'a, M: VerifierSpec>(
    request: &'a mut DynRequest<'_>,
) -> MaybeFuture<Result<M::Id, Rejection>, impl DecisionFuture<M::Id> + use<'a, M>> {
    if let Some(decided) = M::ask_now(request) {
        return MaybeFuture::Ready(decided.into_result());
    }
    let asked = M::ask(request);
    MaybeFuture::Future(async move { asked.await.into_result() })
}

/// After a mistake in the attribute nobody is let in.
impl<S: ?Sized, Id> AuthorizeHandler<S, Id> for InvalidAttribute {
    fn decide<'a>(_: &'a S, request: &'a mut DynRequest<'_>) -> MaybeFuture<Result<Id, Rejection>, impl DecisionFuture<Id>> {
        MaybeFuture::<_, Pending<_>>::Ready(Err(check_failed("", request.as_request_head().is_head())))
    }

    fn missing_authenticator(_: &S) -> Option<String> {
        None
    }
}

/// The marker of a handler whose attribute is mistaken.
#[derive(Debug)]
pub enum InvalidAttribute {}

/// A marker that lets no stranger in, which an `optional` one does.
#[diagnostic::on_unimplemented(
    message = "an `optional` guard lets strangers in, so its handler counts as open",
    label = "a stranger could run it",
    note = "say that it is open: `public(..)`"
)]
pub trait RequiresCredentials: sealed::RequiresCredentials {}

#[diagnostic::do_not_recommend]
impl<M: sealed::RequiresCredentials> RequiresCredentials for M {}

/// Which ways are strict is not for other crates to say.
mod sealed {
    use super::{FromApp, FromAppWithPredicate, FromVerifier, HandlerSpec, InvalidAttribute};

    pub trait RequiresCredentials {}

    impl RequiresCredentials for InvalidAttribute {}
    impl RequiresCredentials for FromApp {}
    impl RequiresCredentials for FromAppWithPredicate {}
    impl RequiresCredentials for FromVerifier {}

    #[diagnostic::do_not_recommend]
    impl<M: HandlerSpec> RequiresCredentials for M where M::Mode: RequiresCredentials {}
}

/// Asks the application's authenticator; does not depend on the marker, so that it is compiled once for each policy's type.
fn ask<'a, A, Id, Tag, P, F>(
    admission: A,
    authenticator: Result<Authenticator<Id, Tag>, &'static str>,
    policy: &'static P,
    request: &'a mut DynRequest<'_>,
    only: F,
) -> MaybeFuture<Result<A::Admitted, Rejection>, impl DecisionFuture<A::Admitted> + 'a>
where
    A: Admission<Id, Admitted: Send> + 'static,
    Id: Send + 'static,
    Tag: 'static,
    P: AppliesTo<Id>,
    F: Fn(&Id) -> bool + Copy + Send + 'a,
{
    let authenticator = match authenticator {
        Ok(authenticator) => authenticator,
        Err(given_by) => {
            return MaybeFuture::Ready(Err(missing::<Id, Tag>(policy.policy(), given_by, request.as_request_head())));
        }
    };
    if let MaybeFuture::Ready(decided) = authorize(admission, &authenticator, policy, marked(&authenticator, request), only) {
        return MaybeFuture::Ready(decided);
    }
    // One that waits has not been asked yet. Its future keeps the authenticator, and is boxed, so that handlers whose verifier does
    // not wait move no room for it.
    let waiting: Pin<Box<dyn DecisionFuture<A::Admitted> + 'a>> =
        Box::pin(async move { authorize(admission, &authenticator, policy, marked(&authenticator, request), only).wait().await });
    MaybeFuture::Future(waiting)
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
