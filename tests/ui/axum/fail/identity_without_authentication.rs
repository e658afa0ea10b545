//! An identity type that does not know how its caller was authenticated.

#[path = "../common.rs"]
mod common;

use common::*;

#[requires_auth(acr("gold"))]
async fn handler(#[identity] who: User) {
    let _ = who;
}

fn main() {}
