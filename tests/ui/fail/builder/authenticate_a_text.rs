//! A token is authenticated instead of a request.

#[path = "../../common.rs"]
mod common;

use common::*;
use requires_auth::Authenticator;

fn handler(auth: &Authenticator) -> impl Future<Output = Result<Identity, Rejection>> {
    auth.authenticate("secret")
}

fn main() {}
