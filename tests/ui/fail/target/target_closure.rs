//! What cannot be guarded: a closure.
//! Twin: `pass/targets.rs`.

#[path = "../../common.rs"]
mod common;

use common::*;

fn main() {
    #[requires_auth(verifier = TOKENS)]
    let handler = async move |req: Request<String>| answer(req.into_body());
}
