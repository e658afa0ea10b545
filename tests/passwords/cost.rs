//! What a remembered password costs beside its hash. A measurement, not a test: run it with
//! `cargo test --release --test passwords -- --ignored --nocapture remembered`.

use std::time::{Duration, Instant};

use requires_auth::{Authenticator, verifiers::Passwords};

use crate::callers::{USUAL, one, one_thread};

/// The least of several runs: what the machine does beside only ever adds.
fn least(runs: u32, times: u32, mut work: impl FnMut()) -> Duration {
    let each = (0..runs).map(|_| {
        let start = Instant::now();
        (0..times).for_each(|_| work());
        start.elapsed() / times
    });
    each.min().unwrap()
}

#[test]
#[ignore = "a measurement"]
fn a_remembered_password_costs_a_ten_thousandth_of_its_hash() {
    let request = http::Request::builder().header("authorization", "Basic YWRhOmNvcnJlY3QgaG9yc2U=").body(()).unwrap();
    let time = |passwords: Passwords, runs, times| {
        let auth = Authenticator::new(passwords);
        least(runs, times, || drop(futures_executor::block_on(auth.authenticate(&request)).unwrap()))
    };
    let hash = time(one_thread(one("ada", USUAL)).remember_at_most(0).build().unwrap(), 20, 1);
    let hit = time(one_thread(one("ada", USUAL)).build().unwrap(), 20, 10_000);
    println!("argon2id {hash:?}, remembered {hit:?} (with the whole guard): 1/{}", hash.as_nanos() / hit.as_nanos());
}
