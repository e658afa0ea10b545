//! A boxed future of a type that cannot carry a refusal.
//! Twin: `pass/boxed_futures.rs`.

#[path = "../../common.rs"]
mod common;

use common::*;

use std::future::Future;
use std::pin::Pin;

#[requires_auth(verifier = TOKENS)]
fn handler(req: Request<String>) -> Pin<Box<dyn Future<Output = String>>> {
    Box::pin(async move { req.into_body() })
}

fn main() {}
