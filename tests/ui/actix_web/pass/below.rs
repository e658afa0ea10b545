//! Attributes below the guard of a handler: those that are known, and those that the user vouches for.

use super::common::*;
use actix_web::get as read;

#[requires_auth(allow_attributes(read))]
#[read("/")]
async fn renamed(#[identity] who: Identity) -> String {
    who.subject().to_owned()
}

#[requires_auth]
#[actix_web::routes]
#[get("/a")]
#[post("/b")]
#[tracing::instrument(skip_all)]
#[utoipa::path(get, path = "/a", responses((status = 200)))]
async fn known() -> &'static str {
    "known"
}

#[test]
fn runs() {
    let _ = App::new().service(renamed).service(known);
}
