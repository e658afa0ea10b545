//! The field is not a request, and a handler takes the struct.
//! Twin: `pass/request.rs`.

#[path = "../../common.rs"]
mod common;

use common::*;
use requires_auth::AsRequestHead;

#[derive(AsRequestHead)]
struct Call {
    #[request]
    peer: std::net::IpAddr,
}

#[requires_auth(verifier = TOKENS)]
async fn handler(call: Call) -> Answer {
    answer(call.peer.to_string())
}

fn main() {}
