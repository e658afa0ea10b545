//! `only` of another identity type.

#[path = "../common.rs"]
mod common;

use common::*;

fn is_user(_: &User) -> bool {
    true
}

#[requires_auth(only = is_user)]
async fn handler() {}

fn main() {}
