//! An `optional` guard admits unauthenticated requests.

#[path = "../common.rs"]
mod common;

use common::*;

#[requires_auth(optional)]
async fn maybe(#[identity] who: Option<Identity>) -> String {
    who.is_some().to_string()
}

fn main() {
    let _ = routing::get().to(maybe);
}
