//! The second verifier of an authenticator has another identity type.
//! Twin: the example of `AuthenticatorBuilder`, which maps it.

#[path = "../../common.rs"]
mod common;

use common::*;
use requires_auth::Authenticator;

fn main() {
    let users = StaticTokens::new([("secret", User { name: "ada" })]).expect("a well-formed token");
    let _ = Authenticator::builder(Slow).or(users).build();
}
