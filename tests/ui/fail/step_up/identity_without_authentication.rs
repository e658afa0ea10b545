//! An identity that does not know how its caller was authenticated.
//! Twin: `pass/step_up.rs`.

#[path = "../../common.rs"]
mod common;

use common::*;

#[requires_auth(verifier = USERS, acr("gold"))]
async fn handler(req: Request<String>, #[identity] who: User) -> Answer {
    answer(format!("{}{}", who.name, req.body()))
}

fn main() {}
