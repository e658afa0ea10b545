//! The closure of `bearer_async` borrows the token, as that of `bearer`.

#[path = "../../common.rs"]
mod common;

use common::*;
use requires_auth::{Authenticator, verifiers};

fn main() {
    let _: Authenticator = Authenticator::new(verifiers::bearer_async(|_: Bearer<'_>| async { Ok(Identity::new("ada")) }));
}
