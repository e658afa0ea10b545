//! The same with `Result`.

#[path = "../common.rs"]
mod common;

use common::*;

#[requires_auth]
#[handler]
async fn any(who: poem::Result<Identity>) -> String {
    format!("{}", who.is_ok())
}

fn main() {}
