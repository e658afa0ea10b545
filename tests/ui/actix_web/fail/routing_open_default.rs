//! An open handler where no route fits.

#[path = "../common.rs"]
mod common;

use common::*;

fn main() {
    let _ = routing::resource("/").get(guarded).default_service(web::to(open));
}
