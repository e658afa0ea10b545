//! What is written -> arguments and items.

pub(crate) mod args;
pub(crate) mod attributes;
pub(crate) mod body_shape;
pub(crate) mod crate_path;
pub(crate) mod duration;
pub(crate) mod foreign_help;
pub(crate) mod foreign_vocabulary;
pub(crate) mod function;
#[cfg(feature = "_route-attributes")]
pub(crate) mod guard_parameter;
#[cfg(feature = "axum")]
pub(crate) mod handler_list;
pub(crate) mod impl_block;
#[macro_use]
pub(crate) mod keys;
#[cfg(feature = "rmcp")]
pub(crate) mod mcp;
pub(crate) mod parameters;
pub(crate) mod plain;
pub(crate) mod predicate_text;
pub(crate) mod raw_value;
#[cfg(feature = "_route-attributes")]
pub(crate) mod route_attribute;
pub(crate) mod runtime_path;
pub(crate) mod scope_literal;
pub(crate) mod scope_text;
pub(crate) mod scopes;
pub(crate) mod step_up;
pub(crate) mod step_up_suggestion;
pub(crate) mod unknown_key;
pub(crate) mod usual_head;
pub(crate) mod wrapper;
