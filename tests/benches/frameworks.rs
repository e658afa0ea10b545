//! What the guard adds to a whole route of each framework, against what a careful person would write by hand for it, in one run:
//! `cargo bench -p requires-auth-tests --bench frameworks --features axum,actix-web,poem,rocket,salvo`.
//!
//! Instructions and allocations, both counted by `valgrind`, without which nothing is measured.
#![allow(missing_docs, clippy::unwrap_used, clippy::expect_used, clippy::panic, clippy::indexing_slicing)]
#![allow(dead_code, clippy::unused_async, reason = "each framework takes its own part of what they share")]

#[cfg(feature = "actix-web")]
#[path = "frameworks/actix_web.rs"]
mod actix_web;
#[cfg(feature = "axum")]
#[path = "frameworks/axum.rs"]
mod axum;
#[path = "cost/measure.rs"]
mod measure;
#[cfg(feature = "poem")]
#[path = "frameworks/poem.rs"]
mod poem;
#[cfg(feature = "rocket")]
#[path = "frameworks/rocket.rs"]
mod rocket;
#[cfg(feature = "salvo")]
#[path = "frameworks/salvo.rs"]
mod salvo;
#[path = "frameworks/twin.rs"]
mod twin;

use measure::{Workload, allocations, median_instructions};
use requires_auth::{Authenticator, Identity, verifiers::StaticTokens};

/// Of 32 characters, as a generator makes it.
const SECRET: &str = "fUHyO2r2Z3DZ53EsNrWBb0xWXoaNy59I";

/// What a client library sends beside its credentials.
const FIELDS: [(&str, &str); 4] = [
    ("host", "api.example.com"),
    ("user-agent", "example-client/1.0"),
    ("accept", "application/json"),
    ("accept-encoding", "gzip, br"),
];

/// The happy path of one framework.
type Group = [Workload; 3];

fn main() {
    let arguments: Vec<String> = std::env::args().skip(1).collect();
    match &arguments[..] {
        // This program again, under valgrind.
        [flag, name, count] if flag == measure::ONLY => {
            let workload = workloads().into_iter().find(|workload| workload.name == *name).expect("a known workload");
            workload.run(count.parse().expect("a number"));
        }
        _ if !arguments.iter().any(|argument| argument == "--bench") => {
            println!("measures nothing unless it is optimised: cargo bench -p requires-auth-tests");
        }
        _ if !measure::has_valgrind() => println!("valgrind is not installed: nothing is measured"),
        _ => table(),
    }
}

fn table() {
    println!("| what | goal | figure (attribute / hand-written) |\n|---|---|---|");
    #[cfg(feature = "axum")]
    axum::rows();
    #[cfg(feature = "actix-web")]
    rows("C4 actix-web, 1 static token, 1 scope", "<= 1.2", &actix_web::group());
    #[cfg(feature = "poem")]
    rows("C5 poem, the same", "<= 1.2", &poem::group());
    #[cfg(feature = "rocket")]
    rows("C5 rocket, the same", "<= 1.2", &rocket::group());
    #[cfg(feature = "salvo")]
    salvo::rows();
}

fn workloads() -> Vec<Workload> {
    let mut all = Vec::new();
    #[cfg(feature = "axum")]
    all.extend(axum::workloads());
    #[cfg(feature = "actix-web")]
    all.extend(actix_web::group());
    #[cfg(feature = "poem")]
    all.extend(poem::group());
    #[cfg(feature = "rocket")]
    all.extend(rocket::group());
    #[cfg(feature = "salvo")]
    all.extend(salvo::workloads());
    all
}

/// What the attribute adds to an open route, as a share of what the same by hand adds.
fn rows(what: &str, goal: &str, [open, hand, ours]: &Group) {
    if let [Some(open), Some(hand), Some(ours)] = [open, hand, ours].map(median_instructions) {
        let (hand, ours) = (hand - open, ours - open);
        row(&format!("{what}: instructions"), goal, &format!("{:.2} (+{ours:.0} / +{hand:.0}; open {open:.0})", ours / hand));
    }
    if let (Some(open), Some(hand), Some(ours)) = (allocations(open), allocations(hand), allocations(ours)) {
        let figure = format!("+{} / +{} (open {open})", ours - open, hand - open);
        row(&format!("{what}: allocations"), "+0", &figure);
    }
}

/// One line of the table.
fn row(what: &str, goal: &str, figure: &str) {
    println!("| {what} | {goal} | {figure} |");
}

fn authenticator() -> Authenticator {
    Authenticator::new(StaticTokens::new([(SECRET, reader())]).unwrap())
}

fn reader() -> Identity {
    Identity::builder("ada").scopes("items:list items:read").build()
}

/// As it is sent.
fn authorization(token: &str) -> String {
    format!("Bearer {token}")
}
