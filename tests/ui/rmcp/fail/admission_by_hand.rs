//! No other crate can leave in a request what the layer leaves.

#[path = "../common.rs"]
mod common;

use requires_auth::rmcp::Admission;

fn main() {}
