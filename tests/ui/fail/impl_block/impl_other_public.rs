//! Another crate's `#[public]` opens nothing: this method is guarded, and says a wrong identity.
//! Twin: `pass/impl_blocks.rs`.

#[path = "../../common.rs"]
mod common;

use common::*;

mod other {
    pub(crate) use requires_auth::public;
}

struct Service;

#[requires_auth(verifier = TOKENS)]
impl Service {
    #[other::public]
    async fn one(&self, req: Request<String>, #[identity] who: u8) -> Answer {
        answer(req.into_body())
    }
}

fn main() {}
