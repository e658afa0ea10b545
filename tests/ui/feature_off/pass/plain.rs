use http::{Request, Response};
use requires_auth::{requires_auth, verifiers::StaticTokens};

#[requires_auth(verifier = tokens)]
async fn handler(req: Request<String>, tokens: &StaticTokens) -> Response<String> {
    Response::new(String::new())
}

fn main() {}
