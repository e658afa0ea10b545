//! Inputs with expectations, from `vectors/*.json`; each file's `about` says how to read it.
//!
//! Every case is run or skipped by name; a case that is neither fails, and so does a name that no case has.
#![allow(missing_docs, clippy::unwrap_used, clippy::expect_used, clippy::panic, clippy::indexing_slicing)]

#[path = "vectors/authorization.rs"]
mod authorization;
#[path = "vectors/base64.rs"]
mod base64;
#[path = "vectors/cases.rs"]
mod cases;
#[path = "vectors/challenges.rs"]
mod challenges;
#[path = "vectors/cookies.rs"]
mod cookies;
#[path = "vectors/places.rs"]
mod places;
#[path = "vectors/rfc_examples.rs"]
mod rfc_examples;

/// A file that nobody reads has no case that passes. (Target `jwt` reads those of tokens.)
#[test]
fn every_file_of_vectors_is_read() {
    let folder = std::path::Path::new(env!("CARGO_MANIFEST_DIR")).join("vectors");
    let names = std::fs::read_dir(folder).unwrap().map(|entry| entry.unwrap().file_name().into_string().unwrap());
    let mut files: Vec<_> = names.filter(|name| name.contains(".json")).collect();
    files.sort();
    let read = [
        "base64.json",
        "challenge-build.json",
        "challenge-parse.json",
        "cookie-request.json",
        "http-authorization.json",
        "http-credential-places.json",
        "jws-jwt-cases.json",
        "jwt-attacks.json",
        "rfc-examples.json",
    ];
    assert_eq!(files, read);
}
