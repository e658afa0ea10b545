//! What a guarded handler says of itself: a marker type with plain data, and how it is decided in wrappers of ours around it.
//!
//! | attribute | second type of the [`Guard`](super::Guard) |
//! |---|---|
//! | `#[requires_auth]` | [`FromApp<M>`] |
//! | `authenticator = Tag` | [`FromApp<M, Tag>`] |
//! | `scopes("a")` | [`FromAppScoped<M>`], which demands `HasScopes` of the identity; [`FromAppWithScopes<M>`], if the marker names it |
//! | `acr("a")`, `max_age = "5m"` | [`WithStepUp<..>`](WithStepUp) around one of those, which demands `HasAuthentication` |
//! | `only = f` | [`WithPredicate<..>`](WithPredicate) around one of those |
//! | `optional` | [`OrAnonymous<..>`](OrAnonymous) around `FromApp` |
//! | `verifier = v` | [`FromVerifier<M>`], with `optional` [`FromVerifierOptional<M>`] |
//! | `on_reject = f` | [`WithOnReject<..>`](WithOnReject) around all of that |
//!
//! The wrappers are in the type, not behind an associated type of the marker: a framework's bounds would have to look through that
//! in each handler. Nothing but a thin shell mentions the marker, so that rustc compiles no more than that for each handler.

#![allow(missing_docs, unreachable_pub, reason = "for expansions and frameworks of this crate, no user names it")]
#![allow(dead_code, reason = "only frameworks use it")]

use std::marker::PhantomData;

use super::decided::Decided;
use crate::{
    rejection::Rejection,
    request::DynRequest,
    vocabulary::{AnyIdentity, AppliesTo, HasAuthentication, HasScopes, Policy, Rule, StepUp, StepUpPolicy},
};

/// What a handler demands, by its marker. Without parameters, so that only the marker's own crate can say it. Written by hand it
/// says no more than the attribute does. Literals, because rustc takes a fifth of the time for them that any other constant costs.
pub trait HandlerSpec: 'static {
    /// The name of the handler, for logs.
    const NAME: &'static str;
    /// The scopes that are demanded, all of them, with a space between two.
    const SCOPES: &'static str = "";
    /// The same, if it is more than a list of literals.
    const RULE: Rule = Rule::each(Self::SCOPES);
    /// The accepted classes of authentication, with a space between two. Empty: any.
    const ACR: &'static str = "";
    /// The maximum age of the authentication, in seconds. 0: any.
    const MAX_AGE: u32 = 0;
}

/// The predicate of [`WithPredicate`]. It is called with verified identities only. The identity is a parameter, because an associated
/// type must be as visible as the marker.
pub trait PredicateSpec<Id>: HandlerSpec {
    fn only(identity: &Id) -> bool;
}

/// The demand of [`FromAppWithScopes`] on the identity. It is written here, and not by the guard alone, so that an identity without
/// scopes is one error, at the type itself, and no error of each route as well. The identity is a parameter for the reason above.
pub trait ScopedSpec<Id>: HandlerSpec + ScopedPolicy<Id> {}

/// The policy of a marker for an identity that has scopes. Behind a [`ScopedSpec`] the bound of the type is what says that it
/// applies, where nothing else is known of the identity. Sealed: no other crate says that a policy without scopes will do.
pub trait ScopedPolicy<Id> {
    type Policy: AppliesTo<Id> + 'static;
    const POLICY: &'static Self::Policy;
    fn is_ours(_: sealed::Ours);
}

impl<Id: HasScopes, M: HandlerSpec> ScopedPolicy<Id> for M {
    type Policy = Policy;
    const POLICY: &'static Policy = &Policy(M::NAME, M::RULE);
    fn is_ours(_: sealed::Ours) {}
}

/// The identity of [`WithStepUpOf`], which is named for the same reason.
pub trait StepUpSpec: HandlerSpec {
    type Id: HasAuthentication;
}

/// The verifier of [`FromVerifier`] and [`FromVerifierOptional`]. The identity is a parameter, as that of [`PredicateSpec`].
pub trait VerifierSpec<Id>: HandlerSpec {
    /// [`Authenticated`](super::Authenticated) or [`MaybeAnonymous`](super::MaybeAnonymous).
    type Admitted: 'static;

