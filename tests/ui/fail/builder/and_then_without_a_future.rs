//! The closure of `and_then` does not return a future.
//! Twin: the example of `AuthenticatorBuilder`.

#[path = "../../common.rs"]
mod common;

use common::*;
use requires_auth::Authenticator;

fn main() {
    let _ = Authenticator::builder(Slow).and_then(|who: Identity| Ok(who)).build();
}
