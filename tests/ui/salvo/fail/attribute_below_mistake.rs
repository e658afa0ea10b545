//! A mistake of a guard is one error, whatever makes the handler.

use requires_auth::salvo::{handler, requires_auth};
use requires_auth::Identity;
use salvo::Router;

#[requires_auth(scope("items:read"))]
#[handler]
async fn list_items(#[identity] who: Identity) -> String {
    who.subject().to_owned()
}

struct Api;

#[requires_auth(scope("items:read"))]
#[handler]
impl Api {
    async fn handle(&self, #[identity] who: Identity) -> String {
        Self::named(who.subject())
    }

    #[requires_auth::public]
    fn named(who: &str) -> String {
        who.to_owned()
    }
}

fn main() {
    let _ = Router::new().get(list_items).put(Api);
}
