//! Two fields are marked.
//! Twin: `pass/request.rs`.

use requires_auth::AsRequestHead;

#[derive(AsRequestHead)]
struct Call {
    #[request]
    request: http::Request<String>,
    #[request]
    other: http::Request<String>,
}

fn main() {}
