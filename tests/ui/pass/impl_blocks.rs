//! Guarded `impl` blocks.

#[path = "../common.rs"]
mod common;

use common::*;

struct Service<T>(T);

trait Handles {
    const NAME: &str;
    async fn one(&self, req: Request<String>) -> Answer;
    fn two(&self, req: Request<String>) -> Answer;
    fn three(&self) -> u8;
}

#[requires_auth(verifier = TOKENS)]
/// With attributes of its own, below.
#[allow(dead_code)]
impl<T: Send + Sync> Handles for Service<T>
where
    T: Clone,
{
    #![allow(clippy::unused_self)]

    const NAME: &str = "service";

    // A7. A condition may be `true` since Rust 1.88.
    #[cfg_attr(true, inline)]
    async fn one(&self, req: Request<String>) -> Answer {
        answer(req.into_body())
    }

    #[requires_auth(verifier = TOKENS, scopes("items:write"))]
    fn two(&self, req: Request<String>) -> Answer {
        answer(req.into_body())
    }

    #[requires_auth::public]
    fn three(&self) -> u8 {
        3
    }
}

fn request(token: &str) -> Request<String> {
    Request::builder().header("authorization", format!("Bearer {token}")).body(String::from("body")).unwrap()
}

fn main() {
    let service = Service(());
    assert_eq!(run(service.one(request("wrong"))).status(), 401);
    assert_eq!(run(service.one(request("secret"))).status(), 200);
    assert_eq!(service.two(request("wrong")).status(), 401);
    assert_eq!(service.two(request("secret")).status(), 403);
    assert_eq!(service.three(), 3);
}
