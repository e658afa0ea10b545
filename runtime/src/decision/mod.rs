//! Who decides: verifiers, the authenticator that holds them, and the one function that lets a caller in.

mod authenticate;
mod authenticator;
mod authorize;
mod builder;
mod erased;
mod guard;
mod login_page;
mod offering;
mod panics;
mod refuse;
#[cfg(feature = "timeout")]
mod timeout;
mod verifier;

pub use authenticate::{Authenticate, AuthenticateSync};
pub use authenticator::Authenticator;
pub use authorize::Decision;
pub(crate) use authorize::{OrNobody, Verified, authorize, authorize_sync, mark, marked};
pub use builder::AuthenticatorBuilder;
pub use guard::{Asking, Decide, Guard, Marker, ProvidesAuth, Strict, decide_only, decide_optional, lacks};
pub(crate) use refuse::denied;
pub use verifier::{SyncVerifier, Verifier};
