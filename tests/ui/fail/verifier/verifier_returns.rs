//! A4. An expression names who verifies: it does not answer for the handler.
//! Twin: `pass/plain.rs`, `pass/fragments.rs`.

#[path = "../../common.rs"]
mod common;

use common::*;

macro_rules! leave {
    ($response:expr) => {
        return $response
    };
}

#[requires_auth(verifier = { if req_is_internal() { return answer("root") } &*TOKENS })]
async fn returns(req: Request<String>) -> Answer {
    answer(req.into_body())
}

#[requires_auth(verifier = find()?)]
async fn asks(req: Request<String>) -> Result<Answer, Rejection> {
    Ok(answer(req.into_body()))
}

#[requires_auth(verifier = { if req_is_internal() { leave!(answer("root")) } &*TOKENS })]
fn by_a_macro(req: Request<String>) -> Answer {
    answer(req.into_body())
}

#[requires_auth(verifier = pick(match find() { Ok(found) => found, Err(rejection) => return Err(rejection) }))]
async fn deeper(req: Request<String>) -> Result<Answer, Rejection> {
    Ok(answer(req.into_body()))
}

fn req_is_internal() -> bool {
    true
}

fn find() -> Result<&'static StaticTokens, Rejection> {
    Ok(&TOKENS)
}

fn pick(one: &StaticTokens) -> &StaticTokens {
    one
}

fn main() {}
