//! An enum has no field of its own.
//! Twin: `pass/request.rs`.

use requires_auth::AsRequestHead;

#[derive(AsRequestHead)]
enum Call {
    Plain(http::Request<String>),
}

fn main() {}
