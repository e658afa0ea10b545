//! Opaque tokens, about which an issuer on a loopback port is asked.
#![allow(missing_docs, clippy::unwrap_used, clippy::expect_used, clippy::panic, clippy::indexing_slicing)]

#[path = "introspection/answers.rs"]
mod answers;
#[path = "introspection/asking.rs"]
mod asking;
#[path = "introspection/cache.rs"]
mod cache;
#[path = "introspection/configurations.rs"]
mod configurations;
#[path = "introspection/outages.rs"]
mod outages;
#[path = "introspection/requests.rs"]
mod requests;
