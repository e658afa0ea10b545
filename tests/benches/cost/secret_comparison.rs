//! Whether the time of a static store tells what is stored: for one thing sent, the same number of instructions whatever the
//! stored secrets are, how long they are, and in which order they stand.

use std::hint::black_box;

use http::Request;
use requires_auth::{Identity, Rejection, requires_auth, verifiers::StaticTokens};

use crate::{
    hand_written::{Table, authenticate},
    measure::{Workload, instructions},
    row,
};

/// 20 bytes, and what may be sent in its place.
const SENT: &str = "token-of-ada-0000001";

/// What is sent, and what it is beside [`SENT`].
const SENDINGS: [(&str, &str); 5] = [
    ("equal", SENT),
    ("first byte differs", "Xoken-of-ada-0000001"),
    ("last byte differs", "token-of-ada-000000X"),
    ("shorter", "token-of-ada"),
    ("longer, two blocks", "token-of-ada-0000001-and-then-some-more"),
];

/// Stores of one size each: what else is stored, and where [`SENT`] stands.
fn stores(size: usize) -> [(&'static str, Vec<String>); 5] {
    let others = |length: usize| (1..size).map(move |number| format!("{number:0>length$}"));
    let lengths = [1, 7, 20, 31, 32, 33, 64, 100];
    let mixed = || (1..size).map(move |number| format!("{number:0>width$}", width = lengths[number % lengths.len()] + 2));
    let sent = || std::iter::once(SENT.to_owned());
    [
        ("all of 20, first", sent().chain(others(20)).collect()),
        ("all of 20, last", others(20).chain(sent()).collect()),
        ("others of 5, last", others(5).chain(sent()).collect()),
        ("others of 100, first", sent().chain(others(100)).collect()),
        ("others of 3 to 102, last", mixed().chain(sent()).collect()),
    ]
}

/// Up to 16 are all compared; more are found by an index.
const SIZES: [usize; 3] = [3, 16, 40];

#[requires_auth(verifier = *tokens, request = req, on_reject = Err)]
fn guarded(tokens: &StaticTokens, req: &Request<()>) -> Result<(), Rejection> {
    black_box(req);
    Ok(())
}

type Group = (&'static str, [Workload; 5]);

/// One group for each thing sent, of one workload for each store.
fn groups(kind: &'static str, size: usize, work: fn(&[String], &Request<()>, u32)) -> impl Iterator<Item = Group> {
    SENDINGS.into_iter().map(move |(sending, sent)| {
        let workload = |(store, secrets): (&str, Vec<String>)| {
            Workload::new(format!("{kind}, {size}, {store}, {sending}"), move |count| {
                let request = Request::get("/").header("authorization", format!("Bearer {sent}")).body(()).unwrap();
                work(&secrets, &request, count);
            })
        };
        (sending, stores(size).map(workload))
    })
}

fn ours(size: usize) -> impl Iterator<Item = Group> {
    groups("StaticTokens", size, |secrets, request, count| {
        let tokens = StaticTokens::new(secrets.iter().map(|secret| (secret, Identity::new("ada")))).unwrap();
        for _ in 0..count {
            let _ = black_box(guarded(black_box(&tokens), black_box(request)));
        }
    })
}

/// The twin: a table with `subtle`, which ends early where lengths differ.
fn hand_written(size: usize) -> impl Iterator<Item = Group> {
    groups("hand-written", size, |secrets, request, count| {
        let table = Table::new(secrets.iter().map(|secret| ("ada", secret.clone())));
        for _ in 0..count {
            let _ = black_box(authenticate(black_box(&table), black_box(request.headers())));
        }
    })
}

pub(crate) fn workloads() -> Vec<Workload> {
    SIZES.into_iter().flat_map(ours).chain(hand_written(SIZES[0])).flat_map(|(_, workloads)| workloads).collect()
}

pub(crate) fn rows() {
    for size in SIZES {
        for (sending, workloads) in ours(size) {
            // Of an index, what its random key costs at the start does not cancel wholly.
            spread(&format!("{size} static tokens stored, sent: {sending}"), if size > 16 { "< 1.5" } else { "0" }, &workloads);
        }
    }
    for (sending, workloads) in hand_written(SIZES[0]) {
        spread(&format!("the twin with `subtle`, {} stored, sent: {sending}", SIZES[0]), "tells lengths", &workloads);
    }
}

fn spread(what: &str, goal: &str, workloads: &[Workload]) {
    let counts: Option<Vec<f64>> = workloads.iter().map(instructions).collect();
    let Some(counts) = counts else { return };
    let (least, most) = counts.iter().fold((f64::MAX, f64::MIN), |(least, most), count| (least.min(*count), most.max(*count)));
    let figure = format!("{:.1} ({least:.1} to {most:.1})", most - least);
    row(&format!("{what}: instructions, spread over {} stores", counts.len()), goal, &figure);
}
