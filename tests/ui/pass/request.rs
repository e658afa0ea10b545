//! Each way to take the request.

use super::common::*;
use http::request::Parts;
use requires_auth::AsRequestHead;

#[requires_auth(verifier = TOKENS)]
async fn mutable(mut req: Request<String>, #[identity] mut who: Caller) -> Answer {
    req.body_mut().push('!');
    who = Identity::new(format!("{}!", who.subject()));
    answer(format!("{} {}", req.body(), who.subject()))
}

type Caller = Identity;

#[requires_auth(verifier = TOKENS)]
async fn wildcard(_: Request<String>, #[identity] who: Identity) -> Answer {
    answer(who.subject())
}

#[requires_auth(verifier = TOKENS)]
async fn unnamed(_req: Request<String>, _: u8) -> Answer {
    answer("unnamed")
}

#[requires_auth(verifier = TOKENS)]
async fn destructured(Parts { headers, method: mut verb, .. }: Parts, (a, mut b): (u8, u8)) -> Answer {
    if b == 2 {
        b += 1;
        verb = http::Method::PUT;
    }
    // What the verifier read is marked before we see it.
    assert!(headers["authorization"].is_sensitive());
    answer(format!("{} {verb} {a} {b}", headers.len()))
}

#[requires_auth(verifier = TOKENS)]
async fn destructured_reference(Parts { headers, .. }: &Parts) -> Answer {
    answer(headers.len().to_string())
}

#[requires_auth(verifier = TOKENS)]
async fn whole_and_part(parts @ Parts { .. }: Parts, ref n: u8) -> Answer {
    answer(format!("{} {n}", parts.method))
}

#[requires_auth(verifier = TOKENS)]
async fn unique(req: &mut Request<String>) -> Answer {
    assert!(req.headers()["authorization"].is_sensitive());
    answer(req.body().as_str())
}

#[requires_auth(verifier = TOKENS)]
async fn reassigned<'a>(mut req: &'a Request<String>, other: &'a Request<String>) -> Answer {
    if other.body() == "body" {
        req = other;
    }
    answer(req.body().as_str())
}

#[requires_auth(verifier = TOKENS, request = later)]
async fn named(first: u8, later: Request<String>, mut last: u8) -> Answer {
    last += first;
    answer(format!("{} {last}", later.body()))
}

#[requires_auth(verifier = TOKENS)]
async fn conditional(
    req: Request<String>,
    #[cfg(test)] a: u8,
    #[cfg(not(test))] b: Missing,
    #[cfg(test)] (c, d): (u8, u8),
    #[cfg_attr(test, cfg(any()))] e: Missing,
    #[cfg_attr(test, allow(unused_variables))]
    #[cfg_attr(test, cfg(all()))]
    (f, g): (u8, u8),
) -> Answer {
    answer(format!("{} {a} {c} {d}", req.body()))
}

#[requires_auth(verifier = TOKENS)]
async fn lints(
    #[allow(unused_variables)] req: Request<String>,
    #[expect(unused_variables)] left: u8,
    #[allow(unused_mut)] mut right: u8,
) -> Answer {
    answer(right.to_string())
}

#[derive(AsRequestHead)]
struct Around<'r, B: Send, const N: usize>
where
    B: Clone,
{
    peer: [u8; N],
    #[request]
    request: &'r Request<B>,
}

#[requires_auth(verifier = TOKENS)]
async fn around(call: Around<'_, String, 1>) -> Answer {
    answer(format!("{} {}", call.request.body(), call.peer[0]))
}

#[derive(AsRequestHead)]
struct Only<R>(R);

#[requires_auth(verifier = TOKENS)]
async fn only(Only(request): Only<Only<Request<String>>>) -> Answer {
    answer(request.0.body().as_str())
}

#[derive(AsRequestHead)]
struct Head {
    parts: Parts,
}

#[requires_auth(verifier = TOKENS)]
async fn head(call: &mut Head) -> Answer {
    assert!(call.parts.headers["authorization"].is_sensitive());
    answer("head")
}

#[test]
fn runs() {
    check(mutable, "body! ada!");
    check(wildcard, "ada");
    check(|req| unnamed(req, 1), "unnamed");
    check(|req| destructured(req.into_parts().0, (1, 2)), "1 PUT 1 3");
    check(|req| whole_and_part(req.into_parts().0, 3), "GET 3");
    check(|req| named(1, req, 2), "body 3");
    check(|req| conditional(req, 1, (2, 3), (4, 5)), "body 1 2 3");
    check(|req| lints(req, 1, 2), "2");
    assert_eq!(run(destructured_reference(&ada().into_parts().0)).body(), "1");
    assert_eq!(run(unique(&mut ada())).body(), "body");
    assert_eq!(run(unique(&mut without_credentials())).status(), 401);
    assert_eq!(run(around(Around { peer: [7], request: &ada() })).body(), "body 7");
    assert_eq!(run(around(Around { peer: [7], request: &without_credentials() })).status(), 401);
    check(|req| only(Only(Only(req))), "body");
    assert_eq!(run(head(&mut Head { parts: ada().into_parts().0 })).body(), "head");
    assert_eq!(run(head(&mut Head { parts: without_credentials().into_parts().0 })).status(), 401);
    assert_eq!(run(reassigned(&ada(), &without_credentials())).body(), "body");
    assert_eq!(run(reassigned(&without_credentials(), &ada())).status(), 401);
}
