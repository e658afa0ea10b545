//! The attribute for plain functions, on a handler of actix-web: the body would be read first.

#[path = "../common.rs"]
mod common;

use common::*;

fn refused(rejection: Rejection) -> HttpResponse {
    HttpResponse::from_error(rejection)
}

#[requires_auth::requires_auth(verifier = TOKENS, on_reject = refused)]
async fn handler(request: HttpRequest, body: web::Bytes) -> HttpResponse {
    HttpResponse::Ok().body(body)
}

fn main() {}
