//! What expansions call. Not for hand use: nothing here is stable, and none of it lets anybody in without the check.

pub use http::HeaderMap;

use crate::{
    decision::{self, Authenticate, AuthenticateSync, Optional, Required, anyone, marked},
    rejection::FromRejection,
    request::AsRequestHead,
    vocabulary::{AppliesTo, HasAuthentication, HasScopes},
};
pub use crate::{
    decision::{
        Authenticated, AuthorizeFuture, Decided, FromApp, FromAppScoped, FromAppWithScopes, FromVerifier, FromVerifierOptional,
        Guard, HandlerSpec, InvalidAttribute, MaybeAnonymous, OnReject, OrAnonymous, PredicateSpec, ProvidesAuth,
        RequiresCredentials, ScopedPolicy, ScopedSpec, StepUpSpec, VerifierSpec, WithOnReject, WithPredicate, WithStepUp,
        WithStepUpOf,
    },
    rejection::{CarriesRejection, Rejection},
    request::DynRequest,
    vocabulary::{AnyIdentity, Policy, Rule, Scope, StepUp, StepUpPolicy},
};

/// For the expansion of `routes!`.
#[cfg(feature = "axum")]
pub mod axum {
    pub use crate::frameworks::axum::utoipa_axum::guarded;
}

/// The one parameter that actix-web's handlers have.
#[cfg(feature = "actix-web")]
pub mod actix_web {
    pub use crate::frameworks::actix_web::bundle::Bundle;
}

/// For the code that the attribute writes into the `impl` of an MCP server.
#[cfg(feature = "rmcp")]
pub mod rmcp {
    pub use rmcp::{
        ErrorData, RoleServer,
        model::{ListPromptsResult, ListToolsResult, PaginatedRequestParams},
        service::RequestContext,
    };
}

/// Marks the header values that the verifier reads, then authorizes. It is one call, because rustc spends its time on the types that it
/// infers for each call. The request is no type parameter: the future would carry its bound, and rustc would report an error twice.
/// The head is taken before anything is awaited, so the future is `Send` even if the body is not `Sync`.
/// `Id` is a type parameter: with an associated type, rustc would report once more that it cannot infer it. `Id` has no bounds: rustc
/// proves a bound again for every `async fn`, and `Send` for each field of the identity.
pub fn authorize<'a, V, Via, Id, P>(
    verifier: &'a V,
    policy: &'static P,
    request: &'a mut dyn AsRequestHead,
) -> AuthorizeFuture<'a, Id>
where
    V: Authenticate<Via, Identity = Id>,
    Via: 'static,
    P: AppliesTo<Id>,
{
    required_of_anyone(verifier, policy, request)
}

#[inline]
fn required_of_anyone<'a, V, Via, P>(
    verifier: &'a V,
    policy: &'static P,
    request: &'a mut dyn AsRequestHead,
) -> AuthorizeFuture<'a, V::Identity>
where
    V: Authenticate<Via>,
    Via: 'static,
    P: AppliesTo<V::Identity>,
{
    required(verifier, policy, request, anyone)
}

pub fn authorize_only<'a, V, Via, Id, P, F>(
    verifier: &'a V,
    policy: &'static P,
    request: &'a mut dyn AsRequestHead,
    only: F,
) -> AuthorizeFuture<'a, Id>
where
    V: Authenticate<Via, Identity = Id>,
    Via: 'static,
    P: AppliesTo<Id>,
    F: Fn(&Id) -> bool + Send + 'a,
{
    required(verifier, policy, request, only)
}

/// `V::Identity` is `Send` and `'static` without a further proof, because [`Authenticate`] demands it.
#[inline]
fn required<'a, V, Via, P, F>(
    verifier: &'a V,
    policy: &'static P,
    request: &'a mut dyn AsRequestHead,
    only: F,
) -> AuthorizeFuture<'a, V::Identity>
where
    V: Authenticate<Via>,
    Via: 'static,
    P: AppliesTo<V::Identity>,
    F: Fn(&V::Identity) -> bool + Send + 'a,
{
    AuthorizeFuture::of(decision::authorize(Required, verifier, policy, marked(verifier, request), only))
}

