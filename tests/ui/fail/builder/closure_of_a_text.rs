//! The closure of `bearer` takes a text.

#[path = "../../common.rs"]
mod common;

use common::*;
use requires_auth::{Authenticator, verifiers};

fn main() {
    let _: Authenticator = Authenticator::new(verifiers::bearer(|token: &str| Ok(Identity::new(token))));
}
