//! A guard was removed, and the attribute that makes the route is ours.

use requires_auth::rocket::get;

#[get("/items/<id>", rank = 2)]
fn find_item(id: u32) -> String {
    id.to_string()
}

fn main() {
    let _ = rocket::routes![find_item];
}
