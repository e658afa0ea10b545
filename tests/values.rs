//! What the values of the public interface tell: each says what it was given, and nothing where nothing was given.
#![allow(missing_docs, clippy::unwrap_used, clippy::expect_used, clippy::panic, clippy::indexing_slicing)]

#[path = "values/challenges.rs"]
mod challenges;
#[path = "values/identities.rs"]
mod identities;
#[path = "values/metadata.rs"]
mod metadata;
#[path = "values/refusals.rs"]
mod refusals;
#[path = "values/request_heads.rs"]
mod request_heads;
