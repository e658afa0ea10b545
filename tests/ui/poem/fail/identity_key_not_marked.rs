//! The parameter has the type that `identity` names, and no mark; and one of a method has none.

#[path = "../common.rs"]
mod common;

use common::*;

#[derive(Clone)]
struct User(String);

#[requires_auth(identity = User)]
#[handler]
async fn any(who: User) -> String {
    who.0
}

#[requires_auth]
#[OpenApi]
impl Api {
    #[oai(path = "/a", method = "get")]
    async fn a(&self, who: Identity) -> PlainText<String> {
        PlainText(who.subject().to_owned())
    }
}

fn main() {
    let _ = poem::Route::new().at("/", poem::get(any));
}
