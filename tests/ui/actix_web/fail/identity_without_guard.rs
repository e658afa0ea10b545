//! The guard is gone, the identity is still asked for.

#[path = "../common.rs"]
mod common;

use common::*;

use actix_web::get;

#[get("/")]
async fn handler(#[identity] who: Identity) -> String {
    who.subject().to_owned()
}

fn main() {}
