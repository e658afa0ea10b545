//! The decision: verifiers, the authenticator that holds them, and `authorize`, the one function that admits a request.

mod authenticate;
mod authenticator;
mod authorize;
mod authorize_future;
mod authorize_handler;
mod builder;
mod challenged_verifier;
mod decided;
#[cfg(feature = "dangerous-development")]
mod development;
mod erased_verifier;
mod guard;
mod handler_spec;
mod layer;
mod login_page;
mod login_redirect;
mod maybe_future;
mod provides_auth;
mod reject;
mod settings;
#[cfg(test)]
mod tests;
#[cfg(feature = "timeout")]
mod timeout;
#[cfg(feature = "timeout")]
mod timer;
mod verified_by_layer;
mod verifier;

pub use authenticate::{Authenticate, AuthenticateSync};
pub use authenticator::Authenticator;
pub(crate) use authorize::{Optional, Required, anyone, authorize, authorize_sync, mark, marked};
pub use authorize_future::AuthorizeFuture;
#[cfg(feature = "tower")]
pub(crate) use authorize_handler::authorize_behind;
#[cfg(feature = "rmcp")]
pub(crate) use authorize_handler::authorize_behind_layer;
#[allow(unused_imports, reason = "only frameworks use it")]
pub(crate) use authorize_handler::{AuthorizeHandler, Decision};
pub use builder::AuthenticatorBuilder;
pub use decided::{Authenticated, Decided, MaybeAnonymous};
pub use guard::Guard;
#[allow(unused_imports, reason = "only frameworks use it")]
pub(crate) use handler_spec::{Framework, RejectWith};
pub use handler_spec::{
    FromApp, FromAppScoped, FromAppWithScopes, FromVerifier, FromVerifierOptional, HandlerSpec, InvalidAttribute, OnReject,
    OrAnonymous, PredicateSpec, RequiresCredentials, ScopedPolicy, ScopedSpec, StepUpSpec, VerifierSpec, WithOnReject,
    WithPredicate, WithStepUp, WithStepUpOf,
};
#[allow(unused_imports, reason = "only frameworks use it")]
pub(crate) use layer::Rules;
#[allow(unused_imports, unreachable_pub, reason = "only frameworks use it")]
pub use layer::{AuthLayer, LayerPolicy, OptionalAuthLayer, layer, optional_layer};
pub use login_page::LoginPage;
#[allow(unused_imports, reason = "only frameworks use it")]
pub(crate) use maybe_future::{MaybeFuture, caught};
pub use provides_auth::ProvidesAuth;
#[cfg(feature = "tower")]
pub(crate) use provides_auth::missing_layer;
pub(crate) use reject::check_failed;
#[cfg(feature = "tower")]
pub(crate) use verified_by_layer::authenticator_of_layer;
#[allow(unused_imports, reason = "only frameworks use it")]
pub(crate) use verified_by_layer::{Lease, Verified};
pub(crate) use verifier::VerifierFuture;
pub use verifier::{SyncVerifier, Verifier};
