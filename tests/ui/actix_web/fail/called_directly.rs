//! Nobody calls a guarded handler without a guard.

#[path = "../common.rs"]
mod common;

use common::*;

async fn caller() -> &'static str {
    guarded().await
}

fn main() {}
