//! A handler of actix-web under the attribute for axum.

#[path = "../common.rs"]
mod common;

use common::*;
#[allow(unused_imports)]
use requires_auth::axum::routing::{get, post};

mod web {
    pub(crate) struct Path<T>(T);
}

struct HttpResponse;

#[requires_auth]
async fn handler(_id: web::Path<u32>) -> HttpResponse {
    HttpResponse
}

fn main() {
    
}
