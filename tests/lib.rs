//! What the tests share.
#![allow(clippy::expect_used, clippy::panic, clippy::missing_panics_doc, reason = "a test that cannot go on fails")]

pub mod conformance;
#[cfg(feature = "http2")]
pub mod http2_client;
pub mod oracle;
pub mod quickstart_server;
pub mod raw_http;
pub mod ready;
pub mod recorder;
pub mod refusals;
pub mod targets;
