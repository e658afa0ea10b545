//! What the cases share: one verifier, one scope, and a way to run a handler.
#![allow(dead_code, unreachable_pub, unused_imports)]

use std::future::Future;
use std::pin::pin;
use std::sync::LazyLock;
use std::task::{Context, Poll, Waker};

pub use http::{Request, Response};
pub use requires_auth::verifiers::StaticTokens;
pub use requires_auth::{Bearer, Identity, Rejection, Scope, Verifier, VerifyError, requires_auth, scheme};

/// `secret` is ada, who may read items.
pub static TOKENS: LazyLock<StaticTokens> = LazyLock::new(|| {
    let ada = Identity::builder("ada").scopes("items:read").build();
    StaticTokens::new([("secret", ada)]).expect("a well-formed token")
});

pub const READ: Scope = Scope::new("items:read");

pub type Answer = Response<String>;

/// An identity of one's own, without scopes.
#[derive(Clone, Debug)]
pub struct User {
    pub name: &'static str,
}

pub static USERS: LazyLock<StaticTokens<User>> =
    LazyLock::new(|| StaticTokens::new([("secret", User { name: "ada" })]).expect("a well-formed token"));

/// A verifier that has to wait.
pub struct Slow;

impl Verifier for Slow {
    type Scheme = scheme::Bearer;
    type Identity = Identity;

    async fn verify(&self, token: Bearer<'_>) -> Result<Identity, VerifyError> {
        std::future::ready(()).await;
        if token.expose() == "secret" { Ok(Identity::new("ada")) } else { Err(VerifyError::invalid()) }
    }
}

pub fn answer(text: impl Into<String>) -> Answer {
    Response::new(text.into())
}

/// An unauthenticated request.
pub fn without_credentials() -> Request<String> {
    Request::new("body".to_owned())
}

/// A request of ada.
pub fn ada() -> Request<String> {
    Request::builder().header("authorization", "Bearer secret").body("body".to_owned()).expect("a request")
}

pub fn run<F: Future>(future: F) -> F::Output {
    let mut future = pin!(future);
    loop {
        if let Poll::Ready(output) = future.as_mut().poll(&mut Context::from_waker(Waker::noop())) {
            return output;
        }
    }
}

/// The handler runs for ada, and only for ada.
pub fn check<F: Future<Output = Answer>>(handler: impl Fn(Request<String>) -> F, body: &str) {
    let refused = run(handler(without_credentials()));
    assert_eq!(refused.status(), 401, "{}", refused.body());
    let accepted = run(handler(ada()));
    assert_eq!(accepted.status(), 200);
    assert_eq!(accepted.body(), body);
}
