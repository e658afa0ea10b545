//! What the tests share.
#![allow(clippy::expect_used, clippy::panic, clippy::missing_panics_doc, reason = "a test that cannot go on fails")]

pub mod browser_socket;
pub mod conformance;
pub mod expected_bodies;
#[cfg(feature = "http2")]
pub mod http2_client;
pub mod http_auth_parser;
pub mod layers;
pub mod log_recorder;
pub mod metadata;
pub mod poll_once;
pub mod quickstart_server;
pub mod raw_http;
pub mod targets;
