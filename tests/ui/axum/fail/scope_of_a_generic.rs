//! A policy stands outside of its handler.

#[path = "../common.rs"]
mod common;

use common::*;

trait Needs {
    const READ: requires_auth::Scope;
}

#[requires_auth(scopes(T::READ))]
async fn handler<T: Needs>() {}

fn main() {}
