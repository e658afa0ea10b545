//! The parameter has the type that `identity` names, and no mark.
//! Twin: `pass/plain.rs`.

#[path = "../../common.rs"]
mod common;

use common::*;

#[requires_auth(verifier = TOKENS, identity = Identity)]
async fn handler(req: Request<String>, who: Identity) -> Answer {
    answer(format!("{}{}", who.subject(), req.body()))
}

fn main() {
    let _ = handler(Request::new(String::new()));
}
