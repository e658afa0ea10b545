//! A2: an attribute below the guard of a handler that is not known by its name.
//! Twin: `pass/below.rs`, with the line that is shown.

#[path = "../common.rs"]
mod common;

use common::*;
use poem_openapi::OpenApi as Operations;

#[requires_auth]
#[Operations]
impl Api {
    #[oai(path = "/any", method = "get")]
    async fn any(&self, #[identity] who: Identity) -> PlainText<String> {
        PlainText(who.subject().to_owned())
    }
}

use handler as made;

#[requires_auth]
#[made]
async fn renamed(#[identity] who: Identity) -> String {
    who.subject().to_owned()
}

fn main() {}
