//! Authorization of the handlers of frameworks: from the mode in a guard's type to the one function that decides.

#![allow(missing_docs, unreachable_pub, reason = "for expansions and frameworks of this crate, no user names it")]
#![allow(dead_code, reason = "only frameworks use it")]

use std::{future::Pending, pin::Pin};

use super::{
    authenticator::{Authenticator, FirstStep},
    authorize::{Admission, Optional, Required, anyone, authorize},
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
#[cfg(any(feature = "rmcp", feature = "tower"))]
use crate::request::RequestHead;
use crate::{
    rejection::Rejection,
    request::DynRequest,
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
    fn decide<'a, R: 'static>(
        source: &'a S,
        request: &'a mut DynRequest<'_>,
        reject: fn(Rejection) -> R,
    ) -> MaybeFuture<Result<Id, R>, impl DecisionFuture<Id, R>>;

    /// The type of the authenticator, if the handler needs one of the application and it holds none: for a framework that then does
    /// not start.
    fn missing_authenticator(_source: &S) -> Option<String> {
        None
    }
}

/// The future of a decision.
pub trait DecisionFuture<Id, R>: Future<Output = Result<Id, R>> + Send {}

impl<Id, R, F: Future<Output = Result<Id, R>> + Send> DecisionFuture<Id, R> for F {}

impl<S, Id, M, Tag> AuthorizeHandler<S, Id> for FromApp<M, Tag>
where
    S: ProvidesAuth<Id, Tag> + ?Sized,
    Id: Send + 'static,
    M: HandlerSpec,
    Tag: 'static,
{
    fn decide<'a, R: 'static>(
        source: &'a S,
        request: &'a mut DynRequest<'_>,
        reject: fn(Rejection) -> R,
    ) -> MaybeFuture<Result<Id, R>, impl DecisionFuture<Id, R>> {
        ask(Required, source, <Self as AppMode<Id>>::POLICY, request, anyone, reject)
    }

    fn missing_authenticator(source: &S) -> Option<String> {
        missing_authenticator::<S, Id, Tag>(source)
    }
}

impl<S, Id, M, Tag> AuthorizeHandler<S, Id> for FromAppScoped<M, Tag>
where
    S: ProvidesAuth<Id, Tag> + ?Sized,
    Id: HasScopes + Send + 'static,
    M: HandlerSpec,
    Tag: 'static,
{
    fn decide<'a, R: 'static>(
        source: &'a S,
        request: &'a mut DynRequest<'_>,
        reject: fn(Rejection) -> R,
    ) -> MaybeFuture<Result<Id, R>, impl DecisionFuture<Id, R>> {
        ask(Required, source, <Self as AppMode<Id>>::POLICY, request, anyone, reject)
    }

    fn missing_authenticator(source: &S) -> Option<String> {
        missing_authenticator::<S, Id, Tag>(source)
    }
}

impl<S, Id, M, Tag> AuthorizeHandler<S, Id> for FromAppWithScopes<M, Tag>
where
    S: ProvidesAuth<Id, Tag> + ?Sized,
    Id: Send + 'static,
    M: ScopedSpec<Id>,
    Tag: 'static,
{
    fn decide<'a, R: 'static>(
        source: &'a S,
        request: &'a mut DynRequest<'_>,
        reject: fn(Rejection) -> R,
    ) -> MaybeFuture<Result<Id, R>, impl DecisionFuture<Id, R>> {
        ask(Required, source, <Self as AppMode<Id>>::POLICY, request, anyone, reject)
    }

    fn missing_authenticator(source: &S) -> Option<String> {
        missing_authenticator::<S, Id, Tag>(source)
    }
}

impl<S, W> AuthorizeHandler<S, Named<W>> for WithStepUpOf<W>
where
    W: AppMode<Named<W>> + Mode<Spec: StepUpSpec<Id: Send + 'static>>,
    S: ProvidesAuth<Named<W>, W::Tag> + ?Sized,
{
    fn decide<'a, R: 'static>(
        source: &'a S,
        request: &'a mut DynRequest<'_>,
        reject: fn(Rejection) -> R,
    ) -> MaybeFuture<Result<Named<W>, R>, impl DecisionFuture<Named<W>, R>> {
        ask::<_, _, _, W::Tag, _, _>(Required, source, <Self as AppMode<Named<W>>>::POLICY, request, anyone, reject)
    }

    fn missing_authenticator(source: &S) -> Option<String> {
        missing_authenticator::<S, Named<W>, W::Tag>(source)
    }
}

impl<S, Id, W> AuthorizeHandler<S, Id> for WithStepUp<W>
where
    S: ProvidesAuth<Id, W::Tag> + ?Sized,
    Id: HasAuthentication + Send + 'static,
    W: AppMode<Id>,
{
    fn decide<'a, R: 'static>(
        source: &'a S,
        request: &'a mut DynRequest<'_>,
        reject: fn(Rejection) -> R,
    ) -> MaybeFuture<Result<Id, R>, impl DecisionFuture<Id, R>> {
        ask::<_, _, _, W::Tag, _, _>(Required, source, <Self as AppMode<Id>>::POLICY, request, anyone, reject)
    }

    fn missing_authenticator(source: &S) -> Option<String> {
        missing_authenticator::<S, Id, W::Tag>(source)
    }
}

impl<S, Id, W> AuthorizeHandler<S, Id> for WithPredicate<W>
where
    S: ProvidesAuth<Id, W::Tag> + ?Sized,
    Id: Send + 'static,
    W: AppMode<Id>,
    W::Spec: PredicateSpec<Id>,
{
    fn decide<'a, R: 'static>(
        source: &'a S,
        request: &'a mut DynRequest<'_>,
        reject: fn(Rejection) -> R,
    ) -> MaybeFuture<Result<Id, R>, impl DecisionFuture<Id, R>> {
        ask::<_, _, _, W::Tag, _, _>(Required, source, W::POLICY, request, <W::Spec as PredicateSpec<Id>>::only, reject)
    }

    fn missing_authenticator(source: &S) -> Option<String> {
        missing_authenticator::<S, Id, W::Tag>(source)
    }
}

impl<S, Id, W> AuthorizeHandler<S, Option<Id>> for OrAnonymous<W>
where
    S: ProvidesAuth<Id, W::Tag> + ?Sized,
    Id: Send + 'static,
    W: AppMode<Id, Policy = AnyIdentity>,
{
    fn decide<'a, R: 'static>(
        source: &'a S,
        request: &'a mut DynRequest<'_>,
        reject: fn(Rejection) -> R,
    ) -> MaybeFuture<Result<Option<Id>, R>, impl DecisionFuture<Option<Id>, R>> {
        ask::<_, _, Id, W::Tag, _, _>(Optional, source, W::POLICY, request, anyone, reject)
    }

    fn missing_authenticator(source: &S) -> Option<String> {
        missing_authenticator::<S, Id, W::Tag>(source)
    }
}

impl<S: ?Sized, Id, M: VerifierSpec<Id, Admitted = Authenticated>> AuthorizeHandler<S, Id> for FromVerifier<M> {
    fn decide<'a, R: 'static>(
        _: &'a S,
        request: &'a mut DynRequest<'_>,
        reject: fn(Rejection) -> R,
    ) -> MaybeFuture<Result<Id, R>, impl DecisionFuture<Id, R>> {
        ask_verifier::<M, Id, R>(request, reject)
    }
}

impl<S: ?Sized, Id, M: VerifierSpec<Id, Admitted = MaybeAnonymous>> AuthorizeHandler<S, Id> for FromVerifierOptional<M> {
    fn decide<'a, R: 'static>(
        _: &'a S,
        request: &'a mut DynRequest<'_>,
        reject: fn(Rejection) -> R,
    ) -> MaybeFuture<Result<Id, R>, impl DecisionFuture<Id, R>> {
        ask_verifier::<M, Id, R>(request, reject)
    }
}

impl<S: ?Sized, Id, W: AuthorizeHandler<S, Id>> AuthorizeHandler<S, Id> for WithOnReject<W> {
    fn decide<'a, R: 'static>(
        source: &'a S,
        request: &'a mut DynRequest<'_>,
        reject: fn(Rejection) -> R,
    ) -> MaybeFuture<Result<Id, R>, impl DecisionFuture<Id, R>> {
        W::decide(source, request, reject)
    }

    fn missing_authenticator(source: &S) -> Option<String> {
        W::missing_authenticator(source)
    }
}

/// After a mistake in the attribute every request is rejected.
impl<S: ?Sized, Id> AuthorizeHandler<S, Id> for InvalidAttribute {
    fn decide<'a, R: 'static>(
        _: &'a S,
        request: &'a mut DynRequest<'_>,
        reject: fn(Rejection) -> R,
    ) -> MaybeFuture<Result<Id, R>, impl DecisionFuture<Id, R>> {
        MaybeFuture::<_, Pending<_>>::Ready(Err(reject(check_failed("", request.as_request_head().is_head()))))
    }
}

fn ask_verifier<'a, M: VerifierSpec<Id>, Id, R: 'static>(
    request: &'a mut DynRequest<'_>,
    reject: fn(Rejection) -> R,
) -> MaybeFuture<Result<Id, R>, impl DecisionFuture<Id, R> + use<'a, M, Id, R>> {
    if let Some(decided) = M::ask_now(request) {
        return MaybeFuture::Ready(decided.into_result().map_err(reject));
    }
    let asked = M::ask(request);
    MaybeFuture::Future(async move { asked.await.into_result().map_err(reject) })
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
) -> MaybeFuture<Result<A::Admitted, R>, AppFuture<'a, A::Admitted, R>>
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
    match authenticator.inner.first_step() {
        FirstStep::Ask => {
            let head = authenticator.marked(request);
            if let MaybeFuture::Ready(decided) = authorize(admission, &authenticator, policy, head, only) {
                return MaybeFuture::Ready(decided.map_err(reject));
            }
        }
        FirstStep::Wait => {}
        FirstStep::LookForLayer => {
            if let Some(decided) = ask_once(admission, &authenticator, policy, request, only, S::IS_QUESTION) {
                return MaybeFuture::Ready(decided.map_err(reject));
            }
        }
    }
    // A verifier that waits has not been asked yet: its future did nothing. This one keeps the authenticator, and is boxed, so that
    // handlers whose verifier does not wait move no room for it.
    MaybeFuture::Future(Box::pin(async move {
        authorize(admission, &authenticator, policy, authenticator.marked(request), only).wait().await.map_err(reject)
    }))
}

/// Decides with the identity that a layer has verified for this request. `None` if there is none, and the verifier waits.
#[inline(never)]
fn ask_once<A, Id, Tag, P>(
    admission: A,
    authenticator: &Authenticator<Id, Tag>,
    policy: &P,
    request: &mut DynRequest<'_>,
    only: fn(&Id) -> bool,
    is_question: bool,
) -> Option<Result<A::Admitted, Rejection>>
where
    A: Admission<Id>,
    Id: Send + 'static,
    Tag: 'static,
    P: AppliesTo<Id>,
{
    let head = authenticator.marked(request);
    authorize(admission, &Once::new(authenticator, head).questioned(is_question), policy, head, only).now()
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
    authorize(Required, &Once::new(&authenticator, head), policy, head, anyone).now()
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

type AppFuture<'a, Id, R> = Pin<Box<dyn DecisionFuture<Id, R> + 'a>>;
