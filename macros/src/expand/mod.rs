//! Checked model -> tokens. Nothing here can fail.

mod call;
mod extractor;
pub(crate) mod fallback;
mod function;
mod guard_type;
mod guard_uses;
#[cfg(feature = "axum")]
mod handler_list;
mod inline;
#[cfg(feature = "rmcp")]
mod mcp;
mod policy;
mod signature;
mod wrapper;

pub(crate) use extractor::{ImplContext, Method, handler, method};
pub(crate) use function::function;
#[cfg(feature = "axum")]
pub(crate) use handler_list::handler_list;
#[cfg(feature = "rmcp")]
pub(crate) use mcp::{Entry, list_method, policies, server_handler};
pub(crate) use policy::expression as policy;
pub(crate) use wrapper::wrapper;
