//! A2: an attribute below the guard of a handler that is not known by its name.
//! Twin: `pass/below.rs`, with the line that is shown.

#[path = "../common.rs"]
mod common;

use common::*;
use handler as made;
use craft as methods;

#[requires_auth]
#[made]
async fn renamed(#[identity] who: Identity) -> String {
    who.subject().to_owned()
}

#[requires_auth]
#[methods]
impl Api {
    #[craft(handler)]
    fn any(&self, #[identity] who: Identity) -> String {
        who.subject().to_owned()
    }
}

fn main() {}
