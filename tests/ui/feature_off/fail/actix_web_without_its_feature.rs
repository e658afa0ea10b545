use requires_auth::actix_web::requires_auth;

#[requires_auth]
async fn handler() {}

fn main() {}
