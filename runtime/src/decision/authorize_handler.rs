//! Authorization of the handlers of frameworks: from the mode in a guard's type to the one function that decides.

#![allow(missing_docs, unreachable_pub, reason = "for expansions and frameworks of this crate, no user names it")]
#![allow(dead_code, reason = "only frameworks use it")]

use std::pin::Pin;

#[cfg(feature = "tower")]
use super::authorize::authorize;
use super::{
    authenticator::Authenticator,
    authorize::{Admission, Begun, Optional, Required, anyone, begin, finish},
    decided::{Authenticated, MaybeAnonymous},
    handler_spec::{
        AppMode, FromApp, FromAppScoped, FromAppWithScopes, FromVerifier, FromVerifierOptional, HandlerSpec, InvalidAttribute,
        Mode, Named, OrAnonymous, PredicateSpec, ScopedSpec, StepUpSpec, VerifierSpec, WithOnReject, WithPredicate, WithStepUp,
        WithStepUpOf,
    },
    maybe_future::MaybeFuture,
    provides_auth::{ProvidesAuth, missing, missing_authenticator},
    reject::check_failed,
    verified_by_layer::Once,
};
use crate::{
    rejection::Rejection,
    request::{DynRequest, RawCredentials, RequestHead},
    vocabulary::{AnyIdentity, AppliesTo, HasAuthentication, HasScopes},
};

/// Authorizes the requests of one handler, by the mode in the guard's type. The trait has no name outside of this crate: an
/// implementation by hand could make a guard without a verification. Another crate can choose the authenticator of its own
/// application, and the verifier and policy of its own markers. In each case the identity in a guard comes out of `authorize`.
#[diagnostic::on_unimplemented(
    message = "no `Authenticator<{Id}>` found for this handler",
    label = "no authenticator found",
    note = "if scopes are demanded, `{Id}` must implement `HasScopes`; for `acr` or `max_age`, `HasAuthentication`",
    note = "it is looked for in `{S}`; on axum that is the state: `.with_state(Authenticator::new(verifier))`, or a field of the state and `#[derive(Clone, FromRef)]`",
    note = "if your identity is another type, name it: `#[identity] who: User` or `identity = User`"
)]
pub trait AuthorizeHandler<S: ?Sized, Id>: 'static {
    fn decide<'a, R: 'static>(source: &'a S, request: &'a mut DynRequest<'_>, reject: fn(Rejection) -> R) -> Decision<'a, Id, R>;

    /// The type of the authenticator, if the handler needs one of the application and it holds none: for a framework that then does
    /// not start.
    fn missing_authenticator(_source: &S) -> Option<String> {
        None
    }
}

/// The identity, or the return value of `reject`, at once or later. The future is boxed: if the verifier does not wait, the handler then
/// moves no space for a future, and all handlers name the same type of future.
pub type Decision<'a, Id, R> = MaybeFuture<Result<Id, R>, DecisionFuture<'a, Id, R>>;

type DecisionFuture<'a, Id, R> = Pin<Box<dyn Future<Output = Result<Id, R>> + Send + 'a>>;

/// Both methods of [`AuthorizeHandler`] for a handler that asks the application's authenticator. The policy is that of `$mode`.
macro_rules! asks_app {
    ($mode:ty: $admission:expr, $Id:ty, $Tag:ty, $only:expr => $Admitted:ty) => {
        fn decide<'a, R: 'static>(
            source: &'a S,
            request: &'a mut DynRequest<'_>,
            reject: fn(Rejection) -> R,
        ) -> Decision<'a, $Admitted, R> {
            ask::<_, _, $Id, $Tag, _, _>($admission, source, <$mode as AppMode<$Id>>::POLICY, request, $only, reject)
        }

        fn missing_authenticator(source: &S) -> Option<String> {
            missing_authenticator::<S, $Id, $Tag>(source)
        }
    };
}

impl<S, Id, M, Tag> AuthorizeHandler<S, Id> for FromApp<M, Tag>
where
    S: ProvidesAuth<Id, Tag> + ?Sized,
    Id: Send + 'static,
    M: HandlerSpec,
    Tag: 'static,
{
    asks_app!(Self: Required, Id, Tag, anyone => Id);
}

impl<S, Id, M, Tag> AuthorizeHandler<S, Id> for FromAppScoped<M, Tag>
where
    S: ProvidesAuth<Id, Tag> + ?Sized,
    Id: HasScopes + Send + 'static,
    M: HandlerSpec,
    Tag: 'static,
{
    asks_app!(Self: Required, Id, Tag, anyone => Id);
}

