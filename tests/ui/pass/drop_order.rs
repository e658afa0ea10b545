//! What a handler is given is dropped in the order in which a bare function drops it.

use super::common::*;
use std::sync::Mutex;

static DROPPED: Mutex<Vec<&str>> = Mutex::new(Vec::new());

struct Noted(&'static str);

impl Drop for Noted {
    fn drop(&mut self) {
        DROPPED.lock().expect("no panic so far").push(self.0);
    }
}

struct Two {
    one: Noted,
    #[allow(dead_code)]
    two: Noted,
}

/// A request whose body notes when it is dropped.
type Req = Request<Noted>;

fn request(name: &'static str, token: &str) -> Req {
    Request::builder().header("authorization", token).body(Noted(name)).expect("a request")
}

fn two() -> Two {
    Two { one: Noted("one"), two: Noted("two") }
}

async fn bare(a: Noted, mut req: Req, mut b: Noted, Two { one, .. }: Two, _: Noted, (c, d): (Noted, Noted), _e: Noted) -> Answer {
    let local = Noted("local");
    req.body_mut().0 = "request";
    b.0 = "b";
    let _ = (&a, &one, &c, &d, &local);
    answer("ran")
}

#[requires_auth(verifier = TOKENS, request = req)]
async fn named(
    a: Noted,
    mut req: Req,
    mut b: Noted,
    Two { one, .. }: Two,
    _: Noted,
    (c, d): (Noted, Noted),
    _e: Noted,
    #[identity] _who: Identity,
) -> Answer {
    let local = Noted("local");
    req.body_mut().0 = "request";
    b.0 = "b";
    let _ = (&a, &one, &c, &d, &local);
    answer("ran")
}

#[requires_auth(verifier = TOKENS, request = req)]
fn not_async(a: Noted, mut req: Req, mut b: Noted, Two { one, .. }: Two, _: Noted, (c, d): (Noted, Noted), _e: Noted) -> Answer {
    let local = Noted("local");
    req.body_mut().0 = "request";
    b.0 = "b";
    let _ = (&a, &one, &c, &d, &local);
    answer("ran")
}

macro_rules! call {
    ($handler:ident, $token:expr) => {
        $handler(Noted("a"), request("request", $token), Noted("b"), two(), Noted("wild"), (Noted("c"), Noted("d")), Noted("e"))
    };
}

fn dropped() -> Vec<&'static str> {
    std::mem::take(&mut *DROPPED.lock().expect("no panic so far"))
}

#[test]
fn runs() {
    drop(run(call!(bare, "")));
    let expected = dropped();
    assert_eq!(expected.first(), Some(&"local"));
    assert_eq!(expected.last(), Some(&"a"));

    assert_eq!(run(call!(named, "Bearer secret")).body(), "ran");
    assert_eq!(dropped(), expected);
    assert_eq!(not_async_answer(), "ran");
    assert_eq!(dropped(), expected);

    // A refusal drops everything too.
    assert_eq!(run(call!(named, "Bearer wrong")).status(), 401);
    let mut refused = dropped();
    refused.sort_unstable();
    assert_eq!(refused, ["a", "b", "c", "d", "e", "one", "request", "two", "wild"]);
}

fn not_async_answer() -> String {
    call!(not_async, "Bearer secret").into_body()
}
