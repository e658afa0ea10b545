use requires_auth::rocket::requires_auth;

#[requires_auth]
async fn handler() {}

fn main() {}
