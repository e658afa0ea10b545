//! The seeds of the fuzz target `arguments`, without a fuzzer: what is accepted, a second reading of the grammar accepts too.
#![allow(clippy::unwrap_used, clippy::expect_used, clippy::indexing_slicing)]

use std::{fs, path::Path};

use crate::framework::Framework;
use crate::pipeline;

#[allow(unreachable_pub, reason = "a fuzz target needs it")]
#[path = "../../../tests/fuzz/src/arguments.rs"]
mod arguments;
use arguments::On;

#[test]
fn what_is_accepted_is_in_the_grammar() {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("../tests/fuzz/seeds/arguments");
    let mut count = 0;
    for seed in fs::read_dir(folder).expect("seeds") {
        let input = fs::read(seed.expect("a seed").path()).expect("a file");
        arguments::check(&input, |on, args, item| match on {
            On::Function => pipeline::guard(args, item, None),
            On::Axum => pipeline::guard(args, item, Some(Framework::Axum)),
            On::Rocket => pipeline::guard(args, item, Some(Framework::Rocket)),
            On::Policy => pipeline::policy(args),
        });
        count += 1;
    }
    assert!(count >= 20, "{count} seeds");
}

/// The target names this crate's modules once more, and is not built here.
#[test]
fn the_fuzz_target_has_the_modules_that_this_crate_has() {
    let names = |file: &str, before: &str| -> Vec<String> {
        let text = fs::read_to_string(Path::new(env!("CARGO_MANIFEST_DIR")).join(file)).expect("a file");
        let name = |line: &str| line.trim().strip_prefix(before)?.strip_suffix(';').map(str::to_owned);
        let mut names: Vec<String> = text.lines().filter_map(name).filter(|name| name != "tests").collect();
        names.sort();
        names
    };
    assert_eq!(names("../tests/fuzz/targets/arguments.rs", "pub(crate) mod "), names("src/lib.rs", "mod "));
}
