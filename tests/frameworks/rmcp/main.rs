//! MCP servers with rmcp, over real connections.
#![allow(missing_docs, clippy::unwrap_used, clippy::expect_used, clippy::panic, clippy::indexing_slicing)]

mod anonymous;
mod answers;
mod bodies;
mod by_hand;
mod calls;
mod client;
mod closed;
mod lists;
mod server;
mod sessions;
mod store;