pub fn authorize_optional<'a, V, Via, Id>(
    verifier: &'a V,
    policy: &'static AnyIdentity,
    request: &'a mut dyn AsRequestHead,
) -> AuthorizeFuture<'a, Option<Id>, MaybeAnonymous>
where
    V: Authenticate<Via, Identity = Id>,
    Via: 'static,
{
    optional(verifier, policy, request)
}

#[inline]
fn optional<'a, V: Authenticate<Via>, Via: 'static>(
    verifier: &'a V,
    policy: &'static AnyIdentity,
    request: &'a mut dyn AsRequestHead,
) -> AuthorizeFuture<'a, Option<V::Identity>, MaybeAnonymous> {
    AuthorizeFuture::of(decision::authorize(Optional, verifier, policy, marked(verifier, request), anyone))
}

#[allow(clippy::missing_errors_doc)]
pub fn authorize_sync<V, Via, Id, P>(verifier: &V, policy: &'static P, request: &mut dyn AsRequestHead) -> Result<Id, Rejection>
where
    V: AuthenticateSync<Via, Identity = Id>,
    P: AppliesTo<Id>,
{
    decision::authorize_sync(Required, verifier, policy, marked(verifier, request), anyone)
}

#[allow(clippy::missing_errors_doc)]
pub fn authorize_only_sync<V, Via, Id, P, F>(
    verifier: &V,
    policy: &'static P,
    request: &mut dyn AsRequestHead,
    only: F,
) -> Result<Id, Rejection>
where
    V: AuthenticateSync<Via, Identity = Id>,
    P: AppliesTo<Id>,
    F: Fn(&Id) -> bool,
{
    decision::authorize_sync(Required, verifier, policy, marked(verifier, request), only)
}

#[allow(clippy::missing_errors_doc)]
pub fn authorize_optional_sync<V, Via, Id>(
    verifier: &V,
    policy: &'static AnyIdentity,
    request: &mut dyn AsRequestHead,
) -> Result<Option<Id>, Rejection>
where
    V: AuthenticateSync<Via, Identity = Id>,
{
    decision::authorize_sync(Optional, verifier, policy, marked(verifier, request), anyone)
}

/// Marks alone, for an `only` that looks at the request as well.
pub fn mark<V: Authenticate<Via>, Via>(verifier: &V, request: &mut dyn AsRequestHead) {
    decision::mark(verifier, request);
}

pub fn reject<R: FromRejection>(rejection: Rejection) -> R {
    R::from_rejection(rejection)
}

/// Calls the body of a function that returns a boxed future.
pub fn call_once<F>(body: impl FnOnce() -> F) -> F {
    body()
}

/// The identity parameter of an `optional` guard: an `Option`, also by an alias.
#[diagnostic::on_unimplemented(
    message = "`optional` needs `#[identity] name: Option<{Id}>`, and this is `{Self}`",
    label = "expected `Option<{Id}>`"
)]
pub trait OptionalIdentity<Id>: sealed::OptionOf<Id> {
    fn from_option(identity: Option<Id>) -> Self;
}

impl<Id> OptionalIdentity<Id> for Option<Id> {
    fn from_option(identity: Self) -> Self {
        identity
    }
}

pub fn optional_identity<T: OptionalIdentity<Id>, Id>(identity: Option<Id>) -> T {
    T::from_option(identity)
}

/// The identity of a caller who was let in.
pub fn identity<Id, M>(guard: Guard<Id, M>) -> Id {
    guard.into_identity()
}

/// The same behind a policy with scopes. The bound is met by every guard that can be made; it stands here so that an identity
/// without scopes is an error at the parameter that names it, whatever the framework says.
pub fn scoped_identity<Id: HasScopes, M>(guard: Guard<Id, M>) -> Id {
    guard.into_identity()
}

/// The same for `acr` and `max_age`, around either of the two.
pub const fn authenticated_identity<Id: HasAuthentication>(identity: Id) -> Id {
    identity
}

/// Whether an `only` holds: called, so that a closure knows what it is given.
pub fn predicate_holds<Id>(identity: &Id, only: impl FnOnce(&Id) -> bool) -> bool {
    only(identity)
}

/// The identity that a handler takes is the one that its verifier gives.
pub fn same_identity<Id: SameIdentity<T>, T, W>(decided: Decided<Id, W>) -> Decided<T, W> {
    decided.map(SameIdentity::same_identity)
}

