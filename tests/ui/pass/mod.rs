//! Right uses: each file compiles without a warning, and its test runs.
#![allow(unreachable_pub, unused_qualifications, reason = "written as a user might")]
#![allow(
    clippy::all,
    clippy::pedantic,
    clippy::expect_used,
    clippy::indexing_slicing,
    clippy::unwrap_used,
    reason = "written as a user might"
)]

#[path = "../common.rs"]
mod common;

mod below;
mod boxed_futures;
mod drop_order;
mod fragments;
mod hygiene;
mod impl_blocks;
mod instrument;
mod lints;
mod macro_rules;
mod on_reject;
mod plain;
mod request;
mod scopes;
mod step_up;
mod tail_borrows;
mod targets;
