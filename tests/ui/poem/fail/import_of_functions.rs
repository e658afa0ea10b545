//! The attribute for plain functions, on a handler and on the methods of an API.

#[path = "../common.rs"]
mod common;

use common::*;
use requires_auth::requires_auth;

#[requires_auth]
#[handler]
async fn any(#[identity] who: Identity) -> String {
    who.subject().to_owned()
}

#[requires_auth]
#[OpenApi]
impl Api {
    #[oai(path = "/a", method = "get")]
    async fn a(&self) -> PlainText<String> {
        PlainText(String::new())
    }

    #[oai(path = "/b", method = "get")]
    async fn b(&self, #[identity] who: Identity) -> PlainText<String> {
        PlainText(who.subject().to_owned())
    }
}

fn main() {
    let _ = poem::Route::new().at("/", poem::get(any));
}
