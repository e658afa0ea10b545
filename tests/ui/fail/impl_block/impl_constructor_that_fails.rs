//! A constructor that may fail is no handler.
//! Twin: `pass/impl_blocks.rs`.

#[path = "../../common.rs"]
mod common;

use common::*;

struct Shop {
    auth: StaticTokens,
}

#[requires_auth(verifier = self.auth)]
impl Shop {
    fn from_env() -> Result<Self, String> {
        Err(String::new())
    }

    fn items(&self, req: Request<String>) -> Answer {
        answer(req.into_body())
    }
}

fn main() {}
