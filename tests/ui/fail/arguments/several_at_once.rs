//! All mistakes are shown at once.
//! Twin: `pass/plain.rs`.

#[path = "../../common.rs"]
mod common;

use common::*;

#[requires_auth(verifer = TOKENS, scopes("a b", ""), onyl = is_ada, request = reqest, optional = true)]
async fn handler(req: Request<String>, #[identity(x)] who: Identity) -> Answer {
    answer(format!("{}{}", who.subject(), req.body()))
}

fn main() {}
