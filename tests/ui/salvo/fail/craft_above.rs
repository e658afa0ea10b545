//! `#[craft]` has looked at the methods before their guards are there: nobody can call what it made of them.

#[path = "../common.rs"]
mod common;

use common::*;

#[craft]
#[requires_auth]
impl Api {
    #[craft(handler)]
    fn any() -> &'static str {
        "any"
    }

    #[craft(handler)]
    fn with_self(&self) -> &'static str {
        "any"
    }
}

fn main() {
    let _ = Router::new().get(Api::any()).post(Api.with_self());
}
