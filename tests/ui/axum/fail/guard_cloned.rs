//! A guard is for one request.

#[path = "../common.rs"]
mod common;

use common::*;

fn again<M>(guard: &requires_auth::__private::Guard<Identity, M>) -> requires_auth::__private::Guard<Identity, M> {
    guard.clone()
}

fn main() {}
