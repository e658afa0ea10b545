//! A3. The macro's `req` and the caller's have the same letters, and are two names.
//! Twin: `pass/request.rs`.

#[path = "../../common.rs"]
mod common;

use common::*;

macro_rules! named_by_the_macro {
    ($req:ident) => {
        #[requires_auth(verifier = TOKENS, request = req)]
        async fn one($req: Request<String>) -> Answer {
            answer($req.into_body())
        }
    };
}

macro_rules! named_by_the_caller {
    ($req:ident) => {
        #[requires_auth(verifier = TOKENS, request = $req)]
        async fn two(req: Request<String>) -> Answer {
            answer(req.into_body())
        }
    };
}

named_by_the_macro!(req);
named_by_the_caller!(req);

fn main() {}
