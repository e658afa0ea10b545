//! Generated code trips no lint, and the user's own code still does.

#![deny(
    warnings,
    missing_docs,
    unused,
    unused_qualifications,
    rust_2018_idioms,
    elided_lifetimes_in_paths,
    explicit_outlives_requirements,
    single_use_lifetimes,
    trivial_casts,
    trivial_numeric_casts,
    unit_bindings,
    unreachable_pub,
    unsafe_code,
    unused_import_braces,
    unused_lifetimes,
    unused_results,
    let_underscore_drop,
    variant_size_differences,
    clippy::all,
    clippy::pedantic,
    clippy::nursery
)]
#![allow(unknown_lints, clippy::expect_used)]

use super::common;

use common::{Answer, Identity, READ, Rejection, Request, TOKENS, answer, check, requires_auth, without_credentials};
use std::future::Future;
use std::pin::Pin;

/// A handler.
#[requires_auth(verifier = TOKENS, scopes("items:read", any(READ, "b")), only = |who| who.subject() == "ada")]
async fn list(mut req: Request<String>, #[identity] who: Identity, mut n: u8, (a, _b): (u8, u8), _: u8) -> Answer {
    use std::fmt::Write;

    n += a;
    write!(req.body_mut(), "{n}").expect("a string takes everything");
    answer(format!("{} {}", who.subject(), req.body()))
}

#[requires_auth(verifier = TOKENS, only = is_ada)]
async fn only_path(req: Request<String>) -> Answer {
    answer(req.into_body())
}

#[requires_auth(verifier = TOKENS, only = |who: &Identity| is_ada(who))]
fn only_typed_closure(req: Request<String>) -> Answer {
    answer(req.into_body())
}

fn is_ada(who: &Identity) -> bool {
    who.subject() == "ada"
}

/// A8. What the guard alone uses is not unused.
#[requires_auth(verifier = tokens, only = |_who| allowed)]
async fn used_by_the_guard(req: Request<String>, tokens: &'static common::StaticTokens, allowed: bool) -> Answer {
    answer(req.into_body())
}

#[requires_auth(verifier = both.0)]
fn used_in_an_order(req: Request<String>, both: (&'static common::StaticTokens,), #[allow(unused_variables)] n: u8) -> Answer {
    answer(req.into_body())
}

#[requires_auth(verifier = TOKENS, check = who.subject() == owner)]
async fn used_in_check(req: Request<String>, owner: &str, #[identity] who: Identity) -> Answer {
    answer(req.into_body())
}

trait Boxed {
    fn nested<'a>(&'a self, req: Request<String>, owner: String, count: u8) -> Pin<Box<dyn Future<Output = Answer> + Send + 'a>>;
    fn boxed<'a>(&'a self, req: Request<String>, owner: String, flag: bool) -> Pin<Box<dyn Future<Output = Answer> + Send + 'a>>;
}

#[async_trait::async_trait]
trait Service {
    async fn one(&self, req: Request<String>, owner: String, allowed: bool) -> Answer;
    async fn two(&self, req: Request<String>) -> Answer;
}

struct Own(&'static common::StaticTokens);

#[async_trait::async_trait]
impl Service for Own {
    #[requires_auth(verifier = self.0, only = |_who| allowed, check = owner == "ada")]
    async fn one(&self, req: Request<String>, owner: String, allowed: bool) -> Answer {
        answer("one")
    }

    #[requires_auth(verifier = TOKENS)]
    async fn two(&self, req: Request<String>) -> Answer {
        answer("two")
    }
}

impl Boxed for Own {
    // As older releases of `#[async_trait]` write it.
    #[requires_auth(verifier = TOKENS, check = owner == "ada" && count == 1)]
    fn nested<'a>(&'a self, req: Request<String>, owner: String, count: u8) -> Pin<Box<dyn Future<Output = Answer> + Send + 'a>> {
        Box::pin(async move {
            let pair = (1, 2);
            let ret: Answer = {
                let req = req;
                #[allow(unused_mut)]
                let mut owner = owner;
                #[allow(clippy::redundant_locals)]
                let count = count;
                answer(format!("nested {}", pair.1))
            };
            #[allow(clippy::let_and_return)]
            ret
        })
    }

    #[requires_auth(verifier = TOKENS, check = owner == "ada" && flag)]
    fn boxed<'a>(&'a self, req: Request<String>, owner: String, flag: bool) -> Pin<Box<dyn Future<Output = Answer> + Send + 'a>> {
        Box::pin(async move {
            let owner = owner;
            #[allow(clippy::redundant_locals)]
            let flag = flag;
            answer("boxed")
        })
    }
}

