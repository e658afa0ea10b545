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
mod refuse;
#[cfg(test)]
mod steps;
#[cfg(feature = "timeout")]
mod timeout;
#[cfg(feature = "timeout")]
mod timer;
mod verifier;

pub use authenticate::{Authenticate, AuthenticateSync};
pub use authenticator::Authenticator;
pub(crate) use authorize::{OrNobody, Verified, authorize, authorize_sync, mark, marked};
pub use authorize_future::Waiting;
pub use builder::AuthenticatorBuilder;
pub use decided::Decided;
pub(crate) use erased::caught;
pub use guard::{Asking, Guard};
#[allow(unused_imports, reason = "frameworks ask by it")]
pub(crate) use handler::Decide;
pub use handler::{
    Denied, InState, InStateOnly, InStateOptional, Marker, Named, NamedMarker, NamedOptional, OnlyMarker, ProvidesAuth, Strict,
};
pub(crate) use refuse::denied;
pub use verifier::{SyncVerifier, Verifier};