    /// The decision, if the verifier does not wait: for a framework that would have to box the future.
    fn ask_now(_request: &mut DynRequest<'_>) -> Option<Decided<Id, Self::Admitted>> {
        None
    }

    fn ask<'a>(request: &'a mut DynRequest<'_>) -> impl Future<Output = Decided<Id, Self::Admitted>> + Send + 'a;
}

/// The response to a rejected request that a handler writes by `on_reject`. `F` is the framework.
pub trait OnReject<F: Framework>: HandlerSpec {
    fn on_reject(rejection: Rejection) -> F::Rejected;
}

/// A framework, as far as handlers are concerned: how it answers a rejected request.
pub trait Framework: 'static {
    type Rejected;
    fn rejected(rejection: Rejection) -> Self::Rejected;
}

/// The application's authenticator decides; any verified identity is admitted.
pub struct FromApp<M, Tag = ()>(PhantomData<fn() -> (M, Tag)>);

/// The application's authenticator decides; the identity must have the scopes of the marker.
pub struct FromAppScoped<M, Tag = ()>(PhantomData<fn() -> (M, Tag)>);

/// The same, for an identity that the marker names.
pub struct FromAppWithScopes<M, Tag = ()>(PhantomData<fn() -> (M, Tag)>);

/// The caller must also have been authenticated in the way of the marker, or as recently; for an identity that the marker names.
pub struct WithStepUpOf<W>(PhantomData<fn() -> W>);

/// The caller must also have been authenticated in the way of the marker, or as recently.
pub struct WithStepUp<W>(PhantomData<fn() -> W>);

/// The identity must also meet the predicate of the marker.
pub struct WithPredicate<W>(PhantomData<fn() -> W>);

/// A request without credentials is admitted too.
pub struct OrAnonymous<W>(PhantomData<fn() -> W>);

/// The verifier of the marker decides.
pub struct FromVerifier<M>(PhantomData<fn() -> M>);

/// The verifier of the marker decides, and a request without credentials is admitted too.
pub struct FromVerifierOptional<M>(PhantomData<fn() -> M>);

/// The marker writes the response to a rejected request.
pub struct WithOnReject<W>(PhantomData<fn() -> W>);

/// The mode of a handler whose attribute is mistaken: every request is rejected.
#[derive(Debug)]
pub enum InvalidAttribute {}

/// The second type of a guard: the marker, and how it is decided.
pub trait Mode: 'static {
    type Spec: HandlerSpec;
    type Tag: 'static;
}

macro_rules! modes {
    ($([$($generics:tt)*] $mode:ty => $spec:ty, $tag:ty;)*) => {$(
        impl<$($generics)*> Mode for $mode {
            type Spec = $spec;
            type Tag = $tag;
        }
    )*};
}

modes! {
    [M: HandlerSpec, Tag: 'static] FromApp<M, Tag> => M, Tag;
    [M: HandlerSpec, Tag: 'static] FromAppScoped<M, Tag> => M, Tag;
    [M: HandlerSpec, Tag: 'static] FromAppWithScopes<M, Tag> => M, Tag;
    [W: Mode] WithStepUp<W> => W::Spec, W::Tag;
    [W: Mode] WithStepUpOf<W> => W::Spec, W::Tag;
    [W: Mode] WithPredicate<W> => W::Spec, W::Tag;
    [W: Mode] OrAnonymous<W> => W::Spec, W::Tag;
    [M: HandlerSpec] FromVerifier<M> => M, ();
    [M: HandlerSpec] FromVerifierOptional<M> => M, ();
    [W: Mode] WithOnReject<W> => W::Spec, W::Tag;
}

/// The policy of a mode that asks the application, for an identity of type `Id`.
pub trait AppMode<Id>: Mode {
    type Policy: AppliesTo<Id> + 'static;
    const POLICY: &'static Self::Policy;
}

impl<Id, M: HandlerSpec, Tag: 'static> AppMode<Id> for FromApp<M, Tag> {
    type Policy = AnyIdentity;
    // With the rule, which is empty here. A rule that was written by hand, and is not empty, then rejects every identity.
    const POLICY: &'static AnyIdentity = &AnyIdentity(Policy(M::NAME, M::RULE));
}

impl<Id: HasScopes, M: HandlerSpec, Tag: 'static> AppMode<Id> for FromAppScoped<M, Tag> {
    type Policy = Policy;
    const POLICY: &'static Policy = &Policy(M::NAME, M::RULE);
}

impl<Id, M: ScopedSpec<Id>, Tag: 'static> AppMode<Id> for FromAppWithScopes<M, Tag> {
    type Policy = M::Policy;
    const POLICY: &'static M::Policy = M::POLICY;
}

