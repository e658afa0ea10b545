//! A verifier that is still in its `Result`.
//! Twin: `pass/plain.rs`.

#[path = "../../common.rs"]
mod common;

use common::*;

fn tokens() -> Result<StaticTokens, requires_auth::ConfigError> {
    StaticTokens::new([("secret", Identity::new("ada"))])
}

#[requires_auth(verifier = tokens())]
async fn handler(req: Request<String>) -> Answer {
    answer(req.into_body())
}

fn main() {}
