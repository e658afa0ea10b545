//! A return type that cannot carry a refusal.

#[path = "../common.rs"]
mod common;

use common::*;

#[requires_auth(check = *id == 7)]
async fn handler(id: web::Path<u32>) -> web::Json<u32> {
    web::Json(*id)
}

fn main() {}
