//! The vocabulary: what a handler demands and who a caller is. Constant, without I/O, without `http`.

mod config_error;
mod demand;
mod identity;
mod scope;

pub use config_error::ConfigError;
pub(crate) use demand::Demands;
pub use demand::{Policy, Rule, Unscoped};
pub use identity::{Identity, IdentityBuilder};
pub use scope::{HasScopes, Scope};

pub(crate) use scope::{SCOPE_RULE, is_scope_token};
