//! `#[tracing::instrument]` above an inline guard and below it, on functions and on methods, under its own name and another.

use super::common::*;
use tracing::instrument;

#[requires_auth(verifier = TOKENS)]
#[instrument(skip_all)]
async fn below(req: Request<String>, #[identity] who: Identity) -> Answer {
    answer(format!("{} {}", who.subject(), req.body()))
}

#[instrument(skip_all)]
#[requires_auth(verifier = TOKENS)]
async fn above(req: Request<String>, #[identity] who: Identity) -> Answer {
    answer(format!("{} {}", who.subject(), req.body()))
}

#[tracing::instrument(skip_all)]
#[requires_auth(verifier = TOKENS)]
fn not_async(req: Request<String>, #[identity] who: Identity) -> Answer {
    answer(format!("{} {}", who.subject(), req.body()))
}

/// Another crate's attribute, under the name of ours that opens a handler.
mod other {
    pub(crate) use tracing::instrument as public;
}

#[other::public(skip_all)]
#[requires_auth(verifier = TOKENS)]
async fn public_above(req: Request<String>, #[identity] who: Identity) -> Answer {
    answer(format!("{} {}", who.subject(), req.body()))
}

#[requires_auth(verifier = TOKENS, allow_attributes(other::public))]
#[other::public(skip_all)]
async fn public_below(req: Request<String>, #[identity] who: Identity) -> Answer {
    answer(format!("{} {}", who.subject(), req.body()))
}

struct Api;

#[requires_auth(verifier = TOKENS)]
impl Api {
    #[instrument(skip_all)]
    async fn method(&self, req: Request<String>, #[identity] who: Identity) -> Answer {
        answer(format!("{} {}", who.subject(), req.body()))
    }
}

#[async_trait::async_trait]
trait Greeter {
    async fn below(&self, req: Request<String>) -> Answer;
    async fn above(&self, req: Request<String>) -> Answer;
}

#[async_trait::async_trait]
impl Greeter for Api {
    #[requires_auth(verifier = TOKENS)]
    #[instrument(skip_all)]
    async fn below(&self, req: Request<String>, #[identity] who: Identity) -> Answer {
        answer(format!("{} {}", who.subject(), req.body()))
    }

    #[instrument(skip_all)]
    #[requires_auth(verifier = TOKENS)]
    async fn above(&self, req: Request<String>, #[identity] who: Identity) -> Answer {
        answer(format!("{} {}", who.subject(), req.body()))
    }
}

#[test]
fn runs() {
    check(below, "ada body");
    check(above, "ada body");
    check(public_above, "ada body");
    check(public_below, "ada body");
    assert_eq!(not_async(without_credentials()).status(), 401);
    assert_eq!(not_async(ada()).body(), "ada body");
    check(|req| Api.method(req), "ada body");
    check(|req| Greeter::below(&Api, req), "ada body");
    check(|req| Greeter::above(&Api, req), "ada body");
}
