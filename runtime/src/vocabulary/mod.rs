//! The vocabulary: what a handler requires (policy, scopes), and who a caller is (identity). No I/O, and no types of `http`.

mod challenge_scopes;
mod config_error;
mod granted;
mod identity;
mod policy;
mod scope;
mod step_up;
mod step_up_policy;

pub use config_error::ConfigError;
pub use identity::{Identity, IdentityBuilder};
pub(crate) use policy::AppliesTo;
pub use policy::{AnyIdentity, Policy, Rule};
pub use scope::{HasScopes, Scope};
pub use step_up::{HasAuthentication, StepUp};
pub use step_up_policy::StepUpPolicy;
