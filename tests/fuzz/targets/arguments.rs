//! The macro crate exports nothing but macros, so its sources are built in here.
#![no_main]

#[allow(dead_code, unused_macros, reason = "only what the pipelines need is used")]
#[path = "../../../macros/src"]
mod sources {
    #[macro_use]
    pub(crate) mod syntax;

    pub(crate) mod check;
    pub(crate) mod diagnostics;
    pub(crate) mod expand;
    pub(crate) mod framework;
    pub(crate) mod model;
    pub(crate) mod pipeline;
}
// Where they look for each other.
#[allow(clippy::wildcard_imports, reason = "all of them")]
use sources::*;

use libfuzzer_sys::{fuzz_mutator, fuzz_target, fuzzer_mutate};
use requires_auth_fuzz::{
    arguments::{On, check as check_arguments},
    words::mutated,
};

fuzz_target!(|input: &[u8]| {
    check_arguments(input, |on, args, item| match on {
        On::Function => pipeline::guard(args, item, None),
        On::Axum => pipeline::guard(args, item, Some(framework::Framework::Axum)),
        On::Rocket => pipeline::guard(args, item, Some(framework::Framework::Rocket)),
        On::Policy => pipeline::policy(args),
    });
});

// Words rather than bytes, most of the time.
fuzz_mutator!(|data: &mut [u8], size: usize, max_size: usize, seed: u32| {
    let text = str::from_utf8(&data[..size]).ok().filter(|_| !seed.is_multiple_of(4)).map(|text| mutated(text, seed));
    match text.filter(|text| text.len() <= max_size) {
        Some(text) => {
            data[..text.len()].copy_from_slice(text.as_bytes());
            text.len()
        }
        None => fuzzer_mutate(data, size, max_size),
    }
});