#[diagnostic::on_unimplemented(
    message = "the verifier returns the identity `{Self}`, and the handler takes `{T}`",
    label = "returns `{Self}`",
    note = "name the identity: `#[identity] who: {Self}`, or `identity = {Self}`"
)]
pub trait SameIdentity<T>: sealed::Same<T> {
    fn same_identity(self) -> T;
}

impl<T> SameIdentity<T> for T {
    fn same_identity(self) -> T {
        self
    }
}

/// Calls the function of `on_reject`.
pub fn on_reject<F: OnRejectFunction<Answer>, Answer>(function: &F, rejection: Rejection) -> Answer {
    function.call(rejection)
}

/// The answer is a parameter: of an associated type rustc would report the same once more.
#[diagnostic::on_unimplemented(
    message = "`on_reject` takes a `fn(Rejection) -> ..`, and this is `{Self}`",
    label = "not a `fn(Rejection) -> ..`",
    note = "name a function with one parameter: `fn refused(rejection: Rejection) -> ..`, which returns a response"
)]
pub trait OnRejectFunction<Answer> {
    fn call(&self, rejection: Rejection) -> Answer;
}

#[diagnostic::do_not_recommend]
impl<F: Fn(Rejection) -> Answer, Answer> OnRejectFunction<Answer> for F {
    fn call(&self, rejection: Rejection) -> Answer {
        self(rejection)
    }
}

/// What the function of `on_reject` returns is what the handler returns. The trait is one of the handler's type, which rustc then does
/// not infer from what the function returns: it would report the mismatch in its own words.
pub fn returned<T: ReturnedFrom<Answer>, Answer>(answer: Answer) -> T {
    T::returned(answer)
}

#[diagnostic::on_unimplemented(
    message = "`on_reject` names a function that returns `{Answer}`, and the handler returns `{Self}`",
    label = "returns `{Answer}`",
    note = "name a `fn(Rejection) -> {Self}`, which is not an `async fn`"
)]
pub trait ReturnedFrom<Answer> {
    fn returned(answer: Answer) -> Self;
}

impl<T> ReturnedFrom<T> for T {
    fn returned(answer: T) -> T {
        answer
    }
}

/// A type of the user's own that was one of these would make an identity of nothing, or another one of what was verified.
mod sealed {
    pub trait OptionOf<Id> {}

    impl<Id> OptionOf<Id> for Option<Id> {}

    pub trait Same<T> {}

    impl<T> Same<T> for T {}
}

/// Whether the request is a `HEAD`, whose rejection by `check` has no body. Asked before the request is the handler's.
pub fn is_head(request: &mut dyn AsRequestHead) -> bool {
    (*request).as_request_head().is_head()
}

/// The same of a request that was let in by a guard.
#[must_use]
pub fn guard_is_head<Id, M>(guard: &Guard<Id, M>) -> bool {
    guard.is_head()
}

/// A rejection by `check`.
#[cold]
#[must_use]
pub fn check_failed(handler: &'static str, is_head: bool) -> Rejection {
    decision::check_failed(handler, is_head)
}

/// What `scopes(PATH)` names, as it is: the bound says in words of ours what is no scope. It need not be sealed: what comes out
/// has the type of what went in, and a [`Rule`] takes a [`Scope`].
#[must_use]
pub const fn scope<T: IsScope<Is = T>>(named: T) -> <T as IsScope>::Is {
    named
}

#[diagnostic::on_unimplemented(
    message = "`scopes` takes the path of a `const` of type `Scope`, and this is a `{Self}`",
    label = "not a `Scope`",
    note = "make it one: `const READ: requires_auth::Scope = requires_auth::Scope::new(\"items:read\");`"
)]
pub trait IsScope: Sized {
    type Is;
}

impl IsScope for Scope {
    type Is = Scope;
}

/// Makes what a handler with `check` returns. [`CarriesRejection`] for a type of the user's own only writes an answer: behind it
/// the handler returns, whatever the answer is.
pub fn carry_rejection<R: CarriesRejection>(rejection: Rejection) -> R {
    R::carry(rejection)
}

/// For the `state = ..` of a guard: compiles where the state holds the authenticator.
pub fn provides<S: ProvidesAuth<Id, Tag>, Id, Tag>() {}
