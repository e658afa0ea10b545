//! The attribute for plain functions, on handlers.

#[path = "../common.rs"]
mod common;

use common::*;
use requires_auth::requires_auth;

#[requires_auth]
#[endpoint]
async fn documented() -> &'static str {
    "any"
}

#[requires_auth]
#[handler]
async fn any(req: &mut Request, #[identity] who: Identity) -> String {
    format!("{} {}", req.uri(), who.subject())
}

fn main() {
    let _ = Router::new().get(documented).post(any);
}
