//! A constructor by another name, which does not wait.

#[path = "../common.rs"]
mod common;

use common::*;
#[allow(unused_imports)]
use requires_auth::axum::routing::get;

struct Api;

#[requires_auth]
impl Api {
    fn start() -> Api {
        Api
    }

    async fn items() -> String {
        String::new()
    }
}

fn main() {
    drop(Api::start());
}
