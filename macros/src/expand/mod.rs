//! Checked model -> tokens. Nothing here can fail.

mod call;
mod extractor;
pub(crate) mod fallback;
mod function;
mod inline;
mod mcp;
mod policy;
mod signature;
mod unused_lints;

pub(crate) use extractor::{ImplContext, Method, handler, method};
pub(crate) use function::function;
pub(crate) use mcp::{Entry, list_method, policies, server_handler};
pub(crate) use policy::expression as policy;
