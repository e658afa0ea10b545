//! C3: a plain `http` handler with one static bearer token and one scope; what the guard adds to the bare handler, as a share of
//! what the hand-written one adds.

use std::{convert::Infallible, hint::black_box, sync::LazyLock};

use http::{Request, Response};
use requires_auth::{Identity, requires_auth, verifiers::StaticTokens};
use requires_auth_tests::poll_once::ready;

use crate::{
    hand_written,
    measure::{Workload, allocations, instructions, time},
    row,
};

pub(crate) type Body = String;

/// Subjects and their tokens, of 32 characters as a generator makes them.
pub(crate) const SECRETS: [(&str, &str); 3] = [
    ("ada", "fUHyO2r2Z3DZ53EsNrWBb0xWXoaNy59I"),
    ("bob", "kPrKqmxVWaYVA9wwBF6Iuo3vVzz7TxHC"),
    ("eve", "NzbLsXh8uDCcd6MNwXF4W7noWXFZAfHk"),
];

static ONE: LazyLock<StaticTokens> = LazyLock::new(|| tokens(1));
static THREE: LazyLock<StaticTokens> = LazyLock::new(|| tokens(3));

fn tokens(count: usize) -> StaticTokens {
    let who = |name: &str| Identity::builder(name).scopes("items:list items:read").build();
    StaticTokens::new(SECRETS.iter().take(count).map(|(name, secret)| (secret, who(name)))).unwrap()
}

/// What every handler does once the caller is let in.
#[allow(clippy::unnecessary_wraps, reason = "it is what handlers return")]
pub(crate) fn body(req: &Request<()>, name: &str) -> Result<Response<Body>, Infallible> {
    black_box((req, name));
    Ok(Response::new(Body::new()))
}

async fn open_by_value(req: Request<()>) -> Result<Response<Body>, Infallible> {
    body(&req, "nobody")
}

async fn open_by_reference(req: &Request<()>) -> Result<Response<Body>, Infallible> {
    body(req, "nobody")
}

#[requires_auth(verifier = ONE, scopes("items:read"))]
async fn one_by_value(req: Request<()>, #[identity] who: Identity) -> Result<Response<Body>, Infallible> {
    body(&req, who.subject())
}

#[requires_auth(verifier = ONE, scopes("items:read"))]
async fn one_by_reference(req: &Request<()>, #[identity] who: Identity) -> Result<Response<Body>, Infallible> {
    body(req, who.subject())
}

#[requires_auth(verifier = THREE, scopes("items:read"))]
async fn three_by_value(req: Request<()>, #[identity] who: Identity) -> Result<Response<Body>, Infallible> {
    body(&req, who.subject())
}

/// As a browser or a client library sends it, for the caller at this place of the table.
fn request(place: usize) -> Request<()> {
    Request::get("/items?page=2")
        .header("host", "api.example.com")
        .header("user-agent", "example-client/1.0")
        .header("accept", "application/json")
        .header("accept-encoding", "gzip, br")
        .header("authorization", format!("Bearer {}", SECRETS[place].1))
        .body(())
        .unwrap()
}

/// All of them make a request and give it away or lend it, so that this cancels.
macro_rules! workload {
    ($name:literal, $place:expr, value $handler:path) => {
        Workload::new($name, |count| {
            let request = request($place);
            for _ in 0..count {
                let response = ready($handler(black_box(&request).clone()));
                assert_eq!(black_box(response.unwrap()).status(), 200);
            }
        })
    };
    ($name:literal, $place:expr, reference $handler:path) => {
        Workload::new($name, |count| {
            let request = request($place);
            for _ in 0..count {
                let response = ready($handler(black_box(&request)));
                assert_eq!(black_box(response.unwrap()).status(), 200);
            }
        })
    };
}

pub(crate) fn workloads() -> Vec<Workload> {
    [group_of_one(), group_of_three(), group_by_reference()].into_iter().flatten().collect()
}

type Group = [Workload; 3];

fn group_of_one() -> Group {
    [
        workload!("open, by value", 0, value open_by_value),
        workload!("hand-written, 1 token, by value", 0, value hand_written::one_by_value),
        workload!("attribute, 1 token, by value", 0, value one_by_value),
    ]
}

fn group_of_three() -> Group {
    [
        workload!("open, by value, third", 2, value open_by_value),
        workload!("hand-written, 3 tokens, by value", 2, value hand_written::three_by_value),
        workload!("attribute, 3 tokens, by value", 2, value three_by_value),
    ]
}

fn group_by_reference() -> Group {
    [
        workload!("open, by reference", 0, reference open_by_reference),
        workload!("hand-written, 1 token, by reference", 0, reference hand_written::one_by_reference),
        workload!("attribute, 1 token, by reference", 0, reference one_by_reference),
    ]
}

pub(crate) fn rows() {
    group("C3 inline, 1 static token, 1 scope, request by value", "<= 0.75", &group_of_one());
    group("C3 the same with 3 tokens", "<= 0.75", &group_of_three());
    group("C3 the same with 1 token, request by reference", "<= 0.75", &group_by_reference());
}

fn group(what: &str, goal: &str, [open, hand, ours]: &Group) {
    if let (Some(open), Some(hand), Some(ours)) = (instructions(open), instructions(hand), instructions(ours)) {
        let (hand, ours) = (hand - open, ours - open);
        row(&format!("{what}: instructions"), goal, &format!("{:.2} (+{ours:.0} / +{hand:.0}; open {open:.0})", ours / hand));
    }
    if let (Some(open), Some(hand), Some(ours)) = (allocations(open), allocations(hand), allocations(ours)) {
        row(&format!("{what}: allocations"), "+0", &format!("+{} / +{}", ours - open, hand - open));
    }
    let [open, hand, ours] = time([open, hand, ours]).map(|time| time.as_secs_f64() * 1e9);
    let figure = format!("{:.2} (+{:.0} ns / +{:.0} ns)", (ours - open) / (hand - open), ours - open, hand - open);
    row(&format!("{what}: time"), "-", &figure);
}
