//! Who decides: verifiers, the authenticator that holds them, and the one function that lets a caller in.

mod authenticate;
mod authenticator;
mod authorize;
mod builder;
mod decide;
mod decided;
mod erased;
mod guard;
mod login_page;
mod offering;
mod refuse;
#[cfg(test)]
mod steps;
#[cfg(feature = "timeout")]
mod timeout;
#[cfg(feature = "timeout")]
mod timer;
mod verifier;
mod waiting;

pub use authenticate::{Authenticate, AuthenticateSync};
pub use authenticator::Authenticator;
pub(crate) use authorize::{OrNobody, Verified, authorize, authorize_sync, mark, marked};
pub use builder::AuthenticatorBuilder;
#[allow(unused_imports, reason = "frameworks ask by it")]
pub(crate) use decide::Decide;
pub use decide::{
    Denied, InState, InStateOnly, InStateOptional, Marker, Named, NamedMarker, NamedOptional, OnlyMarker, ProvidesAuth, Strict,
};
pub use decided::Decided;
pub(crate) use erased::caught;
pub use guard::{Asking, Guard};
pub(crate) use refuse::denied;
pub use verifier::{SyncVerifier, Verifier};
pub use waiting::Waiting;
