use requires_auth::poem::requires_auth;

#[requires_auth]
async fn handler() {}

fn main() {}
