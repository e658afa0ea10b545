//! WebSockets of browsers, whose scripts sign in by subprotocol.
#![allow(missing_docs, clippy::unwrap_used, clippy::expect_used, clippy::panic, clippy::indexing_slicing)]

mod actix_web;
mod axum;
