//! A macro inside a guarded `impl` block: nobody sees what it makes.
//! Twin: `pass/impl_blocks.rs`.

#[path = "../../common.rs"]
mod common;

use common::*;

struct Service;

macro_rules! more {
    () => {};
}

#[requires_auth(verifier = TOKENS)]
impl Service {
    async fn one(&self, req: Request<String>) -> Answer {
        answer(req.into_body())
    }

    more!();
}

fn main() {}
