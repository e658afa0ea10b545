//! On a function inside of an `impl` block, where there is no room for its policy.

#[path = "../common.rs"]
mod common;

use common::*;

struct Api;

impl Api {
    #[requires_auth]
    async fn any(#[identity] who: Identity) -> String {
        who.subject().to_owned()
    }
}

fn main() {
    let _: Router<Authenticator> = Router::new().route("/", axum::routing::get(Api::any));
}
