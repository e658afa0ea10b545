//! Guarded `impl` blocks.

use super::common::*;

struct Service<T>(T);

trait Handles {
    const NAME: &str;
    async fn one(&self, req: Request<String>) -> Answer;
    fn two(&self, req: Request<String>) -> Answer;
    fn three(&self) -> u8;
}

#[requires_auth(verifier = TOKENS)]
/// With more attributes below.
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

/// The methods' own attributes say only what is demanded: who verifies, the identity and the answer are those of the block.
#[requires_auth(verifier = USERS, identity = User, on_reject = teapot, only = |who| who.name == "eve")]
impl<T> Service<T> {
    fn of_the_block(&self, req: Request<String>) -> Answer {
        answer(req.into_body())
    }

    #[requires_auth(only = |who| who.name == "ada")]
    fn own_predicate(&self, req: Request<String>) -> Answer {
        answer(req.into_body())
    }

    /// No demand of the block is left.
    #[requires_auth]
    async fn nothing_demanded(&self, req: Request<String>) -> Answer {
        answer(req.into_body())
    }

    /// Another verifier, and so another identity.
    #[requires_auth(verifier = TOKENS, scopes("items:read"))]
    fn other_verifier(&self, req: Request<String>) -> Answer {
        answer(req.into_body())
    }

    #[requires_auth(optional)]
    fn known_or_not(&self, req: Request<String>, #[identity] who: Option<User>) -> Answer {
        answer(format!("{} {:?}", req.body(), who.map(|who| who.name)))
    }
}

struct Proxy;

/// Each method has two requests, and the block says which is the client's.
#[requires_auth(verifier = TOKENS, request = client)]
impl Proxy {
    fn of_the_block(&self, upstream: Request<String>, client: Request<String>) -> Answer {
        answer(format!("{} {}", upstream.body(), client.body()))
    }

    #[requires_auth(only = |who| who.subject() == "ada")]
    fn own_predicate(&self, upstream: Request<String>, client: Request<String>) -> Answer {
        answer(format!("{} {}", upstream.body(), client.body()))
    }

    #[requires_auth(request = other)]
    fn own_name(&self, upstream: Request<String>, other: Request<String>) -> Answer {
        answer(format!("{} {}", upstream.body(), other.body()))
    }
}

fn teapot(rejection: Rejection) -> Answer {
    let mut answer = answer(rejection.to_string());
    *answer.status_mut() = http::StatusCode::IM_A_TEAPOT;
    answer
}

fn request(token: &str) -> Request<String> {
    Request::builder().header("authorization", format!("Bearer {token}")).body(String::from("body")).unwrap()
}

#[test]
fn runs() {
    let service = Service(());
    assert_eq!(<Service<()> as Handles>::NAME, "service");
    assert_eq!(run(service.one(request("wrong"))).status(), 401);
    assert_eq!(run(service.one(request("secret"))).status(), 200);
    assert_eq!(service.two(request("wrong")).status(), 401);
    assert_eq!(service.two(request("secret")).status(), 403);
    assert_eq!(service.three(), 3);

    assert_eq!(service.of_the_block(request("secret")).status(), 418);
    assert_eq!(service.own_predicate(request("secret")).status(), 200);
    assert_eq!(service.own_predicate(request("wrong")).status(), 418);
    assert_eq!(run(service.nothing_demanded(request("secret"))).status(), 200);
    assert_eq!(run(service.nothing_demanded(request("wrong"))).status(), 418);
    assert_eq!(service.other_verifier(request("secret")).status(), 200);
    assert_eq!(service.other_verifier(request("wrong")).status(), 418);
    assert_eq!(service.known_or_not(request("secret")).body(), "body Some(\"ada\")");
    assert_eq!(service.known_or_not(Request::new(String::from("body"))).body(), "body None");

    for method in [Proxy::of_the_block, Proxy::own_predicate, Proxy::own_name] {
        assert_eq!(method(&Proxy, ada(), without_credentials()).status(), 401);
        assert_eq!(method(&Proxy, without_credentials(), ada()).body(), "body body");
    }
}
