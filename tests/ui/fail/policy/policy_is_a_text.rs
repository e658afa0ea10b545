//! A scope is passed instead of a policy.

#[path = "../../common.rs"]
mod common;

use common::*;
use requires_auth::Authenticator;

fn handler(auth: &Authenticator, req: &Request<String>) {
    let _ = auth.authorize("items:read", req);
}

fn main() {}
