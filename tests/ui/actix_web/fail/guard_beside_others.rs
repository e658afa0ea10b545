//! The guard is no extractor beside others: there a malformed body would win.

#[path = "../common.rs"]
mod common;

use common::*;

async fn handler<M: 'static>(_: requires_auth::__private::Guard<Identity, M>, _: web::Bytes) -> &'static str {
    "never"
}

fn main() {
    let _ = web::get().to(handler::<requires_auth::__private::InvalidAttribute>);
}