/// The identity that a marker names.
pub(super) type Named<W> = <<W as Mode>::Spec as StepUpSpec>::Id;

impl<W> AppMode<Named<W>> for WithStepUpOf<W>
where
    W: AppMode<Named<W>> + Mode<Spec: StepUpSpec>,
{
    type Policy = StepUpPolicy<W::Policy>;
    const POLICY: &'static StepUpPolicy<W::Policy> = &StepUpPolicy(
        Policy(<W::Spec as HandlerSpec>::NAME, <W::Spec as HandlerSpec>::RULE),
        StepUp(<W::Spec as HandlerSpec>::ACR, <W::Spec as HandlerSpec>::MAX_AGE),
        PhantomData,
    );
}

impl<Id: HasAuthentication, W: AppMode<Id>> AppMode<Id> for WithStepUp<W> {
    type Policy = StepUpPolicy<W::Policy>;
    const POLICY: &'static StepUpPolicy<W::Policy> = &StepUpPolicy(
        Policy(<W::Spec as HandlerSpec>::NAME, <W::Spec as HandlerSpec>::RULE),
        StepUp(<W::Spec as HandlerSpec>::ACR, <W::Spec as HandlerSpec>::MAX_AGE),
        PhantomData,
    );
}

/// How a mode answers a rejected request.
pub trait RejectWith<F: Framework> {
    const REJECT: fn(Rejection) -> F::Rejected = F::rejected;
}

impl<F: Framework> RejectWith<F> for InvalidAttribute {}
impl<F: Framework, M, Tag> RejectWith<F> for FromApp<M, Tag> {}
impl<F: Framework, M, Tag> RejectWith<F> for FromAppScoped<M, Tag> {}
impl<F: Framework, M, Tag> RejectWith<F> for FromAppWithScopes<M, Tag> {}
impl<F: Framework, W> RejectWith<F> for WithStepUp<W> {}
impl<F: Framework, W> RejectWith<F> for WithStepUpOf<W> {}
impl<F: Framework, W> RejectWith<F> for WithPredicate<W> {}
impl<F: Framework, W> RejectWith<F> for OrAnonymous<W> {}
impl<F: Framework, M> RejectWith<F> for FromVerifier<M> {}
impl<F: Framework, M> RejectWith<F> for FromVerifierOptional<M> {}
impl<F: Framework, W: Mode<Spec: OnReject<F>>> RejectWith<F> for WithOnReject<W> {
    const REJECT: fn(Rejection) -> F::Rejected = <W::Spec as OnReject<F>>::on_reject;
}

/// A mode that admits no unauthenticated request.
#[diagnostic::on_unimplemented(
    message = "an `optional` guard admits unauthenticated requests, so its handler counts as open",
    label = "reachable without credentials",
    note = "mark it as open: `public(handler)`"
)]
pub trait RequiresCredentials: sealed::Sealed {}

#[diagnostic::do_not_recommend]
impl<W: sealed::Sealed> RequiresCredentials for W {}

/// Other crates cannot name these, so they cannot implement a trait that needs one.
mod sealed {
    use super::{
        FromApp, FromAppScoped, FromAppWithScopes, FromVerifier, InvalidAttribute, WithOnReject, WithPredicate, WithStepUp,
        WithStepUpOf,
    };

    pub trait Sealed {}

    /// It has no name outside of this crate.
    #[derive(Debug)]
    pub enum Ours {}

    impl Sealed for InvalidAttribute {}
    impl<M, Tag> Sealed for FromApp<M, Tag> {}
    impl<M, Tag> Sealed for FromAppScoped<M, Tag> {}
    impl<M, Tag> Sealed for FromAppWithScopes<M, Tag> {}
    impl<W: Sealed> Sealed for WithStepUp<W> {}
    impl<W: Sealed> Sealed for WithStepUpOf<W> {}
    impl<W: Sealed> Sealed for WithPredicate<W> {}
    impl<M> Sealed for FromVerifier<M> {}
    impl<W: Sealed> Sealed for WithOnReject<W> {}
}
