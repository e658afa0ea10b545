use requires_auth::axum::requires_auth;

#[requires_auth]
async fn handler() {}

fn main() {}
