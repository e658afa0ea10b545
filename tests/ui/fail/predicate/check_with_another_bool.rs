//! A5. `check` is a `bool` of the language, whatever the user calls `bool`.
//! Twin: `pass/hygiene.rs`.

#[path = "../../common.rs"]
mod common;

use common::*;

#[allow(non_camel_case_types)]
struct bool;

impl std::ops::Not for bool {
    type Output = std::primitive::bool;

    fn not(self) -> Self::Output {
        false
    }
}

#[requires_auth(verifier = TOKENS, check = bool)]
async fn handler(req: Request<String>) -> Answer {
    answer(req.into_body())
}

fn main() {}
