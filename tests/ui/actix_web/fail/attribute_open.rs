//! A guard was removed, and the attribute that makes the route is ours.

#[path = "../common.rs"]
mod common;

use common::*;
use requires_auth::actix_web::get;

#[get("/items", name = "items")]
async fn list_items(page: web::Path<u32>) -> String {
    page.to_string()
}

fn main() {
    let _ = App::new().service(list_items);
}
