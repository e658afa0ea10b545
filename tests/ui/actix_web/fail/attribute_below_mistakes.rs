//! A mistake of a guard is one error, whatever makes the route.

#[path = "../common.rs"]
mod common;

use common::*;
use requires_auth::actix_web::{delete, get, post, put};

#[requires_auth(scope("items:read"))]
#[get("/a")]
async fn a(#[identity] who: Identity) -> String {
    who.subject().to_owned()
}

#[requires_auth::requires_auth]
#[post("/b")]
async fn b() -> &'static str {
    "b"
}

#[requires_auth::public(everybody)]
#[put("/c")]
async fn c() -> &'static str {
    "c"
}

#[requires_auth::public]
#[requires_auth]
#[delete("/d")]
async fn d() -> &'static str {
    "d"
}

fn main() {
    let _ = App::new().service(a).service(b).service(c).service(d);
}
