//! The guard is below the attribute that makes the handler.

use requires_auth::poem::{handler, requires_auth};
use requires_auth::Identity;

#[handler]
#[requires_auth]
async fn create(#[identity] who: Identity) -> String {
    who.subject().to_owned()
}

fn main() {
    let _ = poem::get(create);
}
