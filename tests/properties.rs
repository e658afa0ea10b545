//! What holds for every input, asked with many.
#![allow(missing_docs, clippy::unwrap_used, clippy::expect_used, clippy::panic, clippy::indexing_slicing)]

#[path = "properties/challenges.rs"]
mod challenges;
#[path = "properties/credentials.rs"]
mod credentials;
#[path = "properties/grammar.rs"]
mod grammar;
#[path = "properties/policies.rs"]
mod policies;
#[path = "properties/requests.rs"]
mod requests;
#[path = "properties/return_to.rs"]
mod return_to;
#[path = "properties/step_up.rs"]
mod step_up;

use proptest::test_runner::Config;

/// A failure prints the least input that fails; it becomes a test of its own rather than a file of seeds.
fn cases(count: u32) -> Config {
    Config { cases: count, failure_persistence: None, ..Config::default() }
}
