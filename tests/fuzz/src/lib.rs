//! What each fuzz target asks: the crate reads an input, a second, plain reading of the rules says what must come out, and both
//! must agree. `tests/seeds.rs` asks the same of the committed seeds in every `cargo test`.
//!
//! Inputs are texts: what a fuzzer finds can be read, and written by hand as a seed.
#![allow(
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::panic,
    clippy::missing_panics_doc,
    reason = "a target fails by panicking"
)]
#![allow(clippy::indexing_slicing, reason = "as above")]

pub mod arguments;
pub mod basic;
pub mod challenges;
pub mod heads;
pub mod htpasswd;
pub mod input;
pub mod login_page;
pub mod origins;
pub mod outcome;
pub mod places;
pub mod rfc;
pub mod tokens;
pub mod words;
pub mod written;
