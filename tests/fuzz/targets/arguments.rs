//! The macro crate exports nothing but macros, so its sources are built in here.
#![no_main]

#[allow(dead_code, unused_macros, reason = "only what the pipelines need is used")]
#[path = "../../../macros/src"]
mod sources {
    #[macro_use]
    pub(crate) mod vocabulary;

    pub(crate) mod args;
    pub(crate) mod body_shape;
    pub(crate) mod check;
    pub(crate) mod crate_path;
    pub(crate) mod errors;
    pub(crate) mod expand;
    pub(crate) mod fallback;
    pub(crate) mod framework;
    pub(crate) mod given;
    pub(crate) mod guarded_fn;
    pub(crate) mod guarded_impl;
    pub(crate) mod impl_pipeline;
    pub(crate) mod parameters;
    pub(crate) mod pipeline;
    pub(crate) mod policy;
    pub(crate) mod scope;
    pub(crate) mod scope_list;
    pub(crate) mod spans;
    pub(crate) mod suggest;
    pub(crate) mod text;
}
// Where they look for each other.
use sources::*;

use libfuzzer_sys::{fuzz_mutator, fuzz_target, fuzzer_mutate};
use requires_auth_fuzz::arguments::{On, WORDS, check as check_arguments};

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
    let Ok(text) = str::from_utf8(&data[..size]) else { return fuzzer_mutate(data, size, max_size) };
    let mut words: Vec<&str> = text.split(' ').collect();
    let (place, word) = ((seed >> 4) as usize % words.len(), WORDS[(seed >> 16) as usize % WORDS.len()]);
    match seed % 8 {
        0..3 => words.insert(place, word),
        3 => words[place] = word,
        4 if words.len() > 1 => drop(words.remove(place)),
        5 => words.swap(place, (seed >> 16) as usize % text.split(' ').count()),
        _ => return fuzzer_mutate(data, size, max_size),
    }
    let text = words.join(" ");
    if text.len() > max_size {
        return fuzzer_mutate(data, size, max_size);
    }
    data[..text.len()].copy_from_slice(text.as_bytes());
    text.len()
});
