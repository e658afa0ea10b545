//! An enum has variants, and no fields.
//! Twin: `pass/request.rs`.

use requires_auth::AsRequestHead;

#[derive(AsRequestHead)]
enum Call {
    Plain(http::Request<String>),
}

fn main() {}
