//! What expansions call. Not for hand use: nothing here is stable, and none of it lets anybody in without the check.

use std::future::Future;

use crate::{
    decision::{self, Authenticate, AuthenticateSync},
    policy::Demands,
    refusal::FromRejection,
    schemes::{AsRequestHead, RequestHead},
};
pub use crate::{
    policy::{Policy, Rule, Scope, Unscoped},
    refusal::Rejection,
};

pub fn head<R: AsRequestHead + ?Sized>(request: &R) -> RequestHead<'_> {
    request.as_request_head()
}

pub fn mark<V: Authenticate<Via>, Via, R: AsRequestHead + ?Sized>(verifier: &V, request: &mut R) {
    decision::mark(verifier, request);
}

pub fn marked<V: Authenticate<Via>, Via, R: AsRequestHead>(verifier: &V, mut request: R) -> R {
    decision::mark(verifier, &mut request);
    request
}

pub fn authorize<V: Authenticate<Via>, Via, P: Demands<V::Identity>>(
    verifier: &V,
    policy: &'static P,
    head: RequestHead<'_>,
) -> impl Future<Output = Result<V::Identity, Rejection>> {
    decision::authorize(verifier, policy, head, |_| true)
}

pub fn authorize_only<V: Authenticate<Via>, Via, P: Demands<V::Identity>, F: Fn(&V::Identity) -> bool>(
    verifier: &V,
    policy: &'static P,
    head: RequestHead<'_>,
    only: F,
) -> impl Future<Output = Result<V::Identity, Rejection>> {
    decision::authorize(verifier, policy, head, only)
}

pub fn authorize_optional<V: Authenticate<Via>, Via>(
    verifier: &V,
    policy: &'static Unscoped,
    head: RequestHead<'_>,
) -> impl Future<Output = Result<Option<V::Identity>, Rejection>> {
    decision::authorize_optional(verifier, policy, head)
}

#[allow(clippy::missing_errors_doc)]
pub fn authorize_sync<V: AuthenticateSync<Via>, Via, P: Demands<V::Identity>>(
    verifier: &V,
    policy: &'static P,
    head: RequestHead<'_>,
) -> Result<V::Identity, Rejection> {
    decision::authorize_sync(verifier, policy, head, |_| true)
}

#[allow(clippy::missing_errors_doc)]
pub fn authorize_only_sync<V: AuthenticateSync<Via>, Via, P: Demands<V::Identity>, F: Fn(&V::Identity) -> bool>(
    verifier: &V,
    policy: &'static P,
    head: RequestHead<'_>,
    only: F,
) -> Result<V::Identity, Rejection> {
    decision::authorize_sync(verifier, policy, head, only)
}

#[allow(clippy::missing_errors_doc)]
pub fn authorize_optional_sync<V: AuthenticateSync<Via>, Via>(
    verifier: &V,
    policy: &'static Unscoped,
    head: RequestHead<'_>,
) -> Result<Option<V::Identity>, Rejection> {
    decision::authorize_optional_sync(verifier, policy, head)
}

pub fn reject<R: FromRejection>(rejection: Rejection) -> R {
    R::from_rejection(rejection)
}

/// The identity parameter of an `optional` guard: an `Option`, also by an alias.
#[diagnostic::on_unimplemented(
    message = "`optional` needs `#[identity] name: Option<{Id}>`, and this is `{Self}`",
    label = "cannot be nobody"
)]
pub trait OptionalIdentity<Id> {
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
