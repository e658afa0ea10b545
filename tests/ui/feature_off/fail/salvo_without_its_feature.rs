use requires_auth::salvo::requires_auth;

#[requires_auth]
async fn handler() {}

fn main() {}