impl<S, Id, M, Tag> AuthorizeHandler<S, Id> for FromAppWithScopes<M, Tag>
where
    S: ProvidesAuth<Id, Tag> + ?Sized,
    Id: Send + 'static,
    M: ScopedSpec<Id>,
    Tag: 'static,
{
    asks_app!(Self: Required, Id, Tag, anyone => Id);
}

impl<S, W> AuthorizeHandler<S, Named<W>> for WithStepUpOf<W>
where
    W: AppMode<Named<W>> + Mode<Spec: StepUpSpec<Id: Send + 'static>>,
    S: ProvidesAuth<Named<W>, W::Tag> + ?Sized,
{
    asks_app!(Self: Required, Named<W>, W::Tag, anyone => Named<W>);
}

impl<S, Id, W> AuthorizeHandler<S, Id> for WithStepUp<W>
where
    S: ProvidesAuth<Id, W::Tag> + ?Sized,
    Id: HasAuthentication + Send + 'static,
    W: AppMode<Id>,
{
    asks_app!(Self: Required, Id, W::Tag, anyone => Id);
}

impl<S, Id, W> AuthorizeHandler<S, Id> for WithPredicate<W>
where
    S: ProvidesAuth<Id, W::Tag> + ?Sized,
    Id: Send + 'static,
    W: AppMode<Id>,
    W::Spec: PredicateSpec<Id>,
{
    asks_app!(W: Required, Id, W::Tag, <W::Spec as PredicateSpec<Id>>::only => Id);
}

impl<S, Id, W> AuthorizeHandler<S, Option<Id>> for OrAnonymous<W>
where
    S: ProvidesAuth<Id, W::Tag> + ?Sized,
    Id: Send + 'static,
    W: AppMode<Id, Policy = AnyIdentity>,
{
    asks_app!(W: Optional, Id, W::Tag, anyone => Option<Id>);
}

