//! C8: Basic credentials that are remembered, against one verification of an argon2id hash with the usual costs.

use std::{hint::black_box, time::Duration};

use http::Request;
use requires_auth::{
    Authenticator,
    verifiers::{PasswordTable, Passwords},
};
use requires_auth_tests::poll_once::ready;

use crate::{
    measure::{Workload, instructions_of, time_of},
    row,
};

/// Of `correct horse`: 19 MiB, two passes.
const HASH: &str = "$argon2id$v=19$m=19456,t=2,p=1$c29tZXNhbHRzb21lc2FsdA$k9ohroejZy1PN5E1SbHNPug6vB8eQAahb5SOAp6iGF4";

fn table() -> PasswordTable {
    PasswordTable::new().user("ada", HASH).unwrap()
}

/// `ada:correct horse`.
fn request() -> Request<()> {
    Request::get("/").header("authorization", "Basic YWRhOmNvcnJlY3QgaG9yc2U=").body(()).unwrap()
}

fn remembered() -> Workload {
    Workload::new("remembered password", |count| {
        let auth = Authenticator::new(Passwords::new(table()).unwrap());
        let request = request();
        // The first time it is hashed.
        futures_executor::block_on(auth.authenticate(&request)).unwrap();
        for _ in 0..count {
            black_box(ready(auth.authenticate(black_box(&request))).unwrap());
        }
    })
}

fn hashed() -> Workload {
    Workload::new("hashed password", |count| {
        let passwords = Passwords::builder(table()).max_concurrent_hashes(1).cache_ttl(Duration::ZERO).build().unwrap();
        let auth = Authenticator::new(passwords);
        let request = request();
        for _ in 0..count {
            black_box(futures_executor::block_on(auth.authenticate(black_box(&request))).unwrap());
        }
    })
}

pub(crate) fn workloads() -> Vec<Workload> {
    vec![remembered(), hashed()]
}

pub(crate) fn rows() {
    const GOAL: &str = "<= 1/10000";
    if let (Some(hit), Some(hash)) = (instructions_of(&remembered(), 5000), instructions_of(&hashed(), 2)) {
        row(
            "C8 remembered Basic pair / argon2id default: instructions",
            GOAL,
            &format!("1/{:.0} ({hit:.0} / {hash:.0})", hash / hit),
        );
    }
    let (hit, hash) = (time_of(&remembered(), 100_000), time_of(&hashed(), 4));
    let figure = format!("1/{:.0} ({:.0} ns / {:.1} ms)", hash / hit, hit * 1e9, hash * 1e3);
    row("C8 remembered Basic pair / argon2id default: time", GOAL, &figure);
}
