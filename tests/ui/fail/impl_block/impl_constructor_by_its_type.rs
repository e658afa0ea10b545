//! A constructor by the name of its type.
//! Twin: `pass/impl_blocks.rs`.

#[path = "../../common.rs"]
mod common;

use common::*;

struct Shop {
    auth: StaticTokens,
}

#[requires_auth(verifier = self.auth)]
impl Shop {
    async fn connect(auth: StaticTokens) -> Result<Shop, String> {
        Ok(Shop { auth })
    }

    fn items(&self, req: Request<String>) -> Answer {
        answer(req.into_body())
    }
}

fn main() {}
