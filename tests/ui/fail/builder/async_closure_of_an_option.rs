//! The closure of `bearer_async` says `None` where it is to say why not.

#[path = "../../common.rs"]
mod common;

use common::*;
use requires_auth::verifiers;

async fn find(_: &str) -> Option<Identity> {
    None
}

fn main() {
    let _ = verifiers::bearer_async(|token| async move { find(token.expose()).await });
}
