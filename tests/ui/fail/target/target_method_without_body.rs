//! What cannot be guarded: a declaration.
//! Twin: `pass/targets.rs`.

#[path = "../../common.rs"]
mod common;

use common::*;

trait Handlers {
    #[requires_auth(verifier = TOKENS)]
    async fn handler(&self, req: Request<String>, #[identity] who: Identity) -> Answer;
}

fn main() {}
