//! Functions that return a boxed future, written by hand or by `#[async_trait]`: what they do before they return the
//! future is guarded too.

use super::common::*;
use std::future::Future;
use std::pin::Pin;
use std::sync::atomic::{AtomicU32, Ordering};

static RAN: AtomicU32 = AtomicU32::new(0);

type BoxFuture<'a, T> = Pin<Box<dyn Future<Output = T> + Send + 'a>>;

#[requires_auth(verifier = TOKENS)]
fn exact(req: Request<String>, #[identity] who: Identity) -> Pin<Box<dyn Future<Output = Answer> + Send>> {
    Box::pin(async move { answer(format!("{} {}", who.subject(), req.body())) })
}

#[requires_auth(verifier = TOKENS)]
fn alias(mut req: Request<String>) -> BoxFuture<'static, Answer> {
    ::std::boxed::Box::pin(async move {
        req.body_mut().push('!');
        answer(req.into_body())
    })
}

#[requires_auth(verifier = TOKENS)]
fn statement_before(req: Request<String>) -> BoxFuture<'static, Answer> {
    RAN.fetch_add(1, Ordering::Relaxed);
    Box::pin(async move { answer(req.into_body()) })
}

#[requires_auth(verifier = TOKENS)]
fn early_return(req: Request<String>, #[identity] who: Identity, early: bool) -> BoxFuture<'static, Answer> {
    if early {
        RAN.fetch_add(1, Ordering::Relaxed);
        return Box::pin(async { answer("early") });
    }
    Box::pin(async move { answer(format!("{} {}", who.subject(), req.body())) })
}

#[requires_auth(verifier = TOKENS)]
fn other_tail(req: Request<String>) -> BoxFuture<'static, Answer> {
    return Box::pin(async move { answer(req.into_body()) });
}

#[requires_auth(verifier = TOKENS)]
fn not_captured<'a>(req: Request<String>, _text: &'a str) -> BoxFuture<'static, Answer> {
    Box::pin(async move { answer(req.into_body()) })
}

#[requires_auth(verifier = TOKENS)]
fn not_captured_either<'a>(req: Request<String>, _text: &'a str) -> BoxFuture<'static, Answer> {
    let text = req.into_body();
    Box::pin(async move { answer(text) })
}

/// Without `move`: the future borrows from what is borrowed.
#[requires_auth(verifier = TOKENS)]
fn borrowed_again<'a>(req: &'a mut Request<String>, calls: &'a mut u32) -> BoxFuture<'a, Answer> {
    Box::pin(async {
        *calls += 1;
        req.body_mut().push('!');
        answer(req.body().as_str())
    })
}

#[async_trait::async_trait]
trait Greeter {
    async fn greet(&self, req: Request<String>, times: u8) -> Result<Answer, std::convert::Infallible>;

    async fn wild(&self, req: Request<String>) -> Answer;

    #[requires_auth(verifier = Slow)]
    async fn with_default(&self, req: Request<String>, #[identity] who: Identity) -> Answer {
        answer(format!("{} {}", who.subject(), req.body()))
    }
}

struct Api {
    auth: Slow,
    name: String,
}

#[async_trait::async_trait]
impl Greeter for Api {
    #[requires_auth(verifier = self.auth)]
    async fn greet(
        &self,
        mut req: Request<String>,
        #[identity] who: Identity,
        times: u8,
    ) -> Result<Answer, std::convert::Infallible> {
        RAN.fetch_add(1, Ordering::Relaxed);
        req.body_mut().push('!');
        Ok(answer(format!("{} {} {} {times}", self.name, who.subject(), req.body())))
    }

    #[requires_auth(verifier = self.auth)]
    async fn wild(&self, _: Request<String>, #[identity] _: Identity) -> Answer {
        answer("wild")
    }
}

#[async_trait::async_trait(?Send)]
trait Local {
    async fn local(&self, req: &mut Request<String>) -> Answer;
}

#[async_trait::async_trait(?Send)]
impl Local for Api {
    #[requires_auth(verifier = TOKENS, scopes("items:read"))]
    async fn local(&self, req: &mut Request<String>) -> Answer {
        answer(req.body().as_str())
    }
}

#[test]
fn runs() {
    check(exact, "ada body");
    check(alias, "body!");
    check(other_tail, "body");
    check(|req| not_captured(req, "text"), "body");
    check(|req| not_captured_either(req, "text"), "body");
    let mut calls = 0;
    assert_eq!(run(borrowed_again(&mut without_credentials(), &mut calls)).status(), 401);
    assert_eq!(run(borrowed_again(&mut ada(), &mut calls)).body(), "body!");
    assert_eq!(calls, 1);

    assert_eq!(run(statement_before(without_credentials())).status(), 401);
    assert_eq!(run(early_return(without_credentials(), true)).status(), 401);
    let api = Api { auth: Slow, name: "api".to_owned() };
    assert_eq!(run(api.greet(without_credentials(), 1)).expect("an answer").status(), 401);
    assert_eq!(RAN.load(Ordering::Relaxed), 0, "nothing ran without credentials");

    check(statement_before, "body");
    check(|req| early_return(req, true), "early");
    check(|req| early_return(req, false), "ada body");
    assert_eq!(run(api.greet(ada(), 2)).expect("an answer").body(), "api ada body! 2");
    check(|req| api.wild(req), "wild");
    check(|req| api.with_default(req), "ada body");
    assert_eq!(run(api.local(&mut ada())).body(), "body");
}
