//! The mark has arguments.
//! Twin: `pass/request.rs`.

use requires_auth::AsRequestHead;

#[derive(AsRequestHead)]
struct Call {
    #[request(inner)]
    request: http::Request<String>,
    peer: std::net::IpAddr,
}

fn main() {}
