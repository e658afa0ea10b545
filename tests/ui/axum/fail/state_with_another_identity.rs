//! The state that is named holds an authenticator of another identity type.

#[path = "../common.rs"]
mod common;

use common::*;

#[requires_auth(state = App)]
async fn handler(#[identity] who: User) {
    let _ = who;
}

fn main() {}
