//! What is wrong with the arguments, actix-web says.

use requires_auth::actix_web::{get, requires_auth};

#[requires_auth]
#[get("/items", nam = "items")]
async fn list_items() -> &'static str {
    "items"
}

fn main() {}
