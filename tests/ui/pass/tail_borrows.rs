//! The last expression of a body may borrow what the handler was given: a parameter outlives its temporaries. In edition
//! 2021 they live as long as the statement, so this has to hold there too.

use super::common::*;
use std::cell::RefCell;
use std::future::Future;
use std::sync::Mutex;

#[derive(Clone)]
struct Locked(std::sync::Arc<Mutex<&'static str>>);

#[requires_auth(verifier = verifier, request = req)]
async fn identity(verifier: &StaticTokens<Locked>, req: Request<String>, #[identity] who: Locked) -> Answer {
    let _ = req;
    answer(*who.0.lock().expect("no panic so far"))
}

#[requires_auth(verifier = TOKENS)]
async fn request(req: Request<RefCell<&'static str>>, other: RefCell<u8>) -> Answer {
    answer(format!("{}{}", req.body().borrow(), other.borrow()))
}

#[requires_auth(verifier = TOKENS)]
fn not_async(req: Request<RefCell<&'static str>>) -> Answer {
    match *req.body().borrow() {
        text => answer(text),
    }
}

#[requires_auth(verifier = STATIC)]
fn boxed(_: Request<String>, #[identity] who: Locked) -> std::pin::Pin<Box<dyn Future<Output = Answer>>> {
    Box::pin(async move { answer(*who.0.lock().expect("no panic so far")) })
}

static STATIC: std::sync::LazyLock<StaticTokens<Locked>> = std::sync::LazyLock::new(verifier);

fn verifier() -> StaticTokens<Locked> {
    StaticTokens::new([("secret", Locked(std::sync::Arc::new(Mutex::new("locked"))))]).expect("well-formed")
}

#[test]
fn runs() {
    let verifier = verifier();
    check(|req| identity(&verifier, req), "locked");
    check(boxed, "locked");
    assert_eq!(run(request(ada().map(|_| RefCell::new("body")), RefCell::new(1))).body(), "body1");
    assert_eq!(not_async(ada().map(|_| RefCell::new("body"))).body(), "body");
}
