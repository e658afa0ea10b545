//! Attributes below the guard of a handler: those that are known, and those that the user vouches for.

use super::common::*;
use rocket::get as read;

#[requires_auth(allow_attributes(read))]
#[read("/")]
fn renamed(#[identity] who: Identity) -> String {
    who.subject().to_owned()
}

#[test]
fn runs() {
    let _ = rocket::build().mount("/", routes![renamed]);
}
