//! The vocabulary: what a handler demands and who a caller is. Constant, without I/O, without `http`.

mod config_error;
mod identity;
mod policy;
mod scope;

pub use config_error::ConfigError;
pub use identity::{Identity, IdentityBuilder};
pub(crate) use policy::AppliesTo;
pub use policy::{AnyIdentity, Policy, Rule};
pub use scope::{HasScopes, Scope};
