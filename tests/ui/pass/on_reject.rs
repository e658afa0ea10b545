//! The functions that `on_reject` may name, and what `only` may.

use super::common::*;
use std::pin::Pin;
use std::sync::{Arc, LazyLock};

fn refuse(rejection: Rejection) -> Answer {
    answer(rejection.reason().as_str())
}

fn any_body<B: From<&'static str>>(_: Rejection) -> Response<B> {
    Response::new(B::from("any"))
}

fn any_type<T: From<&'static str>>(_: Rejection) -> T {
    T::from("any type")
}

const POINTER: fn(Rejection) -> Answer = refuse;

fn of_static(_: Rejection) -> &'static str {
    "static"
}

struct Refusing;

impl Refusing {
    fn refuse(_: impl Into<Rejection>) -> Answer {
        answer("associated")
    }
}

#[requires_auth(verifier = TOKENS, on_reject = refuse)]
fn exact(_req: Request<String>) -> Answer {
    answer("")
}

#[requires_auth(verifier = TOKENS, on_reject = any_body)]
async fn generic(_req: Request<String>) -> Answer {
    answer("")
}

#[requires_auth(verifier = TOKENS, on_reject = any_type)]
async fn inferred(_req: Request<String>) -> String {
    String::new()
}

#[requires_auth(verifier = TOKENS, on_reject = POINTER)]
async fn pointer(_req: Request<String>) -> Answer {
    answer("")
}

#[requires_auth(verifier = TOKENS, on_reject = Refusing::refuse)]
async fn associated(_req: Request<String>) -> Answer {
    answer("")
}

#[requires_auth(verifier = TOKENS, on_reject = of_static)]
fn shorter<'a>(req: &'a mut Request<String>) -> &'a str {
    req.body()
}

/// The type behind `impl Trait` is that of the function, where the body says nothing of it.
#[requires_auth(verifier = TOKENS, on_reject = of_static)]
fn opaque(_req: Request<String>) -> impl AsRef<str> + Send + use<> {
    ""
}

#[requires_auth(verifier = TOKENS, on_reject = of_static)]
async fn opaque_without_a_body(_req: Request<String>) -> impl AsRef<str> {
    todo!()
}

#[requires_auth(verifier = TOKENS, on_reject = refuse)]
fn boxed(_req: Request<String>) -> Pin<Box<dyn Future<Output = Answer> + Send>> {
    Box::pin(async { answer("") })
}

#[requires_auth(verifier = TOKENS, check = false_for(&req), on_reject = refuse)]
async fn checked(req: Request<String>) -> Answer {
    answer(req.into_body())
}

fn false_for(_: &Request<String>) -> bool {
    false
}

static SHARED: LazyLock<StaticTokens<Arc<User>>> =
    LazyLock::new(|| StaticTokens::new([("secret", Arc::new(User { name: "ada" }))]).expect("a well-formed token"));

fn is_ada(user: &User) -> bool {
    user.name == "ada"
}

/// The predicate is called, so that a reference to an `Arc` becomes one to what is in it.
#[requires_auth(verifier = SHARED, only = is_ada)]
async fn behind_an_arc(_req: Request<String>) -> Answer {
    answer("body")
}

#[test]
fn runs() {
    assert_eq!(exact(without_credentials()).body(), "no credentials");
    assert_eq!(run(generic(without_credentials())).body(), "any");
    assert_eq!(run(inferred(without_credentials())), "any type");
    assert_eq!(run(pointer(without_credentials())).body(), "no credentials");
    assert_eq!(run(associated(without_credentials())).body(), "associated");
    assert_eq!(shorter(&mut without_credentials()), "static");
    assert_eq!(opaque(without_credentials()).as_ref(), "static");
    assert_eq!(run(opaque_without_a_body(without_credentials())).as_ref(), "static");
    assert_eq!(run(boxed(without_credentials())).body(), "no credentials");
    assert_eq!(run(checked(ada())).body(), "denied");
    check(behind_an_arc, "body");
}