#[requires_auth(verifier = TOKENS)]
async fn unnamed(_req: Request<String>, _n: u8) -> Answer {
    answer("unnamed")
}

#[requires_auth(verifier = TOKENS)]
async fn unnamed_reference(_req: &Request<String>, #[identity] _who: Identity) -> Answer {
    answer("unnamed")
}

#[requires_auth(verifier = TOKENS)]
async fn unnamed_identity(_: Request<String>, #[identity] _: Identity) -> Answer {
    answer("unnamed")
}

#[requires_auth(verifier = TOKENS, optional)]
fn optional(req: &Request<String>, #[identity] who: Option<Identity>) -> Result<Answer, std::fmt::Error> {
    let name = who.ok_or(std::fmt::Error)?;
    Ok(answer(format!("{} {}", name.subject(), req.body())))
}

#[requires_auth(verifier = TOKENS, on_reject = refuse, identity = Identity)]
fn refusing(req: &mut Request<String>) -> u8 {
    req.body_mut().push('!');
    0
}

fn refuse(_: Rejection) -> u8 {
    1
}

#[requires_auth(verifier = TOKENS)]
fn boxed(req: Request<String>) -> Pin<Box<dyn Future<Output = Answer> + Send>> {
    let text = req.into_body();
    Box::pin(async move { answer(text) })
}

#[requires_auth(verifier = TOKENS)]
fn exactly_boxed(req: Request<String>) -> Pin<Box<dyn Future<Output = Answer> + Send>> {
    Box::pin(async move { answer(req.into_body()) })
}

/// The user's own lints: each of these must be reported, or `expect` would be.
#[allow(dead_code)]
mod own {
    use super::{Answer, Future, Identity, Pin, Request, TOKENS, answer, requires_auth};

    #[requires_auth(verifier = TOKENS)]
    #[expect(unused_mut)]
    async fn needless_mut(mut req: Request<String>, #[identity] mut who: Identity, mut n: u8) -> Answer {
        answer(format!("{} {} {n}", who.subject(), req.body()))
    }

    // The guard has read it: no warning, although the body does not look at it.
    #[requires_auth(verifier = TOKENS)]
    async fn request_for_the_guard_only(req: Request<String>) -> Answer {
        answer("")
    }

    #[requires_auth(verifier = TOKENS)]
    async fn unused_by_parameter(req: Request<String>, #[expect(unused_variables)] n: u8) -> Answer {
        answer("")
    }

    #[requires_auth(verifier = TOKENS)]
    fn unused_anew(req: Request<String>, n: u8) -> Pin<Box<dyn Future<Output = Answer> + Send>> {
        Box::pin(async move {
            #[expect(unused_variables)]
            let n = n;
            answer("")
        })
    }

    #[requires_auth(verifier = TOKENS)]
    #[expect(unused_variables)]
    async fn unused_identity(_: Request<String>, #[identity] who: Identity) -> Answer {
        answer("")
    }

    #[requires_auth(verifier = TOKENS)]
    async fn unreachable(req: Request<String>) -> Answer {
        #![expect(unreachable_code)]
        return answer(req.into_body());
        answer("")
    }

    #[requires_auth(verifier = TOKENS)]
    #[expect(unused_must_use)]
    async fn must_use(req: Request<String>) -> Answer {
        req.body().len();
        answer("")
    }
}

#[test]
fn runs() {
    check(|req| list(req, 1, (2, 3), 4), "ada body3");
    check(|req| unnamed(req, 1), "unnamed");
    check(only_path, "body");
    check(|req| async { only_typed_closure(req) }, "body");
    check(unnamed_identity, "unnamed");
    check(|req| async move { unnamed_reference(&req).await }, "unnamed");
    check(boxed, "body");
    check(exactly_boxed, "body");
    assert!(optional(&without_credentials()).is_err());
    assert_eq!(refusing(&mut without_credentials()), 1);
    check(|req| used_by_the_guard(req, &TOKENS, true), "body");
    check(|req| async { used_in_an_order(req, (&TOKENS,), 0) }, "body");
    check(|req| used_in_check(req, "ada"), "body");
    check(|req| async { Own(&TOKENS).nested(req, "ada".to_owned(), 1).await }, "nested 2");
    check(|req| async { Own(&TOKENS).boxed(req, "ada".to_owned(), true).await }, "boxed");
    check(|req| async { Own(&TOKENS).one(req, "ada".to_owned(), true).await }, "one");
    check(|req| async { Own(&TOKENS).two(req).await }, "two");
}
