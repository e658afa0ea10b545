//! The identity of a method is not marked, and its trait knows none.
//! Twin: `pass/impl_blocks.rs`.

#[path = "../../common.rs"]
mod common;

use common::*;

trait Api {
    fn items(&self, req: Request<String>) -> Answer;
}

struct Shop;

impl Api for Shop {
    #[requires_auth(verifier = TOKENS)]
    fn items(&self, req: Request<String>, who: Identity) -> Answer {
        answer(format!("{}{}", who.subject(), req.body()))
    }
}

fn main() {}
