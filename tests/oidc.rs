//! Tokens of an issuer on a loopback port, which rotates its keys, fails, and responds with garbage.
#![allow(missing_docs, clippy::unwrap_used, clippy::expect_used, clippy::panic, clippy::indexing_slicing)]

#[path = "oidc/algorithms.rs"]
mod algorithms;
#[path = "oidc/asking.rs"]
mod asking;
#[path = "oidc/configurations.rs"]
mod configurations;
#[path = "oidc/discovery.rs"]
mod discovery;
#[path = "oidc/fetchers.rs"]
mod fetchers;
#[path = "oidc/hits.rs"]
mod hits;
#[path = "oidc/issuers.rs"]
mod issuers;
#[path = "oidc/outages.rs"]
mod outages;
#[cfg(feature = "axum")]
#[path = "oidc/places.rs"]
mod places;
#[path = "oidc/rotation.rs"]
mod rotation;
#[cfg(feature = "axum")]
#[path = "oidc/sockets.rs"]
mod sockets;
#[path = "oidc/start.rs"]
mod start;
#[path = "oidc/words.rs"]
mod words;
