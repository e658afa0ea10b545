//! A4. The verifier cannot change, or depend on, what it verifies.
//! Twin: `pass/fragments.rs`.

#[path = "../../common.rs"]
mod common;

use common::*;

#[requires_auth(verifier = { req.headers_mut().insert("authorization", "Bearer secret".parse().unwrap()); &*TOKENS })]
async fn writes(req: Request<String>) -> Answer {
    answer(req.into_body())
}

#[requires_auth(verifier = req.extensions().get::<&'static StaticTokens>().unwrap())]
fn reads(req: &Request<String>) -> Answer {
    answer(req.body().clone())
}

#[requires_auth(verifier = pick(|| req.method_mut()), request = req)]
fn by_a_closure(_n: u8, req: &mut Request<String>) -> Answer {
    answer(req.body().clone())
}

fn pick<T>(_: impl FnOnce() -> T) -> &'static StaticTokens {
    &TOKENS
}

fn main() {}
