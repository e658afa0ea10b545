//! A list of classes, as in Django REST framework.
//! Twin: `pass/plain.rs`.

#[path = "../../common.rs"]
mod common;

use common::*;

#[requires_auth(verifier = TOKENS, permission_classes = [IsAuthenticated])]
async fn handler(req: Request<String>, #[identity] who: Identity) -> Answer {
    answer(format!("{}{}", who.subject(), req.body()))
}

fn main() {}
