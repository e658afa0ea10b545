//! What makes routes is no handler.
//! Twin: `pass/plain.rs`.

#[path = "../../common.rs"]
mod common;

use common::*;

struct Router;

#[requires_auth(verifier = TOKENS)]
fn routes(req: Request<String>) -> Router {
    drop(req);
    Router
}

fn main() {}
