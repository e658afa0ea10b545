//! The guard is below the attribute that makes the handler.

use requires_auth::salvo::{handler, requires_auth};
use requires_auth::Identity;
use salvo::Router;

#[handler]
#[requires_auth]
async fn create(#[identity] who: Identity) -> String {
    who.subject().to_owned()
}

struct Api;

#[handler]
#[requires_auth]
impl Api {
    async fn handle(&self, #[identity] who: Identity) -> String {
        who.subject().to_owned()
    }
}

fn main() {
    let _ = Router::new().get(create).put(Api);
}
