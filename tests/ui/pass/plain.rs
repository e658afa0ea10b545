//! The plain case, with each way to say what is demanded.

use super::common::*;

#[requires_auth(verifier = TOKENS)]
async fn anybody(req: Request<String>) -> Answer {
    answer(req.into_body())
}

#[requires_auth(verifier = TOKENS,)]
async fn identity(req: Request<String>, #[identity] who: Identity) -> Answer {
    answer(format!("{} {}", who.subject(), req.into_body()))
}

#[requires_auth(verifier = TOKENS, scopes("items:read"))]
async fn scoped(#[identity] who: Identity, req: Request<String>) -> Answer {
    answer(format!("{} {}", who.subject(), req.into_body()))
}

#[requires_auth(scopes("items:write"), verifier = TOKENS)]
async fn refused(req: Request<String>) -> Answer {
    answer(req.into_body())
}

#[requires_auth(verifier = TOKENS, only = is_ada)]
async fn only_path(_req: Request<String>) -> Answer {
    answer("body")
}

#[requires_auth(verifier = TOKENS, scopes(READ), only = |who| who.subject() == "bob" && req.uri() == "/")]
async fn only_closure(req: Request<String>) -> Answer {
    answer(req.into_body())
}

#[requires_auth(verifier = TOKENS, optional)]
async fn optional(req: Request<String>, #[identity] who: Option<Identity>) -> Answer {
    answer(who.map_or(req.into_body(), |who| who.subject().to_owned()))
}

type Caller = Option<Identity>;

#[requires_auth(verifier = TOKENS, optional)]
async fn optional_by_alias(_: Request<String>, #[identity] who: Caller) -> Answer {
    answer(who.map_or(String::new(), |who| who.subject().to_owned()))
}

#[requires_auth(verifier = USERS, identity = User)]
async fn typed(req: Request<String>) -> Answer {
    answer(req.into_body())
}

#[requires_auth(verifier = USERS, identity = User)]
async fn typed_twice(req: Request<String>, #[identity] who: User) -> Answer {
    answer(format!("{} {}", who.name, req.into_body()))
}

#[requires_auth(verifier = USERS)]
async fn destructured(req: Request<String>, #[identity] User { name }: User) -> Result<Answer, std::fmt::Error> {
    let text = Some(name).ok_or(std::fmt::Error)?;
    Ok(answer(format!("{text} {}", req.body())))
}

#[requires_auth(verifier = TOKENS, on_reject = teapot)]
async fn on_reject(_req: Request<String>) -> u16 {
    200
}

#[requires_auth(verifier = TOKENS)]
fn not_async(req: Request<String>, #[identity] who: Identity) -> Answer {
    answer(format!("{} {}", who.subject(), req.into_body()))
}

#[requires_auth(verifier = TOKENS, only = is_ada, scopes("items:read"))]
fn not_async_only(req: Request<String>) -> Result<Answer, std::convert::Infallible> {
    Ok(answer(req.into_body()))
}

#[requires_auth(verifier = TOKENS, optional)]
fn not_async_optional(_: &Request<String>, #[identity] who: Option<Identity>) -> Answer {
    answer(who.map_or("nobody".to_owned(), |who| who.subject().to_owned()))
}

fn is_ada(who: &Identity) -> bool {
    who.subject() == "ada"
}

fn teapot(_: Rejection) -> u16 {
    418
}

#[requires_auth::public]
async fn open() -> &'static str {
    "open"
}

#[test]
fn runs() {
    check(anybody, "body");
    check(identity, "ada body");
    check(scoped, "ada body");
    check(typed, "body");
    check(typed_twice, "ada body");
    assert_eq!(run(typed_twice(without_credentials())).status(), 401);
    check(only_path, "body");
    assert_eq!(run(refused(without_credentials())).status(), 401);
    assert_eq!(run(refused(ada())).status(), 403);
    assert_eq!(run(only_closure(ada())).status(), 403);
    assert_eq!(run(optional(without_credentials())).body(), "body");
    assert_eq!(run(optional(ada())).body(), "ada");
    assert_eq!(run(optional_by_alias(ada())).body(), "ada");
    check(|req| async { destructured(req).await.expect("an answer") }, "ada body");
    assert_eq!(run(on_reject(without_credentials())), 418);
    assert_eq!(run(on_reject(ada())), 200);
    assert_eq!(not_async(without_credentials()).status(), 401);
    assert_eq!(not_async(ada()).body(), "ada body");
    assert!(not_async_only(ada()).is_ok_and(|answer| answer.status() == 200));
    assert_eq!(not_async_optional(&without_credentials()).body(), "nobody");
    assert_eq!(run(open()), "open");
}
