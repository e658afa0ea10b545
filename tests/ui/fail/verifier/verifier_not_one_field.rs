//! A value of a type that is no verifier, by a longer expression.
//! Twin: `pass/plain.rs`.

#[path = "../../common.rs"]
mod common;

use common::*;

struct State {
    name: std::sync::Arc<String>,
}

#[requires_auth(verifier = std::sync::Arc::clone(&state.name))]
async fn handler(req: Request<String>, state: State) -> Answer {
    answer(req.into_body())
}

fn main() {}
