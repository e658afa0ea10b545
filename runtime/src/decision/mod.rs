//! The decision: verifiers, the authenticator that holds them, and `authorize`, the one function that admits a request.

mod authenticate;
mod authenticator;
mod authorize;
mod authorize_future;
mod builder;
mod challenge_source;
mod decided;
mod erased;
mod guard;
mod handler;
mod login_page;
mod maybe_future;
mod refuse;
mod settings;
mod spec;
#[cfg(test)]
mod steps;
#[cfg(feature = "timeout")]
mod timeout;
#[cfg(feature = "timeout")]
mod timer;
mod verifier;

pub use authenticate::{Authenticate, AuthenticateSync};
pub use authenticator::Authenticator;
pub(crate) use authorize::{Optional, Required, anyone, authorize, authorize_sync, mark, marked};
pub use authorize_future::AuthorizeFuture;
pub use builder::AuthenticatorBuilder;
pub use decided::{Authenticated, Decided, MaybeAnonymous};
pub use guard::Guard;
#[allow(unused_imports, reason = "only frameworks use it")]
pub(crate) use handler::AuthorizeHandler;
pub use handler::ProvidesAuth;
#[allow(unused_imports, reason = "only frameworks use it")]
pub(crate) use maybe_future::{MaybeFuture, caught};
pub(crate) use refuse::check_failed;
#[allow(unused_imports, reason = "only frameworks use it")]
pub(crate) use spec::{Framework, RejectWith};
pub use spec::{
    FromApp, FromAppScoped, FromVerifier, FromVerifierOptional, HandlerSpec, InvalidAttribute, OnReject, OrAnonymous,
    PredicateSpec, RequiresCredentials, VerifierSpec, WithOnReject, WithPredicate,
};
pub use verifier::{SyncVerifier, Verifier};
