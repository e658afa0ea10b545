//! An identity that knows no scopes.
//! Twin: `pass/plain.rs`.

#[path = "../../common.rs"]
mod common;

use common::*;

#[requires_auth(verifier = USERS, scopes("items:read"))]
async fn handler(req: Request<String>, #[identity] who: User) -> Answer {
    answer(format!("{}{}", who.name, req.body()))
}

fn main() {}
