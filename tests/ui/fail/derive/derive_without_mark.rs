//! Which of the two is the request?
//! Twin: `pass/request.rs`.

use requires_auth::AsRequestHead;

#[derive(AsRequestHead)]
struct Call {
    request: http::Request<String>,
    peer: std::net::IpAddr,
}

fn main() {}