impl<S: ?Sized, Id, M: VerifierSpec<Id, Admitted = Authenticated>> AuthorizeHandler<S, Id> for FromVerifier<M> {
    fn decide<'a, R: 'static>(_: &'a S, request: &'a mut DynRequest<'_>, reject: fn(Rejection) -> R) -> Decision<'a, Id, R> {
        ask_verifier::<M, Id, R>(request, reject)
    }
}

impl<S: ?Sized, Id, M: VerifierSpec<Id, Admitted = MaybeAnonymous>> AuthorizeHandler<S, Id> for FromVerifierOptional<M> {
    fn decide<'a, R: 'static>(_: &'a S, request: &'a mut DynRequest<'_>, reject: fn(Rejection) -> R) -> Decision<'a, Id, R> {
        ask_verifier::<M, Id, R>(request, reject)
    }
}

impl<S: ?Sized, Id, W: AuthorizeHandler<S, Id>> AuthorizeHandler<S, Id> for WithOnReject<W> {
    fn decide<'a, R: 'static>(source: &'a S, request: &'a mut DynRequest<'_>, reject: fn(Rejection) -> R) -> Decision<'a, Id, R> {
        W::decide(source, request, reject)
    }

    fn missing_authenticator(source: &S) -> Option<String> {
        W::missing_authenticator(source)
    }
}

/// After a mistake in the attribute every request is rejected.
impl<S: ?Sized, Id> AuthorizeHandler<S, Id> for InvalidAttribute {
    fn decide<'a, R: 'static>(_: &'a S, request: &'a mut DynRequest<'_>, reject: fn(Rejection) -> R) -> Decision<'a, Id, R> {
        MaybeFuture::Ready(Err(reject(check_failed("", request.as_request_head().is_head()))))
    }
}

fn ask_verifier<'a, M: VerifierSpec<Id>, Id, R: 'static>(
    request: &'a mut DynRequest<'_>,
    reject: fn(Rejection) -> R,
) -> Decision<'a, Id, R> {
    if let Some(decided) = M::ask_now(request) {
        return MaybeFuture::Ready(decided.into_result().map_err(reject));
    }
    let asked = M::ask(request);
    MaybeFuture::Future(Box::pin(async move { asked.await.into_result().map_err(reject) }))
}

/// Asks the application's authenticator. Neither its types nor its arguments' depend on the marker, so it is compiled once for
/// each identity, and out of line, so that it is not copied into each handler.
#[inline(never)]
fn ask<'a, A, S, Id, Tag, P, R>(
    admission: A,
    source: &'a S,
    policy: &'static P,
    request: &'a mut DynRequest<'_>,
    only: fn(&Id) -> bool,
    reject: fn(Rejection) -> R,
) -> Decision<'a, A::Admitted, R>
where
    A: Admission<Id, Admitted: Send> + 'static,
    S: ProvidesAuth<Id, Tag> + ?Sized,
    Id: Send + 'static,
    Tag: 'static,
    P: AppliesTo<Id>,
    R: 'static,
{
    let Some(authenticator) = source.authenticator() else {
        let rejection = missing::<Id, Tag>(policy.policy(), S::HOW_TO_PROVIDE, request.as_request_head());
        return MaybeFuture::Ready(Err(reject(rejection)));
    };
    let head = authenticator.marked(request);
    let begun = if authenticator.inner.has_layer() {
        begin_behind_layer(admission, &authenticator, policy, head, only, S::IS_QUESTION)
    } else if authenticator.inner.always_waits {
        // Does nothing before it is polled: a framework that cannot lend its request to this future drops it, and asks again.
        return MaybeFuture::Future(later(admission, authenticator, policy, head, None, only, reject));
    } else {
        begin(admission, &authenticator, policy, head, &only)
    };
    match begun {
        Begun::Admitted(admitted) => MaybeFuture::Ready(Ok(admitted)),
        Begun::Rejected(rejection) => MaybeFuture::Ready(Err(reject(rejection))),
        Begun::Waits(found) => MaybeFuture::Future(later(admission, authenticator, policy, head, Some(found), only, reject)),
    }
}

/// The future of a decision. It owns the authenticator. `found` has the credentials if [`begin`] has already found them.
#[inline(never)]
fn later<'a, A, Id, Tag, P, R>(
    admission: A,
    authenticator: Authenticator<Id, Tag>,
    policy: &'static P,
    head: RequestHead<'a>,
    found: Option<RawCredentials<'a>>,
    only: fn(&Id) -> bool,
    reject: fn(Rejection) -> R,
) -> DecisionFuture<'a, A::Admitted, R>
where
    A: Admission<Id, Admitted: Send> + 'static,
    Id: Send + 'static,
    Tag: 'static,
    P: AppliesTo<Id>,
    R: 'static,
{
    Box::pin(async move {
        let begun = found.map_or_else(|| begin(admission, &authenticator, policy, head, &only), Begun::Waits);
        match begun {
            Begun::Admitted(admitted) => Ok(admitted),
            Begun::Rejected(rejection) => Err(reject(rejection)),
            Begun::Waits(found) => finish(admission, &authenticator, policy, found, only).await.map_err(reject),
        }
    })
}

/// Calls [`begin`], with the identity of a layer that has verified this request, if there is one.
#[inline(never)]
fn begin_behind_layer<'a, A, Id, Tag, P>(
    admission: A,
    authenticator: &Authenticator<Id, Tag>,
    policy: &P,
    head: RequestHead<'a>,
    only: fn(&Id) -> bool,
    is_question: bool,
) -> Begun<'a, A::Admitted>
where
    A: Admission<Id>,
    Id: Send + 'static,
    Tag: 'static,
    P: AppliesTo<Id>,
{
    begin(admission, &Once::new(authenticator, head).questioned(is_question), policy, head, &only)
}

/// Decides about a call by hand, with the identity that a layer has verified for this request. `None` if there is none, and the
/// verifier waits.
#[cfg(feature = "rmcp")]
pub(crate) fn authorize_behind_layer<S, Id, Tag, P>(
    source: &S,
    policy: &P,
    head: RequestHead<'_>,
) -> Option<Result<Id, Rejection>>
where
    S: ProvidesAuth<Id, Tag>,
    Id: Send + 'static,
    Tag: 'static,
    P: AppliesTo<Id>,
{
    let Some(authenticator) = source.authenticator() else {
        return Some(Err(missing::<Id, Tag>(policy.policy(), S::HOW_TO_PROVIDE, head)));
    };
    begin(Required, &Once::new(&authenticator, head), policy, head, &anyone).decided()
}

/// Decides about a call by hand behind a layer, with the identity that it has verified for this request, if no other guard has taken it.
#[cfg(feature = "tower")]
pub(crate) async fn authorize_behind<A, Id, Tag, P>(
    admission: A,
    authenticator: &Authenticator<Id, Tag>,
    policy: &P,
    head: RequestHead<'_>,
) -> Result<A::Admitted, Rejection>
where
    A: Admission<Id, Admitted: Send>,
    Id: Send + 'static,
    Tag: 'static,
    P: AppliesTo<Id>,
{
    authorize(admission, &Once::new(authenticator, head), policy, head, anyone).wait().await
}
