//! Who decides: verifiers, the authenticator that holds them, and the one function that lets a caller in.

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
pub use decided::Decided;
pub use guard::Guard;
#[allow(unused_imports, reason = "frameworks ask by it")]
pub(crate) use handler::AuthorizeHandler;
pub use handler::{
    DynRequest, FromApp, FromAppOptional, FromAppWithPredicate, FromVerifier, FromVerifierOptional, HandlerSpec,
    InvalidAttribute, PredicateSpec, ProvidesAuth, RequiresCredentials, VerifierSpec,
};
pub(crate) use maybe_future::caught;
pub(crate) use refuse::check_failed;
pub use verifier::{SyncVerifier, Verifier};
