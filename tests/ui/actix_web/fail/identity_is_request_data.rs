//! An extractor is marked as the identity.

#[path = "../common.rs"]
mod common;

use common::*;

#[requires_auth]
async fn handler(#[identity] who: web::ReqData<Identity>) -> String {
    who.subject().to_owned()
}

fn main() {}
