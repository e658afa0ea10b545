//! The closure of `bearer_async` does not wait.
//! Twin: `bearer`.

#[path = "../../common.rs"]
mod common;

use common::*;
use requires_auth::verifiers;

fn main() {
    let _ = verifiers::bearer_async(|token| if token.expose() == "secret" { Ok(Identity::new("ada")) } else { Err(VerifyError::invalid()) });
}
