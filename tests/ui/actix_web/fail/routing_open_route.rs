//! A route of the framework's own on a guarded resource.

#[path = "../common.rs"]
mod common;

use common::*;

fn main() {
    let _ = routing::resource("/").get(guarded).route(web::post().to(open));
}
