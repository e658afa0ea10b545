//! The seeds of the fuzz targets, through the same second readings as in `fuzz`, without a fuzzer. (Those of `arguments` are asked
//! in the tests of the macro crate, which exports nothing that could be called here.)
#![allow(missing_docs, clippy::unwrap_used, clippy::expect_used, clippy::panic, clippy::indexing_slicing)]
#![allow(clippy::missing_panics_doc, reason = "what is asked here fails by panicking")]

use std::{fs, panic::catch_unwind, path::Path};

#[path = "fuzz/src/basic.rs"]
pub mod basic;
#[path = "fuzz/src/challenges.rs"]
pub mod challenges;
#[path = "fuzz/src/heads.rs"]
pub mod heads;
#[path = "fuzz/src/htpasswd.rs"]
pub mod htpasswd;
#[path = "fuzz/src/input.rs"]
pub mod input;
#[path = "fuzz/src/login_page.rs"]
pub mod login_page;
#[path = "fuzz/src/origins.rs"]
pub mod origins;
#[path = "fuzz/src/outcome.rs"]
pub mod outcome;
#[path = "fuzz/src/places.rs"]
pub mod places;
#[path = "fuzz/src/rfc.rs"]
pub mod rfc;
#[cfg(feature = "jwt")]
#[path = "fuzz/src/tokens.rs"]
pub mod tokens;
#[path = "fuzz/src/written.rs"]
pub mod written;

/// Asks with each seed of a target, and says which of them fail; a folder that got lost is not one that passed.
fn each(target: &str, check: fn(&[u8])) {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("fuzz/seeds").join(target);
    let seeds: Vec<_> = fs::read_dir(folder).unwrap().map(|entry| entry.unwrap().path()).collect();
    assert!(seeds.len() >= 20, "{} seeds", seeds.len());
    let fails = |seed: &&std::path::PathBuf| {
        let input = fs::read(seed).unwrap();
        catch_unwind(|| check(&input)).is_err()
    };
    let failing: Vec<_> = seeds.iter().filter(fails).map(|seed| seed.file_name().unwrap()).collect();
    assert!(failing.is_empty(), "{failing:?}");
}

#[test]
fn heads_are_read_as_the_rules_say() {
    each("heads", heads::check);
}

#[test]
fn basic_credentials_are_read_as_the_rules_say() {
    each("basic", basic::check);
}

#[test]
fn challenges_are_read_back_as_they_were_built() {
    each("challenges", challenges::check);
}

#[test]
fn the_users_of_a_file_are_those_that_nginx_and_apache_find() {
    each("htpasswd", htpasswd::check);
}

#[test]
fn writes_from_another_site_are_refused_as_the_rule_says() {
    each("origins", origins::check);
}

#[test]
fn browsers_come_back_to_this_site() {
    each("login_page", login_page::check);
}

#[cfg(feature = "jwt")]
#[test]
fn tokens_are_accepted_as_the_rules_say() {
    each("tokens", tokens::check);
}
